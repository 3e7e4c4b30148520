import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Claim } from '../../src/delivery/delivery-store.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import {
  createDeliveryWorker,
  type DeliveryWorker,
  type DeliveryWorkerOptions,
} from '../../src/delivery/worker.ts'
import { aCase, anEntry, aThread } from '../support/build-case.ts'
import { claimNext } from '../support/claim-next.ts'
import { type MemoryDeliveryStore, memoryDeliveryStore } from '../support/memory-delivery-store.ts'
import { recordingLog } from '../support/recording-log.ts'

const never = 1e9
const leaseMs = 30_000

let store: MemoryDeliveryStore
let log: ReturnType<typeof recordingLog>
let posted: number[]
let onPost: (number: number) => unknown
let workers: DeliveryWorker[]

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 2, 12) })
  store = memoryDeliveryStore()
  log = recordingLog()
  posted = []
  onPost = () => {}
  workers = []
})
afterEach(async () => {
  for (const worker of workers) void worker.stop()
  vi.useRealTimers()
})

/** A worker that looks by itself only when it is told to, unless `pollMs` is given. */
function aWorker({
  pollMs = never,
  ...over
}: Omit<Partial<DeliveryWorkerOptions>, 'pollMs'> & {
  readonly pollMs?: number | 'default'
} = {}): DeliveryWorker {
  const worker = createDeliveryWorker({
    store,
    publishers: {
      slack: {
        serves: () => true,
        countParts: () => 1,
        open: async (_, { channel }) => ({ root: '1.2', channel }),
        async post({ number }) {
          posted.push(number)
          await onPost(number)
        },
        refresh: async () => undefined,
        rewrite: async () => {},
      },
    },
    routes: () => [{ platform: 'slack', tenant: 'T1' }],
    resolveAudience: async ({ reader }) => ({ kind: 'readers', reader }),
    now: () => new Date(),
    log,
    ...(pollMs === 'default' ? {} : { pollMs }),
    random: () => 0.5,
    ...over,
  })
  workers.push(worker)
  return worker
}

function put(number: number): void {
  store.put(aCase({ number, subscriptions: [aThread({ channel: `C${number}` })] }), [anEntry()])
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const spyOnLook = () => vi.spyOn(store, 'findDue')
const failing = (message = 'socket hang up') => {
  onPost = () => {
    onPost = () => {}
    throw new DeliveryFailure(message, { scope: 'passing', code: message })
  }
}

describe('NOT-1: what is due goes out', () => {
  it('all of it, where the worker is asked to come to rest, though it was never started', async () => {
    for (const number of [1, 2, 3, 4, 5, 6]) put(number)

    await aWorker().idle()

    expect(posted.toSorted()).toEqual([1, 2, 3, 4, 5, 6])
    expect(log.lines).toEqual([])
  })

  it('at the start, when woken, and with each poll', async () => {
    put(1)
    const worker = aWorker({ pollMs: 7_000 })
    worker.start()
    await settle()
    expect(posted).toEqual([1])

    put(2)
    worker.wake()
    await settle()
    expect(posted).toEqual([1, 2])

    put(3)
    await vi.advanceTimersByTimeAsync(6_999)
    expect(posted).toEqual([1, 2])
    await vi.advanceTimersByTimeAsync(1)
    expect(posted).toEqual([1, 2, 3])
  })

  it('with a poll every five seconds unless told otherwise, by one timer however often it is started', async () => {
    const claim = spyOnLook()
    const worker = aWorker({ pollMs: 'default' })
    worker.start()
    worker.start()
    await settle()
    expect(claim).toHaveBeenCalledTimes(1)

    await vi.advanceTimersByTimeAsync(4_999)
    expect(claim).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(claim).toHaveBeenCalledTimes(2)
  })

  it('and not by being woken before the start', async () => {
    put(1)

    aWorker().wake()
    await settle()

    expect(posted).toEqual([])
  })

  it('so many threads of a workspace at a time, and one in each channel', async () => {
    for (let number = 1; number <= 30; number += 1) put(number)
    store.put(aCase({ number: 31, subscriptions: [aThread({ channel: 'C1' })] }), [anEntry()])
    const waiting: { readonly number: number; readonly end: () => void }[] = []
    onPost = (number) => new Promise<void>((end) => waiting.push({ number, end }))
    aWorker().start()
    await settle()
    expect(waiting).toHaveLength(24)
    expect(waiting.filter(({ number }) => number === 1 || number === 31).length).toBeLessThan(2)

    while (waiting.length > 0) {
      waiting.shift()?.end()
      await settle()
    }
    expect(posted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1))
  })

  it('a wake-up that comes while the store says that nothing is due is not missed', async () => {
    const ask = store.findDue
    spyOnLook().mockImplementationOnce(async (input) => {
      const due = await ask(input)
      put(1)
      worker.wake()
      return due
    })
    const worker = aWorker()

    worker.start()
    await settle()

    expect(posted).toEqual([1])
  })
})

