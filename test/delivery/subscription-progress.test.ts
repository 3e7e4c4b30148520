import { describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { anAuthor, anEntry, aThread } from '../support/build-case.ts'
import { aDelivery, audiences, fails } from '../support/build-delivery.ts'

const partner: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const customer: Reader = { party: 'customer', customer: 'C-midori' }
const readBy = (reader: Reader, along?: Reader): SubscriptionAudience =>
  along ? { kind: 'readers', reader, along } : { kind: 'readers', reader }
const two = [anEntry(), anEntry({ seq: 2 })]
const nothing = () => {}

describe('a call that failed', () => {
  it('is made again after a while that grows, as uncertain; the failures are counted until one succeeds', async () => {
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })])
    scene.answerNext(fails(), fails())

    expect(await scene.deliver()).toEqual(scene.later(3_000))
    expect(await scene.thread()).toMatchObject({ tries: 1, retryAt: scene.later(3_000), suspended: null })
    scene.pass(3_000)
    expect(await scene.deliver()).toEqual(scene.later(6_000))
    expect(await scene.thread()).toMatchObject({ tries: 2, retryAt: scene.later(6_000) })
    scene.pass(6_000)
    expect(await scene.deliver()).toBeNull()

    expect(scene.calls.map(({ uncertain }) => uncertain)).toEqual([false, true, true])
    expect(await scene.thread()).toEqual(aThread({ root: '1.2', renderedVersion: 1, cursor: 1 }))
    expect(scene.reported).toEqual([])
  })

  it('is told in the log with its thread and when it is tried again', async () => {
    const scene = aDelivery([aThread()])
    const failure = new Error('socket hang up')
    scene.answerNext(() => {
      throw failure
    })

    await scene.deliver()

    expect(scene.log.lines).toMatchObject([
      {
        level: 'warn',
        fields: {
          case: 1001,
          thread: 't-1',
          platform: 'slack',
          channel: 'C1',
          tries: 1,
          retryAt: scene.later(3_000),
          err: { message: 'socket hang up', cause: failure },
        },
        message: 'Delivery failed, retrying',
      },
    ])
  })

  it('also where the platform does not answer in time', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(() => new Promise(() => {}))

    await scene.deliver({ callMs: 1 })

    expect(scene.log.lines).toMatchObject([{ fields: { err: { message: 'no answer within 1 ms' } } }])
    expect(await scene.thread()).toMatchObject({ root: null, tries: 1 })
  })

  it('what was written of a success says nothing of tries that there were none of', async () => {
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })])

    await scene.deliver()

    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { cursor: 1 } }])
  })

  it.each([{ tries: 1 }, { retryAt: new Date(0) }])('a success ends %j', async (failed) => {
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1, ...failed })])

    await scene.deliver()

    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { cursor: 1, tries: 0, retryAt: null } }])
  })
})

describe('a thread is suspended', () => {
  it('at once where there is no use in trying again, with the reason; and that is reported', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ gone: true, retryAfterMs: 9_000 }))

    expect(await scene.deliver()).toBeNull()

    expect(await scene.thread()).toEqual(aThread({ tries: 1, suspended: 'channel_not_found' }))
    expect(scene.reported).toMatchObject([{ thread: 't-1', failure: { message: 'channel_not_found' } }])
    expect(scene.log.lines).toMatchObject([
      {
        level: 'error',
        fields: {
          case: 1001,
          thread: 't-1',
          platform: 'slack',
          channel: 'C1',
          tries: 1,
          err: { gone: true },
        },
        message: 'Delivery suspended',
      },
    ])
  })

  it('with its 20th failure in a row, not with its 19th', async () => {
    const failing = async (tries: number) => {
      const scene = aDelivery([aThread({ tries })])
      scene.answerNext(fails())
      await scene.deliver()
      return [(await scene.thread()).suspended, scene.reported.length]
    }

    expect(await failing(18)).toEqual([null, 0])
    expect(await failing(19)).toEqual(['channel_not_found', 1])
  })

  it('with no more than 300 letters of the reason', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(() => {
      throw new Error('x'.repeat(400))
    })

    await scene.deliverAfterCrash()
    expect((await scene.thread()).suspended).toBeNull()

    const last = aDelivery([aThread({ tries: 19 })])
    last.answerNext(() => {
      throw new Error('x'.repeat(400))
    })
    await last.deliver()
    expect((await last.thread()).suspended).toBe('x'.repeat(300))
  })

  it('and a report that fails is told in the log and holds up nothing', async () => {
    const scene = aDelivery([aThread()])
    const err = new Error('no direct message')
    scene.answerNext(fails({ gone: true }))

    expect(await scene.deliver({ onSuspended: () => Promise.reject(err) })).toBeNull()
    await Promise.resolve()

    expect(scene.log.lines.at(-1)).toEqual({
      level: 'warn',
      fields: { case: 1001, thread: 't-1', platform: 'slack', channel: 'C1', err },
      message: 'Suspended delivery could not be reported',
    })
  })

  it('but is not reported by a process whose claim is another’s by then', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(async () => {
      scene.pass(60_000)
      await scene.claim()
      fails({ gone: true })()
    })

    expect(await scene.deliver({ passMs: 1e6 })).toBeNull()

    expect(scene.reported).toEqual([])
    expect(await scene.thread()).toEqual(aThread())
  })
})

