import type { WebClient } from '@slack/web-api'
import type { Person } from '../../cases/directory.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { describe } from './slack-log.ts'

const freshMs = 5 * 60_000
/** How long a profile that was read once still serves while Slack cannot be asked. */
const staleMs = 60 * 60_000
const failedMs = 5_000
const patienceMs = 1_200
const maxKnown = 5_000

export interface SlackProfiles {
  /** Who this user is. Never fails and never waits long: a person whom Slack does not tell about has no e-mail. */
  find(user: string, tenant: string): Promise<Person>
}

type Profile = Omit<Person, 'platform' | 'tenant' | 'user'>
interface Known {
  readonly profile: Profile
  readonly until: number
  readonly staleUntil: number
}

/**
 * Slack's profiles, kept for five minutes; people asked for at the same time share one request. An e-mail is only
 * believed of members of `home`, our own workspace or its organisation: elsewhere anyone may write what they like.
 */
export function createSlackProfiles(options: {
  readonly web: WebClient
  readonly log: Log
  readonly now: () => Date
  readonly trustEmail: boolean
  readonly home: () => { readonly team: string; readonly enterprise: string | undefined }
}): SlackProfiles {
  const { web, log, now, trustEmail } = options
  const known = new Map<string, Known>()
  const asking = new Map<string, Promise<Profile>>()

  async function ask(user: string): Promise<Profile> {
    try {
      const { user: found } = await web.users.info({ user, include_locale: true })
      const home = options.home()
      const ours =
        found?.team_id === home.team ||
        (home.enterprise !== undefined && found?.enterprise_user?.enterprise_id === home.enterprise)
      const email =
        trustEmail && ours && !found?.is_bot && !found?.is_stranger ? found?.profile?.email : undefined
      const profile: Profile = {
        name: found?.profile?.real_name || found?.real_name || found?.name || user,
        email: email || null,
        locale: found?.locale?.startsWith('ja') ? 'ja' : 'en',
        timeZone: found?.tz || 'UTC',
      }
      remember(user, profile, freshMs, staleMs)
      return profile
    } catch (error) {
      log.warn(
        { user, error: describe(error) },
        'The person could not be looked up; going on without their e-mail',
      )
      const before = known.get(user)
      if (before && before.staleUntil > now().getTime()) return before.profile
      remember(user, nobody(user), failedMs, failedMs)
      return nobody(user)
    }
  }

  function remember(user: string, profile: Profile, fresh: number, stale: number): void {
    const at = now().getTime()
    known.delete(user)
    known.set(user, { profile, until: at + fresh, staleUntil: at + stale })
    for (const oldest of known.keys()) {
      if (known.size <= maxKnown) break
      known.delete(oldest)
    }
  }

  function shared(user: string): Promise<Profile> {
    const running = asking.get(user)
    if (running) return running
    const started = ask(user).finally(() => asking.delete(user))
    asking.set(user, started)
    return started
  }

  async function findProfile(user: string): Promise<Profile> {
    const before = known.get(user)
    if (before && before.until > now().getTime()) return before.profile
    const found = await withTimeout(shared(user), patienceMs)
    if (found !== timedOut) return found
    log.warn({ user }, 'Looking the person up takes long; going on without it this time')
    return before && before.staleUntil > now().getTime() ? before.profile : nobody(user)
  }

  return {
    async find(user, tenant) {
      return { platform: 'slack', tenant, user, ...(await findProfile(user)) }
    },
  }
}

function nobody(user: string): Profile {
  return { name: user, email: null, locale: 'en', timeZone: 'UTC' }
}
