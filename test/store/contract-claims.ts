import { beforeEach, describe, expect, it } from 'vitest'
import type { Case, Subscription } from '../../src/cases/case.ts'
import {
  type Claim,
  type DeliveryRoute,
  type DeliveryStore,
  maxWaitMs,
  type SubscriptionProgressUpdate,
} from '../../src/delivery/delivery-store.ts'
import { toDueAt } from '../../src/store/delivery-state.ts'
import { aCommit, aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

/** A store of deliveries, and what makes cases in it. */
export interface DeliveryPlace {
  readonly store: DeliveryStore
  open(over?: Partial<Case>): Promise<unknown>
  /** One more message five minutes later, with these new threads. */
  change(number: number, subscriptions?: readonly Subscription[]): Promise<void>
}

export const later = minutesAfter(noon, 60)
const leaseMs = 30_000
const slack: DeliveryRoute = { platform: 'slack', tenant: 'T1' }
const all: readonly DeliveryRoute[] = [
  slack,
  { platform: 'slack', tenant: 'T2' },
  { platform: 'gchat', tenant: '' },
  { platform: 'mail', tenant: '' },
]
const fault = { scope: 'channel', code: 'is_archived', since: minutesAfter(noon, 7) } as const
const heldBack = { why: 'present', users: ['U7', 'U8'], since: minutesAfter(noon, 3) } as const
const elsewhere = aThread({ id: 't-2', channel: 'C2' })
const oneRef = { number: 1001, thread: 't-1' }

export async function deliveriesIn(open: OpenStore, place?: string): Promise<DeliveryPlace> {
  const store = await open(place)
  return {
    store,
    open: (over) => store.create(aNewCase(over)),
    async change(number, subscriptions = []) {
      const of = await store.get(number)
      const { kind } = of
        ? await store.commit(aCommit(of, {}, { subscriptions }))
        : { kind: 'missing' as const }
      if (kind !== 'committed') throw new Error(kind)
    },
  }
}

/** What is due by then, as `number thread`. */
export async function dueIn(
  store: DeliveryStore,
  { now = later, ...over }: Partial<Parameters<DeliveryStore['findDue']>[0]> = {},
): Promise<readonly string[]> {
  const found = await store.findDue({ routes: all, now, limit: 100, ...over })
  return found.map(({ number, thread }) => `${number} ${thread}`)
}

export async function mustClaim(
  store: DeliveryStore,
  thread = 't-1',
  { now = later, number = 1001 } = {},
): Promise<Claim> {
  const claimed = await store.claim({ number, thread, owner: 'tester', now, leaseMs })
  if (!claimed) throw new Error('There was nothing to claim')
  return claimed
}

export function toRef({ case: { number }, thread, token }: Claim) {
  return { number, thread, token }
}

export function release(store: DeliveryStore, claim: Claim, retryAt: Date | null = null): Promise<boolean> {
  return store.releaseClaim({ ...toRef(claim), pendingDeliveries: claim.pendingDeliveries, retryAt })
}

/** Claims and gives back all that is due; answers what it was. */
export async function settle(store: DeliveryStore, now = later): Promise<readonly string[]> {
  const found = await store.findDue({ routes: all, now, limit: 100 })
  for (const { number, thread } of found)
    await release(store, await mustClaim(store, thread, { now, number }))
  return found.map(({ number, thread }) => `${number} ${thread}`)
}

async function threadOf(store: DeliveryStore, id = 't-1', number = 1001): Promise<Subscription | undefined> {
  return (await store.get(number))?.subscriptions.find((one) => one.id === id)
}

/** Every promise of `DeliveryStore`, on a store of which nothing but the port is known. */
export function claimsContract(openPlace: (place?: string) => Promise<DeliveryPlace>): void {
  let place: DeliveryPlace
  let store: DeliveryStore
  beforeEach(async () => {
    place = await openPlace()
    store = place.store
  })

  async function progress(update: SubscriptionProgressUpdate, thread = 't-1', number = 1001): Promise<void> {
    const claim = await mustClaim(store, thread, { number })
    await store.saveProgress({ ...toRef(claim), progress: update })
    await release(store, claim)
  }

  describe('what is due', () => {
    it('are the threads of a new case, with where they go', async () => {
      const mail = aThread({ id: 't-2', platform: 'mail', tenant: '', channel: 'jo@example.com' })
      await place.open({ subscriptions: [aThread(), mail] })

      const found = await store.findDue({ routes: all, now: later, limit: 9 })

      expect(found.toSorted((a, b) => (a.thread < b.thread ? -1 : 1))).toEqual([
        { ...oneRef, platform: 'slack', tenant: 'T1', channel: 'C1', dueAt: new Date(0) },
        {
          number: 1001,
          thread: 't-2',
          platform: 'mail',
          tenant: '',
          channel: 'jo@example.com',
          dueAt: new Date(0),
        },
      ])
    })

    it('is each thread by itself: one that is settled or held leaves the others due', async () => {
      const third = aThread({ id: 't-3', channel: 'C3' })
      await place.open({ subscriptions: [aThread(), elsewhere, third] })

      await release(store, await mustClaim(store))
      await mustClaim(store, 't-2')

      expect(await dueIn(store)).toEqual(['1001 t-3'])
    })

    it('is all of a case with each change, but what is suspended', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      await progress({ suspended: 'dropped' }, 't-2')
      await settle(store)

      await place.change(1001)

      const [found] = await store.findDue({ routes: all, now: later, limit: 9 })
      expect(found).toMatchObject({ thread: 't-1', dueAt: toDueAt(minutesAfter(noon, 5)) })
      expect(await dueIn(store)).toEqual(['1001 t-1'])
    })

    it('is all of a case with a change that opens threads, the new ones first', async () => {
      const [third, fourth] = [aThread({ id: 't-3', channel: 'C3' }), aThread({ id: 't-4', channel: 'C4' })]
      await place.open({ subscriptions: [aThread(), elsewhere] })
      await progress({ suspended: 'dropped' }, 't-2')
      await settle(store)

      await place.change(1001, [third, fourth])

      const found = await dueIn(store)
      expect(found.slice(0, 2).toSorted()).toEqual(['1001 t-3', '1001 t-4'])
      expect(found.slice(2)).toEqual(['1001 t-1'])
      expect((await store.get(1001))?.subscriptions.map(({ id }) => id)).toEqual(['t-1', 't-2', 't-3', 't-4'])
    })

    it('comes oldest first', async () => {
      for (const [number, minutes] of [
        [1001, 2],
        [1002, 1],
        [1003, 3],
      ] as const)
        await place.open({ number, updatedAt: minutesAfter(noon, minutes), subscriptions: [aThread()] })
      await settle(store)
      for (const number of [1001, 1002, 1003]) await place.change(number)

      expect(await dueIn(store)).toEqual(['1002 t-1', '1001 t-1', '1003 t-1'])
    })

    it('D2: is what goes to these routes alone: another workspace’s threads are left alone', async () => {
      const others = [
        aThread({ id: 't-2', tenant: 'T2' }),
        aThread({ id: 't-3', platform: 'gchat', tenant: '' }),
        aThread({ id: 't-4', platform: 'mail', tenant: '' }),
      ]
      await place.open({ subscriptions: [aThread(), ...others] })

      expect(await dueIn(store, { routes: [slack] })).toEqual(['1001 t-1'])
      expect(await dueIn(store, { routes: [{ platform: 'slack', tenant: 'T9' }] })).toEqual([])
      expect(await dueIn(store, { routes: [] })).toEqual([])
      expect((await dueIn(store, { routes: [slack, { platform: 'mail', tenant: '' }] })).toSorted()).toEqual([
        '1001 t-1',
        '1001 t-4',
      ])
    })

    it('leaves out the channels that are busy, in their workspace alone', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere, aThread({ id: 't-3', tenant: 'T2' })] })

      const found = await dueIn(store, { except: [{ platform: 'slack', tenant: 'T1', channel: 'C1' }] })

      expect(found.toSorted()).toEqual(['1001 t-2', '1001 t-3'])
    })

    it('is no more than asked for, and one route’s backlog hides no other route', async () => {
      for (let number = 1001; number <= 1020; number += 1)
        await place.open({ number, subscriptions: [aThread()] })
      await place.open({ number: 1021, subscriptions: [aThread({ tenant: 'T2' })] })

      const found = await dueIn(store, { limit: 6 })

      expect(found).toHaveLength(6)
      expect(found).toContain('1021 t-1')
    })

    it('is nothing before its moment', async () => {
      await place.open({ subscriptions: [aThread()] })
      const retryAt = minutesAfter(later, 10)

      expect(await release(store, await mustClaim(store), retryAt)).toBe(false)

      expect(await dueIn(store, { now: minutesAfter(later, 9.9) })).toEqual([])
      const early = { owner: 'o', now: minutesAfter(later, 9.9), leaseMs }
      expect(await store.claim({ ...oneRef, ...early })).toBeUndefined()
      expect(await dueIn(store, { now: retryAt })).toEqual(['1001 t-1'])
      expect((await mustClaim(store, 't-1', { now: retryAt })).uncertain).toBe(false)
    })

    it('is also what a clock that was wrong put off for longer than anything waits', async () => {
      await place.open({ subscriptions: [aThread()] })
      const wrong = new Date(later.getTime() + 90 * 86_400_000)
      await release(store, await mustClaim(store, 't-1', { now: wrong }), minutesAfter(wrong, 10))

      expect(await dueIn(store)).toEqual(['1001 t-1'])
      expect(await mustClaim(store)).toMatchObject({ uncertain: false })
    })
  })

  describe('a claim', () => {
    it('tells of the case as it is, and keeps others off until its lease is over; then the next one is told to doubt', async () => {
      await place.open({ subscriptions: [aThread()] })
      const first = await mustClaim(store)
      const at = (ms: number) => ({ now: new Date(later.getTime() + ms) })

      expect(first).toMatchObject({ thread: 't-1', uncertain: false, case: await store.get(1001) })
      expect(await dueIn(store, at(leaseMs - 1))).toEqual([])
      expect(await store.claim({ ...oneRef, owner: 'o', leaseMs, ...at(leaseMs - 1) })).toBeUndefined()
      expect(await dueIn(store, at(leaseMs))).toEqual(['1001 t-1'])
      const second = await mustClaim(store, 't-1', at(leaseMs))
      expect(second.uncertain).toBe(true)
      expect(second.token).toBeGreaterThan(first.token)
      await release(store, second, later)
      expect((await mustClaim(store, 't-1', at(leaseMs))).uncertain).toBe(false)
    })

    it('whose lease a wrong clock wrote is over', async () => {
      await place.open({ subscriptions: [aThread()] })
      await mustClaim(store, 't-1', { now: new Date(later.getTime() + maxWaitMs + 1) })

      expect(await dueIn(store)).toEqual(['1001 t-1'])
      expect((await mustClaim(store)).uncertain).toBe(true)
    })

    it('is made of what is due alone', async () => {
      await place.open({ subscriptions: [aThread()] })
      await settle(store)

      expect(await store.claim({ ...oneRef, owner: 'o', now: later, leaseMs })).toBeUndefined()
      for (const strange of [
        { number: 9, thread: 't-1' },
        { number: 1001, thread: 't-9' },
      ])
        expect(await store.claim({ ...strange, owner: 'o', now: later, leaseMs })).toBeUndefined()
    })

    it('is one’s of many that ask at once', async () => {
      const threads = Array.from({ length: 5 }, (_, index) =>
        aThread({ id: `t-${index}`, channel: `C${index}` }),
      )
      await place.open({ subscriptions: threads })

      const claims = await Promise.all(
        [...threads, ...threads, ...threads, ...threads].map(({ id }, index) =>
          store.claim({ number: 1001, thread: id, owner: `o-${index}`, now: later, leaseMs }),
        ),
      )

      const got = claims.flatMap((claim) => (claim ? [claim.thread] : []))
      expect(got.toSorted()).toEqual(['t-0', 't-1', 't-2', 't-3', 't-4'])
    })

    it('that is renewed holds until the new end', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)

      expect(await store.renew({ ...toRef(claim), until: minutesAfter(later, 5) })).toBe(true)

      expect(await dueIn(store, { now: minutesAfter(later, 4.9) })).toEqual([])
      expect(await dueIn(store, { now: minutesAfter(later, 5) })).toEqual(['1001 t-1'])
    })

    it('that was lost to another can do nothing any more', async () => {
      await place.open({ subscriptions: [aThread()] })
      const lost = await mustClaim(store)
      const now = minutesAfter(later, 5)
      const held = await mustClaim(store, 't-1', { now })

      const answers = [
        await store.renew({ ...toRef(lost), until: minutesAfter(now, 60) }),
        await store.saveProgress({ ...toRef(lost), progress: { cursor: 1 } }),
        await store.removeSubscription(toRef(lost)),
        await release(store, lost),
      ]

      expect(answers).toEqual([false, false, false, false])
      expect((await store.get(1001))?.subscriptions).toEqual([aThread()])
      expect(await dueIn(store, { now })).toEqual([])
      expect(await store.renew({ ...toRef(held), until: now })).toBe(true)
    })

    it('that was given back can do nothing any more', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)
      await release(store, claim)
      await place.change(1001)

      const answers = [
        await store.renew({ ...toRef(claim), until: minutesAfter(later, 60) }),
        await store.saveProgress({ ...toRef(claim), progress: { cursor: 1 } }),
        await store.removeSubscription(toRef(claim)),
        await store.releaseClaim({ ...toRef(claim), pendingDeliveries: 99, retryAt: null }),
      ]

      expect(answers).toEqual([false, false, false, false])
      expect(await threadOf(store)).toEqual(aThread())
      expect(await dueIn(store)).toEqual(['1001 t-1'])
    })

    it('of one thread says nothing of another', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      const [one, other] = [await mustClaim(store), await mustClaim(store, 't-2')]

      expect(
        await store.saveProgress({ ...toRef(one), thread: 't-2', token: 99, progress: { cursor: 1 } }),
      ).toBe(false)
      await release(store, one)
      expect(await store.renew({ ...toRef(other), until: minutesAfter(later, 5) })).toBe(true)
      expect(await dueIn(store)).toEqual([])
    })

    it('moves its own thread, and neither another thread nor the version', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      const claim = await mustClaim(store)
      const update = {
        root: '17.1',
        card: '18.2',
        channel: 'D1',
        cursor: 1,
        parts: 2,
        renderedVersion: 1,
        tries: 2,
        retryAt: later,
        suspended: 'gone',
        rewritten: 7,
        earlier: 3,
        fault,
        heldBack,
      }

      expect(await store.saveProgress({ ...toRef(claim), progress: update })).toBe(true)
      const moved = await store.get(1001)
      expect(await store.saveProgress({ ...toRef(claim), progress: {} })).toBe(true)
      const back = { retryAt: null, suspended: null, card: null, fault: null, heldBack: null }
      expect(await store.saveProgress({ ...toRef(claim), progress: back })).toBe(true)

      expect(moved).toMatchObject({ version: 1, subscriptions: [{ ...aThread(), ...update }, elsewhere] })
      expect(await threadOf(store)).toEqual({ ...aThread(), ...update, ...back })
    })

    it('that opened a person’s direct messages is due there from then on', async () => {
      await place.open({ subscriptions: [aThread({ channel: 'U7', direct: { user: 'U7', email: null } })] })
      await progress({ channel: 'D7' })
      await place.change(1001)

      const found = await store.findDue({ routes: [slack], now: later, limit: 9 })

      expect(found.map(({ channel }) => channel)).toEqual(['D7'])
      expect(await dueIn(store, { except: [{ ...slack, platform: 'slack', channel: 'D7' }] })).toEqual([])
    })

    it('ends a thread, and touches neither another one nor the version; the same call once more is answered the same', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      const claim = await mustClaim(store)

      const strange = await store.removeSubscription({ ...toRef(claim), token: claim.token - 1 })
      const whole = (await store.get(1001))?.subscriptions
      const ended = await store.removeSubscription(toRef(claim))
      const again = await store.removeSubscription(toRef(claim))

      expect([strange, ended, again]).toEqual([false, true, true])
      expect(whole).toEqual([aThread(), elsewhere])
      expect(await store.get(1001)).toMatchObject({ version: 1, subscriptions: [elsewhere] })
      expect(await release(store, claim)).toBe(false)
      expect(await dueIn(store)).toEqual(['1001 t-2'])
    })

    it('ends a thread, where that is asked, only if nothing came in between: then it stays, and is due', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)
      const { pendingDeliveries } = claim
      await place.change(1001)

      const kept = await store.removeSubscription({ ...toRef(claim), pendingDeliveries })

      expect(kept).toBe(false)
      expect(await release(store, claim)).toBe(true)
      const next = await mustClaim(store)
      expect(
        await store.removeSubscription({ ...toRef(next), pendingDeliveries: next.pendingDeliveries }),
      ).toBe(true)
      expect((await store.get(1001))?.subscriptions).toEqual([])
    })

    it('does not stand in the way of a change, nor a change in its way', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)

      await place.change(1001, [elsewhere])
      const moved = await store.saveProgress({ ...toRef(claim), progress: { cursor: 1 } })

      expect(moved).toBe(true)
      expect(await store.get(1001)).toMatchObject({ version: 2, subscriptions: [{ cursor: 1 }, elsewhere] })
      expect(await dueIn(store)).toEqual(['1001 t-2'])
    })

    it.each([null, minutesAfter(later, 10)])(
      'during which the case changed ends with its thread due at once (retry asked for: %s)',
      async (retryAt) => {
        await place.open({ subscriptions: [aThread()] })
        const claim = await mustClaim(store)
        await place.change(1001)

        expect(await release(store, claim, retryAt)).toBe(true)

        const next = await mustClaim(store)
        expect(next.pendingDeliveries).toBeGreaterThan(claim.pendingDeliveries)
        expect(await release(store, next, null)).toBe(false)
        expect(await dueIn(store)).toEqual([])
      },
    )

    it('that was put off is due at once when the case changes', async () => {
      await place.open({ subscriptions: [aThread()] })
      await release(store, await mustClaim(store), minutesAfter(later, 10))

      await place.change(1001)

      expect(await dueIn(store)).toEqual(['1001 t-1'])
    })
  })

  describe('a thread that waits', () => {
    const here = { ...slack, channel: 'C1' } as const

    it.each([
      ['is held back', { heldBack }],
      ['has a fault', { fault }],
    ] as const)('because it %s is woken with its channel alone, and not once it goes on', async (_, why) => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      await settle(store)
      await place.change(1001)
      await progress(why)
      await settle(store)

      for (const other of [
        { ...here, channel: 'C2' },
        { ...here, tenant: 'T2' },
        { platform: 'gchat', tenant: 'T1', channel: 'C1' } as const,
      ])
        expect(await store.wakeConversation(other)).toBe(0)
      expect(await dueIn(store)).toEqual([])
      expect(await store.wakeConversation(here)).toBe(1)

      expect(await threadOf(store)).toEqual(aThread(why))
      expect(await dueIn(store)).toEqual(['1001 t-1'])
      await progress({ heldBack: null, fault: null, cursor: 1 })
      expect(await store.wakeConversation(here)).toBe(0)
      expect(await settle(store)).toEqual([])
    })

    it('is woken with the whole route, in each of its cases', async () => {
      for (const number of [1001, 1002, 1003]) await place.open({ number, subscriptions: [aThread()] })
      await place.open({ number: 1004, subscriptions: [aThread({ tenant: 'T2' })] })
      for (const number of [1001, 1002, 1004]) await progress({ fault }, 't-1', number)
      await settle(store)

      expect(await store.wakeConversation(slack)).toBe(2)

      expect((await dueIn(store)).toSorted()).toEqual(['1001 t-1', '1002 t-1'])
    })

    it('and is woken while it is at work is due again afterwards, also when a retry was asked for', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)
      await store.saveProgress({ ...toRef(claim), progress: { fault } })

      expect(await store.wakeConversation(here)).toBe(1)

      expect(await release(store, claim, minutesAfter(later, 10))).toBe(true)
      expect(await dueIn(store)).toEqual(['1001 t-1'])
    })

    it('beside one that does not stays known: the one’s end or progress does not hide the other', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere, aThread({ id: 't-3', channel: 'C3' })] })
      await progress({ heldBack })
      await store.wakeConversation({ ...here, channel: 'C2' })
      await progress({ heldBack: null, cursor: 1 }, 't-3')
      await store.removeSubscription(toRef(await mustClaim(store, 't-2')))

      expect(await store.wakeConversation(here)).toBe(1)
    })

    it('goes where its channel is called otherwise from now on, and is due there; others stay', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      await place.open({ number: 1002, subscriptions: [aThread({ tenant: 'T2' })] })
      await progress({ fault, retryAt: minutesAfter(later, 60) })
      await settle(store)
      await settle(store)

      await store.moveConversation(here, 'C9')
      await store.moveConversation(here, 'C9')

      expect(await threadOf(store)).toEqual(aThread({ channel: 'C9', fault }))
      expect(await threadOf(store, 't-2')).toEqual(elsewhere)
      expect((await store.get(1002))?.subscriptions).toMatchObject([{ tenant: 'T2', channel: 'C1' }])
      const due = await store.findDue({ routes: [slack], now: minutesAfter(later, 1), limit: 9 })
      expect(due).toMatchObject([{ number: 1001, thread: 't-1', channel: 'C9' }])
      expect(await store.wakeConversation(here)).toBe(0)
      expect(await store.wakeConversation({ ...here, channel: 'C9' })).toBe(1)
    })

    it('and is suspended is not woken, nor is one that was taken away', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })
      await progress({ fault, suspended: 'dropped' })
      const claim = await mustClaim(store, 't-2')
      await store.saveProgress({ ...toRef(claim), progress: { fault } })
      await store.removeSubscription(toRef(claim))

      expect(await store.wakeConversation(slack)).toBe(0)
      expect(await dueIn(store)).toEqual([])
    })

    it('is listed, page by page, until it goes on', async () => {
      for (const number of [1001, 1002, 1003, 1004, 1005])
        await place.open({ number, subscriptions: [aThread(), elsewhere] })
      await progress({ fault })
      await progress({ heldBack }, 't-2', 1003)
      await progress({ suspended: 'dropped' }, 't-1', 1004)
      await progress({ fault }, 't-1', 1005)
      await place.change(1005)
      await progress({ fault: null }, 't-1', 1005)

      const first = await store.listWaiting({ limit: 2 })
      const second = await store.listWaiting({ limit: 2, after: first.next ?? 0 })

      expect(first.cases.map(({ number }) => number)).toEqual([1001, 1003])
      expect(first.cases[0]).toEqual(await store.get(1001))
      expect(first.next).toBe(1003)
      expect(second).toEqual({ cases: [await store.get(1004)] })
    })
  })

  describe('an operator', () => {
    it('has a thread tried again at once, its last post in doubt as it was', async () => {
      const failed = aThread({
        suspended: 'dropped',
        tries: 4,
        retryAt: minutesAfter(later, 9),
        fault,
        heldBack,
      })
      await place.open({ subscriptions: [failed, elsewhere] })
      await settle(store)

      expect(await store.retrySubscription(1001, 't-1')).toBe(true)

      expect(await threadOf(store)).toEqual(aThread({ tries: 1, heldBack }))
      expect(await dueIn(store)).toEqual(['1001 t-1'])
      expect(await store.retrySubscription(1001, 't-9')).toBe(false)
      expect(await store.retrySubscription(9, 't-1')).toBe(false)
    })

    it('has a thread that is at work tried again afterwards', async () => {
      await place.open({ subscriptions: [aThread()] })
      const claim = await mustClaim(store)

      await store.retrySubscription(1001, 't-1')

      expect(await release(store, claim, minutesAfter(later, 9))).toBe(true)
      expect(await dueIn(store)).toEqual(['1001 t-1'])
    })

    it('drops a thread, which is not due any more, is listed, and comes back when it is tried again', async () => {
      await place.open({ subscriptions: [aThread(), elsewhere] })

      expect(await store.dropSubscription(1001, 't-1', 'by sam@example.com')).toBe(true)
      await place.change(1001)

      expect(await threadOf(store)).toEqual(aThread({ suspended: 'by sam@example.com' }))
      expect(await settle(store)).toEqual(['1001 t-2'])
      expect((await store.listWaiting({ limit: 9 })).cases).toHaveLength(1)
      await store.retrySubscription(1001, 't-1')
      expect((await store.listWaiting({ limit: 9 })).cases).toHaveLength(0)
      expect(await dueIn(store)).toEqual(['1001 t-1'])
      expect(await store.dropSubscription(1001, 't-9', 'x')).toBe(false)
      expect(await store.dropSubscription(9, 't-1', 'x')).toBe(false)
    })
  })

  describe('instances', () => {
    const aBeat = (owner: string, seconds: number, over = {}) => ({
      owner,
      seenAt: new Date(noon.getTime() + seconds * 1_000),
      routes: [{ ...slack, fault: null }],
      ...over,
    })

    it('see each other while they live', async () => {
      const faulty = [
        { ...slack, fault: { scope: 'installation', code: 'token_revoked', since: noon } as const },
      ]
      await store.beat(aBeat('a', 0))
      const two = await store.beat(aBeat('b', 10, { routes: faulty }))
      const again = await store.beat(aBeat('b', 29, { routes: [] }))
      const alone = await store.beat(aBeat('b', 31, { routes: [] }))
      await store.leave('b')
      const next = await store.beat(aBeat('c', 32))

      expect(two).toEqual([aBeat('a', 0), aBeat('b', 10, { routes: faulty })])
      expect(again).toEqual([aBeat('a', 0), aBeat('b', 29, { routes: [] })])
      expect(alone).toEqual([aBeat('b', 31, { routes: [] })])
      expect(next).toEqual([aBeat('c', 32)])
    })

    it('whose clock is far ahead count for nobody else', async () => {
      await store.beat(aBeat('ahead', 3_600))

      expect(await store.beat(aBeat('a', 0))).toEqual([aBeat('a', 0)])
    })
  })
}
