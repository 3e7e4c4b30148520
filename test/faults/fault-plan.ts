/** What happens in a world of faults, drawn from its seed alone: the same seed, the same plan. */
import type { Severity } from '../../src/cases/case.ts'
import { severities } from '../../src/cases/case.ts'
import { randomFrom } from '../support/random-from.ts'
import { people } from './fault-scene.ts'
import type { TrapMoment } from './kill-traps.ts'
import type { CommandKind, Route } from './sent-command.ts'

export const faultKinds = [
  'slack-429',
  'gchat-429',
  'slack-5xx',
  'gchat-5xx',
  'slack-answer-lost',
  'gchat-answer-lost',
  'slack-silent',
  'gchat-silent',
  'slack-cut',
  'gchat-cut',
  'events-shuffled',
  'clock-jump',
  'store-away',
  'token-revoked',
  'token-renewed',
  'gchat-key-disabled',
  'gchat-service-disabled',
  'gchat-app-not-configured',
  'gchat-forbidden',
  'slack-app-removed',
  'gchat-app-removed',
  'slack-archived',
] as const
export type FaultKind = (typeof faultKinds)[number]

export type StoreKind = 'sqlite' | 'mongo'

/** How a life of the bot ends; all of them by SIGKILL. */
export type Death =
  /** So long after it was started, ms: often before it takes requests. */
  | { readonly kind: 'starting'; readonly afterMs: number }
  /** At one of its calls of a platform, whatever for, after so many others. */
  | { readonly kind: 'serving'; readonly after: number }
  /** At a point of one of its posts, after so many others. */
  | { readonly kind: 'posting'; readonly moment: TrapMoment; readonly after: number }
  /** At a point of writing how the queues stand: it lives until it does. */
  | { readonly kind: 'summing-up'; readonly moment: TrapMoment }

export interface PlannedCommand {
  readonly kind: CommandKind
  /** Who sends it, by the place among the people of the scene. */
  readonly person: number
  /** Which of the cases that they see, counted round and round. */
  readonly pick: number
  /** Stands in the text, and in no other one. */
  readonly token: string
  readonly severity: Severity
  /** Who is named or assigned, counted round and round. */
  readonly meant: number
  readonly route: Route
  /** How long before the next one, ms. */
  readonly pauseMs: number
}

export interface PlannedFault {
  readonly kind: FaultKind
  readonly forMs: number
  readonly pauseMs: number
  /** What else is to be chosen for it, from 0 up to 1. */
  readonly chance: number
}

export interface WorldPlan {
  readonly name: string
  readonly store: StoreKind
  readonly instances: number
  /** What is opened before anything goes wrong. */
  readonly firstCases: readonly PlannedCommand[]
  readonly commands: readonly PlannedCommand[]
  /** One after the other, for as long as somebody dies or speaks; each kind once in any case. */
  readonly faults: readonly PlannedFault[]
  /** How many of them come in any case. */
  readonly atLeast: number
  /** By slot. */
  readonly lives: readonly (readonly Death[])[]
}

export interface WorldSize {
  readonly store: StoreKind
  readonly instances: number
  readonly kills: number
  readonly commands: number
  readonly kinds: readonly FaultKind[]
}

/** What people do with a case, as often as it stands here. */
const usual = ['note', 'say', 'say', 'answer', 'severity', 'call', 'assign'] as const

export function planWorld(seed: number, name: string, size: WorldSize): WorldPlan {
  const random = randomFrom('faults', seed, name)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  const partners = people.flatMap(({ party }, at) => (party === 'desk' ? [] : [at]))
  const route = (): Route => ({
    slot: below(size.instances),
    again: random() < 0.2 ? { slot: below(size.instances), afterMs: pick([0, 0, 5, 40, 300]) } : null,
  })

  function command(at: string): PlannedCommand {
    const kind = random() < 0.06 ? 'open' : pick(usual)
    return {
      kind,
      person: kind === 'open' ? pick(partners) : below(people.length),
      pick: below(1_000),
      token: `${at}-${below(1e9).toString(36)}q`,
      severity: pick(severities),
      meant: below(1_000),
      route: route(),
      pauseMs: below(250),
    }
  }

  function death(): Death {
    const chance = random()
    if (chance < 0.15) return { kind: 'starting', afterMs: below(900) }
    if (chance < 0.45) return { kind: 'serving', after: below(20) }
    const moment = pick(['before-taken', 'taken', 'answered'] as const)
    if (chance < 0.48) return { kind: 'summing-up', moment }
    return {
      kind: 'posting',
      moment,
      after: pick([0, 0, 1, 2, 4, 8]),
    }
  }

  function fault(at: number, kinds: readonly FaultKind[]): PlannedFault {
    const kind = kinds[at % kinds.length] as FaultKind
    // A minute of the world's time.
    const forMs = kind === 'store-away' ? 10_000 : 300 + below(1_700)
    return { kind, forMs, pauseMs: below(600), chance: random() }
  }

  const shuffled = size.kinds
    .map((kind) => ({ kind, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind)
  const perSlot = Array.from(
    { length: size.instances },
    (_, slot) => Math.floor(size.kills / size.instances) + (slot < size.kills % size.instances ? 1 : 0),
  )
  return {
    name,
    store: size.store,
    instances: size.instances,
    firstCases: partners.map((person) => ({ ...command(`first${person}`), kind: 'open', person })),
    commands: Array.from({ length: size.commands }, (_, at) => command(`w${at}`)),
    faults: Array.from({ length: shuffled.length * 20 }, (_, at) => fault(at, shuffled)),
    atLeast: shuffled.length,
    lives: perSlot.map((count) => Array.from({ length: count }, death)),
  }
}
