/** OWN-3: what the entries of a change do to the clocks of each side. Pure: targets, facts and the moment are handed in. */
import { canRead } from '../cases/audience.ts'
import type {
  Author,
  CaseHead,
  Clock,
  ClockOutcome,
  Clocks,
  DueChangeReason,
  Entry,
  Side,
} from '../cases/case.ts'
import { isSameSide } from '../cases/reader-facts.ts'
import { type ClockFacts, isRunning, toDue } from '../cases/response-clocks.ts'
import { planClock } from './plan-clock.ts'
import type { Targets } from './targets.ts'

/** More ended clocks than these are kept as figures alone. */
const maxEnded = 20
/** Two of the oldest pauses become one beyond that. */
const maxPauses = 20

export type DueChange = Extract<Entry['event'], { type: 'due-changed' }>

export interface ClocksDecision {
  readonly clocks: Clocks
  readonly due: NonNullable<CaseHead['due']>
  readonly changes: readonly { readonly side: Side; readonly event: DueChange }[]
}

interface Change {
  readonly before: Pick<CaseHead, 'clocks'> | undefined
  readonly next: CaseHead
  readonly entries: readonly Entry[]
}

interface SideState {
  running: Clock | undefined
  readonly ended: Clock[]
  responded: boolean
}

export function runClocks(
  { before, next, entries }: Change,
  targets: Targets,
  facts: ClockFacts,
  now: Date,
): ClocksDecision {
  const sides: readonly Side[] = ['desk', ...next.partners.map(({ domain }) => ({ domain }))]
  const known = before?.clocks
  const list: Clock[] = []
  const responded: Side[] = []
  const changes: { side: Side; event: DueChange }[] = []
  for (const side of sides) {
    const own = known?.list.filter((clock) => isSameSide(clock.side, side)) ?? []
    const state: SideState = {
      running: own.find(isRunning),
      ended: own.filter((clock) => !isRunning(clock)),
      responded: known
        ? known.responded.some((one) => isSameSide(one, side))
        : before !== undefined || !owesFirst(side, next),
    }
    for (const entry of entries) applyEntry(side, state, entry, next, targets, facts)
    if (state.running && !isInCharge(side, facts)) end(state, now, 'void')
    const change = state.running && reckonAnew(side, state, next, entries, targets, facts, now)
    if (change) changes.push({ side, event: change })
    list.push(...state.ended, ...(state.running ? [state.running] : []))
    if (state.responded) responded.push(side)
  }
  const clocks = keepFew({ list, responded, ...(known?.past ? { past: known.past } : {}) })
  return { clocks, due: toDue(clocks), changes }
}

/** The desk owes a first response to every case, a partner to those that its customer opened. */
function owesFirst(side: Side, { createdBy }: CaseHead): boolean {
  return side === 'desk' ? createdBy.party !== 'desk' : createdBy.party === 'customer'
}

/** CRE-9: who answers what the customer asks: the desk, or the partners until one of them passes the case on. */
function isFirstLine(side: Side, { firstLine }: Pick<CaseHead, 'firstLine'>): boolean {
  return (side === 'desk') === (firstLine !== 'partner')
}

/** The customer moved: the partner it had has to answer nothing any more. */
function isInCharge(side: Side, { partners }: ClockFacts): boolean {
  return side === 'desk' || partners.includes(side.domain)
}

function applyEntry(
  side: Side,
  state: SideState,
  entry: Entry,
  supportCase: CaseHead,
  targets: Targets,
  facts: ClockFacts,
): void {
  const { event, at } = entry
  const start = () => {
    if (!state.running && isInCharge(side, facts))
      state.running = startClock(side, state, at, supportCase, targets, facts)
  }
  if (event.type === 'reopened') {
    // Whoever reopened it: the case waits for its first line.
    if (isFirstLine(side, supportCase)) {
      state.responded = true
      start()
    }
    return
  }
  // The desk's case from here on: the partner was its first line.
  if (event.type === 'passed') {
    // The desk is asked from now on, and the partner that passed the case on no longer is.
    if (side === 'desk') start()
    else if (isOf(side, entry.author)) end(state, at, 'void')
    return
  }
  if (event.type === 'status-changed') {
    if (isFirstLine(side, supportCase)) applyStatus(state, event.to, at, targets)
    return
  }
  if (isAnswer(side, entry)) {
    state.responded = true
    end(state, at)
  } else if (isAnswerOfOthers(side, entry)) {
    end(state, at, 'void')
  } else if (asks(side, entry, supportCase)) {
    start()
  }
  if (event.type === 'closed') end(state, at, 'void')
}

