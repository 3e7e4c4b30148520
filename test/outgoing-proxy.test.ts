import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createChatApi } from '../src/chat/gchat/google-chat-api.ts'
import { createSlackAttachments } from '../src/chat/slack/fetch-attachments.ts'
import { createReceiver } from '../src/chat/slack/receiver.ts'
import { boltLogger } from '../src/chat/slack/slack-log.ts'
import { createWeb } from '../src/chat/slack/web-client.ts'
import { fetchByProxy } from '../src/config/proxied-network.ts'
import { createIncomingFolder } from '../src/files/incoming-files.ts'
import { createGoogleSignIn } from '../src/google/google-sign-in.ts'
import { startSocketServer } from './chat/slack/support/socket-server.ts'
import { startConnectProxy } from './support/connect-proxy.ts'
import { serve } from './support/fake-server.ts'
import { createSelfSigned } from './support/google/self-signed.ts'
import { readContent } from './support/offered-files.ts'
import { recordingLog } from './support/recording-log.ts'
import { runCli, startCli } from './support/run-cli.ts'
import { personWith, sampleDirectoryFile } from './support/sample-world.ts'

const straight = getGlobalDispatcher()
afterEach(() => {
  setGlobalDispatcher(straight)
  vi.unstubAllEnvs()
})

