/** Which workspace the bot is in, and whether somebody is there whose e-mail the chat vouches for. */
import { z } from 'zod'
import type { Platform } from '../cases/case.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import type { InstallationStore } from '../cases/installation-store.ts'
import type { OpenWorkspace } from '../chat/slack/open-workspaces.ts'
import { slackError } from '../chat/slack/slack-log.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import type { ActingWays } from './check-acting.ts'
import { openSlack } from './open-slack.ts'

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
  store:
    | {
        readonly identities: Pick<IdentityStore, 'findPersonByEmail'>
        readonly installations: Pick<InstallationStore, 'list'>
      }
    | undefined,
  log: Log,
): Promise<Pick<ActingWays, 'tenants' | 'isInChat'>> {
  const { open, unreached } = slack
    ? await openSlack(slack, store?.installations, log)
    : { open: [], unreached: [] }

  /** Only where the workspace's e-mails count. */
  async function isInSlack(email: string): Promise<boolean | undefined> {
    const asked: (boolean | undefined)[] = unreached.map(() => undefined)
    for (const { web, trustsEmail } of open) {
      if (!trustsEmail) continue
      const isThere = await isFullMember(web, email)
      if (isThere) return true
      asked.push(isThere)
    }
    return asked.length === 0 || asked.includes(undefined) ? undefined : false
  }

  /** Google Chat tells an app of nobody who has not written to it. */
  async function hasWritten(platform: Platform, email: string): Promise<boolean | undefined> {
    return store && (await store.identities.findPersonByEmail(platform, email)) !== undefined
  }

  return {
    tenants: {
      // Of a workspace that could not be asked nobody knows its people to be elsewhere.
      ...(open.length > 0 && unreached.length === 0
        ? { slack: open.map(({ installation }) => installation.team) }
        : {}),
      gchat: [''],
    },
    isInChat: (platform, email) => (platform === 'slack' ? isInSlack(email) : hasWritten(platform, email)),
  }
}

async function isFullMember(web: OpenWorkspace['web'], email: string): Promise<boolean | undefined> {
  try {
    const { user } = Found.parse(await web.users.lookupByEmail({ email }))
    return (
      !user.deleted && !user.is_restricted && !user.is_ultra_restricted && user.is_email_confirmed !== false
    )
  } catch (error) {
    return slackError(error) === 'users_not_found' ? false : undefined
  }
}
