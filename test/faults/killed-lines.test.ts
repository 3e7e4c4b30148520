/**
 * NOT-4: the whole bot is killed around lines in a two-way thread: before and after they are kept, before and after Slack is answered,
 * and between keeping and posting. Slack sends again what was not answered. Each line is one entry, once in all other threads.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { builtEntry } from '../support/built-entry.ts'
import { randomFrom } from '../support/random-from.ts'
import { mongoForTests } from '../support/stores.ts'
import { type BotSlots, startBotSlots } from './bot-slots.ts'
import type { StoreKind } from './fault-plan.ts'
import {
  customerOf,
  deskChannels,
  directoryText,
  domainOf,
  people,
  type ScenePerson,
  team,
} from './fault-scene.ts'
import type { KeptEntry } from './found.ts'
import { createKillTraps, type TrapMoment } from './kill-traps.ts'
import { type LeanSlack, startLeanSlack } from './lean-slack.ts'
import { createPlatformFaults } from './platform-faults.ts'
import { openKeptCases } from './read-kept-cases.ts'
import { createSlackRequests, createSlackSender, type SlackRequests } from './slack-sender.ts'
import { placeMongo, placeSqlite } from './store-place.ts'
import { createWorldClock, measureRate } from './world-clock.ts'

const seed = inject('seed')
const mongo = mongoForTests()
const signingSecret = '0123456789abcdef0123456789abcdef'
const once = { slot: 0, again: null } as const
/** Slack sends an event four times in all. */
const tries = 4
const north = findNorth()
const shared = 'CSHARED'
const customer = {
  user: 'UCUSTOMER',
  name: 'Somebody at the customer',
  email: 'it@customer-of-north.example.com',
}

/** When the bot dies of a line; it dies once for each. */
type Death =
  /** So long after the event left, ms: before, while and after it is kept. */
  | { readonly kind: 'sent'; readonly afterMs: number }
  /** With Slack's 200 on the wire: what was answered is never sent again. */
  | { readonly kind: 'answered' }
  /** At a call of Slack: the look-up of the author comes before the line is kept, a post after. */
  | { readonly kind: 'call'; readonly method: 'users.info' | 'chat.postMessage'; readonly moment: TrapMoment }

const moments: readonly TrapMoment[] = ['before-taken', 'taken', 'answered']
const atCalls = (['users.info', 'chat.postMessage'] as const).flatMap((method) =>
  moments.map((moment): Death => ({ kind: 'call', method, moment })),
)

function planDeaths(store: StoreKind): readonly Death[] {
  const random = randomFrom('lines', seed, store)
  const timed = Array.from(
    { length: 8 },
    (): Death => ({ kind: 'sent', afterMs: Math.floor(random() * 150) }),
  )
  const answered = Array.from({ length: 2 }, (): Death => ({ kind: 'answered' }))
  return [...atCalls, ...timed, ...answered]
    .map((death) => ({ death, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ death }) => death)
}

interface SentLine {
  readonly token: string
  readonly death: Death
  readonly died: boolean
  readonly answered: boolean
}

describe.concurrent(`lines of a two-way thread, the bot killed at each of them (FC_SEED=${seed})`, () => {
  it(
    'are one entry each, and once in every other thread, on SQLite',
    { timeout: 400_000, meta: { store: 'SQLite' } },
    () => expectOnce('sqlite'),
  )

  it.skipIf(mongo.kind === 'none')(
    'are one entry each, and once in every other thread, on MongoDB',
    { timeout: 400_000, meta: { store: 'MongoDB' } },
    () => expectOnce('mongo'),
  )
})

