import type { Case } from '../../src/cases/case.ts'
import type { DeliveryAction } from '../../src/cases/delivery-audit.ts'
import type { DeliveryInstance } from '../../src/delivery/delivery-store.ts'

/** What operators ask of a store about deliveries, over these cases, in pages of one case. */
export function waitingStore(cases: readonly Case[], instances: readonly DeliveryInstance[] = []) {
  const seen = new Map(instances.map((instance) => [instance.owner, instance]))
  const asked: string[] = []
  const actions: DeliveryAction[] = []
  const find = (number: number, thread: string) =>
    cases.some((one) => one.number === number && one.subscriptions.some(({ id }) => id === thread))
  return {
    /** In order: what was written down and what was done. */
    asked,
    /** The processes that are there. */
    owners: () => [...seen.keys()],
    async listWaiting({ after = 0 }: { readonly after?: number }) {
      const page = cases.slice(after, after + 1)
      return { cases: page, ...(after + 1 < cases.length ? { next: after + 1 } : {}) }
    },
    async get(number: number) {
      return cases.find((one) => one.number === number)
    },
    async retrySubscription(number: number, thread: string) {
      asked.push(`retry ${number} ${thread}`)
      return find(number, thread)
    },
    async dropSubscription(number: number, thread: string, why: string) {
      asked.push(`drop ${number} ${thread}: ${why}`)
      return find(number, thread)
    },
    deliveryAudit: {
      async record(action: DeliveryAction) {
        asked.push(`record ${action.what} ${action.thread}`)
        actions.push(action)
      },
      async list(number: number) {
        return actions.filter((action) => action.number === number)
      },
    },
    async beat(instance: DeliveryInstance) {
      seen.set(instance.owner, instance)
      return [...seen.values()]
    },
    async leave(owner: string) {
      seen.delete(owner)
    },
  }
}
