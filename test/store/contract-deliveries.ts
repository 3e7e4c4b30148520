import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { Claim, SubscriptionProgressUpdate } from '../../src/delivery/delivery-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const later = minutesAfter(noon, 60)
const leaseMs = 30_000

export function newsContract(open: OpenStore): void {
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
      await settleAll(store)
      const alive = [aThread({ cursor: 1, root: 'r' }), other]

      const answer = await store.addSubscription(1001, aThread({ id: 't-9' }))

      expect(answer?.subscriptions).toEqual(alive)
      expect((await store.get(1001))?.subscriptions).toEqual(alive)
      expect(await settleAll(store)).toEqual([1001])
      await store.addSubscription(1001, aThread({ id: 't-9' }))
      expect(await settleAll(store)).toEqual([])
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

      expect(answer?.subscriptions).toEqual([{ ...parked, suspended: null, tries: 0 }])
      expect((await store.get(1001))?.subscriptions).toEqual(answer?.subscriptions)
    })

    describe('that was given up on, when a process starts', () => {
      const giveUp = async (store: CasesAndFiles, thread: string) => {
        const claim = await store.claim({ owner: 'o', now: new Date(2e13), leaseMs: 1 })
        if (!claim) throw new Error('nothing is due')
        const held = { number: claim.case.number, token: claim.token }
        await store.saveProgress({ ...held, thread, progress: { suspended: 'is_archived', tries: 1 } })
        await store.releaseClaim({ ...held, pendingDeliveries: claim.pendingDeliveries, retryAt: null })
      }

      it('is tried again, in its workspace alone, with no other news', async () => {
        const other = aThread({ id: 't-2', tenant: 'T2' })
        const store = await withCase(open, { subscriptions: [aThread(), other] })
        await giveUp(store, 't-1')
        await store.addSubscription(1001, aThread({ id: 't-3', channel: 'C3' }))
        await giveUp(store, 't-2')

        expect(await store.resumeSuspended({ platform: 'slack', tenant: 'T1' })).toBe(1)

        expect(
          (await store.get(1001))?.subscriptions.map(({ suspended, tries }) => [suspended, tries]),
        ).toEqual([
          [null, 0],
          ['is_archived', 1],
          [null, 0],
        ])
        expect(await settleAll(store)).toEqual([1001])
        expect(await store.resumeSuspended({ platform: 'slack', tenant: 'T1' })).toBe(0)
        expect(await store.resumeSuspended({ platform: 'slack', tenant: 'T2' })).toBe(1)
        expect(await settleAll(store)).toEqual([1001])
      })

      it('and one that is alive is left alone', async () => {
        const store = await withCase(open, { subscriptions: [aThread()] })
        await settleAll(store)

        expect(await store.resumeSuspended({ platform: 'slack', tenant: 'T1' })).toBe(0)

        expect(await settleAll(store)).toEqual([])
      })
    })

    describe('that is held back', () => {
      const heldBack = { why: 'present', users: ['U7', 'U8'], since: minutesAfter(noon, 3) } as const
      const held = async (store: CasesAndFiles, progress: SubscriptionProgressUpdate, thread = 't-1') => {
        const claimed = await mustClaim(store)
        const { token } = claimed
        await store.saveProgress({ number: 1001, token, thread, progress })
        await settle(store, claimed)
      }
      const here = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const

      it('tells why, over whom and since when, and is not woken once it goes on', async () => {
        const store = await withCase(open, { subscriptions: [aThread()] })
        await held(store, { heldBack })

        const whole = await store.get(1001)
        const woken = await store.wakeConversation(here)
        const claimed = await mustClaim(store)
        await store.saveProgress({
          number: 1001,
          token: claimed.token,
          thread: 't-1',
          progress: { heldBack: null, cursor: 1 },
        })
        await settle(store, claimed)

        expect(whole?.subscriptions).toEqual([aThread({ heldBack })])
        expect(woken).toBe(1)
        expect(claimed.case.subscriptions).toEqual([aThread({ heldBack })])
        expect((await store.get(1001))?.subscriptions).toEqual([aThread({ heldBack: null, cursor: 1 })])
        expect(await store.wakeConversation(here)).toBe(0)
        expect(await settleAll(store)).toEqual([])
      })

      it('is woken with its conversation alone, and with each of its cases', async () => {
        const other = aThread({ id: 't-2', channel: 'C2' })
        const store = await withCase(open, { subscriptions: [aThread(), other] })
        await held(store, { heldBack })
        for (const number of [1002, 1003]) {
          await store.create(aNewCase({ number, subscriptions: [aThread()] }))
          const { token, pendingDeliveries } = await mustClaim(store)
          const progress = number === 1002 ? { heldBack } : { cursor: 1 }
          await store.saveProgress({ number, token, thread: 't-1', progress })
          await store.releaseClaim({ number, token, pendingDeliveries, retryAt: null })
        }

        const elsewhere = [
          { ...here, channel: 'C2' },
          { ...here, tenant: 'T2' },
          { ...here, platform: 'gchat' as const },
        ]
        for (const conversation of elsewhere) expect(await store.wakeConversation(conversation)).toBe(0)
        expect(await claim(store)).toBeUndefined()

        expect(await store.wakeConversation(here)).toBe(2)
        expect((await claim(store))?.case.number).toBe(1001)
        expect((await claim(store))?.case.number).toBe(1002)
        expect(await claim(store)).toBeUndefined()
      })

      it('beside one that is not stays marked: the one’s end or progress does not hide the other', async () => {
        const other = aThread({ id: 't-2', channel: 'C2' })
        const store = await withCase(open, { subscriptions: [aThread(), other] })
        await held(store, { heldBack })
        await store.wakeConversation({ ...here, channel: 'C2' })
        await store.addSubscription(1001, aThread({ id: 't-3', channel: 'C3' }))
        await held(store, { heldBack: null }, 't-3')
        await store.addSubscription(1001, aThread({ id: 't-4', channel: 'C4' }))
        const claimed = await mustClaim(store)
        await store.removeSubscription({ number: 1001, token: claimed.token, thread: 't-2' })
        await settle(store, claimed)

        expect(await store.wakeConversation(here)).toBe(1)
      })

      it('and given up on is not woken: it is tried again when it is resumed, held back as it was', async () => {
        const store = await withCase(open, { subscriptions: [aThread()] })
        await held(store, { heldBack, suspended: 'is_archived' })

        expect(await store.wakeConversation(here)).toBe(0)
        expect(await settleAll(store)).toEqual([])
        expect(await store.resumeSuspended({ platform: 'slack', tenant: 'T1' })).toBe(1)
        expect((await store.get(1001))?.subscriptions).toEqual([aThread({ heldBack })])
        expect(await settleAll(store)).toEqual([1001])
        expect(await store.wakeConversation(here)).toBe(1)
      })

      it('and taken away is not woken', async () => {
        const store = await withCase(open, { subscriptions: [aThread()] })
        const claimed = await mustClaim(store)
        const { token } = claimed
        await store.saveProgress({ number: 1001, token, thread: 't-1', progress: { heldBack } })
        await store.removeSubscription({ number: 1001, token, thread: 't-1' })
        await settle(store, claimed)

        expect(await store.wakeConversation(here)).toBe(0)
      })

      it('and woken while it is at work is due again afterwards, also when a retry was asked for', async () => {
        const store = await withCase(open, { subscriptions: [aThread()] })
        const claimed = await mustClaim(store)
        const { token } = claimed
        await store.saveProgress({ number: 1001, token, thread: 't-1', progress: { heldBack } })
        await store.wakeConversation(here)

        await settle(store, claimed, { retryAt: minutesAfter(later, 10) })

        expect((await mustClaim(store)).pendingDeliveries).toBeGreaterThan(claimed.pendingDeliveries)
      })
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
      await settleAll(store)
      await store.addSubscription(1001, aThread())
      await settleAll(store)

      await store.addSubscription(1001, aThread())

      expect(await claim(store)).toBeUndefined()
    })
  })

  describe('news', () => {
    it('is there after creation, a change and a new thread, and gone once settled', async () => {
      const store = await withCase(open)
      const made = await settleAll(store)
      const none = await claim(store)
      const first = await store.get(1001)
      if (first) await store.commit(aCommit(first))
      const changed = await settleAll(store)
      await store.addSubscription(1001, aThread())
      const threaded = await settleAll(store)

      expect([made, none, changed, threaded]).toEqual([[1001], undefined, [1001], [1001]])
    })

    it('is not made by a conflict, a repeat or a repeated creation', async () => {
      const store = await withCase(open)
      const made = await store.get(1001)
      if (!made) throw new Error('The case is gone')
      await store.commit(aCommit(made, {}, { key: 'k' }))
      await settleAll(store)

      await store.commit(aCommit(made, {}, { key: 'k' }))
      await store.commit(aCommit(made, {}, { key: 'late' }))
      await store.create(aNewCase())

      expect(await claim(store)).toBeUndefined()
    })

    it('comes with the case as it is, oldest due first', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001, updatedAt: minutesAfter(noon, 2) }))
      await store.create(aNewCase({ number: 1002, updatedAt: minutesAfter(noon, 1) }))
      await store.create(aNewCase({ number: 1003, updatedAt: minutesAfter(noon, 3) }))

      const claims = [await claim(store), await claim(store), await claim(store), await claim(store)]

      expect(claims.map((claimed) => claimed?.case.number)).toEqual([1002, 1001, 1003, undefined])
      expect(claims[0]?.case).toEqual(await store.get(1002))
    })

    it('is claimed by one of many at once, over two handles', async () => {
      const stores = [await open('shared'), await open('shared')] as const
      for (let number = 1001; number <= 1005; number += 1) await stores[0].create(aNewCase({ number }))

      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) => claim(stores[index % 2 === 0 ? 0 : 1])),
      )

      const numbers = claims.flatMap((claimed) => (claimed ? [claimed.case.number] : []))
      expect(numbers.toSorted()).toEqual([1001, 1002, 1003, 1004, 1005])
    })

    it('that came in between is not settled away: it is due at once, also when a retry was asked for', async () => {
      const store = await withCase(open)
      for (const retryAt of [null, minutesAfter(later, 10)]) {
        const claimed = await mustClaim(store)
        await store.commit(aCommit(claimed.case))
        await settle(store, claimed, { retryAt })

        const next = await mustClaim(store)

        expect(next.case.version).toBe(claimed.case.version + 1)
        expect(next.pendingDeliveries).toBeGreaterThan(claimed.pendingDeliveries)
        await settle(store, next)
        await store.addSubscription(
          1001,
          aThread({ id: `t-${next.pendingDeliveries}`, channel: `C${next.pendingDeliveries}` }),
        )
      }
    })

    it('of a thread that was added in between is not settled away', async () => {
      const store = await withCase(open)
      const claimed = await mustClaim(store)
      await store.addSubscription(1001, aThread())

      await settle(store, claimed)

      expect(await claim(store)).toMatchObject({ case: { subscriptions: [aThread()] } })
    })

    it('of a new thread comes before older news: a person is waiting for it', async () => {
      const store = await open()
      await store.create(aNewCase({ number: 1001 }))
      await store.create(aNewCase({ number: 1002, updatedAt: minutesAfter(noon, 5) }))

      await store.addSubscription(1002, aThread())

      expect((await claim(store))?.case.number).toBe(1002)
    })

    it('is due again at the moment of retry, not before', async () => {
      const store = await withCase(open)
      const claimed = await mustClaim(store)
      const retryAt = minutesAfter(later, 10)
      await settle(store, claimed, { retryAt })

      expect(await claim(store, minutesAfter(later, 9.9))).toBeUndefined()
      expect(await claim(store, retryAt)).toMatchObject({
        pendingDeliveries: claimed.pendingDeliveries,
        uncertain: false,
      })
    })

    it('a new change is due at once while a retry is waited for', async () => {
      const store = await withCase(open)
      const claimed = await mustClaim(store)
      await settle(store, claimed, { retryAt: minutesAfter(later, 10) })

      await store.commit(aCommit(claimed.case))

      expect(await claim(store)).toMatchObject({ case: { version: 2 } })
    })
  })

  describe('a claim', () => {
    it('keeps others off until its lease is over; then the next one is told to doubt', async () => {
      const store = await withCase(open)
      const first = await mustClaim(store)

      const early = await claim(store, new Date(later.getTime() + leaseMs - 1))
      const second = await claim(store, new Date(later.getTime() + leaseMs))

      expect(first.uncertain).toBe(false)
      expect(early).toBeUndefined()
      expect(second?.uncertain).toBe(true)
      expect(second?.token).toBeGreaterThan(first.token)
    })

    it('that is renewed holds until the new end', async () => {
      const store = await withCase(open)
      const { token } = await mustClaim(store)

      const renewed = await store.renew({ number: 1001, token, until: minutesAfter(later, 5) })

      expect(renewed).toBe(true)
      expect(await claim(store, minutesAfter(later, 4.9))).toBeUndefined()
      expect(await claim(store, minutesAfter(later, 5))).toBeDefined()
    })

    it('that was given back is not doubted by the next', async () => {
      const store = await withCase(open)
      await settle(store, await mustClaim(store), { retryAt: later })

      expect((await mustClaim(store)).uncertain).toBe(false)
    })

    it('after a uncertain one was given back is not doubted again', async () => {
      const store = await withCase(open)
      await mustClaim(store)
      const uncertain = await mustClaim(store, minutesAfter(later, 5))
      await settle(store, uncertain, { retryAt: later })

      expect((await mustClaim(store, minutesAfter(later, 5))).uncertain).toBe(false)
    })

    it('that was lost to another can do nothing any more', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const lost = await mustClaim(store)
      const now = minutesAfter(later, 5)
      const held = await mustClaim(store, now)

      const renewed = await store.renew({ number: 1001, token: lost.token, until: minutesAfter(now, 60) })
      const advanced = await store.saveProgress({
        number: 1001,
        token: lost.token,
        thread: 't-1',
        progress: { cursor: 1 },
      })
      await settle(store, lost)

      expect([renewed, advanced]).toEqual([false, false])
      expect((await store.get(1001))?.subscriptions).toEqual([aThread()])
      expect(await claim(store, now)).toBeUndefined()
      expect(await store.renew({ number: 1001, token: held.token, until: now })).toBe(true)
    })

    it('that was given back can do nothing any more', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const { token, pendingDeliveries } = await mustClaim(store)
      await settle(store, { token, pendingDeliveries })

      const renewed = await store.renew({ number: 1001, token, until: minutesAfter(later, 60) })
      const advanced = await store.saveProgress({
        number: 1001,
        token,
        thread: 't-1',
        progress: { cursor: 1 },
      })

      await store.addSubscription(1001, aThread({ id: 't-2', channel: 'C2' }))
      await settle(store, { token, pendingDeliveries: pendingDeliveries + 1 })

      expect([renewed, advanced]).toEqual([false, false])
      expect((await store.get(1001))?.subscriptions[0]).toEqual(aThread())
      expect(await claim(store)).toBeDefined()
    })

    it('moves its own thread, and neither another thread nor the version', async () => {
      const other = aThread({ id: 't-2', channel: 'C2' })
      const store = await withCase(open, { subscriptions: [aThread(), other] })
      const { token } = await mustClaim(store)
      const progress = {
        root: '17.1',
        channel: 'D1',
        cursor: 1,
        renderedVersion: 1,
        tries: 2,
        retryAt: later,
        suspended: 'gone',
      }

      const moved = await store.saveProgress({ number: 1001, token, thread: 't-1', progress })
      const back = await store.saveProgress({
        number: 1001,
        token,
        thread: 't-1',
        progress: { retryAt: null, suspended: null },
      })

      expect([moved, back]).toEqual([true, true])
      expect(await store.get(1001)).toMatchObject({
        version: 1,
        subscriptions: [{ ...aThread(), ...progress, retryAt: null, suspended: null }, other],
      })
    })

    it('ends a thread, and touches neither another one nor the version; once lost it ends none', async () => {
      const other = aThread({ id: 't-2', channel: 'C2' })
      const store = await withCase(open, { subscriptions: [aThread(), other] })
      const claimed = await mustClaim(store)
      const { token } = claimed

      const strange = await store.removeSubscription({ number: 1001, token: token - 1, thread: 't-1' })
      const whole = (await store.get(1001))?.subscriptions
      const ended = await store.removeSubscription({ number: 1001, token, thread: 't-1' })
      const again = await store.removeSubscription({ number: 1001, token, thread: 't-1' })
      await settle(store, claimed)
      const late = await store.removeSubscription({ number: 1001, token, thread: 't-2' })

      expect([strange, ended, again, late]).toEqual([false, true, true, false])
      expect(whole).toEqual([aThread(), other])
      expect(await store.get(1001)).toMatchObject({ version: 1, subscriptions: [other] })
      expect(await claim(store)).toBeUndefined()
    })

    it('answers false for a thread that is not there, and true for one that is with nothing to move', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const { token } = await mustClaim(store)

      expect(await store.saveProgress({ number: 1001, token, thread: 't-9', progress: { cursor: 1 } })).toBe(
        false,
      )
      expect(await store.saveProgress({ number: 1001, token, thread: 't-1', progress: {} })).toBe(true)
      expect((await store.get(1001))?.subscriptions).toEqual([aThread()])
    })

    it('does not stand in the way of a change, nor a change in its way', async () => {
      const store = await withCase(open, { subscriptions: [aThread()] })
      const claimed = await mustClaim(store)

      const answer = await store.commit(aCommit(claimed.case))
      const moved = await store.saveProgress({
        number: 1001,
        token: claimed.token,
        thread: 't-1',
        progress: { cursor: 1 },
      })

      expect([answer.kind, moved]).toEqual(['committed', true])
      expect(await claim(store)).toBeUndefined()
      expect(await store.get(1001)).toMatchObject({ version: 2, subscriptions: [{ cursor: 1 }] })
    })
  })
}

async function withCase(open: OpenStore, overrides: Partial<Case> = {}): Promise<CasesAndFiles> {
  const store = await open()
  await store.create(aNewCase(overrides))
  return store
}

function claim(store: CasesAndFiles, now = later): Promise<Claim | undefined> {
  return store.claim({ owner: 'tester', now, leaseMs })
}

async function mustClaim(store: CasesAndFiles, now = later): Promise<Claim> {
  const claimed = await claim(store, now)
  if (!claimed) throw new Error('There was nothing to claim')
  return claimed
}

function settle(
  store: CasesAndFiles,
  { token, pendingDeliveries }: Pick<Claim, 'token' | 'pendingDeliveries'>,
  { retryAt = null }: { readonly retryAt?: Date | null } = {},
): Promise<void> {
  return store.releaseClaim({ number: 1001, token, pendingDeliveries, retryAt })
}

/** Claims and settles all that is due; answers whose news it was. */
async function settleAll(store: CasesAndFiles): Promise<readonly number[]> {
  const numbers: number[] = []
  for (let claimed = await claim(store); claimed; claimed = await claim(store)) {
    numbers.push(claimed.case.number)
    await settle(store, claimed)
  }
  return numbers
}
