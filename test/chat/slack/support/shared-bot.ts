import { createSlack } from '../../../../src/chat/slack/app.ts'
import { createIncomingFolder } from '../../../../src/files/incoming-files.ts'
import { startServer } from '../../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../../src/i18n/translator.ts'
import { createTokenSeal, type SealKey } from '../../../../src/store/seal-texts.ts'
import type { Store } from '../../../../src/store/store.ts'
import { aCard, fakeRunner } from '../../../support/fake-runner.ts'
import { recordingLog } from '../../../support/recording-log.ts'
import type { SlackCloud } from './slack-cloud.ts'

interface SharedBotOptions {
  readonly cloud: SlackCloud
  readonly store: Pick<Store, 'installations'>
  readonly keys: readonly SealKey[]
  readonly allowed: readonly string[]
  readonly trusted?: readonly string[]
  readonly now?: () => Date
  /** Of each attachment that is brought into a thread. */
  readonly content?: string
  /** Of a workspace in the settings, beside those that install the app. */
  readonly botToken?: string
  /** Requests come over a socket. */
  readonly appToken?: string
}

export type SharedBot = Awaited<ReturnType<typeof startSharedBot>>

/** One instance of a bot that workspaces install, with a runner that only notes what it is asked. */
export async function startSharedBot(options: SharedBotOptions) {
  const { cloud, content } = options
  const log = recordingLog()
  const runner = fakeRunner()
  const incoming = createIncomingFolder()
  const tenants: string[] = []
  const rechecked: string[] = []
  const slack = createSlack({
    botToken: options.botToken ?? null,
    trustEmail: false,
    connection: options.appToken
      ? { kind: 'socket', appToken: options.appToken }
      : { kind: 'http', signingSecret: cloud.signingSecret },
    apiUrl: cloud.apiUrl,
    threadViews: {
      root: async ({ number }) => aCard(`Case ${number}`),
      entry: (_of, _thread, { seq }) => aCard(`Entry ${seq}`),
      title: () => aCard(),
      mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
    },
    files: { open: async () => (content === undefined ? undefined : inOnePiece(content)) },
    incoming,
    log,
    now: options.now ?? (() => new Date()),
    shared: {
      store: options.store.installations,
      seal: createTokenSeal(options.keys),
      clientId: cloud.clientId,
      clientSecret: cloud.clientSecret,
      publicUrl: 'https://cases.example.com',
      stateSecret: 'signs what ties a browser',
      createTranslator: createTranslatorFactory(),
      allowed: options.allowed,
      trusted: options.trusted ?? [],
      everyMs: 40,
    },
  })
  slack.onTenants?.({
    joined: async (tenant) => void tenants.push(tenant),
    left: async (tenant) => void tenants.splice(tenants.indexOf(tenant), 1),
  })
  slack.onInstallationChange((tenant) => rechecked.push(tenant))
  tenants.push(...(await slack.connect()).tenants)
  const route = await slack.listen(runner)
  if (!route) throw new Error('a workspace installs the app over HTTP, however requests come')
  const server = await startServer({ host: '127.0.0.1', port: 0, route, log })
  cloud.setBotUrl(server.url)
  return {
    slack,
    url: server.url,
    runner,
    log,
    tenants,
    rechecked,
    async close() {
      await server.close()
      await slack.stop()
      await incoming.close()
    },
  }
}

async function* inOnePiece(text: string) {
  yield new TextEncoder().encode(text)
}
