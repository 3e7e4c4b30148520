import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { startSocketServer } from '../chat/slack/support/socket-server.ts'
import { serve } from '../support/fake-server.ts'
import { type Ended, runCli, startCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

/** How Slack answers a method; nothing at all where it hangs. */
type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: object }
  | 'hangs'

interface PlayedSlack {
  readonly apiUrl: string
  answer(method: string, answer: Answer): void
}

async function playSlack(): Promise<PlayedSlack> {
  const answers = new Map<string, Answer>([
    [
      'auth.test',
      { body: { ok: true, team: 'N', team_id: 'T1', user: 'casethread', user_id: 'U1', bot_id: 'B1' } },
    ],
  ])
  const url = await serve((request, response) => {
    request.resume()
    const answer = answers.get(request.url?.replace('/api/', '') ?? '') ?? { body: { ok: true } }
    if (answer === 'hangs') return
    response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
      .end(JSON.stringify(answer.body ?? {}))
  })
  return { apiUrl: `${url}/api/`, answer: (method, answer) => void answers.set(method, answer) }
}

const refusal = (error: string): Answer => ({ body: { ok: false, error } })

interface Expected {
  readonly code: number
  readonly told: RegExp
}

interface Row {
  readonly fault: string
  /** The settings with it, beside those of an installation in order. */
  readonly env?: (folder: string) => Readonly<Record<string, string>>
  readonly slack?: readonly (readonly [method: string, answer: Answer])[]
  readonly start: Expected
  /** Null: nobody can see it from there. */
  readonly doctor: Expected | null
}

const both = (code: number, told: RegExp) => ({ start: { code, told }, doctor: { code, told } })
const socketMode = { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: 'xapp-1-verysecret' }
const written = (path: string, text: string): string => {
  writeFileSync(path, text)
  return path
}

