import { ChatUnavailable } from '../chat/chat-unavailable.ts'
import { askGchat, type GchatFacts } from '../chat/gchat/check.ts'
import type { GchatConfig } from '../config/gchat-settings.ts'
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
    if (!(error instanceof ChatUnavailable)) {
      const why = error instanceof Error ? error.message : String(error)
      return [
        problem(about, `Google Chat cannot be called: ${why}`, 'See docs/google-chat.md, steps 1 and 2.'),
      ]
    }
    const remedy = error.remedy ?? 'see docs/google-chat.md, steps 1 and 2'
    return [
      problem(
        { ...about, cause: error.refused ? 'settings' : 'unreachable' },
        `Google Chat cannot be called: ${error.what}.`,
        `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`,
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
      'Compare it once with what "casethread gchat manifest" prints; the app has to be "Live": docs/google-chat.md, step 3.',
    ),
  ]
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
