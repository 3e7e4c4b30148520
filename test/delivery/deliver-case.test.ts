import { describe, expect, it } from 'vitest'
import type { Subscription } from '../../src/cases/case.ts'
import { anEntry, aThread } from '../support/build-case.ts'
import { aDelivery, fails } from '../support/build-delivery.ts'

const jo = 'jo@example.com'
const kai = 'kai@example.com'
const upToDate = { root: '1.2', cursor: 1, renderedVersion: 1 }
const second = (over: Partial<Subscription> = {}) => aThread({ id: 't-2', channel: 'C2', ...over })
const mailTo = (address: string, over: Partial<Subscription> = {}) =>
  aThread({ id: address, platform: 'mail', tenant: '', channel: address, ...over })

describe('NOT-1: the threads of a case', () => {
  it('are brought up to it side by side: one that fails or hangs holds up no other', async () => {
    const scene = aDelivery([aThread(), second()])
    scene.answerNext(() => new Promise(() => {}))

    expect(await scene.deliver({ callMs: 1 })).toEqual(scene.later(3_000))

    expect(scene.told('C1')).toEqual(['open'])
    expect(scene.told('C2')).toEqual(['open', 'post 1'])
    expect(await scene.thread('t-2')).toMatchObject({ cursor: 1, tries: 0 })
  })

  it('that stand at the same entry share what is read of the history', async () => {
    const scene = aDelivery([aThread(), second()], {}, [anEntry(), anEntry({ seq: 2 })])

    await scene.deliver()

    expect(scene.told('C2')).toEqual(['open', 'post 1', 'post 2'])
    expect(scene.store.pagesRead).toEqual([0])
  })

  it.each([
    { behind: { root: null }, told: ['open'] },
    { behind: { cursor: 0 }, told: ['post 1'] },
    { behind: { renderedVersion: 0 }, told: ['refresh'] },
    { behind: {}, told: [] },
    { behind: { root: null, suspended: 'is_archived' }, told: [] },
  ])('that lack something get that, and nothing else: $behind', async ({ behind, told }) => {
    const scene = aDelivery([aThread({ ...upToDate, ...behind })])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(told)
  })

  it('that lack nothing are not even asked who reads them', async () => {
    const scene = aDelivery([
      aThread(upToDate),
      aThread({ ...upToDate, id: 't-2', suspended: 'gone', cursor: 0 }),
    ])

    const asked = await scene.deliver({ resolveAudience: () => Promise.reject(new Error('asked')) })

    expect(asked).toBeNull()
  })

  it('that are put off wait until their moment, and go on at it', async () => {
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
})

describe('NOT-1: a case is due again', () => {
  it.each([
    [9_000, 5_000],
    [5_000, 9_000],
  ])('when the first of its threads is: %i ms, %i ms', async (one, other) => {
    const later = (ms: number) => new Date(aDelivery([]).now().getTime() + ms)
    const scene = aDelivery([
      aThread({ retryAt: later(one) }),
      aThread(upToDate),
      second({ retryAt: later(other) }),
    ])

    expect(await scene.deliver()).toEqual(scene.later(5_000))

    expect(await scene.store.claim({ owner: 'x', now: scene.later(4_999), leaseMs: 1 })).toBeUndefined()
    expect(await scene.store.claim({ owner: 'x', now: scene.later(5_000), leaseMs: 1 })).toMatchObject({
      uncertain: false,
    })
  })

  it('also when it is one of its mails', async () => {
    const scene = aDelivery([aThread(upToDate), mailTo(jo), mailTo(kai)], { sharedWith: [jo, kai] })
    scene.answerNext(fails(), () => {})

    expect(await scene.deliver()).toEqual(scene.later(3_000))
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

    expect(await scene.store.claim({ owner: 'x', now: scene.later(30_000), leaseMs: 1 })).toMatchObject({
      uncertain: true,
    })
  })

  it('runs out by itself after a fault of the database, which is thrown once all threads had their turn', async () => {
    const scene = aDelivery([aThread(), second()])
    const fault = new Error('connection lost')
    const store = {
      ...scene.store,
      saveProgress: (input: Parameters<typeof scene.store.saveProgress>[0]) =>
        input.thread === 't-1' ? Promise.reject(fault) : scene.store.saveProgress(input),
    }

    await expect(scene.deliver({ store })).rejects.toBe(fault)

    expect(scene.told('C2')).toEqual(['open', 'post 1'])
    expect(await scene.store.claim({ owner: 'x', now: scene.later(30_000), leaseMs: 1 })).toMatchObject({
      uncertain: true,
    })
  })
})

describe('NOT-3: the mails of a case', () => {
  it('go out one after the other', async () => {
    const scene = aDelivery([mailTo(jo), mailTo(kai)], { sharedWith: [jo, kai] })
    const under: number[] = []
    let begun = 0
    const slow = async () => {
      begun += 1
      under.push(begun)
      await new Promise((resolve) => setImmediate(resolve))
      begun -= 1
    }
    scene.answerNext(slow, slow)

    expect(await scene.deliver()).toBeNull()

    expect(scene.calls.map(({ thread }) => thread.id)).toEqual([jo, kai])
    expect(under).toEqual([1, 1])
  })

  it('begin with those that were not put off, and end with the one that was put off last', async () => {
    const shared = ['a@example.com', 'b@example.com', 'c@example.com']
    const [a = '', b = '', c = ''] = shared
    const scene = aDelivery(
      [mailTo(a, { retryAt: new Date(2_000) }), mailTo(b), mailTo(c, { retryAt: new Date(1_000) })],
      { sharedWith: shared },
    )

    await scene.deliver()

    expect(scene.calls.map(({ thread }) => thread.id)).toEqual([b, c, a])
  })

  it('lack nothing where only the card of chats is out of date', async () => {
    const scene = aDelivery([mailTo(jo, { root: '<1>', cursor: 1 })], { sharedWith: [jo], version: 9 })

    expect(await scene.deliver({ mail: undefined })).toBeNull()

    expect(scene.calls).toEqual([])
  })

  it('end for an address that it is no longer shared with, suspended or not', async () => {
    const scene = aDelivery([mailTo(jo, { suspended: '550' }), mailTo(kai)], { sharedWith: [kai] })

    await scene.deliver()

    expect((await scene.store.get(1001))?.subscriptions.map(({ id }) => id)).toEqual([kai])
    expect(scene.told(jo)).toEqual([])
    expect(scene.told(kai)).toEqual(['mail 0-1'])
  })

  it('stop with the lease', async () => {
    const scene = aDelivery([mailTo(jo), mailTo(kai)])
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
