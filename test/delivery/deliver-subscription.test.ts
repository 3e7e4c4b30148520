import { describe, expect, it } from 'vitest'
import type { Subscription } from '../../src/cases/case.ts'
import { maxWaitMs } from '../../src/delivery/delivery-store.ts'
import { aThread } from '../support/build-case.ts'
import { aDelivery, fails } from '../support/build-delivery.ts'
import { claimNext } from '../support/claim-next.ts'

const jo = 'jo@example.com'
const kai = 'kai@example.com'
const upToDate = { root: '1.2', cursor: 1, renderedVersion: 1 }
const second = (over: Partial<Subscription> = {}) => aThread({ id: 't-2', channel: 'C2', ...over })
const mailTo = (address: string, over: Partial<Subscription> = {}) =>
  aThread({ id: address, platform: 'mail', tenant: '', channel: address, ...over })

describe('NOT-1: a thread of a case', () => {
  it('is brought up to it alone: what others lack is theirs', async () => {
    const scene = aDelivery([aThread(), second()])

    expect(await scene.deliver({}, 't-2')).toBeNull()

    expect(scene.told('C1')).toEqual([])
    expect(scene.told('C2')).toEqual(['open', 'post 1'])
    expect(await scene.thread('t-2')).toMatchObject({ cursor: 1, tries: 0 })
  })

  it.each([
    { behind: { root: null }, told: ['open'] },
    { behind: { cursor: 0 }, told: ['post 1'] },
    { behind: { renderedVersion: 0 }, told: ['refresh'] },
    { behind: {}, told: [] },
  ])('that lacks something gets that, and nothing else: $behind', async ({ behind, told }) => {
    const scene = aDelivery([aThread({ ...upToDate, ...behind })])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(told)
  })

  it('that lacks nothing is not even asked who reads it', async () => {
    const scene = aDelivery([aThread(upToDate)])

    const asked = await scene.deliver({ resolveAudience: () => Promise.reject(new Error('asked')) })

    expect(asked).toBeNull()
  })

  it('that is put off waits until its moment, and goes on at it', async () => {
    const scene = aDelivery([])
    const put = async (retryAt: Date) =>
      scene.change({ subscriptions: [aThread({ ...upToDate, cursor: 0, retryAt })], version: 1 })
    await put(scene.later(1))

    expect(await scene.deliver()).toEqual(scene.later(1))
    expect(scene.told()).toEqual([])
    scene.pass(1)
    expect(await scene.deliver()).toBeNull()
    expect(scene.told()).toEqual(['post 1'])
  })

  it('that is put off beyond all measure was put off by a wrong clock, and goes on', async () => {
    const scene = aDelivery([])
    const retryAt = scene.later(maxWaitMs + 1)
    await scene.change({ subscriptions: [aThread({ ...upToDate, cursor: 0, retryAt })], version: 1 })

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 1'])
  })
})

describe('NOT-1: a subscription is due again', () => {
  it('at the moment that it was put off to', async () => {
    const scene = aDelivery([aThread(), second()])
    scene.answerNext(fails())

    expect(await scene.deliver({}, 't-1')).toEqual(scene.later(3_000))
    await scene.deliver({}, 't-2')

    expect(await claimNext(scene.store, { now: scene.later(2_999) })).toBeUndefined()
    expect(await claimNext(scene.store, { now: scene.later(3_000) })).toMatchObject({
      thread: 't-1',
      uncertain: false,
    })
  })

  it('at once where a change came in the meantime', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(() => scene.change({}, {}))

    expect(await scene.deliver()).toBeNull()
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'refresh'])
  })
})

describe('a claim', () => {
  it('is not given back where the lease was lost: it is another’s by then', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(() => {
      scene.lease.lose()
      return fails()()
    })

    expect(await scene.deliver()).toBeNull()

    expect(await claimNext(scene.store, { owner: 'x', now: scene.later(30_000), leaseMs: 1 })).toMatchObject({
      uncertain: true,
    })
  })

  it('runs out by itself after a fault of the database, which is thrown', async () => {
    const scene = aDelivery([aThread(), second()])
    const fault = new Error('connection lost')
    const store = {
      ...scene.store,
      saveProgress: (input: Parameters<typeof scene.store.saveProgress>[0]) =>
        input.thread === 't-1' ? Promise.reject(fault) : scene.store.saveProgress(input),
    }

    await expect(scene.deliver({ store }, 't-1')).rejects.toBe(fault)
    await scene.deliver({ store }, 't-2')

    expect(scene.told('C2')).toEqual(['open', 'post 1'])
    expect(await claimNext(scene.store, { owner: 'x', now: scene.later(30_000), leaseMs: 1 })).toMatchObject({
      uncertain: true,
    })
  })
})

describe('NOT-3: the mails of a case', () => {
  it('lack nothing where only the card of chats is out of date', async () => {
    const scene = aDelivery([mailTo(jo, { root: '<1>', cursor: 1 })], { sharedWith: [jo], version: 9 })

    expect(await scene.deliver({ mail: undefined })).toBeNull()

    expect(scene.calls).toEqual([])
  })

  it('end for an address that it is no longer shared with', async () => {
    const scene = aDelivery([mailTo(jo), mailTo(kai)], { sharedWith: [kai] })

    await scene.deliver({}, jo)
    await scene.deliver({}, kai)

    expect((await scene.store.get(1001))?.subscriptions.map(({ id }) => id)).toEqual([kai])
    expect(scene.told(jo)).toEqual([])
    expect(scene.told(kai)).toEqual(['mail 0-1'])
  })

  it('stop with the lease', async () => {
    const scene = aDelivery([mailTo(jo), mailTo(kai)], { sharedWith: [] })
    const ended: string[] = []
    const store = {
      ...scene.store,
      removeSubscription: async ({ thread }: { readonly thread: string }) => {
        ended.push(thread)
        return false
      },
    }

    expect(await scene.deliver({ store })).toBeNull()

    expect(scene.lease.isHeld()).toBe(false)
    expect(ended).toEqual([jo])
  })
})
