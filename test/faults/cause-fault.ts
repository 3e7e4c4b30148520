import { setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '../../src/cases/case.ts'
import type { BotSlots } from './bot-slots.ts'
import { type ChatRequests, spaceOf, userOf } from './chat-sender.ts'
import type { PlannedFault } from './fault-plan.ts'
import { botUser, isDirect, people, type ScenePerson, team } from './fault-scene.ts'
import type { LeanChat } from './lean-chat.ts'
import type { LeanSlack } from './lean-slack.ts'
import type { CallFault, PlatformCall, PlatformFaults } from './platform-faults.ts'
import type { SlackRequests } from './slack-sender.ts'
import type { StorePlace } from './store-place.ts'
import type { WorldClock } from './world-clock.ts'

/** What faults are caused in. */
export interface ChannelFaults {
  readonly slack: LeanSlack
  readonly chat: LeanChat
  readonly faults: PlatformFaults
  readonly clock: WorldClock
  readonly slots: BotSlots
  readonly place: StorePlace
  readonly slackRequests: SlackRequests
  readonly chatRequests: ChatRequests
}

/** Slack's words for a token that it takes no more. */
const lostTokens = ['token_revoked', 'account_inactive', 'invalid_auth', 'org_login_required'] as const
/** How much longer a fault waits for calls that it can befall, ms. */
const longestWaitMs = 2_000
/** Short of the five minutes after which platforms and bot refuse each other's signatures. */
const longestJumpMs = 240_000

/** Something goes wrong for a while, and is mended; nobody does anything else about it. */
export async function causeFault(planned: PlannedFault, world: ChannelFaults): Promise<void> {
  const { kind, forMs, chance } = planned
  const { slack, chat, faults, clock, slots, place } = world
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(chance * choices.length)] as T
  const inChat = (platform: Platform) => pick(people.filter((person) => person.platform === platform))

  /** On a slow machine, too, it befalls some calls. */
  const answer = async (fault: CallFault, every: number, applies: (call: PlatformCall) => boolean) => {
    const end = faults.begin(kind, { applies, fault, every })
    const enough = (faults.befallen.get(kind) ?? 0) + 1 + Math.floor(chance * 6)
    const until = performance.now() + forMs + longestWaitMs
    while ((faults.befallen.get(kind) ?? 0) < enough && performance.now() < until) await sleep(10)
    end()
  }
  const delivering = (platform: Platform) => (call: PlatformCall) =>
    call.platform === platform && call.delivers
  const posting = (platform: Platform) => (call: PlatformCall) => call.platform === platform && call.posts
  const all = (platform: Platform) => (call: PlatformCall) =>
    call.platform === platform && call.method !== 'certs'

  switch (kind) {
    case 'slack-429':
      return answer({ kind: 'limited', retryAfterS: pick([1, 2, 5]) }, pick([1, 2]), delivering('slack'))
    case 'gchat-429':
      return answer(
        { kind: 'limited', retryAfterS: pick([1, 2, 5]), ofProject: chance < 0.5 },
        pick([1, 2]),
        delivering('gchat'),
      )
    case 'slack-5xx':
      return answer(
        { kind: 'server-error', status: pick([500, 502, 503]) },
        pick([1, 2]),
        delivering('slack'),
      )
    case 'gchat-5xx':
      return answer(
        { kind: 'server-error', status: pick([500, 502, 503]) },
        pick([1, 2]),
        delivering('gchat'),
      )
    case 'slack-answer-lost':
      return answer({ kind: 'answer-lost' }, 2, posting('slack'))
    case 'gchat-answer-lost':
      return answer({ kind: 'answer-lost' }, 2, posting('gchat'))
    case 'slack-silent':
      return answer({ kind: 'silent' }, 2, posting('slack'))
    case 'gchat-silent':
      return answer({ kind: 'silent' }, 2, posting('gchat'))
    case 'slack-cut':
      return answer({ kind: 'cut' }, 2, delivering('slack'))
    case 'gchat-cut':
      return answer({ kind: 'cut' }, 2, delivering('gchat'))
    case 'gchat-key-disabled':
      return answer({ kind: 'refused', code: 'key-disabled' }, 1, all('gchat'))
    case 'gchat-service-disabled':
      return answer({ kind: 'refused', code: 'service-disabled' }, 1, all('gchat'))
    case 'gchat-app-not-configured':
      return answer({ kind: 'refused', code: 'app-not-configured' }, 1, all('gchat'))
    case 'gchat-forbidden':
      // In direct messages it would say that the person removed the app: then they are told nothing there.
      return answer(
        { kind: 'refused', code: 'forbidden' },
        1,
        (call) => posting('gchat')(call) && !isDirect(call.channel),
      )
    case 'store-away':
      return place.takeAway(forMs)
    case 'clock-jump':
      clock.setOffset(Math.round((chance * 2 - 1) * longestJumpMs))
      await sleep(forMs)
      return clock.setOffset(0)
    case 'token-revoked':
      slack.refuseToken(pick(lostTokens))
      await sleep(forMs)
      return slack.acceptToken()
    case 'token-renewed':
      slack.refuseToken(pick(lostTokens))
      await sleep(forMs)
      slack.renewToken()
      for (let slot = 0; slot < slots.count; slot += 1) slots.renew(slot)
      return
    case 'slack-app-removed': {
      const { channel } = inChat('slack')
      slack.setBot(channel, false)
      await tellSlack({ type: 'channel_left', channel }, world, chance)
      await sleep(forMs)
      slack.setBot(channel, true)
      return tellSlack({ type: 'member_joined_channel', channel, user: botUser, team }, world, chance)
    }
    case 'gchat-app-removed': {
      const person = inChat('gchat')
      chat.setApp(person.channel, false)
      await tellChat('REMOVED_FROM_SPACE', person, world, chance)
      await sleep(forMs)
      chat.setApp(person.channel, true)
      return tellChat('ADDED_TO_SPACE', person, world, chance)
    }
    case 'slack-archived': {
      const { channel, user } = inChat('slack')
      slack.setArchived(channel, true)
      await tellSlack({ type: 'channel_archive', channel, user }, world, chance)
      await sleep(forMs)
      slack.setArchived(channel, false)
      return tellSlack({ type: 'channel_unarchive', channel, user }, world, chance)
    }
    case 'events-shuffled':
      return shuffleEvents(inChat('slack'), inChat('gchat'), world, chance)
  }
}

