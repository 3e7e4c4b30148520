import { describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { anAuthor, anEntry, aThread } from '../support/build-case.ts'
import { aDelivery, audiences, fails } from '../support/build-delivery.ts'

const partner: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const customer: Reader = { party: 'customer', customer: 'C-midori' }
const readBy = (reader: Reader, along?: Reader): SubscriptionAudience =>
  along ? { kind: 'readers', reader, along } : { kind: 'readers', reader }
const two = [anEntry(), anEntry({ seq: 2 })]

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

describe('a thread that goes on failing', () => {
  it('is late from its fourth failure in a row on, and its people are told at each', async () => {
    const failing = async (tries: number) => {
      const scene = aDelivery([aThread({ tries })])
      scene.answerNext(fails())
      await scene.deliver()
      const { fault } = await scene.thread()
      return [fault, scene.reported.length]
    }

    expect(await failing(2)).toEqual([undefined, 0])
    expect(await failing(3)).toEqual([
      { scope: 'passing', code: 'internal_error', since: aDelivery([]).now() },
      1,
    ])
  })

  it('is never given up on: it is tried again within five minutes, however often it failed', async () => {
    const scene = aDelivery([aThread({ tries: 1_000 })])
    scene.answerNext(fails())

    expect(await scene.deliver()).toEqual(scene.later(225_000))

    expect(await scene.thread()).toMatchObject({ tries: 1_001, suspended: null })
  })

  it('keeps since when, while the fault is the same; another one is told as such, since the same moment', async () => {
    const scene = aDelivery([aThread({ tries: 3 })])
    scene.answerNext(fails(), fails(), fails({ code: 'fatal_error' }))
    await scene.deliver()
    const { fault } = await scene.thread()
    scene.pass(300_000)
    await scene.deliver()
    expect((await scene.thread()).fault).toEqual(fault)
    scene.pass(300_000)
    await scene.deliver()

    expect((await scene.thread()).fault).toEqual({ ...fault, code: 'fatal_error' })
    expect(scene.store.written.map(({ progress }) => 'fault' in progress)).toEqual([true, false, true])
  })

  it('is well again with the first call that goes through', async () => {
    const scene = aDelivery([aThread({ tries: 3 })])
    scene.answerNext(fails())
    await scene.deliver()
    scene.pass(300_000)

    await scene.deliver()

    expect(await scene.thread()).toMatchObject({ tries: 0, retryAt: null, fault: null, cursor: 1 })
  })

  it('and a report that fails is told in the log and holds up nothing', async () => {
    const scene = aDelivery([aThread({ tries: 3 })])
    const err = new Error('no direct message')
    scene.answerNext(fails())

    expect(await scene.deliver({ onFault: () => Promise.reject(err) })).toEqual(scene.later(24_000))
    await Promise.resolve()

    expect(scene.log.lines.at(-1)).toMatchObject({
      level: 'warn',
      fields: { case: 1001, thread: 't-1', platform: 'slack', channel: 'C1', err },
      message: 'A late thread could not be reported',
    })
  })

  it('but is not reported by a process whose claim is another’s by then', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(async () => {
      scene.pass(60_000)
      await scene.claim()
      fails({ scope: 'channel' })()
    })

    expect(await scene.deliver({ passMs: 1e6 })).toBeNull()

    expect(scene.reported).toEqual([])
    expect(await scene.thread()).toEqual(aThread())
  })
})

describe('D1: a channel that takes no posts', () => {
  it('is tried again after a minute, then later each time, up to an hour, and never given up on', async () => {
    const scene = aDelivery([aThread()])
    const waits: number[] = []
    for (let turn = 0; turn < 9; turn += 1) {
      scene.answerNext(fails({ scope: 'channel', code: 'is_archived' }))
      const retryAt = await scene.deliver()
      waits.push(Number(retryAt) - Number(scene.now()))
      scene.pass(waits.at(-1) ?? 0)
    }

    expect(waits.map((ms) => ms / 1000)).toEqual([45, 90, 180, 360, 720, 1440, 2700, 2700, 2700])
    expect(await scene.thread()).toMatchObject({
      suspended: null,
      fault: { scope: 'channel', code: 'is_archived' },
    })
    expect(await scene.deliver()).toBeNull()
    expect(await scene.thread()).toMatchObject({ fault: null, cursor: 1 })
  })

  it('is told at once, and each time, with its thread', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ scope: 'channel', code: 'not_in_channel' }))

    await scene.deliver()

    expect(scene.reported).toEqual([
      { thread: 't-1', fault: { scope: 'channel', code: 'not_in_channel', since: scene.now() } },
    ])
    expect(scene.log.lines).toMatchObject([
      {
        level: 'warn',
        fields: { case: 1001, thread: 't-1', scope: 'channel', code: 'not_in_channel', tries: 1 },
        message: 'Delivery failed, retrying',
      },
    ])
  })

  it('is not asked anew for its other threads meanwhile: they wait with the one that asked', async () => {
    const scene = aDelivery([aThread(), aThread({ id: 't-2' }), aThread({ id: 't-3', channel: 'C3' })])
    scene.answerNext(fails({ scope: 'channel' }))

    const retryAt = await scene.deliver({}, 't-1')
    expect(await scene.deliver({}, 't-2')).toEqual(retryAt)
    expect(await scene.deliver({}, 't-3')).toBeNull()

    expect(scene.told()).toEqual(['open', 'open', 'post 1'])
    expect(await scene.thread('t-2')).toMatchObject({ fault: { scope: 'channel' }, tries: 0, retryAt })
  })

  it('that takes posts again wakes what waits there', async () => {
    const scene = aDelivery([aThread(), aThread({ id: 't-2' })])
    scene.answerNext(fails({ scope: 'channel' }))
    await scene.deliver({}, 't-1')
    await scene.deliver({}, 't-2')
    scene.pass(60_000)

    await scene.deliver({}, 't-1')

    await scene.deliver({}, 't-2')
    expect(scene.told()).toEqual(['open', 'open', 'post 1', 'refresh', 'open', 'post 1'])
  })
})

