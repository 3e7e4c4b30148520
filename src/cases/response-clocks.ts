/** OWN-3: what the services ask of the clocks, and what of them is looked at without any targets. `src/targets` runs them. */
import type {
  Case,
  CaseHead,
  Clock,
  ClockKind,
  Clocks,
  Entry,
  ReminderStage,
  Responsible,
  Side,
} from './case.ts'
import type { Customer } from './directory.ts'
import { isSameSide } from './reader-facts.ts'

/** What the case itself does not know. */
export interface ClockFacts {
  readonly tier: Customer['tier']
  /** The domains that are in relationship with the customer now. */
  readonly partners: readonly string[]
}

export interface ClockKeeper {
  /**
   * The decision with what it does to the clocks, and what is due then; `before` is missing for a new case. Where a time that
   * runs is reckoned anew, an entry for that side says so.
   */
  advance(
    before: Pick<CaseHead, 'clocks'> | undefined,
    decision: { readonly next: CaseHead; readonly entries: readonly Entry[] },
    facts: ClockFacts,
    now: Date,
  ): { readonly next: CaseHead; readonly entries: readonly Entry[] }
  /** When the side that has to answer is back; undefined while it is there, and where no target holds for it. */
  findNextOpening(
    supportCase: Pick<Case, 'severity' | 'language'>,
    side: Side,
    facts: Pick<ClockFacts, 'tier'>,
    now: Date,
  ): Date | undefined
  /** How long that side was there between the two, ms, by the calendar that holds for the case today; undefined where no target does. */
  measureOpenTime(
    supportCase: Pick<Case, 'severity' | 'language'>,
    side: Side,
    facts: Pick<ClockFacts, 'tier'>,
    span: { readonly from: Date; readonly to: Date },
  ): number | undefined
}

/** One reminder of one clock. */
export interface Reminder {
  readonly supportCase: Case
  readonly side: Side
  readonly clock: ClockKind
  readonly stage: ReminderStage
  readonly dueAt: Date
}

/**
 * Writes to one person. False: nobody of that name can be written to. `id` names the reminder; with `uncertain` an earlier try may have
 * come through, and is looked for first.
 */
export type NotifyPerson = (
  person: Responsible,
  reminder: Reminder,
  attempt: { readonly id: string; readonly uncertain: boolean },
) => Promise<boolean>

export function isRunning(clock: Clock): boolean {
  return clock.end === undefined
}

/** What of a clock is to be told at that moment, or will be: the breach alone where both have passed. Null: nothing. */
export function findNextReminder(
  clock: Clock,
  now: Date,
): { readonly stage: ReminderStage; readonly at: Date } | null {
  const { warnAt, dueAt, reminded } = clock
  if (!isRunning(clock) || reminded === 'breached') return null
  const isBreached = dueAt !== null && dueAt <= now
  if (reminded === undefined && warnAt !== null && !isBreached) return { stage: 'warned', at: warnAt }
  return dueAt === null ? null : { stage: 'breached', at: dueAt }
}

/** When the next reminder of the case is due: both stores find it by that. Null: none. */
export function toRemindAt({ clocks, unreminded = [] }: Pick<Case, 'clocks' | 'unreminded'>): Date | null {
  const moments = (clocks?.list ?? []).flatMap((clock) => {
    if (unreminded.some((side) => isSameSide(side, clock.side))) return []
    // Before all of them: what is not told yet, by its own moment.
    const next = findNextReminder(clock, new Date(0))
    return next ? [next.at.getTime()] : []
  })
  return moments.length > 0 ? new Date(Math.min(...moments)) : null
}

/** OWN-3: what runs out for each side. */
export function toDue({ list }: Clocks): NonNullable<Case['due']> {
  return list.flatMap(({ side, dueAt, end }) => (end || !dueAt ? [] : [{ side, at: dueAt }]))
}

/** Only on what stands for the side of a reader. */
export function findRunningClock({ clocks }: Pick<Case, 'clocks'>, side: Side): Clock | undefined {
  return clocks?.list.find((clock) => isRunning(clock) && isSameSide(clock.side, side))
}
