import type { Case, ClockOutcome, Side } from './case.ts'
import { isSameSide } from './reader-facts.ts'

/** How many targets ended how; void are those that were no longer to be answered. */
export type ClockOutcomes = Readonly<Record<ClockOutcome, number>>

/** What is kept of the clocks of a case, as far as it is counted here. */
interface KeptClocks {
  readonly list: readonly { readonly side: Side; readonly end?: { readonly outcome: ClockOutcome } }[]
  readonly past?: readonly ({ readonly side: Side } & ClockOutcomes)[]
}

/** REP-3: how the clocks of one side ended; undefined where none were kept: that is not known. */
export function findClockOutcomes(
  { clocks }: Pick<Case, 'number'> & { readonly clocks?: KeptClocks },
  side: Side,
): ClockOutcomes | undefined {
  if (!clocks) return undefined
  const past = clocks.past?.find((one) => isSameSide(one.side, side))
  const ended = clocks.list.filter((clock) => isSameSide(clock.side, side)).map(({ end }) => end?.outcome)
  const count = (outcome: ClockOutcome) =>
    ended.filter((one) => one === outcome).length + (past?.[outcome] ?? 0)
  return { met: count('met'), missed: count('missed'), void: count('void') }
}

export const noOutcomes: ClockOutcomes = { met: 0, missed: 0, void: 0 }

export function addOutcomes(one: ClockOutcomes, other: ClockOutcomes): ClockOutcomes {
  return { met: one.met + other.met, missed: one.missed + other.missed, void: one.void + other.void }
}