describe('NOT-1: what was put off goes out at its moment', () => {
  it('without a poll', async () => {
    put(1)
    failing()
    aWorker().start()

    await vi.advanceTimersByTimeAsync(2_999)
    expect(posted).toEqual([1])
    await vi.advanceTimersByTimeAsync(1)

    expect(posted).toEqual([1, 1])
  })

  it('the earliest first, whichever was put off first', async () => {
    const putOff = (number: number, ms: number) =>
      store.put(
        aCase({
          number,
          subscriptions: [aThread({ channel: `C${number}`, retryAt: new Date(Date.now() + ms) })],
        }),
        [anEntry()],
      )
    putOff(1, 9_000)
    putOff(2, 4_000)
    putOff(3, 6_000)
    const claim = spyOnLook()
    aWorker().start()
    await settle()
    const asked = claim.mock.calls.length

    await vi.advanceTimersByTimeAsync(3_999)
    expect(posted).toEqual([])
    expect(claim).toHaveBeenCalledTimes(asked)
    await vi.advanceTimersByTimeAsync(1)
    expect(posted).toEqual([2])
  })

  it('but not by a worker that was never started or is stopped', async () => {
    put(1)
    failing()
    const worker = aWorker()
    await worker.idle()
    expect(vi.getTimerCount()).toBe(0)

    put(2)
    failing()
    worker.start()
    await settle()
    await worker.stop()

    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('NOT-1: faults', () => {
  it('of a store that cannot be asked are told, and it is asked again after a while that grows to a minute', async () => {
    const err = new Error('connection lost')
    const claim = spyOnLook().mockRejectedValue(err)
    const worker = aWorker()
    worker.start()
    await settle()
    expect(log.lines).toEqual([
      {
        level: 'error',
        fields: { err, retryAt: new Date(Date.now() + 3_000) },
        message: 'Store could not be asked for pending deliveries, retrying',
      },
    ])
    // Meanwhile nobody asks it, woken or not.
    worker.wake()
    await vi.advanceTimersByTimeAsync(2_999)
    expect(claim).toHaveBeenCalledTimes(1)

    for (const [index, ms] of [1, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000].entries()) {
      await vi.advanceTimersByTimeAsync(ms - 1)
      expect(claim).toHaveBeenCalledTimes(index + 1)
      await vi.advanceTimersByTimeAsync(1)
      expect(claim).toHaveBeenCalledTimes(index + 2)
    }
  })

  it('of a store that answers again are forgotten', async () => {
    const err = new Error('connection lost')
    const claim = spyOnLook().mockRejectedValueOnce(err).mockRejectedValueOnce(err)
    const worker = aWorker()
    worker.start()
    await vi.advanceTimersByTimeAsync(9_000)
    expect(claim).toHaveBeenCalledTimes(3)

    claim.mockRejectedValueOnce(err)
    worker.wake()
    await settle()

    expect(log.lines.at(-1)?.fields).toEqual({ err, retryAt: new Date(Date.now() + 3_000) })
  })

  it('in one case are told and hold up no other; it is looked at again when its claim has run out', async () => {
    put(1)
    put(2)
    const err = new Error('connection lost')
    const { history } = store
    let broken = true
    vi.spyOn(store, 'history').mockImplementation(async (number, page) => {
      if (number !== 1 || !broken) return history(number, page)
      broken = false
      throw err
    })
    aWorker().start()
    await settle()
    expect(posted).toEqual([2])
    expect(log.lines).toEqual([
      {
        level: 'error',
        fields: { case: 1, thread: 't-1', err },
        message: 'Delivery of a case failed, retrying',
      },
    ])

    await vi.advanceTimersByTimeAsync(leaseMs - 1)
    expect(posted).toEqual([2])
    await vi.advanceTimersByTimeAsync(1)
    expect(posted).toEqual([2, 1])
  })

  it('a claim that another process took is told', async () => {
    put(1)
    vi.spyOn(store, 'saveProgress').mockResolvedValueOnce(false)

    await aWorker().idle()

    expect(log.lines).toEqual([
      { level: 'warn', fields: { case: 1, thread: 't-1' }, message: 'Claim lost to another process' },
    ])
  })

  it('a thread that is late is told of, where somebody is there to be told', async () => {
    const barred = () => {
      throw new DeliveryFailure('is_archived', { scope: 'channel', code: 'is_archived' })
    }
    put(1)
    onPost = barred
    const onFault = vi.fn(async () => {})
    await aWorker({ onFault }).idle()
    expect(onFault).toHaveBeenCalledWith(
      expect.objectContaining({ number: 1 }),
      expect.objectContaining({ id: 't-1' }),
      { scope: 'channel', code: 'is_archived', since: new Date() },
    )

    put(2)
    await aWorker().idle()
    expect(log.lines.map(({ message }) => message)).toEqual([
      'Delivery failed, retrying',
      'Delivery failed, retrying',
    ])
  })
})

describe('NOT-1: limits', () => {
  it('a claim is for thirty seconds in the name of its process, and renewed while a call lasts', async () => {
    put(1)
    const claim = vi.spyOn(store, 'claim')
    const renew = vi.spyOn(store, 'renew')
    onPost = () => new Promise((resolve) => setTimeout(resolve, 25_000))
    const worker = aWorker({ owner: 'process 1' })
    worker.start()
    await settle()
    expect(claim).toHaveBeenCalledWith({
      number: 1,
      thread: 't-1',
      owner: 'process 1',
      now: new Date(),
      leaseMs,
    })

    await vi.advanceTimersByTimeAsync(25_000)
    expect(renew).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(leaseMs)
    expect(renew).toHaveBeenCalledTimes(2)
  })

  it('a process without a name takes one of its own', async () => {
    const claim = vi.spyOn(store, 'claim')
    for (const number of [1, 2]) {
      put(number)
      await aWorker().idle()
    }

    const [one, other] = claim.mock.calls.map(([{ owner }]) => owner)
    expect(one).toMatch(/^[0-9a-f-]{36}$/)
    expect(other).not.toBe(one)
  })

  it.each([
    { over: {}, limit: 30_000 },
    { over: { callMs: 2_000 }, limit: 2_000 },
  ])('a call that has not been answered by then has failed: $over', async ({ over, limit }) => {
    put(1)
    onPost = () => new Promise(() => {})
    aWorker(over).start()
    await vi.advanceTimersByTimeAsync(limit - 1)
    expect(log.lines).toEqual([])

    await vi.advanceTimersByTimeAsync(1)
    expect(log.lines).toMatchObject([{ fields: { err: { message: `no answer within ${limit} ms` } } }])
  })

  it.each([
    { over: {}, ms: 5_000 },
    { over: { passMs: 800 }, ms: 800 },
  ])(
    'no thread keeps others of its channel waiting for longer than its time: $over',
    async ({ over, ms }) => {
      store.put(aCase({ number: 1, seq: 3, subscriptions: [aThread({ channel: 'C2' })] }), [
        anEntry(),
        anEntry({ seq: 2 }),
        anEntry({ seq: 3 }),
      ])
      onPost = (number) => number === 1 && new Promise((resolve) => setTimeout(resolve, ms / 2))
      aWorker(over).start()
      await settle()
      put(2)

      await vi.advanceTimersByTimeAsync(ms * 2)

      expect(posted).toEqual([1, 1, 2, 1])
    },
  )
})

describe('NOT-1: a worker that is stopped', () => {
  it('lets the call under way end, begins no other, and gives the claim back', async () => {
    store.put(aCase({ number: 1, seq: 2, subscriptions: [aThread({ channel: 'C2' })] }), [
      anEntry(),
      anEntry({ seq: 2 }),
    ])
    put(2)
    onPost = () => new Promise((resolve) => setTimeout(resolve, 100))
    const worker = aWorker({ atOnce: 1 })
    worker.start()
    await settle()
    let stopped = false
    const stopping = worker.stop().then(() => {
      stopped = true
    })
    await vi.advanceTimersByTimeAsync(99)
    expect(stopped).toBe(false)

    await vi.advanceTimersByTimeAsync(1)
    await stopping

    expect(posted).toHaveLength(1)
    const claims: (Claim | undefined)[] = []
    for (let turn = 0; turn < 2; turn += 1)
      claims.push(await claimNext(store, { owner: 'x', now: new Date(), leaseMs }))
    expect(claims.map((claim) => claim?.uncertain)).toEqual([false, false])
  })

  it('does nothing any more, whatever it is told', async () => {
    const claim = spyOnLook()
    const worker = aWorker()
    await worker.stop()
    worker.start()
    worker.wake()
    await worker.idle()
    await vi.advanceTimersByTimeAsync(never)

    expect(claim).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
