/** For a plan that holds for whichever method is called. */
export const anyMethod = '*'

/** Faults on purpose, for tests: each plan holds for so many calls of one method. */
export interface PlannedFaults<Failure extends { readonly times: number }> {
  readonly plan: (method: string, failure: Failure) => void
  /** Nothing that was planned for this method happens any more; nothing at all without one. */
  readonly heal: (method?: string) => void
  /** The failure that this call is to suffer, if any. */
  readonly next: (method: string) => Failure | undefined
}

export function createPlannedFaults<Failure extends { readonly times: number }>(): PlannedFaults<Failure> {
  const planned = new Map<string, { failure: Failure; left: number }[]>()
  return {
    plan(method, failure) {
      planned.set(method, [...(planned.get(method) ?? []), { failure, left: failure.times }])
    },
    heal(method) {
      if (method === undefined) planned.clear()
      else planned.delete(method)
    },
    next(method) {
      const plans = [...(planned.get(method) ?? []), ...(planned.get(anyMethod) ?? [])]
      const plan = plans.find((one) => one.left > 0)
      if (!plan) return undefined
      plan.left -= 1
      return plan.failure
    },
  }
}
