import type { Case, Side } from './case.ts'
import { isSameSide } from './reader-facts.ts'

type Outcome = 'met' | 'missed' | 'void'

/** What is kept of the clocks of a case, as far as it is counted here. */
interface KeptClocks {
  readonly list: readonly { readonly side: Side; readonly end?: { readonly outcome: Outcome } }[]
  readonly past?: readonly ({ readonly side: Side } & Readonly<Record<Outcome, number>>)[]
}

/** REP-3: how the clocks of one side ended; undefined where none were kept: that is not known. */
export function findClockOutcomes(
  { clocks }: Pick<Case, 'number'> & { readonly clocks?: KeptClocks },
  side: Side,
): { readonly met: number; readonly missed: number } | undefined {
  if (!clocks) return undefined
  const past = clocks.past?.find((one) => isSameSide(one.side, side))
  const ended = clocks.list.filter((clock) => isSameSide(clock.side, side)).map(({ end }) => end?.outcome)
  const count = (outcome: Outcome) => ended.filter((one) => one === outcome).length + (past?.[outcome] ?? 0)
  return { met: count('met'), missed: count('missed') }
}
