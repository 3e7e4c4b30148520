import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ChatUnavailable } from '../chat/chat-unavailable.ts'
import { askSlack, type SlackFacts } from '../chat/slack/check.ts'
import type { Log } from '../config/log.ts'
import { packageRoot } from '../config/package-root.ts'
import type { SlackConfig } from '../config/slack-settings.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'
import { tellUnasked } from './tell-unasked.ts'

const Manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
})

/** The bot's token, its scopes against manifest.yml, and the desk's channel. */
export async function checkSlack(
  config: Pick<SlackConfig, 'connection' | 'apiUrl' | 'trustEmail' | 'deskChannel'> & {
    readonly botToken: string
  },
  log: Log,
): Promise<readonly Finding[]> {
  const about = { kind: 'slack', subject: 'SLACK_BOT_TOKEN' } as const
  const emails = { kind: 'slack-emails', subject: 'SLACK_TRUST_EMAIL' } as const
  const requests = { kind: 'slack-requests', subject: 'Slack' } as const
  const appToken = config.connection.kind === 'socket' ? config.connection.appToken : null
  let facts: SlackFacts
  try {
    facts = await askSlack({ ...config, appToken, log })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const passes = error instanceof ChatUnavailable && !error.refused
    return [
      problem(
        { ...about, cause: passes ? 'unreachable' : 'settings' },
        `Slack cannot be asked: ${why}.`,
        passes
          ? 'Run this again once Slack can be reached.'
          : 'Correct SLACK_BOT_TOKEN, then run this again.',
      ),
    ]
  }
  return [
    ok(about, `Slack knows the bot ${facts.bot} in ${facts.team}.`),
    checkScopes(facts.scopes),
    checkDesk(facts.inDeskChannel, config.deskChannel),
    config.trustEmail
      ? byHand(
          emails,
          'SLACK_TRUST_EMAIL is on: the confirmed email of a full member proves an account; guests link theirs.',
          "Keep it only while your workspace manages its members' emails: docs/linking.md.",
        )
      : ok(emails, 'SLACK_TRUST_EMAIL is off: an email in Slack proves no account.'),
    appToken !== null
      ? checkSocket(facts)
      : byHand(
          requests,
          'The signing secret cannot be asked for.',
          'If Slack says "dispatch_failed" and the log names a signature, copy it again from "Basic Information".',
        ),
  ]
}

function checkScopes(granted: readonly string[] | undefined): Finding {
  const about = { kind: 'slack-scopes', subject: 'Slack' } as const
  const manifest = readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')
  const wanted = Manifest.parse(parse(manifest)).oauth_config.scopes.bot
  if (granted === undefined)
    return byHand(about, 'Slack did not tell the scopes.', `They must be: ${wanted.join(', ')}.`)
  const missing = wanted.filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return ok(about, `All ${wanted.length} scopes of manifest.yml are granted.`)
  return problem(
    about,
    `Scopes are missing: ${missing.join(', ')}.`,
    'Bring the app up to manifest.yml ("App Manifest"), then install it again.',
  )
}

function checkSocket({ noSocket }: SlackFacts): Finding {
  const about = { kind: 'slack-requests', subject: 'SLACK_APP_TOKEN' } as const
  if (!noSocket) return ok(about, 'Slack takes SLACK_APP_TOKEN: requests can come by Socket Mode.')
  return problem(
    { ...about, cause: noSocket.refused ? 'settings' : 'unreachable' },
    `No request can come by Socket Mode: ${noSocket.message}.`,
    noSocket.refused
      ? 'Turn "Socket Mode" on in your Slack app, and make a token with the scope connections:write under "Basic Information", "App-Level Tokens".'
      : 'Run this again once Slack can be reached.',
  )
}

function checkDesk(isIn: SlackFacts['inDeskChannel'], id: string | null): Finding {
  const about = { kind: 'desk-conversation', subject: id ?? 'SLACK_DESK_CHANNEL' } as const
  if (isIn === undefined)
    return byHand(
      about,
      'No desk channel is set.',
      'If the desk should get a thread for each case in Slack, set SLACK_DESK_CHANNEL to the ID of its channel.',
    )
  if (typeof isIn === 'object')
    return tellUnasked(about, isIn, `whether the bot is in the desk's channel ${id}`)
  if (isIn) return ok(about, `The bot is in the desk's channel ${id}.`)
  return problem(
    about,
    `The bot is not in the desk's channel ${id}, or there is none of that id.`,
    'Type /invite @Casethread there, or correct SLACK_DESK_CHANNEL.',
  )
}
