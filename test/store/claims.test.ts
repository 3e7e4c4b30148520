import { describe } from 'vitest'
import { aCase, anEntry, minutesAfter } from '../support/build-case.ts'
import { memoryDeliveryStore } from '../support/memory-delivery-store.ts'
import { eachStore } from '../support/stores.ts'
import { claimsContract, type DeliveryPlace, deliveriesIn } from './contract-claims.ts'

eachStore((_, open) => claimsContract((place) => deliveriesIn(open, place)))

describe('in memory', () => claimsContract(async () => inMemory()))

function inMemory(): DeliveryPlace {
  const store = memoryDeliveryStore()
  return {
    store,
    open: async (over) => store.put(aCase(over), [anEntry()]),
    async change(number, subscriptions = []) {
      const of = (await store.get(number)) ?? aCase()
      const changed = { ...of, version: of.version + 1, updatedAt: minutesAfter(of.updatedAt, 5) }
      store.put({ ...changed, subscriptions: [...of.subscriptions, ...subscriptions] }, [anEntry()])
    },
  }
}