/** Somebody comes, goes and comes again; Slack tells of it in the wrong order, and twice; so does Google of the app. */
async function shuffleEvents(
  { channel, user }: ScenePerson,
  inChat: ScenePerson,
  world: ChannelFaults,
  chance: number,
): Promise<void> {
  const joined = { type: 'member_joined_channel', channel, user, team }
  const left = { type: 'member_left_channel', channel, user, team }
  for (const event of [joined, left, joined, left, left, joined]) {
    world.faults.count('events-shuffled')
    await tellSlack(event, world, chance)
  }
  await tellChat('ADDED_TO_SPACE', inChat, world, chance)
  await tellChat('REMOVED_FROM_SPACE', inChat, world, chance)
}

/** Events get lost with an instance that dies of it; some come twice. */
async function tellSlack(
  event: Readonly<Record<string, string>>,
  { slackRequests, slots, clock }: ChannelFaults,
  chance: number,
): Promise<void> {
  const at = Math.floor(clock.now() / 1000)
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: team,
    event_id: `Ev${at}-${event.type}`,
    event_time: at,
    event: { ...event, event_ts: `${at}.000100` },
  })
  const first = Math.floor(chance * slots.count)
  const times = chance < 0.5 ? 2 : 1
  for (let time = 0; time < times; time += 1)
    await slackRequests.send((first + time) % slots.count, body, 'json')
}

async function tellChat(
  type: 'ADDED_TO_SPACE' | 'REMOVED_FROM_SPACE',
  person: ScenePerson,
  { chatRequests, slots, clock }: ChannelFaults,
  chance: number,
): Promise<void> {
  const event = {
    type,
    eventTime: new Date(clock.now()).toISOString(),
    user: userOf(person),
    space: spaceOf(person.channel),
    common: { userLocale: 'en', hostApp: 'CHAT', timeZone: { id: 'Europe/London', offset: 0 } },
  }
  await chatRequests.send(Math.floor(chance * slots.count), event)
}