const matrix: readonly Row[] = [
  {
    fault: 'a path in quotes',
    env: (folder) => ({ DATA_DIR: `"${folder}"` }),
    ...both(78, /DATA_DIR +has quotes around it/),
  },
  { fault: 'a path with ~', env: () => ({ DATA_DIR: '~/data' }), ...both(78, /DATA_DIR +begins with ~/) },
  {
    fault: 'a byte order mark before a name',
    env: () => ({ '\ufeffLOG_LEVEL': 'debug' }),
    ...both(78, /LOG_LEVEL +has a byte order mark/),
  },
  {
    fault: 'a secret’s file that is not there',
    env: () => ({ SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: '/run/none/token' }),
    ...both(78, /SLACK_BOT_TOKEN_FILE +names \/run\/none\/token, which is not there/),
  },
  {
    fault: 'a secret given twice',
    env: (folder) => ({ SLACK_BOT_TOKEN_FILE: written(join(folder, 'token'), 'xoxb-1') }),
    ...both(78, /SLACK_BOT_TOKEN_FILE +is set beside SLACK_BOT_TOKEN/),
  },
  {
    fault: 'a proxy that is none',
    env: () => ({ HTTPS_PROXY: 'socks5://me:verysecret@proxy.example.com' }),
    ...both(78, /HTTPS_PROXY +is a SOCKS proxy/),
  },
  {
    fault: 'a bot token that expires',
    env: () => ({ SLACK_BOT_TOKEN: 'xoxe.xoxb-1-verysecret' }),
    ...both(78, /SLACK_BOT_TOKEN +expires after 12 hours.*\/slack\/install/),
  },
  {
    fault: 'a directory file with faults',
    env: (folder) => ({ DIRECTORY_FILE: written(join(folder, 'bad.yaml'), 'domains: nothing\n') }),
    ...both(78, /bad\.yaml/),
  },
  {
    fault: 'a bot token that is wrong',
    slack: [['auth.test', refusal('invalid_auth')]],
    ...both(78, /does not accept SLACK_BOT_TOKEN \(invalid_auth\): copy it again/),
  },
  {
    fault: 'a bot token that was revoked',
    slack: [['auth.test', refusal('token_revoked')]],
    ...both(78, /SLACK_BOT_TOKEN \(token_revoked\): install the app in the workspace again/),
  },
  {
    fault: 'a fault of Slack’s own',
    slack: [['auth.test', refusal('internal_error')]],
    ...both(
      69,
      /Slack does not work at this moment \(internal_error\): nothing is wrong with SLACK_BOT_TOKEN/,
    ),
  },
  {
    fault: 'a server fault at Slack',
    slack: [['auth.test', { status: 503 }]],
    ...both(69, /Slack does not work at this moment \(HTTP 503\)/),
  },
  {
    fault: 'a limit of Slack’s',
    slack: [['auth.test', { status: 429, headers: { 'retry-after': '30' } }]],
    ...both(69, /nothing is wrong with SLACK_BOT_TOKEN/),
  },
  {
    fault: 'a Slack that never answers',
    slack: [['auth.test', 'hangs']],
    ...both(69, /Slack was not reached/),
  },
  {
    fault: 'no way to Slack',
    env: () => ({ SLACK_API_URL: 'http://127.0.0.1:9/api/' }),
    ...both(69, /Slack was not reached .*check the network/),
  },
  {
    fault: 'an app token that is wrong',
    env: () => socketMode,
    slack: [['apps.connections.open', refusal('invalid_auth')]],
    ...both(78, /does not accept SLACK_APP_TOKEN \(invalid_auth\): copy it again/),
  },
  {
    fault: 'an app token without connections:write',
    env: () => socketMode,
    slack: [['apps.connections.open', refusal('missing_scope')]],
    ...both(78, /SLACK_APP_TOKEN \(missing_scope\): make a token with the scope connections:write/),
  },
  {
    fault: 'a fault of Slack’s own with the socket',
    env: () => socketMode,
    slack: [['apps.connections.open', refusal('internal_error')]],
    ...both(69, /nothing is wrong with SLACK_APP_TOKEN/),
  },
  {
    fault: 'a MongoDB that does not answer',
    env: () => ({ MONGODB_URI: 'mongodb://cases:verysecret@127.0.0.1:9/x?serverSelectionTimeoutMS=300' }),
    ...both(69, /MongoDB at 127\.0\.0\.1:9 does not answer/),
  },
  {
    fault: 'a certificate of MongoDB’s that is not there',
    env: () => ({ MONGODB_URI: 'mongodb://127.0.0.1:9/x?tls=true&tlsCAFile=/run/none/ca.pem' }),
    ...both(78, /MONGODB_URI names the file \/run\/none\/ca\.pem, which is not there/),
  },
  {
    fault: 'a database that is damaged',
    env: (folder) => {
      writeFileSync(
        join(folder, 'casethread.db'),
        'no database, but long enough to be taken for one'.repeat(99),
      )
      return {}
    },
    start: { code: 65, told: /casethread\.db is damaged/ },
    doctor: { code: 1, told: /casethread\.db is damaged/ },
  },
  {
    fault: 'a key file of Google’s that is not there',
    env: () => ({
      GCHAT_PROJECT_NUMBER: '123456789012',
      PUBLIC_URL: 'https://cases.example.com',
      GOOGLE_APPLICATION_CREDENTIALS: '/run/none/key.json',
    }),
    ...both(78, /\/run\/none\/key\.json is not there/),
  },
]

