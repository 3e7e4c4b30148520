import type { UsersInfoResponse, WebClient } from '@slack/web-api'
import { CouldNotAsk } from '../../cases/could-not-ask.ts'
import type { Person } from '../../cases/directory.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { describe, slackError } from './slack-log.ts'

const freshMs = 5 * 60_000
/** How long a profile that was read once still serves whoever acts while Slack cannot be asked. */
const staleMs = 60 * 60_000
/** The same for what is only read along: an update of one’s own case. */
const staleForReadingMs = 24 * 60 * 60_000
const patienceMs = 1_200
const maxKnown = 5_000

export interface SlackProfiles {
  /** Who this user is. Never fails and never waits long: where Slack cannot be asked, the person says so (`unasked`). */
  find(user: string, tenant: string): Promise<Person>
  /**
   * The e-mail that proves who this user is, as it was known within the last day; null where there is none. Throws `CouldNotAsk`
   * where nobody knows.
   */
  findEmail(user: string): Promise<string | null>
}

/** The workspace whose bot we are. */
export interface HomeWorkspace {
  readonly team: string
  readonly enterprise: string | undefined
  /** Its name and domain, as people know it. */
  readonly label: string
  /** It is a whole organisation (`team` is its id), with these workspaces that the app is in. */
  readonly isOrganisation?: boolean
  readonly teams?: readonly string[]
}

type Profile = Omit<Person, 'platform' | 'tenant' | 'user' | 'unasked'>
/** Slack's types lack what single-channel guests are told by. */
type SlackUser = NonNullable<UsersInfoResponse['user']> & { readonly is_ultra_restricted?: boolean }
interface Known {
  readonly profile: Profile
  /** Of our own workspace, or its organisation. */
  readonly isOurs: boolean
  readonly at: number
}

/** Slack's words for "there is no such person": an answer, and no failure. */
const nobodyThere: ReadonlySet<string> = new Set(['user_not_found', 'users_not_found', 'user_not_visible'])

/**
 * Slack's profiles, kept for five minutes; people asked for at the same time share one request, as long as that does not hang. A
 * failure is kept nowhere. An e-mail is only believed of full members of `home`, our own workspace or its organisation: elsewhere
 * anyone may write what they like.
 */
export function createSlackProfiles(options: {
  readonly web: WebClient
  readonly log: Log
  readonly now: () => Date
  readonly trustEmail: boolean
  readonly home: () => HomeWorkspace
}): SlackProfiles {
  const { web, log, now, trustEmail } = options
  const known = new Map<string, Known>()
  const asking = new Map<string, Promise<Known | undefined>>()

  function knownWithin(user: string, ms: number): Known | undefined {
    const before = known.get(user)
    return before && now().getTime() < before.at + ms ? before : undefined
  }

  /** Undefined where Slack could not be asked. */
  async function ask(user: string): Promise<Known | undefined> {
    try {
      const { user: found } = await web.users.info({ user, include_locale: true })
      return remember(user, found ?? {})
    } catch (error) {
      if (nobodyThere.has(slackError(error) ?? '')) return remember(user, {})
      log.warn({ user, error: describe(error) }, 'The person could not be looked up')
      return undefined
    }
  }

  function remember(user: string, found: SlackUser): Known {
    const home = options.home()
    const profile = toProfile(found, home, trustEmail)
    const one = { profile, isOurs: isOurs(found, home), at: now().getTime() }
    known.delete(user)
    known.set(user, one)
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown) break
      known.delete(oldest)
    }
    return one
  }

  /** One request for all who ask meanwhile; once it takes too long, whoever asks next begins another. */
  function askTogether(user: string): Promise<Known | undefined> {
    const running = asking.get(user)
    if (running) return running
    const forget = () => {
      if (asking.get(user) === started) asking.delete(user)
    }
    const started: Promise<Known | undefined> = withTimeout(ask(user), patienceMs)
      .then((found) => {
        if (found !== timedOut) return found
        log.warn({ user }, 'Looking the person up takes long; going on without it this time')
        return undefined
      })
      .finally(forget)
    asking.set(user, started)
    return started
  }

  async function findProfile(user: string): Promise<Known | undefined> {
    return knownWithin(user, freshMs) ?? (await askTogether(user))
  }

  /** The people of an organisation are the same wherever in it they act. */
  function toTenant(tenant: string, one: Known | undefined): string {
    const { team, isOrganisation, teams = [] } = options.home()
    return isOrganisation && (one?.isOurs || teams.includes(tenant)) ? team : tenant
  }

  return {
    async find(user, tenant) {
      const one = (await findProfile(user)) ?? knownWithin(user, staleMs)
      if (one) return { platform: 'slack', tenant: toTenant(tenant, one), user, ...one.profile }
      // Whoever was seen before is still spoken to in their language.
      const before = known.get(user)
      const { name, locale, timeZone } = before?.profile ?? {
        name: '',
        locale: 'en' as const,
        timeZone: 'UTC',
      }
      const unasked = { email: trustEmail, locale: !before }
      const here = { platform: 'slack', tenant: toTenant(tenant, before), user } as const
      return { ...here, name, locale, timeZone, email: null, unasked }
    },

    async findEmail(user) {
      if (!trustEmail) return null
      const one = (await findProfile(user)) ?? knownWithin(user, staleForReadingMs)
      if (!one) throw new CouldNotAsk('chat', 'Slack could not be asked for the e-mail of a person')
      return one.profile.email
    },
  }
}

function toProfile(user: SlackUser, home: HomeWorkspace, trustEmail: boolean): Profile {
  const ours = isOurs(user, home)
  const vouched = (ours && isFullMember(user) && user.profile?.email) || null
  return {
    name: user.profile?.real_name || user.real_name || user.name || 'Slack user',
    email: trustEmail ? vouched : null,
    locale: user.locale?.startsWith('ja') ? 'ja' : 'en',
    timeZone: user.tz || 'UTC',
    profile: {
      handle: user.name || null,
      workspace: ours ? home.label : user.team_id || null,
      address: vouched,
    },
  }
}

function isOurs({ team_id, enterprise_user }: SlackUser, { team, enterprise }: HomeWorkspace): boolean {
  return team_id === team || (enterprise !== undefined && enterprise_user?.enterprise_id === enterprise)
}

/** Guests, people who have not come in yet, and addresses that nobody confirmed prove nothing; nor do bots and the deactivated. */
export function isFullMember(user: SlackUser): boolean {
  const flags = [
    user.deleted,
    user.is_bot,
    user.is_invited_user,
    user.is_restricted,
    user.is_stranger,
    user.is_ultra_restricted,
  ]
  return !flags.some(Boolean) && user.is_email_confirmed !== false
}
