import type { BudgetClock } from '../../src/chat/budgets.ts'

/** A clock on which whoever sleeps wakes at once, that much later. */
export function aSkippingClock(): BudgetClock & {
  pass(ms: number): void
  readonly slept: readonly number[]
} {
  let at = 1_000_000
  const slept: number[] = []
  return {
    now: () => at,
    async sleep(ms) {
      slept.push(ms)
      at += ms
    },
    pass(ms) {
      at += ms
    },
    slept,
  }
}
