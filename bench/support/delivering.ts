/**
 * One process of the delivery bench: `worker` is our delivery over a store, with the Slack publisher and the views of the product, and with
 * everybody let in; `bare` is a loop of chat.postMessage. Both post what they are told over IPC.
 */
import { fileURLToPath } from 'node:url'
import { WebClient } from '@slack/web-api'
import type { Case } from '../../src/cases/case.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createSlack } from '../../src/chat/slack/app.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createDeliveryWorker } from '../../src/delivery/worker.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { openFileDirectory } from '../../src/people/file-directory.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { openStore } from '../../src/store/open-store.ts'
import { messageEntry } from './pending-cases.ts'
import { moment } from './slack-recorder.ts'

/** What a process is told to do. */
export type Order =
  | { readonly kind: 'commit'; readonly numbers: readonly number[] }
  | { readonly kind: 'wake' }
  | { readonly kind: 'post'; readonly of: readonly (readonly [channel: string, key: string])[] }
  | { readonly kind: 'post-paced'; readonly channels: readonly string[]; readonly seconds: number }
  | { readonly kind: 'stop' }

/** What it tells: that it is ready, when it wrote what, and that it has done what it was told. */
export interface Report {
  readonly ready?: true
  readonly written?: readonly (readonly [key: string, at: number])[]
  readonly done?: true
}

export interface DeliveringSettings {
  readonly role: 'worker' | 'bare'
  readonly slackUrl: string
  readonly dataDir: string
  readonly mongoUri?: string | undefined
  readonly dbName?: string | undefined
  readonly hangingMail?: boolean
}

/** Posts at a time of the bare loop: as many as delivery has room for in one workspace. */
const bareAtOnce = 24

const settings = JSON.parse(process.env.BENCH_DELIVERING ?? '{}') as DeliveringSettings
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const tell = (report: Report) => process.send?.(report)
const handle = settings.role === 'bare' ? bare() : await worker()
process.on('message', (order: Order) => {
  handle(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
tell({ ready: true })

async function worker(): Promise<(order: Order) => Promise<void>> {
  const { slackUrl, dataDir, mongoUri, dbName } = settings
  const now = () => new Date()
  const store =
    mongoUri && dbName ? await openMongoStore({ uri: mongoUri, dbName }) : await openStore({ dataDir })
  const directory = await openFileDirectory({
    file: fileURLToPath(new URL('playground/sample-directory.yaml', packageRoot())),
    log: quiet,
  })
  const threadViews = createThreadViews({
    categories: readCategories(fileURLToPath(new URL('data/categories.json', packageRoot()))),
    createTranslator: createTranslatorFactory(),
    directory,
    now,
  })
  const slack = createSlack({
    botToken: 'xoxb-bench',
    connection: { kind: 'http', signingSecret: 'bench' },
    apiUrl: slackUrl,
    threadViews,
    files: store.files,
    incoming: {} as never,
    log: quiet,
    now,
    trustEmail: false,
  })
  const [tenant = ''] = (await slack.connect()).tenants
  const delivery = createDeliveryWorker({
    store,
    publishers: { slack: slack.publisher },
    ...(settings.hangingMail ? { mail: { send: () => new Promise<string>(() => {}) } } : {}),
    routes: () => [
      { platform: 'slack', tenant },
      { platform: 'mail', tenant: '' },
    ],
    resolveAudience: async ({ reader }) => ({ kind: 'readers', reader }),
    now,
    log: quiet,
  })
  delivery.start()

  async function commit(number: number): Promise<readonly [string, number]> {
    for (;;) {
      const of = (await store.get(number)) as Case
      const at = now()
      const entry = messageEntry(of, of.seq + 1, at)
      const { subscriptions: _, ...head } = of
      const result = await store.commit({
        number,
        expected: of.version,
        next: { ...head, version: of.version + 1, seq: entry.seq, updatedAt: at },
        entries: [entry],
        key: `bench ${number} ${entry.seq}`,
      })
      if (result.kind !== 'committed') continue
      const mark = [`${number}:${entry.seq}`, moment()] as const
      delivery.wake()
      return mark
    }
  }

  return async (order) => {
    if (order.kind === 'commit') tell({ written: await Promise.all(order.numbers.map(commit)) })
    if (order.kind === 'wake') delivery.wake()
    if (order.kind !== 'stop') return
    await delivery.stop()
    await store.close()
    process.disconnect()
  }
}

function bare(): (order: Order) => Promise<void> {
  const web = new WebClient('xoxb-bench', {
    slackApiUrl: settings.slackUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
  const post = (channel: string, key: string) => {
    const [number, seq] = key.split(':').map(Number)
    return web.chat.postMessage({
      channel,
      text: 'ご連絡ありがとうございます。もう一度お試しください。',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: bareText } }],
      metadata: { event_type: 'casethread_entry', event_payload: { case: number ?? 0, entry: seq ?? 0 } },
    })
  }

  return async (order) => {
    if (order.kind === 'post') {
      const left = [...order.of]
      const written: (readonly [string, number])[] = []
      const loop = async () => {
        for (let next = left.shift(); next; next = left.shift()) {
          written.push([next[1], moment()])
          await post(...next)
        }
      }
      await Promise.all(Array.from({ length: bareAtOnce }, loop))
      tell({ written, done: true })
    }
    if (order.kind === 'post-paced') {
      const end = Date.now() + order.seconds * 1_000
      await Promise.all(order.channels.map((channel) => postPaced(channel, end)))
      tell({ done: true })
    }
    if (order.kind === 'stop') process.disconnect()
  }

  /** One a second, and a rest where one is asked for. */
  async function postPaced(channel: string, end: number): Promise<void> {
    for (let seq = 0; Date.now() < end; ) {
      const next = performance.now() + 1_000
      try {
        await post(channel, `${channel.slice(1)}:${seq}`)
        seq += 1
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        continue
      }
      await new Promise((resolve) => setTimeout(resolve, next - performance.now()))
    }
  }
}

const bareText = 'ご連絡ありがとうございます。もう一度お試しください。'.repeat(4)
