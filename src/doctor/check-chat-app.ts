import { ChatUnavailable } from '../chat/chat-unavailable.ts'
import { askGchat, type GchatFacts } from '../chat/gchat/check.ts'
import type { GchatConfig } from '../config/gchat-settings.ts'
import { KeyFileError, readKeyFile } from '../config/google-key-file.ts'
import type { Log } from '../config/log.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'
import { tellUnasked } from './tell-unasked.ts'

/** The app's credentials and the desk's space. What is configured in Google's console has no API: it is looked at by hand. */
export async function checkGchat(config: GchatConfig, log: Log): Promise<readonly Finding[]> {
  const about = { kind: 'gchat', subject: 'Google Chat' } as const
  const emails = { kind: 'gchat-emails', subject: 'GCHAT_REQUIRE_LINKING' } as const
  let facts: GchatFacts
  try {
    facts = await askGchat({ ...config, log })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const passes = error instanceof ChatUnavailable && !error.refused
    return [
      problem(
        {
          ...about,
          ...(passes ? { cause: 'unreachable' } : isKeyUnusable(config) ? { cause: 'settings' } : {}),
        },
        `Google Chat cannot be called: ${why}`,
        'See docs/google-chat.md, steps 1 and 2.',
      ),
    ]
  }
  return [
    ok(about, 'Google Chat takes the app’s credentials.'),
    checkDesk(facts.inDeskSpace, config.deskSpace),
    config.requireLinking
      ? ok(emails, 'GCHAT_REQUIRE_LINKING is on: an email in Google Chat proves no account.')
      : byHand(
          emails,
          'People are known by the email that Google Chat sends with each request.',
          'Set GCHAT_REQUIRE_LINKING=true if people outside your own organization can use the app: docs/google-chat.md, step 5.',
        ),
    byHand(
      { kind: 'gchat-console', subject: 'Google Chat' },
      'The app’s configuration in Google’s console cannot be asked for.',
      'Look at it once: address, authentication audience, command ids, "LIVE": docs/google-chat.md, step 3.',
    ),
  ]
}

function isKeyUnusable({ keyFile }: GchatConfig): boolean {
  try {
    if (keyFile !== null) readKeyFile(keyFile)
    return false
  } catch (error) {
    return error instanceof KeyFileError
  }
}

function checkDesk(isIn: GchatFacts['inDeskSpace'], space: string | null): Finding {
  const about = { kind: 'desk-conversation', subject: space ?? 'GCHAT_DESK_SPACE' } as const
  if (isIn === undefined)
    return byHand(
      about,
      'No desk space is set.',
      'If the desk should get a thread for each case in Google Chat, set GCHAT_DESK_SPACE to the name of its space.',
    )
  if (typeof isIn === 'object')
    return tellUnasked(about, isIn, `whether the app is in the desk's space ${space}`)
  if (isIn) return ok(about, `The app is in the desk's space ${space}.`)
  return problem(
    about,
    `The app is not in the desk's space ${space}, or there is none of that name.`,
    'Add it there (Apps & integrations), or correct GCHAT_DESK_SPACE.',
  )
}