/** UPD-7: both end what the first line still owes to a message, and let its first response wait for the other side. */
function applyStatus(state: SideState, to: CaseHead['status'], at: Date, targets: Targets): void {
  const { running } = state
  if (!running) return
  const waitsForOthers = to === 'action-required' || to === 'solution-provided'
  if (!waitsForOthers) {
    state.running = replan(resume(running, at), targets)
  } else if (running.kind === 'next') {
    end(state, at)
  } else {
    state.running = replan(pause(running, at), targets)
  }
}

/** With its pauses; a calendar that is no longer in the file is another one by the end of the change. */
function replan(clock: Clock, { all }: Targets): Clock {
  const target = all.find(({ calendar }) => calendar.name === clock.calendar)
  return target ? { ...clock, ...planClock(target.calendar, clock) } : clock
}

function pause(clock: Clock, at: Date): Clock {
  const pauses = clock.pauses ?? []
  if (pauses.at(-1)?.to === null) return clock
  const all = [...pauses, { from: at, to: null }]
  const [first, second, ...rest] = all
  const kept =
    all.length > maxPauses && first && second ? [{ from: first.from, to: second.to }, ...rest] : all
  return { ...clock, pauses: kept }
}

function resume(clock: Clock, at: Date): Clock {
  const { pauses = [] } = clock
  const last = pauses.at(-1)
  if (last?.to !== null) return clock
  return { ...clock, pauses: [...pauses.slice(0, -1), { from: last.from, to: at }] }
}

function startClock(
  side: Side,
  { responded }: SideState,
  startedAt: Date,
  supportCase: CaseHead,
  targets: Targets,
  { tier }: ClockFacts,
): Clock | undefined {
  const kind = responded ? 'next' : 'first'
  const target = targets.find(side, { ...supportCase, tier })
  const targetMs = target?.[kind]
  if (!target || targetMs === undefined) return undefined
  const clock = { side, kind, startedAt, targetMs, calendar: target.calendar.name, tier } as const
  return { ...clock, ...planClock(target.calendar, clock) }
}

/**
 * Ends the clock that runs, if one does: in time or not, unless nobody has to answer any more. What had run out by then was missed
 * all the same.
 */
function end(state: SideState, at: Date, otherwise?: 'void'): void {
  const { running } = state
  if (!running) return
  const isLate = running.dueAt !== null && running.dueAt < at
  const outcome: ClockOutcome = isLate ? 'missed' : (otherwise ?? 'met')
  state.ended.push({ ...running, end: { at, outcome } })
  state.running = undefined
}

/** OWN-3: reckoned anew from where it began. Answers what that changed for those who look at it. */
function reckonAnew(
  side: Side,
  state: SideState,
  supportCase: CaseHead,
  entries: readonly Entry[],
  targets: Targets,
  { tier }: ClockFacts,
  now: Date,
): DueChange | undefined {
  const { running } = state
  if (!running) return undefined
  const target = targets.find(side, { ...supportCase, tier })
  const targetMs = target?.[running.kind]
  const because = findReason(running, entries, tier)
  if (!target || targetMs === undefined) {
    end(state, now, 'void')
    return toDueChange(running, null, because)
  }
  const next = { ...running, targetMs, calendar: target.calendar.name, tier }
  const plan = planClock(target.calendar, next)
  state.running = { ...next, ...plan }
  // Pauses were reckoned in before, and are no news.
  if (running.targetMs === targetMs && isSameMoment(plan.dueAt, running.dueAt)) return undefined
  state.running = withReminders(state.running, now)
  if (plan.dueAt === null) return undefined
  return toDueChange(running, plan.dueAt, because)
}

function findReason(running: Clock, entries: readonly Entry[], tier: ClockFacts['tier']): DueChangeReason {
  if (entries.some(({ event }) => event.type === 'severity-changed')) return 'severity'
  return running.tier !== undefined && running.tier !== tier ? 'tier' : 'settings'
}

