/** A world in which the whole bot lives through its plan: its processes, both chats, the people, and what goes wrong. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTokens } from '../../playground/gchat/tokens.ts'
import type { Platform } from '../../src/cases/case.ts'
import { type BotSlots, startBotSlots } from './bot-slots.ts'
import { type ChannelFaults, causeFault } from './cause-fault.ts'
import { createChatRequests, createChatSender } from './chat-sender.ts'
import { countNotices } from './check-notices.ts'
import { findViolations } from './check-world.ts'
import type { Death, PlannedCommand, PlannedFault, WorldPlan } from './fault-plan.ts'
import {
  customerOf,
  deskChannels,
  directOf,
  directoryText,
  domainOf,
  type Party,
  partyIn,
  people,
} from './fault-scene.ts'
import type { Found, SentCommand, Violation } from './found.ts'
import { createKillTraps, type KillTraps } from './kill-traps.ts'
import { startLeanChat } from './lean-chat.ts'
import { startLeanSlack } from './lean-slack.ts'
import { createPlatformFaults, type PlatformCall } from './platform-faults.ts'
import { type KeptCases, openKeptCases } from './read-kept-cases.ts'
import type { Sender, Typed } from './sent-command.ts'
import { createSlackRequests, createSlackSender } from './slack-sender.ts'
import { placeMongo, placeSqlite } from './store-place.ts'
import { type LagWatch, type SeenLag, watchLag } from './watch-lag.ts'
import { createWorldClock, type WorldClock } from './world-clock.ts'

const signingSecret = '0123456789abcdef0123456789abcdef'
const projectNumber = '123456789012'
/** How long a slot may take to serve, and an instance that serves to make the call that it is to die of, ms. */
const patience = { readyMs: 10_000, callMs: 2_500 }
/** An instance begins to sum up half a minute after its start, and then once a minute, in the world's time. */
const summingUpMs = 100_000
/** How long after the last post nothing more may come: longer than a lease, and than a summary is left alone, in the world's time. */
const quietMs = 70_000
/** So many commands are sent though nobody dies any more: else a short run would have nobody to notify. */
const sentInAnyCase = 30
/** How long a summary may be behind, in the world's time: it is changed once a minute, and one that died is waited for as long. */
const summaryMs = 120_000
/** In the end time leaps on so far, several times: a channel is looked at again within the hour. */
const leaps = { count: 4, ms: 3_700_000 }

export interface WorldReport {
  readonly violations: readonly Violation[]
  readonly kills: Readonly<Record<string, number>>
  readonly starts: number
  readonly cases: number
  readonly entries: number
  readonly posts: number
  readonly notices: number
  readonly accepted: number
  readonly unanswered: number
  readonly refused: number
  /** Of each fault: how often it was there, and how many calls it befell. */
  readonly faults: Readonly<Record<string, { readonly times: number; readonly calls: number }>>
  /** Undefined where no Prometheus read the figures. */
  readonly lag: SeenLag | undefined
  /** Where the bots' logs and the world's state are left; only where something is wrong. */
  readonly folder: string | undefined
}

