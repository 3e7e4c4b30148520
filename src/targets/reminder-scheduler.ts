/**
 * OWN-3: reminds of what is due, each time once, however many instances serve one store. It sleeps until the next reminder is due, and looks
 * now and then for what other instances left.
 *
 * A reminder to a side is an entry of the case, which a key of its own makes once. A direct message is claimed before it is sent and
 * marked on the case after that: what was claimed by an instance that died in between is in doubt, and is looked for in the chat first.
 */
import type { Case, CaseHead, Clock, Entry, Reader, ReminderStage, Responsible, Side } from '../cases/case.ts'
import type { CaseStore, ReminderPlace } from '../cases/case-store.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import { isSameSide } from '../cases/reader-facts.ts'
import type { RecheckAccess } from '../cases/recheck-access.ts'
import {
  type ClockFacts,
  type ClockKeeper,
  findNextReminder,
  type NotifyPerson,
  toRemindAt,
} from '../cases/response-clocks.ts'
import type { Log } from '../config/log.ts'
import { toSystemAuthor } from './clock-keeper.ts'

/** How often an instance looks for reminders of cases that others changed (ms). */
export const pollMs = 5 * 60_000
/** How long a direct message may take before another instance takes it over (ms). */
export const leaseMs = 2 * 60_000
/** When what failed is tried again (ms); not before its lease has ended. */
const retryMs = leaseMs + 1_000
/** How long it is remembered that a message was begun (ms). */
const rememberedMs = 30 * 24 * 3_600_000
/** How often all times that run are reckoned anew, by one of all instances (ms). */
const reviewMs = 3_600_000
/** Changes of one moment are looked at together (ms). */
const gatherMs = 1_000
const batch = 50
const commitTries = 5

export interface ReminderSchedulerDeps {
  readonly store: Pick<CaseStore, 'listReminders' | 'get' | 'commit'>
  readonly notices: Pick<ConversationStore, 'claimNotice'>
  readonly keeper: ClockKeeper
  readonly loadFacts: (supportCase: Case) => Promise<ClockFacts>
  readonly notify: NotifyPerson
  /** Whoever was suspended or removed is nobody's assignee. */
  readonly stillWorks: RecheckAccess
  /** `casethread posts pause`. */
  readonly isPaused: () => Promise<boolean>
  readonly onCaseChanged: (number: number) => void
  readonly now: () => Date
  readonly log: Log
}

export interface ReminderScheduler {
  start(): void
  /** A case was changed in this process: something may be due sooner. */
  wake(): void
  /** Reminds of all that is due now. Answers when to look again. */
  remind(): Promise<Date>
  /** Reckons anew what runs: a customer's tier, the hours or the targets may have changed, of which no case hears. */
  review(): Promise<void>
  /** Lets what is under way end. */
  stop(): Promise<void>
}