describe('a platform that asks for a pause', () => {
  it('has it, a little longer than it asked for, and it is nobody’s failure', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 10_000 }))

    expect(await scene.deliver()).toEqual(scene.later(10_500))

    expect(await scene.thread()).toEqual(aThread({ retryAt: scene.later(10_500) }))
    expect(scene.throttle.blockedUntil(aThread({ channel: 'C9' }), scene.now())).toEqual(scene.later(10_500))
    expect(scene.log.lines).toMatchObject([
      {
        level: 'info',
        fields: { case: 1001, thread: 't-1', scope: 'workspace', retryAt: scene.later(10_500) },
        message: 'Delivery rate-limited, pausing',
      },
    ])
    scene.pass(10_500)
    expect(await scene.deliver()).toBeNull()
    expect(scene.calls.map(({ uncertain }) => uncertain)).toEqual([false, false, false])
    expect(await scene.thread()).toMatchObject({ retryAt: null })
  })

  it('also one of no length at all', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 0 }))

    expect(await scene.deliver()).toEqual(scene.now())

    expect(await scene.thread()).toMatchObject({ tries: 0, retryAt: scene.now() })
  })

  it('of one channel, which stops no other', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 10_000, pauseScope: 'channel' }))

    await scene.deliver()

    expect(scene.throttle.blockedUntil(aThread(), scene.now())).toEqual(scene.later(10_500))
    expect(scene.throttle.blockedUntil(aThread({ channel: 'C9' }), scene.now())).toBeNull()
  })

  it.each([
    { tries: 0, kept: 1 },
    { tries: 4, kept: 4 },
  ])('keeps a doubt: $tries tries are $kept', async ({ tries, kept }) => {
    const scene = aDelivery([aThread({ tries })])
    scene.answerNext(fails({ retryAfterMs: 10_000 }))

    await scene.deliverAfterCrash()

    expect(await scene.thread()).toMatchObject({ tries: kept, retryAt: scene.later(10_500) })
  })

  it('is not called before that is over, and nothing is written of who waits', async () => {
    const scene = aDelivery([aThread()])
    scene.throttle.pause(aThread(), 'workspace', scene.later(7_000))

    expect(await scene.deliver()).toEqual(scene.later(7_000))

    expect(scene.calls).toEqual([])
    expect(scene.store.written).toEqual([])
  })
})

describe('an installation at fault', () => {
  it('pauses its workspace and uses up no thread’s tries; it is told of in the log', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ ofInstallation: true, gone: true, retryAfterMs: 1_000 }))

    expect(await scene.deliver()).toEqual(scene.later(15_000))

    expect(scene.store.written).toEqual([])
    expect(scene.throttle.blockedUntil(aThread({ channel: 'C9' }), scene.now())).toEqual(scene.later(15_000))
    expect(scene.log.lines).toMatchObject([
      {
        level: 'error',
        fields: {
          platform: 'slack',
          tenant: 'T1',
          retryAt: scene.later(15_000),
          err: { ofInstallation: true },
        },
        message: 'Installation takes no posts, pausing',
      },
    ])
  })

  it('is paused for longer each time, until a call succeeds', async () => {
    const scene = aDelivery([aThread()])
    const fault = fails({ ofInstallation: true })
    scene.answerNext(fault, fault, nothing, fault)

    await scene.deliver()
    scene.pass(15_000)
    expect(await scene.deliver()).toEqual(scene.later(30_000))
    scene.pass(30_000)
    expect(await scene.deliver()).toEqual(scene.later(15_000))
  })

  it('writes a doubt, so that it outlives the claim', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ ofInstallation: true }))

    expect(await scene.deliverAfterCrash()).toEqual(scene.later(15_000))

    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { tries: 1 } }])
  })
})

describe('who reads is asked for before each call', () => {
  it('of the thread as it is by then', async () => {
    const scene = aDelivery([aThread()])
    const roots: (string | null)[] = []

    await scene.deliver({
      resolveAudience: async ({ root, reader }) => {
        roots.push(root)
        return { kind: 'readers', reader }
      },
    })

    expect(scene.told()).toEqual(['open', 'post 1'])
    expect(roots).toEqual([null, null, 'root in C1'])
  })

  it.each([
    { from: readBy(partner), to: readBy(customer) },
    { from: readBy(partner), to: readBy(partner, customer) },
    { from: readBy(partner, customer), to: readBy(partner) },
    { from: readBy(partner), to: { kind: 'held-back', why: 'undeclared' } as const },
  ])('a change ends the delivery, and the thread is due at once: $from, $to', async ({ from, to }) => {
    const scene = aDelivery([aThread()])

    const retryAt = await scene.deliver({ resolveAudience: audiences(from, from, to) })

    expect(retryAt).toEqual(scene.now())
    expect(scene.told()).toEqual(['open'])
    expect(await scene.thread()).toMatchObject({ cursor: 0, tries: 0, retryAt: null })
  })
})

