import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import {
  type ConversationChange,
  type ConversationInfo,
  type ConversationReading,
  type Conversations,
  type Member,
  maxMembers,
} from '../../cases/conversation.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { createRest } from '../rest.ts'
import { ChatError } from './chat-error.ts'
import { isOfInstallation } from './delivery-failure.ts'
import { botScope, type ChatApi } from './google-chat-api.ts'
import type { KnownPeople } from './members.ts'

type Space = chat_v1.Schema$Space
type Membership = chat_v1.Schema$Membership

/** Google's most for one page; the rest of more is not wanted. */
const pageSize = 1_000
const maxPages = 5
/** For all calls of one reading together. */
const readMs = 20_000
/** Google does not say how long: half a minute's quota is back by then. */
const restMs = 30_000
const project = 'project'

export interface GchatConversations extends Conversations {
  /** The app came into this space, or is out of it. */
  tell(space: string): void
}

/**
 * Who is in a space of Google Chat. To an app Google tells ids and organisations of people, leaves apps out, and may leave people
 * out: a list counts only where it is as long as Google's own count.
 */
export function createGchatConversations(options: {
  readonly api: ChatApi
  readonly people: Pick<KnownPeople, 'user'>
  readonly log: Log
  readonly now: () => Date
}): GchatConversations {
  const { api, people, log, now } = options
  const rest = createRest(now)
  let listener: ((change: ConversationChange) => void) | undefined

  async function listMemberships(parent: string): Promise<readonly Membership[] | 'too-many'> {
    const found: Membership[] = []
    let pageToken: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await api.call((chat, how) =>
        chat.spaces.members.list({ parent, pageSize, ...(pageToken ? { pageToken } : {}) }, how),
      )
      found.push(...(answer.memberships ?? []))
      if (found.filter(isPerson).length > maxMembers) return 'too-many'
      pageToken = answer.nextPageToken || undefined
      if (!pageToken) return found
    }
    return 'too-many'
  }

  /** Where Google tells no space (the home page), a person's direct messages go by the person. */
  async function findSpace(channel: string): Promise<string> {
    if (!channel.startsWith('users/')) return channel
    const { name } = await api.call((chat, how) => chat.spaces.findDirectMessage({ name: channel }, how))
    return name ?? channel
  }

  async function ask(channel: string): Promise<ConversationReading> {
    const name = await findSpace(channel)
    const space = await api.call((chat, how) => chat.spaces.get({ name }, how))
    const at = now()
    const { joinedDirectHumanUserCount: count, joinedGroupCount: groups } = space.membershipCount ?? {}
    if ((count ?? 0) > maxMembers) return { kind: 'incomplete', why: 'too-many' }
    if ((groups ?? 0) > 0) return { kind: 'incomplete', why: 'groups' }
    const memberships = await listMemberships(name)
    if (memberships === 'too-many') return { kind: 'incomplete', why: 'too-many' }
    if (memberships.some(({ groupMember }) => groupMember)) return { kind: 'incomplete', why: 'groups' }
    const listed = memberships.filter(isPerson).length
    // Of one person and the app Google need not tell how many they are.
    if (listed === 0 || listed !== (isDirect(space) ? 1 : count))
      return { kind: 'incomplete', why: 'hidden-members' }
    return { kind: 'read', info: toInfo(space), members: await toMembers(memberships), at }
  }

  async function toMembers(memberships: readonly Membership[]): Promise<readonly Member[]> {
    const found: Member[] = []
    for (const { state, member } of memberships) {
      if (!member?.name || state !== 'JOINED' || member.name === 'users/app') continue
      const known = await people.user(member.name)
      found.push({
        user: member.name,
        tenant: '',
        name: member.displayName || known?.name || member.name,
        kind: member.type === 'BOT' ? 'app' : 'person',
        standing: 'full',
        organisation: member.domainId || null,
        email: known?.email ?? null,
      })
    }
    return found
  }

  function failed(channel: string, error: unknown): ConversationReading {
    if (error instanceof ChatError && error.status === 429)
      rest.begin(error.ofProject ? project : channel, error.retryAfterMs ?? restMs)
    const reading = toFailedReading(error)
    const text = error instanceof Error ? error.message : typeof error
    log.warn({ channel, kind: reading.kind, error: text }, 'A conversation was not read')
    return reading
  }

  return {
    announcesChanges: false,
    onChange(next) {
      listener = next
    },
    tell: (channel) => listener?.({ platform: 'gchat', tenant: '', channel, what: 'changed' }),
    async read(channel) {
      const leftMs = Math.max(rest.remainingMs(channel), rest.remainingMs(project))
      if (leftMs > 0)
        return {
          kind: 'unavailable',
          why: `Google Chat asked for a rest of ${Math.ceil(leftMs / 1000)} s more`,
        }
      try {
        const reading = await withTimeout(ask(channel), readMs)
        if (reading !== timedOut) return reading
        log.warn({ channel, ms: readMs }, 'Google Chat took too long to tell who is in a space')
        return { kind: 'unavailable', why: `no answer within ${readMs} ms` }
      } catch (error) {
        return failed(channel, error)
      }
    },
  }
}

function isPerson({ state, member }: Membership): boolean {
  return state === 'JOINED' && member?.type === 'HUMAN'
}

function isDirect({ singleUserBotDm, type }: Space): boolean {
  return singleUserBotDm ?? type === 'DM'
}

function toInfo(space: Space): ConversationInfo {
  const { spaceType, displayName, externalUserAllowed } = space
  const external = externalUserAllowed === true
  if (isDirect(space)) return { kind: 'direct', name: '', access: 'private', external }
  if (spaceType === 'DIRECT_MESSAGE' || spaceType === 'GROUP_CHAT')
    return { kind: 'group-direct', name: displayName ?? '', access: 'private', external }
  return { kind: 'channel', name: displayName ?? '', access: toAccess(space), external }
}

function toAccess({ accessSettings }: Space): ConversationInfo['access'] {
  switch (accessSettings?.accessState) {
    case 'PRIVATE':
      return 'private'
    case 'DISCOVERABLE':
      return 'open'
    default:
      return 'untold'
  }
}

function toFailedReading(error: unknown): ConversationReading {
  if (!(error instanceof ChatError))
    return {
      kind: 'unavailable',
      why: error instanceof Error ? `${error.name}: ${error.message}` : typeof error,
    }
  const { status, message } = error
  if (status === 403 && isScopeMissing(error)) return { kind: 'not-permitted', scope: botScope }
  if ((status === 403 || status === 404) && !isOfInstallation(error)) return { kind: 'not-in-it' }
  return { kind: 'unavailable', why: message }
}

function isScopeMissing({ reasons, message }: ChatError): boolean {
  return (
    reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT') || /insufficient authentication scopes/i.test(message)
  )
}