export function createReminderScheduler(deps: ReminderSchedulerDeps): ReminderScheduler {
  const { store, notices, keeper, notify, now, log } = deps
  let timer: NodeJS.Timeout | undefined
  let wakesAt = Number.POSITIVE_INFINITY
  let underWay: Promise<void> = Promise.resolve()
  let isStopped = false
  let isReviewed = false

  async function* listAll(until?: Date): AsyncGenerator<Case> {
    for (let after: ReminderPlace | undefined; !isStopped; ) {
      const cases = await store.listReminders({
        limit: batch,
        ...(until && { until }),
        ...(after && { after }),
      })
      yield* cases
      const last = cases.at(-1)
      const at = last && toRemindAt(last)
      if (cases.length < batch || !last || !at) return
      after = { at, number: last.number }
    }
  }

  async function remind(): Promise<Date> {
    const moment = now()
    if (await deps.isPaused()) return after(moment, pollMs)
    let isLeft = false
    for await (const supportCase of listAll(moment)) {
      try {
        isLeft = !(await remindOf(supportCase)) || isLeft
      } catch (err) {
        isLeft = true
        log.warn({ case: supportCase.number, err }, 'A reminder could not be sent; it is tried again')
      }
    }
    if (isLeft) return after(moment, retryMs)
    const [next] = await store.listReminders({
      limit: 1,
      after: { at: moment, number: Number.MAX_SAFE_INTEGER },
    })
    const at = next && toRemindAt(next)
    return at && at < after(moment, pollMs) ? at : after(moment, pollMs)
  }

  /** False where something is left to be tried again. */
  async function remindOf(listed: Case): Promise<boolean> {
    const supportCase = await reckonAnew(listed)
    let isDone = true
    for (const clock of supportCase.clocks?.list ?? []) {
      if (supportCase.unreminded?.some((side) => isSameSide(side, clock.side))) continue
      const reminder = findNextReminder(clock, now())
      if (reminder && reminder.at <= now())
        isDone = (await remindSide(supportCase, clock, reminder.stage)) && isDone
    }
    return isDone
  }

  async function remindSide(supportCase: Case, clock: Clock, stage: ReminderStage): Promise<boolean> {
    const person = await findResponsible(supportCase, clock.side)
    if (!person) {
      await mark(supportCase, clock, stage, { toAll: true })
      return true
    }
    const id = `${nameReminder(supportCase, clock, stage)} ${person.email}`
    if (!(await notices.claimNotice(`reminder-lease ${id}`, after(now(), leaseMs), now()))) return false
    // Since this case was listed another instance may have told it and let its lease run out.
    const current = await store.get(supportCase.number)
    const running = current && findSame(current, clock)
    if (!current || !running || isTold(running, stage)) return true
    const isFirst = await notices.claimNotice(`reminder ${id}`, after(now(), rememberedMs), now())
    const reminder = {
      supportCase: current,
      side: clock.side,
      clock: clock.kind,
      stage,
      dueAt: clock.dueAt ?? now(),
    }
    const isReached = await notify(person, reminder, { id, uncertain: !isFirst })
    await mark(current, running, stage, { toAll: !isReached })
    return true
  }

  async function findResponsible(supportCase: Case, side: Side): Promise<Responsible | undefined> {
    const { assignee, owners = [] } = supportCase
    const person = side === 'desk' ? assignee : owners.find(({ domain }) => domain === side.domain)
    const reader: Reader = side === 'desk' ? { party: 'desk' } : { party: 'partner', domain: side.domain }
    return person && (await deps.stillWorks(person.email, reader)) ? person : undefined
  }

  /** What was told, on the case; to all of the side it is told by that same write. What ended meanwhile needs no mark. */
  async function mark(
    loaded: Case,
    clock: Clock,
    stage: ReminderStage,
    { toAll }: { readonly toAll: boolean },
  ): Promise<void> {
    let supportCase = loaded
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const running = findSame(supportCase, clock)
      if (!running || isTold(running, stage)) return
      const result = await store.commit({
        number: supportCase.number,
        expected: supportCase.version,
        ...withMark(supportCase, running, stage, toAll, now()),
        key: nameReminder(supportCase, clock, stage),
      })
      if (result.kind === 'committed') return deps.onCaseChanged(supportCase.number)
      if (result.kind !== 'conflict') return
      supportCase = result.case
    }
    throw new Error(`Case ${loaded.number} was changed again and again while a reminder was marked on it`)
  }

  async function reckonAnew(loaded: Case): Promise<Case> {
    let supportCase = loaded
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const { subscriptions: _, ...head } = supportCase
      const timed = keeper.advance(
        head,
        { next: { ...head, version: head.version + 1 }, entries: [] },
        await deps.loadFacts(supportCase),
        now(),
      )
      if (JSON.stringify(timed.next.clocks) === JSON.stringify(head.clocks)) return supportCase
      const { number, version } = head
      const result = await store.commit({ number, expected: version, ...timed, key: `clocks ${version}` })
      if (result.kind === 'missing') return supportCase
      if (result.kind === 'committed') deps.onCaseChanged(number)
      supportCase = result.case
      if (result.kind === 'committed') return supportCase
    }
    return supportCase
  }

  async function review(): Promise<void> {
    // A start may come with another file: it looks itself.
    const isClaimed = await notices.claimNotice('clocks-review', after(now(), reviewMs), now())
    if (isReviewed && !isClaimed) return
    isReviewed = true
    for await (const supportCase of listAll())
      await reckonAnew(supportCase).catch((err: unknown) =>
        log.warn({ case: supportCase.number, err }, 'Due times could not be reckoned anew'),
      )
  }

  function sleepUntil(moment: Date): void {
    if (isStopped || moment.getTime() >= wakesAt) return
    clearTimeout(timer)
    wakesAt = moment.getTime()
    timer = setTimeout(round, Math.max(wakesAt - now().getTime(), 0)).unref()
  }

  function round(): void {
    wakesAt = Number.POSITIVE_INFINITY
    underWay = underWay.then(async () => {
      if (isStopped) return
      try {
        await review()
        sleepUntil(await remind())
      } catch (err) {
        log.warn({ err }, 'Reminders could not be looked for; they are looked for again')
        sleepUntil(after(now(), retryMs))
      }
    })
  }

  return {
    start: round,
    wake: () => sleepUntil(after(now(), gatherMs)),
    remind,
    review,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}

/** The same reminder has the same name in each instance, and another one where the time was reckoned anew. */
function nameReminder(
  { number }: Pick<Case, 'number'>,
  { side, kind, startedAt, dueAt, round = 0 }: Clock,
  stage: ReminderStage,
): string {
  const whose = side === 'desk' ? side : side.domain
  return ['reminder', number, whose, kind, startedAt.getTime(), dueAt?.getTime() ?? 0, round, stage].join(' ')
}

function findSame({ clocks }: Pick<Case, 'clocks'>, clock: Clock): Clock | undefined {
  return clocks?.list.find(
    (one) =>
      !one.end && isSameSide(one.side, clock.side) && one.startedAt.getTime() === clock.startedAt.getTime(),
  )
}

function isTold({ reminded }: Clock, stage: ReminderStage): boolean {
  return reminded === 'breached' || reminded === stage
}

/** Nobody wrote anything: the case stays where it is in lists. */
function withMark(
  { subscriptions: _, ...head }: Case,
  clock: Clock,
  stage: ReminderStage,
  toAll: boolean,
  at: Date,
): { readonly next: CaseHead; readonly entries: readonly Entry[] } {
  const { clocks = { list: [], responded: [] } } = head
  const list = clocks.list.map((one) => (one === clock ? { ...one, reminded: stage } : one))
  const seq = head.seq + (toAll ? 1 : 0)
  const event = { type: 'reminded', clock: clock.kind, stage, dueAt: clock.dueAt ?? at } as const
  const entry: Entry = { seq, at, author: toSystemAuthor(clock.side), audience: 'internal', event }
  return {
    next: { ...head, clocks: { ...clocks, list }, seq, version: head.version + 1 },
    entries: toAll ? [entry] : [],
  }
}

function after(moment: Date, ms: number): Date {
  return new Date(moment.getTime() + ms)
}
