import type { Case, CaseHead, Entry } from '../cases/case.ts'
import type { Commit, NewCase } from '../cases/case-store.ts'

/** How many follow-ups of one case are looked up. */
export const maxFollowUps = 20

/** How many idempotency keys of changes a case remembers. An older one is still held off by the case's version. */
export const rememberedKeys = 1_000

/** The first number that `nextNumber` hands out. */
export const firstNumber = 1001

/** What a change may change: all of the head but what creation settled (VIS-1 among it) and the threads. */
export function changeable(next: CaseHead) {
  // A head spread from a whole case carries its threads along at run time: they have writes of their own.
  const { number, customer, partners, domain, createdBy, createdAt, followUpOf, subscriptions, ...changing } =
    next as Case
  return changing
}

/** A history with a gap cannot be mended later, so a caller's slip stops here, before it is stored. Throws a bug. */
export function assertWholeCase({ case: supportCase, entries }: NewCase): void {
  assertUnbroken(supportCase, entries, 0)
}

/** See `assertWholeCase`. That the entries follow the stored history holds by the version that guards the write. */
export function assertWholeCommit({ number, expected, next, entries }: Commit): void {
  if (next.number !== number)
    throw new Error(`A change of case ${number} carries the head of case ${next.number}`)
  if (next.version !== expected + 1) {
    throw new Error(
      `A change decided on version ${expected} of case ${number} must make version ${expected + 1}`,
    )
  }
  assertUnbroken(next, entries, next.seq - entries.length)
}

function assertUnbroken(supportCase: CaseHead, entries: readonly Entry[], after: number): void {
  const unbroken = after >= 0 && entries.every((entry, index) => entry.seq === after + index + 1)
  if (!unbroken || supportCase.seq !== after + entries.length) {
    throw new Error(
      `The history entries of case ${supportCase.number} must be numbered without a gap up to ${supportCase.seq}`,
    )
  }
}
