import { describe, expect, it } from 'vitest'
import { aNewCase, aThread } from '../support/build-case.ts'
import { claimNext } from '../support/claim-next.ts'
import type { OpenStore } from '../support/stores.ts'

const root = { platform: 'slack', tenant: 'T1', root: '1700000000.000100' } as const

/** The case that a thread is of. */
export function threadRootsContract(open: OpenStore): void {
  describe('the message that a thread begins with', () => {
    const numbers = async (
      store: Awaited<ReturnType<OpenStore>>,
      over: { readonly tenant?: string; readonly root?: string } = {},
    ) => (await store.startedAt({ ...root, ...over })).map(({ number }) => number)

    it('leads to its case, whether it was there from the start, came with a thread, or was posted since', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, subscriptions: [aThread({ id: 'a', root: root.root })] }))
      await store.create(aNewCase({ number: 1002, subscriptions: [] }))
      await store.addSubscription(1002, aThread({ id: 'b', channel: 'C2', root: root.root }))
      expect(await numbers(store)).toEqual([1002, 1001])
      expect(await numbers(store, { tenant: 'T2' })).toEqual([])
      expect(await numbers(store, { root: '1700000000.000200' })).toEqual([])
    })

    it('is found once delivery has posted it', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, subscriptions: [aThread({ id: 'a', root: null })] }))
      const claim = await claimNext(store, { now: new Date() })
      if (!claim) throw new Error('nothing was due')
      await store.saveProgress({
        number: 1001,
        thread: claim.thread,
        token: claim.token,
        progress: { root: root.root },
      })
      expect(await numbers(store)).toEqual([1001])
    })
  })
}
