import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { z } from 'zod'
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
import { createMemberProfiles, type Home, type MemberProfiles } from './member-profiles.ts'
import { describe } from './slack-log.ts'
import { CallFailed, createWebCall } from './web-call.ts'

const pageSize = 200
const maxPages = 20
/** For all calls of one reading together. What came late is kept all the same, and serves the next one. */
const readMs = 20_000

/** A permission that the method needs, where Slack names none. */
const scopesByMethod: Readonly<Record<string, string>> = {
  'conversations.info': 'channels:read,groups:read,im:read,mpim:read',
  'conversations.members': 'channels:read,groups:read,im:read,mpim:read',
  'users.info': 'users:read',
  'users.list': 'users:read',
}
const notPermitted: ReadonlySet<string> = new Set([
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
])
const notInIt: ReadonlySet<string> = new Set([
  'channel_not_found',
  'is_archived',
  'method_not_supported_for_channel_type',
  'not_in_channel',
])

const Channel = z.object({
  name: z.string().nullish(),
  is_im: z.boolean().nullish(),
  is_mpim: z.boolean().nullish(),
  is_private: z.boolean().nullish(),
  is_member: z.boolean().nullish(),
  is_archived: z.boolean().nullish(),
  is_ext_shared: z.boolean().nullish(),
  is_pending_ext_shared: z.boolean().nullish(),
  pending_connected_team_ids: z.array(z.string()).nullish(),
  num_members: z.number().nullish(),
})
type Channel = z.infer<typeof Channel>

/** What Slack tells of a change, for `listenToConversations`. */
export interface SlackConversations extends Conversations {
  readonly profiles: Pick<MemberProfiles, 'put'>
  tell(change: Omit<ConversationChange, 'platform' | 'tenant'>): void
}

/** Who is in a conversation of Slack: the list is asked for each time, profiles are kept and follow Slack's events. */
export function createSlackConversations(options: {
  readonly web: WebClient
  readonly log: Log
  readonly now: () => Date
  readonly home: () => Home & { readonly user: string }
}): SlackConversations {
  const { web, log, now, home } = options
  const call = createWebCall(now)
  const profiles = createMemberProfiles({ web, call, now, home })
  let listener: ((change: ConversationChange) => void) | undefined

  async function listMembers(channel: string): Promise<readonly string[] | 'too-many'> {
    const found = new Set<string>()
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await call('conversations.members', () =>
        web.conversations.members({ channel, limit: pageSize, ...(cursor ? { cursor } : {}) }),
      )
      for (const user of answer.members ?? []) if (user !== home().user) found.add(user)
      if (found.size > maxMembers) return 'too-many'
      cursor = answer.response_metadata?.next_cursor || undefined
      if (!cursor) return [...found]
    }
    return 'too-many'
  }

  async function ask(channel: string): Promise<ConversationReading> {
    if (/^[UW]/.test(channel)) return readDirect(channel)
    const answer = await call('conversations.info', () =>
      web.conversations.info({ channel, include_num_members: true }),
    )
    const told = Channel.parse(answer.channel)
    const at = now()
    if (told.is_archived || isElsewhere(told)) return { kind: 'not-in-it' }
    if ((told.num_members ?? 0) > maxMembers + 1) return { kind: 'incomplete', why: 'too-many' }
    const users = await listMembers(channel)
    if (users === 'too-many') return { kind: 'incomplete', why: 'too-many' }
    const members = await profiles.find(users)
    // The app is in it, and not alone: an empty list is none.
    if (members.length === 0 && toInfo(told).kind !== 'channel')
      return { kind: 'unavailable', why: 'Slack named nobody in a direct message' }
    return { kind: 'read', info: toInfo(told), members, at }
  }

  /** The direct message with a person goes by their id. */
  async function readDirect(user: string): Promise<ConversationReading> {
    const at = now()
    const members: readonly Member[] = await profiles.find([user])
    return {
      kind: 'read',
      info: { kind: 'direct', name: '', access: 'private', external: false },
      members,
      at,
    }
  }

  return {
    profiles,
    announcesChanges: true,
    onChange(next) {
      listener = next
    },
    tell: (change) => listener?.({ platform: 'slack', tenant: home().team, ...change }),
    async read(channel) {
      try {
        const reading = await withTimeout(ask(channel), readMs)
        if (reading !== timedOut) return reading
        log.warn({ channel, ms: readMs }, 'Slack took too long to tell who is in a conversation')
        return { kind: 'unavailable', why: `no answer within ${readMs} ms` }
      } catch (error) {
        const reading = toFailedReading(error)
        log.warn({ channel, kind: reading.kind, error: describe(error) }, 'A conversation was not read')
        return reading
      }
    },
  }
}

/** Slack says so of channels alone. */
function isElsewhere(channel: Channel): boolean {
  return !channel.is_im && channel.is_member === false
}

function toInfo(channel: Channel): ConversationInfo {
  const kind = channel.is_im ? 'direct' : channel.is_mpim ? 'group-direct' : 'channel'
  return {
    kind,
    name: kind === 'channel' ? (channel.name ?? '') : '',
    access: kind === 'channel' && channel.is_private !== true ? 'open' : 'private',
    external:
      channel.is_ext_shared === true ||
      channel.is_pending_ext_shared === true ||
      (channel.pending_connected_team_ids ?? []).length > 0,
  }
}

function toFailedReading(error: unknown): ConversationReading {
  if (!(error instanceof CallFailed)) return { kind: 'unavailable', why: describe(error) }
  const { method, cause } = error
  if (!(cause instanceof WebAPIPlatformError)) return { kind: 'unavailable', why: error.message }
  const { error: code, needed } = cause.data as { readonly error: string; readonly needed?: unknown }
  if (notPermitted.has(code))
    return {
      kind: 'not-permitted',
      scope: typeof needed === 'string' && needed !== '' ? needed : (scopesByMethod[method] ?? ''),
    }
  if (notInIt.has(code) && method.startsWith('conversations.')) return { kind: 'not-in-it' }
  return { kind: 'unavailable', why: error.message }
}