describe('a root that is gone', () => {
  it('is posted anew, and the thread goes on from where it is', async () => {
    const scene = aDelivery([aThread({ root: '1.2', cursor: 1, renderedVersion: 1 })], {}, [
      anEntry(),
      anEntry({ seq: 2 }),
    ])
    scene.answerNext(fails({ scope: 'thread', code: 'thread_not_found' }))

    expect(await scene.deliver()).toEqual(scene.now())
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 2', 'open', 'post 2'])
    expect(await scene.thread()).toMatchObject({ root: 'root in C1', cursor: 2, tries: 0 })
  })

  it('that cannot even be posted waits as a channel that takes no posts', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ scope: 'thread', code: 'cannot_reply_to_message' }))

    expect(await scene.deliver()).toEqual(scene.later(45_000))
  })
})

describe('a platform that asks for a pause', () => {
  it('has it, a little longer than it asked for, and it is nobody’s failure', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 10_000 }))

    expect(await scene.deliver()).toEqual(scene.later(10_500))

    expect(scene.store.written).toEqual([])
    expect(scene.lanes.restsUntil(aThread({ channel: 'C9' }), scene.now())).toEqual(scene.later(10_500))
    expect(scene.log.lines).toMatchObject([
      {
        level: 'info',
        fields: { case: 1001, thread: 't-1', limits: 'workspace', retryAt: scene.later(10_500) },
        message: 'Delivery rate-limited, pausing',
      },
    ])
    scene.pass(10_500)
    expect(await scene.deliver()).toBeNull()
    expect(scene.calls.map(({ uncertain }) => uncertain)).toEqual([false, false, false])
  })

  it('also one of no length at all', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 0 }))

    expect(await scene.deliver()).toEqual(scene.now())

    expect(scene.store.written).toEqual([])
  })

  it('of one channel, which stops no other', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ retryAfterMs: 10_000, limits: 'channel' }))

    await scene.deliver()

    expect(scene.lanes.restsUntil(aThread(), scene.now())).toEqual(scene.later(10_500))
    expect(scene.lanes.restsUntil(aThread({ channel: 'C9' }), scene.now())).toBeUndefined()
  })

  it.each([
    { tries: 0, kept: 1 },
    { tries: 4, kept: 4 },
  ])('keeps a doubt: $tries tries are $kept', async ({ tries, kept }) => {
    const scene = aDelivery([aThread({ tries })])
    scene.answerNext(fails({ retryAfterMs: 10_000 }))

    await scene.deliverAfterCrash()

    expect(await scene.thread()).toMatchObject({ tries: kept })
  })

  it('is not called before that is over, and nothing is written of who waits', async () => {
    const scene = aDelivery([aThread()])
    scene.lanes.rest({ platform: 'slack', tenant: 'T1' }, { from: scene.now(), until: scene.later(7_000) })

    expect(await scene.deliver()).toEqual(scene.later(7_000))

    expect(scene.calls).toEqual([])
    expect(scene.store.written).toEqual([])
  })
})

describe('D1: an installation at fault', () => {
  const revoked = { scope: 'installation', code: 'token_revoked' } as const
  const isRevoked = new DeliveryFailure('token_revoked', revoked)

  it('uses up no thread’s tries and is written on none; it is told of in the log, and nothing goes there', async () => {
    const scene = aDelivery([aThread(), aThread({ id: 't-2', channel: 'C2' })])
    scene.installationFault = isRevoked
    scene.answerNext(fails(revoked))

    expect(await scene.deliver({}, 't-1')).toEqual(scene.now())
    expect(await scene.deliver({}, 't-2')).toEqual(scene.now())

    expect(scene.told()).toEqual(['open'])
    expect(scene.store.written).toEqual([])
    expect(scene.reported).toEqual([])
    expect(scene.installations.faultOf('slack', 'T1')).toMatchObject(revoked)
    expect(scene.installations.faultOf('slack', 'T2')).toBeUndefined()
    expect(scene.log.lines).toMatchObject([
      {
        level: 'error',
        fields: { platform: 'slack', tenant: 'T1', code: 'token_revoked' },
        message: 'Installation takes no posts, pausing',
      },
    ])
    scene.installations.stop()
  })

  it('that says it works is not at fault: the one thread waits, as for what passes, then as for its channel', async () => {
    const scene = aDelivery([aThread()])
    const waits: number[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      scene.answerNext(fails(revoked))
      waits.push(Number(await scene.deliver()) - Number(scene.now()))
      scene.pass(waits.at(-1) ?? 0)
    }

    expect(waits).toEqual([3_000, 6_000, 12_000, 360_000, 720_000])
    expect(scene.installations.faultOf('slack', 'T1')).toBeUndefined()
  })

  it('writes a doubt, so that it outlives the claim', async () => {
    const scene = aDelivery([aThread()])
    scene.installationFault = isRevoked
    scene.answerNext(fails(revoked))

    expect(await scene.deliverAfterCrash()).toEqual(scene.now())

    expect(scene.store.written).toEqual([{ thread: 't-1', progress: { tries: 1 } }])
    scene.installations.stop()
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
