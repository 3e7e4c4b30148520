/** Faults on purpose, for tests: each plan holds for so many calls of one method. */
export interface PlannedFaults<Failure extends { readonly times: number }> {
  readonly plan: (method: string, failure: Failure) => void
  /** The failure that this call is to suffer, if any. */
  readonly next: (method: string) => Failure | undefined
}

export function createPlannedFaults<Failure extends { readonly times: number }>(): PlannedFaults<Failure> {
  const planned = new Map<string, { failure: Failure; left: number }[]>()
  return {
    plan(method, failure) {
      planned.set(method, [...(planned.get(method) ?? []), { failure, left: failure.times }])
    },
    next(method) {
      const plan = planned.get(method)?.find((one) => one.left > 0)
      if (!plan) return undefined
      plan.left -= 1
      return plan.failure
    },
  }
}