export async function runWorld(
  plan: WorldPlan,
  bot: {
    readonly root: string
    readonly entry: string
    readonly mongodbUri: string | undefined
    readonly rate: number
  },
  options: {
    readonly settleMs: number
    readonly tell?: (line: string) => void
    /** A Prometheus that reads the figures meanwhile. */
    readonly prometheus?: string | undefined
  },
): Promise<WorldReport> {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-faults-'))
  writeFileSync(join(folder, 'directory.json'), directoryText)
  const clock = createWorldClock(join(folder, 'clock'), bot.rate)
  const faults = createPlatformFaults()
  const traps = createKillTraps()
  const common = { now: clock.now, faults, traps, slots: plan.instances }
  const tokens = await createTokens(projectNumber, clock.now)
  const inChat = (platform: Platform) => people.filter((person) => person.platform === platform)
  const rooms = (platform: Platform) =>
    Object.fromEntries(
      inChat(platform).flatMap((person) => [
        [person.channel, [person.user]],
        [directOf(person), [person.user]],
      ]),
    )
  const slack = await startLeanSlack({
    ...common,
    people: inChat('slack').map(({ user, name, email }) => ({ id: user, name, email })),
    channels: rooms('slack'),
  })
  const chat = await startLeanChat({
    ...common,
    people: inChat('gchat').map(({ user, name, email, party }) => ({
      name: user,
      displayName: name,
      email,
      organisation: `org-${party}`,
    })),
    spaces: rooms('gchat'),
    certs: async () => (await tokens.certs()).chat,
  })
  const place = plan.store === 'sqlite' ? placeSqlite(folder) : await placeMongo(folder, bot.mongodbUri ?? '')
  const slots = await startBotSlots({
    count: plan.instances,
    entry: bot.entry,
    preload: clock.preload,
    folder,
    logFile: join(folder, 'bots.log'),
    env: (slot, { port, metricsPort }) => ({
      ...place.settings,
      DIRECTORY_FILE: join(folder, 'directory.json'),
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'warn',
      SLACK_BOT_TOKEN: slack.token(),
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${slack.server.url(slot)}/api/`,
      SLACK_TRUST_EMAIL: 'true',
      SLACK_DESK_CHANNEL: deskChannels.slack,
      GCHAT_PROJECT_NUMBER: projectNumber,
      GCHAT_API_URL: `${chat.server.url(slot)}/`,
      GCHAT_CERTS_URL: `${chat.server.url(slot)}/certs`,
      GCHAT_DESK_SPACE: deskChannels.gchat,
    }),
  })
  const slackRequests = createSlackRequests({ signingSecret, now: clock.now, url: slots.url })
  const chatRequests = createChatRequests({
    token: () => tokens.forEvent('classic', '', 'project-number'),
    url: slots.url,
  })
  const senders = people.map((person) =>
    person.platform === 'slack'
      ? createSlackSender({ person, requests: slackRequests, slack })
      : createChatSender({ person, requests: chatRequests, now: clock.now }),
  )
  const commands: SentCommand[] = []
  const kills: Record<string, number> = {}
  const times: Record<string, number> = {}
  let reader: KeptCases | undefined
  let watch: LagWatch | undefined
  try {
    if (options.prometheus)
      watch = await watchLag(
        options.prometheus,
        plan.lives.map((_, slot) => new URL(slots.metricsUrl(slot))),
      )
    await declareChannels(senders, slots)
    await chooseNotices(senders)
    const opened = await openFirstCases(plan.firstCases, { senders, commands })
    const summaries = () => [...slack.posts(), ...chat.posts()].filter(({ summary }) => summary).length
    await waitUntil(() => summaries() >= Object.keys(deskChannels).length, summaryMs / bot.rate)
    const scene: ChannelFaults = { slack, chat, faults, clock, slots, place, slackRequests, chatRequests }
    let over = false
    const isOver = () => over
    const dying = Promise.all(
      plan.lives.map((lives, slot) => liveAndDie(slot, lives, { slots, traps, kills, rate: bot.rate })),
    ).finally(() => {
      over = true
    })
    const speaking = sendAll(plan.commands, { senders, slots, commands, opened, isOver, posts: slack.posts })
    const ended = Promise.all([dying, speaking])
    ended.catch(() => {})
    // Each of them once, and on and on while somebody dies: the last one finds nobody who would start anew because of it.
    for (let at = 0; plan.faults.length > 0 && (at < plan.atLeast || !over); at += 1) {
      const fault = plan.faults[at % plan.faults.length] as PlannedFault
      times[fault.kind] = (times[fault.kind] ?? 0) + 1
      await causeFault(fault, scene)
      await sleep(fault.pauseMs)
    }
    await ended
    options.tell?.(`${plan.name}: all is over, waiting for the threads`)
    reader = await openKeptCases(bot.root, place.direct)
    const settleMs = options.settleMs + summaryMs / bot.rate
    const found = await settle(reader, { slack, chat, commands, clock, settleMs })
    const violations = findViolations(found)
    const lag = await watch?.read()
    const count = (kind: string) => commands.filter(({ outcome }) => outcome.kind === kind).length
    const report = {
      violations,
      kills,
      starts: slots.started(),
      cases: found.cases.length,
      entries: found.cases.reduce((sum, { entries }) => sum + entries.length, 0),
      posts: found.posts.length,
      notices: countNotices(found),
      accepted: count('accepted'),
      unanswered: count('unknown'),
      refused: count('refused'),
      faults: Object.fromEntries(
        Object.entries(times).map(([kind, count]) => [
          kind,
          { times: count, calls: faults.befallen.get(kind) ?? 0 },
        ]),
      ),
      lag,
      folder: violations.length > 0 ? folder : undefined,
    }
    if (violations.length > 0)
      writeFileSync(join(folder, 'found.json'), JSON.stringify({ plan, violations, ...found }, null, 1))
    return report
  } finally {
    await slots.close()
    await watch?.close()
    await reader?.close()
    await place.close()
    await slack.server.close()
    await chat.server.close()
    await tokens.close()
    if (!existsSync(join(folder, 'found.json'))) await rm(folder, { recursive: true, force: true })
  }
}

/** Before anything goes wrong: whose the channels are; and Google Chat learns of the desk's people. */
async function declareChannels(senders: readonly Sender[], slots: BotSlots): Promise<void> {
  if (!(await slots.waitUntilReady(60_000))) throw new Error('The bot did not start')
  for (const [at, sender] of senders.entries()) {
    const person = people[at]
    if (!person) continue
    const line = person.party === 'desk' ? 'list' : `domain here ${domainOf(person.party)}`
    await sayUntilDone(sender, line, /now shows cases of|Cases at the support desk/)
  }
}

async function chooseNotices(senders: readonly Sender[]): Promise<void> {
  for (const [at, sender] of senders.entries())
    if (people[at]?.told === 'direct') await sayUntilDone(sender, 'notify direct', /You get a direct message/)
}

async function waitUntil(holds: () => boolean, ms: number): Promise<void> {
  for (const until = performance.now() + ms; !holds() && performance.now() < until; ) await sleep(5)
}

/** There is something to talk about before anything goes wrong. */
async function openFirstCases(
  first: readonly PlannedCommand[],
  { senders, commands }: { readonly senders: readonly Sender[]; readonly commands: SentCommand[] },
): Promise<OpenedCase[]> {
  const opened: OpenedCase[] = []
  for (const { person: at, token, severity, route } of first) {
    const person = people[at]
    const sender = senders[at]
    if (!person || !sender) continue
    const { party } = person
    let accepted = false
    for (let tries = 1; !accepted && tries <= 20; tries += 1) {
      const own = `${token}${tries}`
      const outcome = await sender.form('new', openForm(party, own, severity), { ...route, again: null })
      commands.push({ kind: 'open', party, token: own, number: undefined, outcome })
      opened.push({ token: own, party, number: undefined })
      accepted = outcome.kind === 'accepted'
    }
  }
  return opened
}

/** Several bots that start at once answer late. */
async function sayUntilDone(sender: Sender, line: string, done: RegExp): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const answer = await sender.line(line, { slot: 0, again: null })
    const text = answer.kind === 'refused' ? answer.text : ''
    if (done.test(text)) return
    if (tries === 20) throw new Error(`Nobody could say "${line}": ${JSON.stringify(answer)}`)
  }
}

interface DyingParts {
  readonly slots: BotSlots
  readonly traps: KillTraps
  /** How many times as fast time runs. */
  readonly rate: number
}

async function liveAndDie(
  slot: number,
  lives: readonly Death[],
  parts: DyingParts & { readonly kills: Record<string, number> },
): Promise<void> {
  for (const life of lives) {
    const name = nameDeath(life)
    const how = await die(slot, life, name, parts)
    parts.kills[how] = (parts.kills[how] ?? 0) + 1
  }
}

/**
 * Answers how it died: who never posts dies while serving. What an instance does is counted, not timed: on a slow machine, too, it lives
 * to do something.
 */
async function die(
  slot: number,
  life: Death,
  name: string,
  { slots, traps, rate }: DyingParts,
): Promise<string> {
  if (life.kind === 'starting') {
    await waitUntil(() => slots.isThere(slot), patience.readyMs)
    await sleep(life.afterMs)
  } else {
    let left = life.kind === 'summing-up' ? 0 : life.after
    let sprung = false
    const isDeadly = ({ posts, delivers, summary }: PlatformCall) =>
      life.kind === 'summing-up' ? summary : life.kind === 'serving' || (posts && delivers)
    const disarm = traps.arm({
      slot,
      moment: life.kind === 'serving' ? 'taken' : life.moment,
      watches: (call) => isDeadly(call) && slots.isReady(slot) && left-- <= 0,
      spring: () => {
        sprung = slots.kill(slot)
      },
    })
    await waitUntil(() => sprung || slots.isReady(slot), patience.readyMs)
    await waitUntil(() => sprung, life.kind === 'summing-up' ? summingUpMs / rate : patience.callMs)
    disarm()
    if (sprung) return name
  }
  while (!slots.kill(slot)) await sleep(5)
  return life.kind === 'posting' || life.kind === 'summing-up' ? 'idle' : name
}

function nameDeath(life: Death): string {
  if (life.kind === 'summing-up') return `${life.kind} ${life.moment}`
  return life.kind === 'posting' ? life.moment : life.kind
}

/** Its number is seen where it is shown: in the desk's channel. */
interface OpenedCase {
  readonly token: string
  readonly party: Party
  number: number | undefined
}

async function sendAll(
  planned: readonly PlannedCommand[],
  world: {
    readonly senders: readonly Sender[]
    readonly slots: BotSlots
    readonly commands: SentCommand[]
    readonly opened: OpenedCase[]
    readonly isOver: () => boolean
    readonly posts: () => Found['posts']
  },
): Promise<void> {
  const underway: Promise<void>[] = []
  for (const [at, command] of planned.entries()) {
    if (world.isOver() && at >= sentInAnyCase) break
    underway.push(sendOne(command, world))
    await sleep(command.pauseMs)
    // As many people as there are: the next one waits until somebody is done.
    if (underway.length >= people.length) await underway.shift()
  }
  await Promise.all(underway)
}

async function sendOne(
  { kind, person: at, pick, token, severity, meant, route: planned }: PlannedCommand,
  { senders, slots, commands, opened, posts }: Parameters<typeof sendAll>[1],
): Promise<void> {
  const person = people[at]
  const sender = senders[at]
  if (!person || !sender) return
  const { party } = person
  const target = kind === 'open' ? undefined : await findTarget()
  if (kind !== 'open' && !target) return
  let route = { ...planned, slot: await findReady(slots, planned.slot) }
  const number = target?.number
  const colleagues = [...people.filter((one) => one.party === party), undefined]

  /** One of the cases that they see; where there is none yet, they wait for one. */
  async function findTarget(): Promise<OpenedCase | undefined> {
    for (let look = 0; look < 60; look += 1) {
      for (const one of opened)
        one.number ??=
          posts().find((post) => post.number !== null && post.text.includes(one.token))?.number ?? undefined
      const seen = opened.filter(
        (one) => one.number !== undefined && (party === 'desk' || one.party === party),
      )
      if (seen.length > 0) return seen[pick % seen.length]
      await sleep(50)
    }
    return undefined
  }

  const send = () => {
    switch (kind) {
      case 'open':
        return sender.form('new', openForm(party, token, severity), route)
      case 'note':
        return sender.line(`reply ${number} word ${token}`, route)
      case 'say':
        return sender.form(`update ${number}`, { text: `word ${token}`, audience: 'everyone' }, route)
      case 'answer': {
        const status = party === 'desk' ? { status: 'action-required' } : {}
        const typed = { text: `word ${token}`, audience: 'everyone', ...status }
        return sender.form(`update ${number}`, typed, route)
      }
      case 'severity':
        return sender.line(`severity ${number} ${severity}`, route)
      case 'call':
        return sender.line(`reply ${number} word ${token} for ${people[meant % people.length]?.email}`, route)
      case 'assign':
        return sender.line(
          `assign ${number} ${colleagues[meant % colleagues.length]?.email ?? 'nobody'}`,
          route,
        )
    }
  }

  let outcome = await send()
  // Nothing was sent yet: they try again.
  for (let tries = 1; outcome.kind === 'unopened' && tries < 5; tries += 1) {
    route = { ...planned, slot: await findReady(slots, planned.slot + tries) }
    outcome = await send()
  }
  commands.push({ kind, party, token, number, outcome })
  if (kind === 'open') opened.push({ token, party, number: undefined })
}

function openForm(party: Party, token: string, severity: string): Typed {
  return {
    customer: customerOf(party),
    title: 'A case of this world',
    description: `word ${token}`,
    severity,
    category: 'other',
  }
}

/** As a load balancer does; where nobody is ready, the one that was meant. */
async function findReady(slots: BotSlots, first: number): Promise<number> {
  for (let look = 0; look < 100; look += 1) {
    for (let step = 0; step < slots.count; step += 1) {
      const slot = (first + step) % slots.count
      if (slots.isReady(slot)) return slot
    }
    await sleep(20)
  }
  return first
}

/** Waits until every thread is whole, then so long that whatever comes too often would have come. */
async function settle(
  reader: KeptCases,
  world: {
    readonly slack: { posts(): Found['posts'] }
    readonly chat: { posts(): Found['posts'] }
    readonly commands: readonly SentCommand[]
    readonly clock: WorldClock
    readonly settleMs: number
  },
): Promise<Found> {
  const { slack, chat, clock, commands } = world
  const look = async (): Promise<Found> => ({
    cases: await reader.read(),
    posts: [...slack.posts(), ...chat.posts()],
    commands,
    partyIn,
  })
  for (let leap = 0; leap <= leaps.count; leap += 1) {
    for (const until = performance.now() + world.settleMs; performance.now() < until; ) {
      await sleep(500)
      if (findViolations(await look()).length > 0) continue
      await clock.pass(quietMs)
      return look()
    }
    if (leap < leaps.count) clock.leap(leaps.ms)
  }
  return look()
}
