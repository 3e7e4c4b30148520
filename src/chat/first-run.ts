/** DOM-5: what the first run in chat is told of this installation, and its code in the log. */
import type { Logger } from 'pino'
import { codeMs, type GivenSettings, isUnclaimed } from '../cases/create-setup.ts'
import type { Directory } from '../cases/directory.ts'
import type { SetupGuide } from '../cases/setup-guide.ts'
import type { Config } from '../config/config.ts'
import { linkingSettings } from '../config/google-settings.ts'
import type { Served } from './join-chat.ts'

/** What the environment gives of what could be chosen in chat (DOM-5). A channel without its workspace is that of the first. */
export function findGivenSettings(
  { slack, gchat, given, grantDefault }: Config,
  { first }: Pick<Served, 'first'>,
): GivenSettings {
  const [inSlack, inGchat] = [slack?.deskChannel, gchat?.deskSpace]
  return {
    deskChannels: {
      ...(inSlack && {
        slack: {
          setting: 'SLACK_DESK_CHANNEL',
          value: inSlack,
          isIn: (tenant) => tenant === (slack?.deskWorkspace ?? first.get('slack')),
        },
      }),
      ...(inGchat && { gchat: { setting: 'GCHAT_DESK_SPACE', value: inGchat, isIn: () => true } }),
    },
    ...(given.includes('GRANT_DEFAULT') && {
      grantDefault: { setting: 'GRANT_DEFAULT', value: grantDefault },
    }),
  }
}

/** The settings that are missing for people to link accounts by signing in with Google; none where they can. */
export function findMissingForLinking({
  publicUrl,
  google,
}: Pick<Config, 'publicUrl' | 'google'>): readonly string[] {
  if (publicUrl !== null && google !== null) return []
  return linkingSettings.filter((name) => name !== 'PUBLIC_URL' || publicUrl === null)
}

/**
 * DOM-5: whoever reads the log runs the bot. Not where an operator of the directory can act in chat already, nor while the store cannot take
 * it: the next start tells one.
 */
export async function tellSetupCode(
  setup: Pick<SetupGuide, 'issueCode' | 'latest'>,
  directory: Pick<Directory, 'operators' | 'chatUsersOf'>,
  log: Logger,
): Promise<void> {
  try {
    for (const email of await directory.operators())
      if ((await directory.chatUsersOf(email)).length > 0) return
    const code = await setup.issueCode()
    if (code === undefined) {
      if (isUnclaimed(setup.latest()))
        log.warn(
          'Nobody has set this up yet: a code was logged just before; "casethread setup code" prints a new one',
        )
      return
    }
    const hours = codeMs / 3_600_000
    log.warn(
      { type: `/case setup ${code}`, hours },
      'Nobody has set this up yet: type this in a chat with the bot',
    )
  } catch (err) {
    log.error({ err }, 'No setup code could be made; "casethread setup code" makes one')
  }
}