describe('no call begins', () => {
  it.each([
    { ms: 4_999, told: ['open', 'post 1', 'post 2'], due: false },
    { ms: 5_000, told: ['open'], due: true },
  ])('after the case’s time is over: $ms ms', async ({ ms, told, due }) => {
    const scene = aDelivery([aThread()], {}, two)
    scene.answerNext(() => scene.pass(ms))

    expect(await scene.deliver()).toEqual(due ? scene.now() : null)

    expect(scene.told()).toEqual(told)
  })

  it('once the process is stopping', async () => {
    const scene = aDelivery([aThread()], {}, two)

    const retryAt = await scene.deliver({ isStopping: () => scene.calls.length >= 2 })

    expect(retryAt).toEqual(scene.now())
    expect(scene.told()).toEqual(['open', 'post 1'])
    expect(await scene.thread()).toMatchObject({ cursor: 1, tries: 0 })
  })

  it('once the lease is lost, and nothing is written then, not even a doubt', async () => {
    const scene = aDelivery([aThread()], {}, two)

    const retryAt = await scene.deliverAfterCrash({
      resolveAudience: async ({ reader }) => {
        scene.lease.lose()
        return { kind: 'readers', reader }
      },
    })

    expect(retryAt).toBeNull()
    expect(scene.calls).toEqual([])
    expect(scene.store.written).toEqual([])
  })

  it('once the store says that the claim is another’s', async () => {
    const scene = aDelivery([aThread()], {}, two)
    scene.answerNext(async () => {
      scene.pass(60_000)
      await scene.claim()
    })

    expect(await scene.deliver({ passMs: 1e6 })).toBeNull()

    expect(scene.told()).toEqual(['open'])
    expect(scene.lease.isHeld()).toBe(false)
    expect(await scene.thread()).toEqual(aThread())
  })
})

describe('a doubt outlives a claim that is given back in good order', () => {
  it('written once, where no call could be made', async () => {
    const scene = aDelivery([aThread()])

    expect(await scene.deliverAfterCrash({ isStopping: () => true })).toEqual(scene.now())
    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { tries: 1 } }])
    expect(await scene.deliver({ isStopping: () => true })).toEqual(scene.now())

    expect(scene.store.written).toHaveLength(1)
    await scene.deliver()
    expect(scene.calls[0]).toMatchObject({ kind: 'open', uncertain: true })
  })

  it('and is over with the first answer', async () => {
    const scene = aDelivery([aThread()])

    await scene.deliverAfterCrash({ isStopping: () => scene.calls.length > 0 })

    expect(scene.told()).toEqual(['open'])
    expect(scene.store.written.map(({ progress }) => progress.tries)).toEqual([undefined])
  })

  it('also while history is waited for', async () => {
    const scene = aDelivery([aThread({ root: '1.2' })], { seq: 2 }, [anEntry({ seq: 2 })])

    expect(await scene.deliverAfterCrash()).toEqual(scene.later(5_000))

    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { tries: 1 } }])
  })
})

describe('a delivery goes on', () => {
  it('after its posts to the card, where nothing is left to be written in between', async () => {
    const scene = aDelivery([aThread({ root: '1.2' })])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 1', 'refresh'])
    expect(scene.store.written.map(({ progress }) => progress)).toEqual([
      { cursor: 1 },
      { renderedVersion: 1 },
    ])
  })

  it('with a card that may have been there before as one that shows no version yet', async () => {
    const scene = aDelivery([aThread()])

    await scene.deliverAfterCrash()

    expect(scene.store.written[0]?.progress).toMatchObject({ renderedVersion: 0 })
  })
})

describe('entries that are walked past', () => {
  const note = { audience: 'internal', author: anAuthor({ party: 'desk' }) } as const

  it('are written once, after a last post with a write of their own', async () => {
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })], {}, [
      anEntry(note),
      anEntry({ seq: 2 }),
      anEntry({ seq: 3, ...note }),
    ])

    await scene.deliver()

    expect(scene.store.written.map(({ progress }) => progress)).toEqual([{ cursor: 2 }, { cursor: 3 }])
  })

  it('are written before a failure that comes after them only with what succeeds', async () => {
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })], {}, [
      anEntry(note),
      anEntry({ seq: 2 }),
    ])
    scene.answerNext(fails())

    await scene.deliver()

    expect(await scene.thread()).toMatchObject({ cursor: 0, tries: 1 })
  })
})
