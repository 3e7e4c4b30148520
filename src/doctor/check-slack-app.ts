import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { ChatUnavailable } from '../chat/chat-unavailable.ts'
import { askForSocket, askSlack, type SlackFacts } from '../chat/slack/check.ts'
import { isListed } from '../config/listed-workspaces.ts'
import type { Log } from '../config/log.ts'
import { packageRoot } from '../config/package-root.ts'
import type { SlackConfig } from '../config/slack-settings.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'
import { tellUnasked } from './tell-unasked.ts'

const Manifest = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
})

/** The token in the settings: its scopes against manifest.yml, the desk's channel if it is in that workspace, and the e-mails. */
export async function checkSlack(
  config: Pick<
    SlackConfig,
    'apiUrl' | 'trustEmail' | 'trustedWorkspaces' | 'deskChannel' | 'deskWorkspace'
  > & {
    readonly botToken: string
  },
  log: Log,
): Promise<{ readonly tenant?: string; readonly findings: readonly Finding[] }> {
  const about = { kind: 'slack', subject: 'SLACK_BOT_TOKEN' } as const
  let facts: SlackFacts
  try {
    facts = await askSlack({ ...config, log })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const passes = error instanceof ChatUnavailable && !error.refused
    const next = passes
      ? 'Run this again once Slack can be reached.'
      : 'Correct SLACK_BOT_TOKEN, then run this again.'
    const cause = passes ? 'unreachable' : 'settings'
    return { findings: [problem({ ...about, cause }, `Slack cannot be asked: ${why}.`, next)] }
  }
  const { tenant } = facts
  const { deskChannel, deskWorkspace, trustedWorkspaces } = config
  const isDesks = deskWorkspace === null || deskWorkspace === tenant
  const findings = [
    ok(about, `Slack knows the bot ${facts.bot} in ${facts.team}.`),
    checkScopes(facts.scopes),
    ...(isDesks ? [await checkDesk(facts, deskChannel)] : []),
    config.trustEmail || isListed({ team: tenant, enterprise: facts.enterprise }, trustedWorkspaces)
      ? tellTrusted(config.trustEmail ? 'SLACK_TRUST_EMAIL is on' : `SLACK_TRUST_EMAIL names ${facts.team}`)
      : trustedWorkspaces.length > 0
        ? ok(emails, `SLACK_TRUST_EMAIL doesn't name ${facts.team}: an email there proves no account.`)
        : ok(emails, 'SLACK_TRUST_EMAIL is off: an email in Slack proves no account.'),
  ]
  return { tenant, findings }
}

const emails = { kind: 'slack-emails', subject: 'SLACK_TRUST_EMAIL' } as const

/** That a workspace's e-mails count: nobody but the operator knows who manages them. */
export function tellTrusted(what: string): Finding {
  return byHand(
    emails,
    `${what}: the confirmed email of a full member proves an account; guests link theirs.`,
    "Keep it only while your workspace manages its members' emails: docs/linking.md.",
  )
}

/** How requests come, for all workspaces alike. */
export async function checkRequests(
  { connection, apiUrl }: Pick<SlackConfig, 'connection' | 'apiUrl'>,
  log: Log,
): Promise<Finding> {
  if (connection.kind === 'socket')
    return tellSocket(await askForSocket({ appToken: connection.appToken, apiUrl, log }))
  return byHand(
    { kind: 'slack-requests', subject: 'Slack' },
    'The signing secret cannot be asked for.',
    'If Slack says "dispatch_failed" and the log names a signature, copy it again from "Basic Information".',
  )
}

/** `workspace`: of one that installed the app by itself. */
export function checkScopes(
  granted: readonly string[] | undefined,
  workspace?: { readonly tenant: string; readonly name: string; readonly address: string },
): Finding {
  const about = { kind: 'slack-scopes', subject: workspace?.tenant ?? 'Slack' } as const
  const where = workspace ? ` in ${workspace.name} (${workspace.tenant})` : ''
  const manifest = readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')
  const wanted = Manifest.parse(parse(manifest)).oauth_config.scopes.bot
  if (granted === undefined)
    return byHand(about, `Slack did not tell the scopes${where}.`, `They must be: ${wanted.join(', ')}.`)
  const missing = wanted.filter((scope) => !granted.includes(scope))
  if (missing.length === 0)
    return ok(about, `All ${wanted.length} scopes of manifest.yml are granted${where}.`)
  return problem(
    about,
    `Scopes are missing${where}: ${missing.join(', ')}.`,
    workspace
      ? `Bring the app up to manifest.yml ("App Manifest"), then have an admin of the workspace add the app again at ${workspace.address}.`
      : 'Bring the app up to manifest.yml ("App Manifest"), then install it again.',
  )
}

function tellSocket(noSocket: ChatUnavailable | undefined): Finding {
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

/** Of the workspace that the desk's channel is in. */
export async function checkDesk(
  { isIn: ask }: Pick<SlackFacts, 'isIn'>,
  id: string | null,
): Promise<Finding> {
  const about = { kind: 'desk-conversation', subject: id ?? 'SLACK_DESK_CHANNEL' } as const
  if (id === null)
    return byHand(
      about,
      'No desk channel is set.',
      'If the desk should get a thread for each case in Slack, set SLACK_DESK_CHANNEL to the ID of its channel.',
    )
  const isIn = await ask(id)
  if (typeof isIn === 'object')
    return tellUnasked(about, isIn, `whether the bot is in the desk's channel ${id}`)
  if (isIn) return ok(about, `The bot is in the desk's channel ${id}.`)
  return problem(
    about,
    `The bot is not in the desk's channel ${id}, or there is none of that id.`,
    'Type /invite @Casethread there, or correct SLACK_DESK_CHANNEL.',
  )
}