const json = (body: object): RequestListener => {
  return (request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}

/** A proxy that leads to what is played here, by hosts that no name server knows; the environment names it. */
async function behindProxy(
  hosts: Readonly<Record<string, number>>,
  { login, ...env }: { readonly login?: { user: string; password: string }; readonly NO_PROXY?: string } = {},
) {
  const proxy = await startConnectProxy((host) => hosts[host], login)
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY', 'NO_PROXY'])
    vi.stubEnv(name, '')
  vi.stubEnv('HTTP_PROXY', proxy.url)
  if (env.NO_PROXY !== undefined) vi.stubEnv('NO_PROXY', env.NO_PROXY)
  await fetchByProxy(process.env)
  return proxy
}

const askSlack = () =>
  createWeb({
    botToken: 'xoxb-1',
    apiUrl: 'http://slack.example.test/api/',
    logger: boltLogger(recordingLog()),
  }).auth.test()

const askChat = () =>
  createChatApi({
    keyFile: null,
    apiUrl: 'http://chat.example.test/',
    log: recordingLog(),
    patience: { tryMs: 5_000, pausesMs: [] },
  }).ask()

const askSignIn = () =>
  createGoogleSignIn({
    clientId: 'c',
    clientSecret: 's',
    redirectUri: 'https://cases.example.com/link/callback',
    issuer: 'http://accounts.example.test',
    now: () => new Date(),
  }).origin()

const discovery = json({
  issuer: 'http://accounts.example.test',
  authorization_endpoint: 'http://accounts.example.test/auth',
  token_endpoint: 'http://accounts.example.test/token',
  jwks_uri: 'http://accounts.example.test/keys',
})

describe('by the proxy of the environment goes', () => {
  it('Slack’s Web API', async () => {
    const slack = await serve(json({ ok: true, team_id: 'T1' }))
    const proxy = await behindProxy({ 'slack.example.test': portOf(slack) })

    expect(await askSlack()).toMatchObject({ team_id: 'T1' })
    expect(proxy.passed).toEqual(['slack.example.test:80'])
  })

  it('a file of Slack’s, also from another host than the Web API', async () => {
    const slack = await serve((request, response) => {
      if (request.url?.startsWith('/api/'))
        json({
          ok: true,
          file: {
            id: 'F1',
            name: 'a.log',
            user: 'U1',
            size: 5,
            url_private: 'http://files.slack.example.test/F1',
          },
        })(request, response)
      else response.end('hello')
    })
    const port = portOf(slack)
    const proxy = await behindProxy({ 'slack.example.test': port, 'files.slack.example.test': port })
    const incoming = createIncomingFolder()
    onTestFinished(() => incoming.close())
    const apiUrl = 'http://slack.example.test/api/'
    const attachments = createSlackAttachments({
      web: createWeb({ botToken: 'xoxb-1', apiUrl, logger: boltLogger(recordingLog()) }),
      botToken: () => 'xoxb-1',
      incoming,
      log: recordingLog(),
    })

    const place = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
    const outcome = await attachments.fetch({ person: personWith(null), place }, ['F1'])

    const [file] = outcome.ok ? outcome.value.files : []
    expect(file && (await readContent(file))).toBe('hello')
    expect(proxy.passed).toEqual(['slack.example.test:80', 'files.slack.example.test:80'])
  })

  it('Slack’s socket', async () => {
    const server = await startSocketServer()
    const slack = await serve(json({ ok: true, url: 'ws://wss.slack.example.test/link' }))
    const proxy = await behindProxy({
      'slack.example.test': portOf(slack),
      'wss.slack.example.test': server.port,
    })
    const log = recordingLog()
    const receiver = await createReceiver(
      { kind: 'socket', appToken: 'xapp-1' },
      {
        log,
        logger: boltLogger(log),
        takeCommand: async () => {},
        clientOptions: { slackApiUrl: 'http://slack.example.test/api/' },
      },
    )
    onTestFinished(async () => {
      await receiver.close()
      await server.close()
    })

    await receiver.open()

    expect(server.connected()).toBe(1)
    expect(proxy.passed).toEqual(['slack.example.test:80', 'wss.slack.example.test:80'])
  })

  it('Google Chat', async () => {
    const chat = await serve(json({ spaces: [] }))
    const proxy = await behindProxy({ 'chat.example.test': portOf(chat) })

    await askChat()

    expect(proxy.passed).toEqual(['chat.example.test:80'])
  })

  it('signing in with Google', async () => {
    const accounts = await serve(discovery)
    const proxy = await behindProxy({ 'accounts.example.test': portOf(accounts) })

    expect(await askSignIn()).toBe('http://accounts.example.test')
    expect(proxy.passed).toEqual(['accounts.example.test:80'])
  })

  it('each with the proxy’s user and password, whatever signs are in them', async () => {
    const slack = await serve(json({ ok: true, team_id: 'T1' }))
    const chat = await serve(json({ spaces: [] }))
    const proxy = await behindProxy(
      { 'slack.example.test': portOf(slack), 'chat.example.test': portOf(chat) },
      { login: { user: 'cases@example.com', password: 'p@ss:w/rd%' } },
    )

    await askSlack()
    await askChat()

    expect(proxy.passed).toEqual(['slack.example.test:80', 'chat.example.test:80'])
    expect(proxy.refused).toEqual([])
  })
})

describe('past the proxy goes', () => {
  it.each([
    ['Slack', askSlack],
    ['Google Chat', askChat],
    ['signing in', askSignIn],
  ])('%s where NO_PROXY names it', async (_what, ask) => {
    const nobody = await serve(json({ ok: true }))
    const port = portOf(nobody)
    const proxy = await behindProxy(
      { 'slack.example.test': port, 'chat.example.test': port, 'accounts.example.test': port },
      { NO_PROXY: 'example.test' },
    )

    // No name server knows it.
    await expect(ask()).rejects.toThrow()

    expect([...proxy.passed, ...proxy.refused]).toEqual([])
  })

  it('what is on this machine', async () => {
    const proxy = await behindProxy({})
    const here = await serve(json({ ok: true, team_id: 'T1' }))

    const web = createWeb({ botToken: 'xoxb-1', apiUrl: `${here}/api/`, logger: boltLogger(recordingLog()) })

    expect(await web.auth.test()).toMatchObject({ team_id: 'T1' })
    expect([...proxy.passed, ...proxy.refused]).toEqual([])
  })
})

/** All of Slack and Google that a start and the doctor ask, by TLS. */
async function playInternet() {
  const sockets = await startSocketServer()
  const hosts = [
    'slack.com',
    'wss-primary.slack.com',
    'chat.googleapis.com',
    'www.googleapis.com',
    'accounts.google.com',
    'oauth2.googleapis.com',
    'cases.example.com',
  ]
  const certificate = createSelfSigned(new Date(), hosts)
  const answers: Readonly<Record<string, object>> = {
    '/api/auth.test': { ok: true, team: 'N', team_id: 'T1', user: 'casethread', user_id: 'U1', bot_id: 'B1' },
    '/api/apps.connections.open': { ok: true, url: 'wss://wss-primary.slack.com/link' },
    '/.well-known/openid-configuration': {
      issuer: 'https://accounts.google.com',
      token_endpoint: 'https://oauth2.googleapis.com/token',
    },
    '/token': { error: 'invalid_grant' },
  }
  const web = createHttpsServer(certificate, (request, response) => {
    const path = new URL(request.url ?? '/', 'https://x.test').pathname
    json(answers[path] ?? { ok: true })(request, response)
  })
  const wss = createTlsServer(certificate, (client) => {
    const there = connect(sockets.port, '127.0.0.1')
    client.pipe(there).pipe(client)
    client.on('error', () => there.destroy())
    there.on('error', () => client.destroy())
  })
  const listen = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }
  const [webPort, wssPort] = [await listen(web), await listen(wss)]
  onTestFinished(() => sockets.close())
  return {
    certificate: certificate.cert,
    findPort: (host: string) =>
      host === 'wss-primary.slack.com' ? wssPort : hosts.includes(host) ? webPort : undefined,
  }
}

