/** Which workspace the bot is in, and whether somebody is there whose e-mail the chat vouches for. */
import { z } from 'zod'
import type { Platform } from '../cases/case.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import { whoAmI } from '../chat/slack/installation.ts'
import { boltLogger, slackError } from '../chat/slack/slack-log.ts'
import { createWeb } from '../chat/slack/web-client.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import type { ActingWays } from './check-acting.ts'

const Found = z.looseObject({
  user: z.looseObject({
    deleted: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_email_confirmed: z.boolean().optional(),
  }),
})

/** What can't be asked is undefined: why is told in the chat's own chapter. */
export async function findInChat(
  { slack }: Pick<Config, 'slack'>,
  identities: Pick<IdentityStore, 'findPersonByEmail'> | undefined,
  log: Log,
): Promise<Pick<ActingWays, 'tenants' | 'isInChat'>> {
  const web =
    slack?.botToken &&
    createWeb({ botToken: slack.botToken, apiUrl: slack.apiUrl ?? undefined, logger: boltLogger(log) })
  const team = web ? await whoAmI(web).catch(() => undefined) : undefined

  async function isInSlack(email: string): Promise<boolean | undefined> {
    if (!web || !team) return undefined
    try {
      const { user } = Found.parse(await web.users.lookupByEmail({ email }))
      return (
        !user.deleted && !user.is_restricted && !user.is_ultra_restricted && user.is_email_confirmed !== false
      )
    } catch (error) {
      return slackError(error) === 'users_not_found' ? false : undefined
    }
  }

  /** Google Chat tells an app of nobody who has not written to it. */
  async function hasWritten(platform: Platform, email: string): Promise<boolean | undefined> {
    return identities && (await identities.findPersonByEmail(platform, email)) !== undefined
  }

  return {
    tenants: { ...(team ? { slack: team.team } : {}), gchat: '' },
    isInChat: (platform, email) => (platform === 'slack' ? isInSlack(email) : hasWritten(platform, email)),
  }
}
