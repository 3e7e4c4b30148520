import { describe, expect, it } from 'vitest'
import type { DeliveryAction } from '../../src/cases/delivery-audit.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import { eachStore } from '../support/stores.ts'

function anAction(over: Partial<DeliveryAction> = {}): DeliveryAction {
  return {
    id: 'a1',
    at: noon,
    by: '青木 $ops',
    what: 'dropped',
    number: 1001,
    thread: 't-1',
    platform: 'slack',
    tenant: 'T1',
    channel: 'C1',
    why: null,
    ...over,
  }
}

eachStore((_, open) => {
  describe('what operators did with deliveries', () => {
    it('is told by case, oldest first, as it was recorded', async () => {
      const { deliveryAudit } = await open()
      const later = anAction({ id: 'a0', at: minutesAfter(noon, 1), what: 'retried', why: 'mended' })
      const other = anAction({ id: 'a2', number: 1002 })

      for (const action of [later, anAction(), other]) await deliveryAudit.record(action)

      expect(await deliveryAudit.list(1001)).toEqual([anAction(), later])
      expect(await deliveryAudit.list(1002)).toEqual([other])
      expect(await deliveryAudit.list(1003)).toEqual([])
    })

    it('is there once, however often it is recorded', async () => {
      const { deliveryAudit } = await open()

      await Promise.all([1, 2, 3].map(() => deliveryAudit.record(anAction())))

      expect(await deliveryAudit.list(1001)).toEqual([anAction()])
    })

    it('is there for every handle, also for one that is opened later', async () => {
      const { deliveryAudit } = await open('same')
      await deliveryAudit.record(anAction())

      expect(await (await open('same')).deliveryAudit.list(1001)).toEqual([anAction()])
    })
  })
})
