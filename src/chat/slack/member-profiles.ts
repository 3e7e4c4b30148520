import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Member } from '../../cases/conversation.ts'
import { slackError } from './slack-log.ts'
import { type Call, CallFailed } from './web-call.ts'

/** What is read of a Slack user; whatever else stands there does no harm. */
export const SlackUser = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  name: z.string().nullish(),
  real_name: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_workflow_bot: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_email_confirmed: z.boolean().nullish(),
  /** Unix seconds. */
  updated: z.number().nullish(),
  enterprise_user: z.object({ enterprise_id: z.string().nullish() }).nullish(),
  profile: z.object({ email: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
})
export type SlackUser = z.infer<typeof SlackUser>

export interface MemberProfiles {
  /** All of them, in the same order. Throws `CallFailed` where Slack cannot tell. */
  find(users: readonly string[]): Promise<readonly Member[]>
  /** What an event tells. Answers whether it makes a difference to whoever judges members; of somebody unknown it does. */
  put(user: SlackUser): boolean
}

interface Kept {
  readonly member: Member
  readonly updated: number
  readonly until: number
}

/** Events keep the profiles right; some get lost. */
const keptMs = 24 * 60 * 60_000
const maxKept = 50_000
/** Of more people than this all of the workspace are read at once. */
const maxSingle = 30
const pageSize = 500
const maxPages = 60
const atOnce = 5

/** A member whom Slack does not show to the app: of another organisation, in a channel that it left. */
const notShown: ReadonlySet<string> = new Set(['user_not_found', 'users_not_found', 'user_not_visible'])

/** Slack's words for a workspace of the organisation that the app is not in. */
const notGiven: ReadonlySet<string> = new Set(['access_denied', 'team_access_not_granted', 'team_not_found'])

export interface Home {
  readonly team: string
  readonly enterprise: string | undefined
  /** It is a whole organisation (`team` is its id), with these workspaces that the app is in. */
  readonly isOrganisation?: boolean
  readonly teams?: readonly string[]
}

/** The profiles of one workspace. What failed is not kept: it is asked for again. */
export function createMemberProfiles(options: {
  readonly web: WebClient
  readonly call: Call
  readonly now: () => Date
  readonly home: () => Home
}): MemberProfiles {
  const { web, call, now, home } = options
  const kept = new Map<string, Kept>()
  let listing: Promise<void> | undefined
  let listedUntil = 0

  function put(user: SlackUser): boolean {
    const before = kept.get(user.id)
    const moment = now().getTime()
    const updated = user.updated ?? 0
    // An answer that was under way when an event came is older than that.
    if (before && before.until > moment && updated < before.updated) return false
    const member = toMember(user, home())
    kept.delete(user.id)
    kept.set(user.id, { member, updated, until: moment + keptMs })
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break
      kept.delete(oldest)
    }
    return JSON.stringify(before?.member) !== JSON.stringify(member)
  }

  function known(user: string): Member | undefined {
    const found = kept.get(user)
    return found && found.until > now().getTime() ? found.member : undefined
  }

  /** Those of other organisations are not in this list. */
  async function listAll(): Promise<void> {
    const { isOrganisation, teams = [] } = home()
    // An organisation's token lists one workspace at a time.
    if (isOrganisation) for (const team_id of teams) await listTeamIfGiven(team_id)
    else await listTeam({})
    listedUntil = now().getTime() + keptMs
  }

  /** One that took the app away since is passed over: its people are asked for one by one. */
  async function listTeamIfGiven(team_id: string): Promise<void> {
    try {
      await listTeam({ team_id })
    } catch (error) {
      const isTaken = error instanceof CallFailed && notGiven.has(slackError(error.cause) ?? '')
      if (!isTaken) throw error
    }
  }

  async function listTeam(of: { readonly team_id?: string }): Promise<void> {
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await call('users.list', () =>
        web.users.list({ limit: pageSize, ...of, ...(cursor ? { cursor } : {}) }),
      )
      for (const told of answer.members ?? []) {
        const user = SlackUser.safeParse(told)
        if (user.success) put(user.data)
      }
      cursor = answer.response_metadata?.next_cursor || undefined
      if (!cursor) break
    }
  }

  function listOnce(): Promise<void> {
    listing ??= listAll().finally(() => {
      listing = undefined
    })
    return listing
  }

  async function findOne(user: string): Promise<Member> {
    try {
      const answer = await call('users.info', () => web.users.info({ user }))
      const read = SlackUser.parse(answer.user)
      put(read)
      return known(user) ?? toMember(read, home())
    } catch (error) {
      const isHidden = error instanceof CallFailed && notShown.has(slackError(error.cause) ?? '')
      if (!isHidden) throw error
      return hiddenMember(user)
    }
  }

  return {
    put,
    async find(users) {
      const unknown = () => users.filter((user) => !known(user))
      if (unknown().length > maxSingle && listedUntil <= now().getTime()) await listOnce()
      const found = new Map<string, Member>()
      const left = unknown()
      const work = async () => {
        for (let user = left.shift(); user !== undefined; user = left.shift())
          found.set(user, await findOne(user))
      }
      await Promise.all(Array.from({ length: Math.min(atOnce, left.length) }, work))
      return users.map((user) => known(user) ?? found.get(user) ?? hiddenMember(user))
    },
  }
}

function toMember(user: SlackUser, { team, enterprise, isOrganisation }: Home): Member {
  const ours =
    user.team_id === team ||
    (enterprise !== undefined && user.enterprise_user?.enterprise_id === enterprise && !user.is_stranger)
  const standing = toStanding(user, ours)
  const kind = user.is_bot || user.is_workflow_bot || user.id === 'USLACKBOT' ? 'app' : 'person'
  const confirmed = kind === 'person' && standing === 'full' && user.is_email_confirmed === true
  return {
    user: user.id,
    // The people of an organisation are the same wherever in it they are.
    tenant: (isOrganisation && ours ? team : user.team_id) ?? '',
    name: user.profile?.real_name || user.real_name || user.name || user.id,
    kind,
    standing,
    organisation: user.team_id ?? null,
    email: (confirmed && user.profile?.email?.trim().toLowerCase()) || null,
  }
}

function toStanding(user: SlackUser, ours: boolean): Member['standing'] {
  if (user.deleted) return 'deactivated'
  if (!ours || user.is_stranger) return 'outside'
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'full'
}

/** Nothing is known of who it is: so it counts as the one who may read least. */
function hiddenMember(user: string): Member {
  return {
    user,
    tenant: '',
    name: user,
    kind: 'person',
    standing: 'outside',
    organisation: null,
    email: null,
  }
}