async function installation(row: Pick<Row, 'env' | 'slack'> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-matrix-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const slack = await playSlack()
  for (const [method, answer] of row.slack ?? []) slack.answer(method, answer)
  const given = {
    DATA_DIR: folder,
    DIRECTORY_FILE: sampleDirectoryFile,
    PORT: String(await freePort()),
    SLACK_BOT_TOKEN: 'xoxb-1-verysecret',
    SLACK_SIGNING_SECRET: '0123456789abcdef',
    SLACK_API_URL: slack.apiUrl,
    SLACK_TRUST_EMAIL: 'true',
    ...row.env?.(folder),
  }
  return { folder, slack, env: given as Readonly<Record<string, string>> }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

function assertTold({ code, stdout, stderr }: Ended, expected: Expected): void {
  const text = `${stdout}\n${stderr}`
  expect({ code, text }).toEqual({ code: expected.code, text: expect.stringMatching(expected.told) })
  expect(text).not.toMatch(/verysecret|\n\s+at .*:\d+:\d+/)
}

describe.each(matrix)('$fault', { timeout: 60_000 }, (row) => {
  it('ends a start with its code and one message', async () => {
    const { env } = await installation(row)
    assertTold(await runCli(['start'], env), row.start)
  })

  it.skipIf(row.doctor === null)('is told by the doctor', async () => {
    const { env } = await installation(row)
    if (row.doctor) assertTold(await runCli(['doctor'], env), row.doctor)
  })
})

describe('a fault that only a start can see', { timeout: 60_000 }, () => {
  it('Socket Mode that was turned off ends it with 78', async () => {
    const sockets = await startSocketServer()
    onTestFinished(() => sockets.close())
    sockets.answerWith(JSON.stringify({ type: 'disconnect', reason: 'link_disabled' }))
    const open: Answer = { body: { ok: true, url: sockets.url } }
    const { env } = await installation({ env: () => socketMode, slack: [['apps.connections.open', open]] })

    assertTold(await runCli(['start'], env), { code: 78, told: /Socket Mode is off in your Slack app/ })
  })

  it('a port that is in use ends it with 78', async () => {
    const { env } = await installation()
    const holder = createServer()
    await new Promise<void>((resolve) => holder.listen(Number(env.PORT), '127.0.0.1', resolve))
    onTestFinished(() => void holder.close())

    assertTold(await runCli(['start'], env), { code: 78, told: /port \d+ is in use/ })
  })
})

describe('what goes wrong while the bot runs', { timeout: 120_000 }, () => {
  it('is logged with what to do and ends nothing; once it is mended, the bot is whole again', async () => {
    const sockets = await startSocketServer()
    onTestFinished(() => sockets.close())
    const open: Answer = { body: { ok: true, url: sockets.url } }
    const { env, folder, slack } = await installation({
      env: () => socketMode,
      slack: [['apps.connections.open', open]],
    })
    const directory = join(folder, 'own.yaml')
    copyFileSync(sampleDirectoryFile, directory)
    const { child, ended } = await startCli(
      ['start'],
      { ...env, DIRECTORY_FILE: directory },
      'src/cli/cli',
      110_000,
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (piece) => {
        said += piece
      })
    const hears = async (text: string | RegExp, from = 0) => {
      await vi.waitFor(() => expect(said.slice(from)).toMatch(text), 30_000)
      return said.length
    }
    let at = await hears(/connected to Slack/)

    slack.answer('apps.connections.open', refusal('invalid_auth'))
    sockets.hangUp()
    at = await hears(/SLACK_APP_TOKEN \(invalid_auth\): copy it again/, at)
    slack.answer('apps.connections.open', { status: 503 })
    at = await hears(/nothing is wrong with SLACK_APP_TOKEN/, at)
    slack.answer('apps.connections.open', open)
    at = await hears(/socket is open again/, at)

    writeFileSync(directory, 'domains: nothing\n')
    at = await hears(/own\.yaml/, at)
    writeFileSync(directory, readFileSync(sampleDirectoryFile))

    sockets.answerWith(JSON.stringify({ type: 'disconnect', reason: 'link_disabled' }))
    sockets.send(JSON.stringify({ type: 'disconnect', reason: 'link_disabled' }))
    await hears(/Socket Mode is off in your Slack app/, at)
    child.kill('SIGTERM')

    expect((await ended).code).toBe(0)
    expect(said).not.toMatch(/verysecret|A fault that nobody caught/)
  })
})