/** A reminder of the new time comes again if its moment is still to come. */
function withReminders(clock: Clock, now: Date): Clock {
  const { reminded, ...rest } = clock
  if (reminded === undefined) return clock
  const stillTrue =
    reminded === 'breached' && isPast(clock.dueAt, now)
      ? 'breached'
      : isPast(clock.warnAt, now)
        ? 'warned'
        : undefined
  if (stillTrue === reminded) return clock
  return { ...rest, ...(stillTrue ? { reminded: stillTrue } : {}), round: (clock.round ?? 0) + 1 }
}

function isPast(moment: Date | null, now: Date): boolean {
  return moment !== null && moment <= now
}

function isSameMoment(one: Date | null, other: Date | null): boolean {
  return one?.getTime() === other?.getTime()
}

/** A time that rests has none to tell of. */
function toDueChange(
  { kind, dueAt }: Clock,
  to: Date | null,
  because: DueChangeReason,
): DueChange | undefined {
  return dueAt ? { type: 'due-changed', clock: kind, because, from: dueAt, to } : undefined
}

/** Something was said: not that a status, a severity or an owner changed. */
function isSpoken({ event }: Entry): boolean {
  if (event.type === 'closed') return event.note !== ''
  return event.type === 'created' || event.type === 'message' || event.type === 'escalated'
}

function isOf(side: Side, { party, domain }: Pick<Author, 'party' | 'domain'>): boolean {
  return side === 'desk' ? party === 'desk' : party === 'partner' && domain === side.domain
}

/** A message of a person of this side that those who wait for it can read. What justifies an escalation is said to the desk. */
function isAnswer(side: Side, entry: Entry): boolean {
  if (!isSpoken(entry) || entry.event.type === 'escalated' || !isOf(side, speakerOf(entry))) return false
  return side === 'desk' ? entry.audience !== 'internal' : reachesCustomer(entry)
}

/** The customer has its answer, though from another. */
function isAnswerOfOthers(side: Side, entry: Entry): boolean {
  if (side === 'desk' || entry.event.type === 'created' || entry.event.type === 'escalated') return false
  const { party } = speakerOf(entry)
  return isSpoken(entry) && party !== 'customer' && !isOf(side, speakerOf(entry)) && reachesCustomer(entry)
}

function reachesCustomer({ audience }: Entry): boolean {
  return audience === 'customer' || audience === 'everyone'
}

/** A message of those who wait for this side, and that it can read. */
function asks(side: Side, entry: Entry, supportCase: CaseHead): boolean {
  if (!isSpoken(entry) || entry.event.type === 'closed') return false
  const { party } = speakerOf(entry)
  const reader = side === 'desk' ? ({ party: 'desk' } as const) : ({ party: 'partner', ...side } as const)
  if (side === 'desk' ? party === 'desk' : party !== 'customer') return false
  return canRead({ ...entry, author: { ...entry.author, party } }, reader, supportCase)
}

/** Whose words they are: what was entered on a customer's behalf is the customer's. */
function speakerOf({ author, event }: Entry): Pick<Author, 'party' | 'domain'> {
  const isCustomers = event.type === 'message' && event.said !== undefined
  return isCustomers ? { party: 'customer' } : author
}

function keepFew(clocks: Clocks): Clocks {
  const ended = clocks.list
    .filter((clock) => !isRunning(clock))
    .toSorted((a, b) => Number(a.end?.at) - Number(b.end?.at))
  // How soon each case got its first response is asked of the clock itself.
  const gone = ended.filter(({ kind }) => kind === 'next').slice(0, Math.max(ended.length - maxEnded, 0))
  if (gone.length === 0) return clocks
  return {
    ...clocks,
    list: clocks.list.filter((clock) => !gone.includes(clock)),
    past: gone.reduce(addToPast, clocks.past ?? []),
  }
}

function addToPast(past: NonNullable<Clocks['past']>, { side, end }: Clock): NonNullable<Clocks['past']> {
  if (!end) return past
  const before = past.find((one) => isSameSide(one.side, side)) ?? { side, met: 0, missed: 0, void: 0 }
  const counted = { ...before, [end.outcome]: before[end.outcome] + 1 }
  return [...past.filter((one) => !isSameSide(one.side, side)), counted]
}