async function freePort(): Promise<number> {
  const probe = createHttpServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

describe('the whole product behind a proxy', { timeout: 90_000 }, () => {
  async function installation() {
    const folder = mkdtempSync(join(tmpdir(), 'casethread-proxy-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const internet = await playInternet()
    const proxy = await startConnectProxy(internet.findPort)
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    const written = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const key = { type: 'service_account', client_email: 'bot@p.iam.example.com', private_key: privateKey }
    return {
      proxy,
      env: {
        HTTPS_PROXY: proxy.url,
        NODE_EXTRA_CA_CERTS: written('ca.pem', internet.certificate),
        DATA_DIR: folder,
        DIRECTORY_FILE: sampleDirectoryFile,
        PORT: String(await freePort()),
        SLACK_BOT_TOKEN_FILE: written('token', 'xoxb-1\n'),
        SLACK_APP_TOKEN: 'xapp-1',
        GCHAT_PROJECT_NUMBER: '123456789012',
        GOOGLE_APPLICATION_CREDENTIALS: written('key.json', JSON.stringify(key)),
        PUBLIC_URL: 'https://cases.example.com',
        GOOGLE_CLIENT_ID: 'c',
        GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
      },
    }
  }

  it('starts: Slack, its socket and Google Chat are reached through it', async () => {
    const { proxy, env } = await installation()
    const { child, ended } = await startCli(['start'], env)
    let said = ''
    child.stdout?.on('data', (piece) => {
      said += piece
    })
    await vi.waitFor(() => expect(said).toMatch(/Socket Mode[\s\S]*Google Chat/), 40_000)
    child.kill('SIGTERM')

    expect(await ended).toMatchObject({ code: 0 })
    expect(new Set(proxy.passed)).toEqual(
      new Set(['slack.com:443', 'wss-primary.slack.com:443', 'chat.googleapis.com:443']),
    )
    expect(proxy.refused).toEqual([])
  })

  it('is examined: the doctor goes the same way, to the sign-in as well', async () => {
    const { proxy, env } = await installation()

    const { stdout } = await runCli(['doctor'], env)

    expect(stdout).toContain('Slack knows the bot casethread in N.')
    expect(stdout).toContain('https://accounts.google.com answers and knows the OAuth client.')
    expect(new Set(proxy.passed)).toEqual(
      new Set([
        'slack.com:443',
        'chat.googleapis.com:443',
        'accounts.google.com:443',
        'oauth2.googleapis.com:443',
        'cases.example.com:443',
      ]),
    )
  })

  it('says that the certificate’s authority is missing, not that a firewall stands there', async () => {
    const { env } = await installation()
    const { NODE_EXTRA_CA_CERTS: _left, ...without } = env

    const ended = await runCli(['start'], without)

    expect(ended).toMatchObject({ code: 78, stderr: expect.stringContaining('NODE_EXTRA_CA_CERTS') })
    expect(ended.stderr).toContain('is of an authority that is not known here')
    expect(ended.stderr).not.toMatch(/firewall|\n\s+at /)
  })

  it('says that the proxy wants another password', async () => {
    const { env } = await installation()
    const picky = await startConnectProxy(() => undefined, { user: 'me', password: 'verysecret' })
    const wrong = picky.url.replace('verysecret', 'wrongsecret')

    const ended = await runCli(['start'], { ...env, HTTPS_PROXY: wrong })

    expect(ended).toMatchObject({
      code: 78,
      stderr: expect.stringContaining('the proxy lets nothing through (407)'),
    })
    expect(ended.stderr).not.toContain('secret@')
  })
})