async function expectOnce(store: StoreKind): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-lines-'))
  writeFileSync(join(folder, 'directory.json'), withCustomer(directoryText))
  const entry = await builtEntry('src/cli/cli')
  const clock = createWorldClock(join(folder, 'clock'), measureRate(entry))
  const traps = createKillTraps()
  const slack = await startLeanSlack({
    now: clock.now,
    faults: createPlatformFaults(),
    traps,
    slots: 1,
    people: [
      ...people.flatMap(({ platform, user, name, email }) =>
        platform === 'slack' ? [{ id: user, name, email }] : [],
      ),
      { ...customer, id: customer.user },
    ],
    channels: {
      ...Object.fromEntries(people.map(({ channel, user }) => [channel, [user]])),
      [shared]: [north.user, customer.user],
    },
  })
  const place =
    store === 'sqlite'
      ? placeSqlite(folder)
      : await placeMongo(folder, mongo.kind === 'server' ? mongo.uri : '')
  const slots = await startBotSlots({
    count: 1,
    entry,
    preload: clock.preload,
    folder,
    logFile: join(folder, 'bots.log'),
    env: (slot, { port }) => ({
      ...place.settings,
      DIRECTORY_FILE: join(folder, 'directory.json'),
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'warn',
      SLACK_BOT_TOKEN: slack.token(),
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${slack.server.url(slot)}/api/`,
      SLACK_TRUST_EMAIL: 'true',
      SLACK_DESK_CHANNEL: deskChannels.slack,
    }),
  })
  const requests = createSlackRequests({ signingSecret, now: clock.now, url: slots.url })
  let reader: Awaited<ReturnType<typeof openKeptCases>> | undefined
  try {
    expect(await slots.waitUntilReady(60_000), 'the bot starts').toBe(true)
    const { number, thread } = await openSharedCase(slack, requests)
    const sent: SentLine[] = []
    for (const [at, death] of planDeaths(store).entries()) {
      const author = at % 2 === 0 ? customer.user : north.user
      sent.push(await sendLine(`w${at}q`, author, death))
    }

    reader = await openKeptCases(fileURLToPath(packageRoot()), place.direct)
    const kept = reader
    const look = async () => {
      const found = (await kept.read()).find((one) => one.number === number)
      return { entries: found?.entries ?? [], posts: slack.posts() }
    }
    const others = [north.channel, deskChannels.slack]
    for (let leap = 0; leap < 4; leap += 1) {
      const isWhole = async () => {
        const { posts } = await look()
        return sent.every(({ token }) =>
          others.every((channel) => posts.some((post) => post.channel === channel && says(post.text, token))),
        )
      }
      for (const until = performance.now() + 15_000; !(await isWhole()) && performance.now() < until; )
        await sleep(300)
      if (await isWhole()) break
      clock.leap(3_700_000)
    }
    // Longer than a lease: whatever would come twice has come.
    await clock.pass(32_000)
    const { entries, posts } = await look()

    expect(
      sent.filter(({ answered }) => !answered),
      'Slack gave up',
    ).toEqual([])
    // Nothing is proved by a bot that lives.
    expect(sent.filter(({ died }) => died)).toHaveLength(sent.length)
    for (const { token, death } of sent) {
      const what = `${token}, killed at ${JSON.stringify(death)}`
      const own = entries.filter(({ text }) => says(text, token))
      expect(
        own.map(({ type }) => type),
        `entries of ${what}`,
      ).toEqual(['message'])
      for (const channel of others)
        expect(
          posts.filter((post) => post.channel === channel && post.seq === own[0]?.seq).length,
          `posts of ${what} in ${channel}`,
        ).toBe(1)
      expect(
        posts.filter((post) => post.channel === shared && says(post.text, token)),
        `${what}, posted back where it was written`,
      ).toEqual([])
    }
    expectNothingElse(entries, sent)
    for (const channel of others) {
      const seqs = posts.flatMap((post) => (post.channel === channel && post.seq ? [post.seq] : []))
      expect(seqs, `in order in ${channel}`).toEqual(seqs.toSorted((a, b) => a - b))
    }

    async function sendLine(token: string, user: string, death: Death): Promise<SentLine> {
      expect(await slots.waitUntilReady(30_000), 'the bot is back').toBe(true)
      let died = false
      const kill = () => {
        died = slots.kill(0) || died
      }
      const ts = slack.say(shared, user, `It is ${token}.`, thread)
      const body = JSON.stringify({
        type: 'event_callback',
        team_id: team,
        api_app_id: 'A1',
        event_id: `Ev${ts}`,
        event_time: Math.floor(clock.now() / 1000),
        event: {
          type: 'message',
          channel_type: 'group',
          channel: shared,
          user,
          text: `It is ${token}.`,
          ts,
          thread_ts: thread,
          event_ts: ts,
        },
      })
      const disarm =
        death.kind === 'call'
          ? traps.arm({
              slot: 0,
              moment: death.moment,
              watches: ({ method }) => method === death.method,
              spring: kill,
            })
          : () => {}
      if (death.kind === 'sent') setTimeout(kill, death.afterMs)
      const answered = await deliver(slots, requests, body)
      if (death.kind === 'answered') kill()
      for (const until = performance.now() + 5_000; !died && performance.now() < until; ) await sleep(5)
      disarm()
      if (!died) kill()
      return { token, death, died, answered }
    }
  } finally {
    await slots.close()
    await reader?.close()
    await place.close()
    await slack.server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As Slack does: again and again, a while later, with the number of the try. */
async function deliver(slots: BotSlots, requests: SlackRequests, body: string): Promise<boolean> {
  for (let retry = 0; retry < tries; retry += 1) {
    if ((await requests.send(0, body, 'json', retry)) !== undefined) return true
    // Longer than it takes to see that the bot is dead.
    await sleep(250)
    await slots.waitUntilReady(60_000)
  }
  return false
}

/** A case in the channel that north shares with its customer, which north follows in its own channel, too. */
async function openSharedCase(
  slack: LeanSlack,
  requests: SlackRequests,
): Promise<{ readonly number: number; readonly thread: string }> {
  const inShared = createSlackSender({ person: { ...north, channel: shared }, requests, slack })
  const inOwn = createSlackSender({ person: north, requests, slack })
  await say(inOwn, `domain here ${domainOf('north')}`, /now shows cases of/)
  await say(inShared, `domain here ${domainOf('north')} customer Customer two-way`, /now shows cases of/)
  await say(inShared, 'domain talk two-way', /goes into the case/)
  const root = () =>
    slack.posts().find((post) => post.channel === shared && post.seq === 0 && post.number !== null)
  // A slow machine answers late: then they do it again, and any of those cases serves.
  for (let tries = 0; !root() && tries < 10; tries += 1) {
    await inShared.form(
      'new',
      {
        customer: customerOf('north'),
        title: 'A shared case',
        description: 'word first',
        severity: 'P3',
        category: 'other',
      },
      once,
    )
    for (const until = performance.now() + 6_000; !root() && performance.now() < until; ) await sleep(50)
  }
  expect(root(), 'the case has its thread').toBeDefined()
  const { number, id } = root() ?? { number: null, id: '' }
  await say(inOwn, `follow ${number}`, /./)
  for (const channel of [north.channel, deskChannels.slack])
    await expect
      .poll(() => slack.posts().some((post) => post.channel === channel && post.number === number), {
        timeout: 30_000,
      })
      .toBe(true)
  return { number: number ?? 0, thread: id }
}

async function say(
  sender: ReturnType<typeof createSlackSender>,
  line: string,
  wanted: RegExp,
): Promise<void> {
  let answer = ''
  for (let tries = 0; tries < 10; tries += 1) {
    const told = await sender.line(line, once)
    answer = told.kind === 'refused' ? told.text : told.kind
    if (told.kind === 'refused' && wanted.test(answer)) return
    await sleep(200)
  }
  throw new Error(`Nobody could say "${line}": ${answer}`)
}

/** Nothing but the case's beginning and the lines: no status was changed, and nobody's message was taken for deleted. */
function expectNothingElse(entries: readonly KeptEntry[], sent: readonly SentLine[]): void {
  const others = entries.filter(({ text }) => !sent.some(({ token }) => says(text, token)))
  expect(others.map(({ type }) => type)).toEqual(['created'])
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
}

function findNorth(): ScenePerson {
  const found = people.find(({ party, platform }) => party === 'north' && platform === 'slack')
  if (!found) throw new Error('nobody of north is in this scene')
  return found
}

function says(text: string, token: string): boolean {
  return new RegExp(`\\b${token}\\b`).test(text)
}

function withCustomer(text: string): string {
  const { email, name } = customer
  const read: object = JSON.parse(text)
  return JSON.stringify({ ...read, customerUsers: [{ email, name, customer: customerOf('north') }] })
}
