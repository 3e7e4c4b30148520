import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCase, aCommit, aNewCase, aThread } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'
import { dueIn, mustClaim, settle, toRef } from './contract-claims.ts'

/** What adding a thread makes due; the rest is in `contract-claims.ts`. */
export function newThreadsContract(open: OpenStore): void {
  describe('a thread', () => {
    it('is added at the end, and leaves the version alone', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const second = aThread({
        id: 't-2',
        channel: 'C2',
        reader: { party: 'customer', customer: 'C-midori' },
        locale: 'ja',
        earlier: 12,
      })

      const answer = await store.addSubscription(1001, second)

      expect(answer).toMatchObject({ version: 1, subscriptions: [aThread(), second] })
      expect(await store.get(1001)).toEqual(answer)
    })

    it('is not added twice: the same place, or the same id, has one thread', async () => {
      const store = await withCase(open, { subscriptions: [aThread({ root: 'r' })] })

      const samePlace = await store.addSubscription(1001, aThread({ id: 't-2' }))
      const sameId = await store.addSubscription(1001, aThread({ channel: 'C2' }))

      expect(samePlace?.subscriptions).toEqual([aThread({ root: 'r' })])
      expect(sameId?.subscriptions).toEqual([aThread({ root: 'r' })])
    })

    it('that was given up on is tried again when it is added in its place, once', async () => {
      const parked = { suspended: 'not_in_channel', tries: 3, retryAt: null, cursor: 1, root: 'r' }
      const other = aThread({ id: 't-2', channel: 'C2', suspended: 'is_archived', tries: 1 })
      const store = await withCase(open, { subscriptions: [aThread(parked), other] })
      await settle(store)
      const alive = [aThread({ cursor: 1, root: 'r', tries: 1 }), other]

      const answer = await store.addSubscription(1001, aThread({ id: 't-9' }))

      expect(answer?.subscriptions).toEqual(alive)
      expect((await store.get(1001))?.subscriptions).toEqual(alive)
      expect(await settle(store)).toEqual(['1001 t-1'])
      await store.addSubscription(1001, aThread({ id: 't-9' }))
      expect(await settle(store)).toEqual([])
    })

    it('a person’s direct messages are one place, before their thread is opened and after', async () => {
      const direct = { user: 'U7', email: 'a@hoshi.example.com' }
      const opened = aThread({ channel: 'D7', root: 'r', direct })
      const store = await withCase(open, { subscriptions: [opened] })

      const again = await store.addSubscription(1001, aThread({ id: 't-2', channel: 'U7', direct }))
      const other = { user: 'U8', email: null }
      const another = await store.addSubscription(1001, aThread({ id: 't-3', channel: 'U8', direct: other }))

      expect(again?.subscriptions).toEqual([opened])
      expect(another?.subscriptions).toEqual([opened, aThread({ id: 't-3', channel: 'U8', direct: other })])
      expect((await store.get(1001))?.subscriptions).toEqual(another?.subscriptions)
    })

    it('that was given up on in direct messages is tried again when it is added there', async () => {
      const direct = { user: 'U7', email: null }
      const parked = aThread({ channel: 'D7', root: 'r', direct, suspended: 'user_disabled', tries: 1 })
      const store = await withCase(open, { subscriptions: [parked] })

      const answer = await store.addSubscription(1001, aThread({ id: 't-2', channel: 'U7', direct }))

      expect(answer?.subscriptions).toEqual([{ ...parked, suspended: null }])
      expect((await store.get(1001))?.subscriptions).toEqual(answer?.subscriptions)
    })

    it('another channel, tenant or platform is another place', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })

      await store.addSubscription(1001, aThread({ id: 't-2', channel: 'C2' }))
      await store.addSubscription(1001, aThread({ id: 't-3', tenant: 'T2' }))
      await store.addSubscription(1001, aThread({ id: 't-4', platform: 'gchat' }))

      expect((await store.get(1001))?.subscriptions.map(({ id }) => id)).toEqual(['t-1', 't-2', 't-3', 't-4'])
    })

    it('added 20 times at once is one thread', async () => {
      const store = await withCase(open)

      await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.addSubscription(1001, aThread({ id: `t-${index}` }))),
      )

      expect((await store.get(1001))?.subscriptions).toHaveLength(1)
    })

    it('cannot be added to a case that is not there', async () => {
      const store = await withCase(open)

      expect(await store.addSubscription(9, aThread())).toBeUndefined()
    })

    it('is news once: adding it again is none', async () => {
      const store = await withCase(open)
      await settle(store)
      await store.addSubscription(1001, aThread())
      await settle(store)

      await store.addSubscription(1001, aThread())

      expect(await settle(store)).toEqual([])
    })

    it('that comes to a settled case is due alone, before all that changed', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      await store.create(aNewCase({ number: 1002, subscriptions: [aThread()] }))
      await settle(store)
      await store.commit(aCommit(aCase({ number: 1002, subscriptions: [aThread()] })))

      await store.addSubscription(1001, aThread({ id: 't-2', channel: 'C2' }))

      expect(await dueIn(store)).toEqual(['1001 t-2', '1002 t-1'])
    })

    it('that comes while another one is at work leaves that claim alone, and is due', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const claimed = await mustClaim(store)

      await store.addSubscription(1001, aThread({ id: 't-2', channel: 'C2' }))

      expect(await dueIn(store)).toEqual(['1001 t-2'])
      expect(await store.saveProgress({ ...toRef(claimed), progress: { cursor: 1 } })).toBe(true)
    })

    it('that a change opens is there once beside those that come and go meanwhile', async () => {
      const [store, other] = [await open('shared'), await open('shared')] as const
      for (let number = 1001; number <= 1010; number += 1) {
        const { case: of } = await store.create(aNewCase({ number, subscriptions: [aThread()] }))
        await settle(store)
        const added = aThread({ id: 't-2', channel: 'C2' })
        const opened = aThread({ id: 't-3', channel: 'C3' })

        const [, answer] = await Promise.all([
          other.addSubscription(number, added),
          store.commit(aCommit(of, {}, { subscriptions: [opened] })),
        ])

        expect(answer.kind).toBe('committed')
        expect((await store.get(number))?.subscriptions.map(({ id }) => id).toSorted()).toEqual([
          't-1',
          't-2',
          't-3',
        ])
        expect((await settle(store)).toSorted()).toEqual([`${number} t-1`, `${number} t-2`, `${number} t-3`])
      }
    })

    it('none is due for a conflict, a repeat or a repeated creation', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const made = aCase({ subscriptions: [aThread()] })
      await store.commit(aCommit(made, {}, { key: 'k' }))
      await settle(store)

      await store.commit(aCommit(made, {}, { key: 'k' }))
      await store.commit(aCommit(made, {}, { key: 'late' }))
      await store.create(aNewCase({ subscriptions: [aThread()] }))

      expect(await dueIn(store)).toEqual([])
    })
  })
}

async function withCase(open: OpenStore, overrides: Partial<Case> = {}): Promise<CasesAndFiles> {
  const store = await open()
  await store.create(aNewCase(overrides))
  return store
}
