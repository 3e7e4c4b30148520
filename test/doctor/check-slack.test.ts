import { expect, it } from 'vitest'
import { checkRequests, checkSlack } from '../../src/doctor/check-slack-app.ts'
import { serve } from '../support/fake-server.ts'
import { recordingLog } from '../support/recording-log.ts'

const scopes =
  'app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,files:write,groups:history,groups:read,im:history,im:read,im:write,mpim:history,mpim:read,reactions:read,users:read,users:read.email'

interface Answers {
  readonly scopes?: string | null
  readonly auth?: object
  readonly history?: object
  readonly socket?: object
}

async function check(
  answers: Answers,
  deskChannel: string | null = 'C0123456789',
  trustedWorkspaces: readonly string[] = [],
) {
  const granted = answers.scopes === undefined ? scopes : answers.scopes
  const url = await serve((request, response) => {
    const said =
      request.url === '/auth.test'
        ? { ok: true, team: 'Northwind', user: 'casethread', ...answers.auth }
        : request.url === '/apps.connections.open'
          ? { ok: true, url: 'wss://127.0.0.1', ...answers.socket }
          : { ok: true, messages: [], ...answers.history }
    response
      .writeHead(200, {
        'content-type': 'application/json',
        ...(granted ? { 'x-oauth-scopes': granted } : {}),
      })
      .end(JSON.stringify(said))
  })
  const log = recordingLog()
  const apiUrl = `${url}/`
  const asked = {
    botToken: 'xoxb-secret-token',
    apiUrl,
    trustEmail: false,
    trustedWorkspaces,
    deskChannel,
    deskWorkspace: null,
  }
  const { findings: ofToken } = await checkSlack(asked, log)
  const ofRequests = await checkRequests({ connection: { kind: 'socket', appToken: 'xapp-1' }, apiUrl }, log)
  const findings = [...ofToken, ofRequests]
  expect(JSON.stringify(findings)).not.toContain('secret-token')
  return findings.map(({ level, message: told }) => `${level}: ${told}`).join('\n')
}

it('finds a bot in order', async () => {
  const told = await check({})
  expect(told).toContain('ok: Slack knows the bot casethread in Northwind.')
  expect(told).toContain('ok: All 17 scopes of manifest.yml are granted.')
  expect(told).toContain("ok: The bot is in the desk's channel C0123456789.")
  expect(told).not.toMatch(/^(fault|warning)/m)
})

it('says that e-mails are trusted where the organisation of the workspace is named', async () => {
  const auth = { team_id: 'T1', enterprise_id: 'E1' }
  expect(await check({ auth }, null, ['E1'])).toContain('SLACK_TRUST_EMAIL names Northwind')
  expect(await check({ auth }, null, ['E2'])).toContain("SLACK_TRUST_EMAIL doesn't name Northwind")
})

it.each<[string, Answers, string]>([
  ['a dead token', { auth: { ok: false, error: 'invalid_auth' } }, 'SLACK_BOT_TOKEN (invalid_auth)'],
  [
    'a missing scope',
    { scopes: scopes.replace('files:read,', '') },
    'fault: Scopes are missing: files:read.',
  ],
  [
    'a channel without the bot',
    { history: { ok: false, error: 'not_in_channel' } },
    'The bot is not in the desk',
  ],
  [
    'a channel that is not there',
    { history: { ok: false, error: 'channel_not_found' } },
    "The bot is not in the desk's channel C0123456789",
  ],
  [
    'an app-level token without its scope',
    { socket: { ok: false, error: 'missing_scope' } },
    'No request can come by Socket Mode: Slack does not accept SLACK_APP_TOKEN (missing_scope)',
  ],
  [
    'an app-level token that is dead',
    { socket: { ok: false, error: 'invalid_auth' } },
    'No request can come by Socket Mode: Slack does not accept SLACK_APP_TOKEN (invalid_auth)',
  ],
])('names %s', async (_what, answers, expected) => {
  const told = await check(answers)
  expect(told).toContain('fault: ')
  expect(told).toContain(expected)
})

it.each([
  ['a scope that is missing', 'missing_scope'],
  ['a limit', 'ratelimited'],
])('lets %s for the desk’s channel hide nothing that Slack did answer', async (_what, error) => {
  const told = await check({
    history: { ok: false, error },
    scopes: scopes.replace('channels:history,', ''),
  })
  expect(told).toContain('ok: Slack knows the bot casethread in Northwind.')
  expect(told).toContain('fault: Scopes are missing: channels:history.')
  expect(told).toContain(
    `fault: It could not be asked whether the bot is in the desk's channel C0123456789 (${error}).`,
  )
  expect(told).toContain('ok: Slack takes SLACK_APP_TOKEN')
})

it('blames no token for an incident of Slack’s', async () => {
  const told = await check({ auth: { ok: false, error: 'service_unavailable' } })

  expect(told).toContain('fault: Slack cannot be asked')
  expect(told).toContain('service_unavailable')
  expect(told).toContain('nothing is wrong with SLACK_BOT_TOKEN')
})

it('says so where Slack tells no scopes, and where no desk channel is set', async () => {
  const told = await check({ scopes: null }, null)
  expect(told).toContain('by-hand: Slack did not tell the scopes.')
  expect(told).toContain('by-hand: No desk channel is set.')
})
