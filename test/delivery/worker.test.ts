import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Claim, DeliveryRoute } from '../../src/delivery/delivery-store.ts'
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
        withdraw: async () => null,
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
    for (const number of [1, 2])
      store.put(aCase({ number, seq: 2, subscriptions: [aThread({ channel: `C${number}` })] }), [
        anEntry(),
        anEntry({ seq: 2 }),
      ])
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

describe('NOT-1: what hangs or fails holds up nothing else', () => {
  const hang = () => new Promise(() => {})
  const silent = (number: number) => number >= 100

  it('a hundred channels without an answer leave the others as they were', async () => {
    onPost = (number) => silent(number) && hang()
    const worker = aWorker({ callMs: 1_000, passMs: 60_000 })
    worker.start()
    for (let number = 100; number < 200; number += 1) put(number)
    worker.wake()
    // By then each has been tried, and is known for it.
    await vi.advanceTimersByTimeAsync(30_000)

    for (let number = 1; number <= 60; number += 1) put(number)
    worker.wake()
    await settle()

    expect(posted.filter((number) => !silent(number))).toHaveLength(60)
  })

  it('a workspace without an answer leaves the others as they were', async () => {
    for (let number = 100; number < 200; number += 1)
      store.put(aCase({ number, subscriptions: [aThread({ tenant: 'T2', channel: `C${number}` })] }), [
        anEntry(),
      ])
    onPost = (number) => silent(number) && hang()
    aWorker({
      pollMs: 5_000,
      routes: () => [
        { platform: 'slack', tenant: 'T2' },
        { platform: 'slack', tenant: 'T1' },
      ],
    }).start()
    await settle()
    put(1)
    await vi.advanceTimersByTimeAsync(5_000)

    expect(posted.filter((number) => !silent(number))).toEqual([1])
  })

  it('mails without an answer leave the chats as they were', async () => {
    const mails = Array.from({ length: 50 }, (_, index) => `m${index}@example.com`)
    store.put(
      aCase({
        number: 9,
        sharedWith: mails,
        subscriptions: mails.map((id) => aThread({ id, platform: 'mail', tenant: '', channel: id })),
      }),
      [anEntry()],
    )
    const sent: string[] = []
    aWorker({
      pollMs: 5_000,
      mail: {
        send: async (_, { channel }) => {
          sent.push(channel)
          return new Promise<string>(() => {})
        },
      },
      routes: () => [
        { platform: 'mail', tenant: '' },
        { platform: 'slack', tenant: 'T1' },
      ],
    }).start()
    await settle()
    expect(sent).toHaveLength(4)
    for (let number = 1; number <= 8; number += 1) put(number)

    await vi.advanceTimersByTimeAsync(5_000)

    expect(posted.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
})

describe('D2: by workspace', () => {
  it('what goes to a workspace that this process does not serve is not even claimed', async () => {
    store.put(aCase({ number: 1, subscriptions: [aThread({ tenant: 'T9' })] }), [anEntry()])
    const claim = vi.spyOn(store, 'claim')

    await aWorker().idle()

    expect(claim).not.toHaveBeenCalled()
    expect((await store.get(1))?.subscriptions).toEqual([aThread({ tenant: 'T9' })])
  })

  it('is served from the moment on that it joins', async () => {
    const routes: DeliveryRoute[] = []
    put(1)
    const worker = aWorker({ routes: () => routes })
    worker.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(posted).toEqual([])

    routes.push({ platform: 'slack', tenant: 'T1' })
    await worker.wakeConversation({ platform: 'slack', tenant: 'T1' })
    await settle()

    expect(posted).toEqual([1])
  })

  it('whose installation is at fault is left alone until it is mended, and then goes on by itself', async () => {
    let revoked = true
    const refuse = () => {
      if (revoked)
        throw new DeliveryFailure('token_revoked', { scope: 'installation', code: 'token_revoked' })
    }
    onPost = refuse
    const onInstallation = vi.fn()
    const worker = aWorker({ check: () => async () => refuse(), onInstallation })
    for (const number of [1, 2, 3]) put(number)
    worker.start()
    await settle()
    const tries = posted.length
    expect(worker.faultOf('slack', 'T1')).toMatchObject({ code: 'token_revoked' })
    put(4)
    worker.wake()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(posted).toHaveLength(tries)

    revoked = false
    await vi.advanceTimersByTimeAsync(5_000)

    expect(new Set(posted.slice(tries))).toEqual(new Set([1, 2, 3, 4]))
    expect(onInstallation.mock.calls.map(([, fault]) => fault?.code)).toEqual(['token_revoked', undefined])
  })
})

describe('several instances', () => {
  const t1 = { platform: 'slack', tenant: 'T1' } as const

  it('know of each other, so that they share what a workspace allows; one that ends is forgotten at once', async () => {
    const counts: number[] = []
    const onInstances = (_: DeliveryRoute, count: number) => counts.push(count)
    const one = aWorker({ owner: 'one', onInstances, pollMs: 5_000 })
    one.start()
    await settle()
    expect(counts).toEqual([1])

    const other = aWorker({ owner: 'other' })
    other.start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(counts.at(-1)).toBe(2)

    await other.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(counts.at(-1)).toBe(1)
  })

  it('count only where they serve the same', async () => {
    const counts: number[] = []
    aWorker({ owner: 'other', routes: () => [{ ...t1, tenant: 'T2' }] }).start()
    await settle()

    aWorker({ owner: 'one', onInstances: (_, count) => counts.push(count) }).start()
    await settle()

    expect(counts).toEqual([1])
  })

  it('hear of each other’s changes at once where the database tells of them', async () => {
    let tell = () => {}
    const close = vi.fn(async () => {})
    store.watch = async (onChange) => {
      tell = onChange
      return { close }
    }
    const worker = aWorker()
    worker.start()
    await settle()
    put(1)
    tell()
    await settle()
    expect(posted).toEqual([1])

    await worker.stop()
    expect(close).toHaveBeenCalledOnce()
  })

  it('go on by asking where it does not, or fails', async () => {
    store.watch = () => Promise.reject(new Error('not a replica set'))
    aWorker({ pollMs: 5_000 }).start()
    await settle()
    put(1)

    await vi.advanceTimersByTimeAsync(5_000)

    expect(posted).toEqual([1])
    expect(log.lines).toMatchObject([{ level: 'info' }])
  })
})

describe('a clock that jumps', () => {
  const hours = (count: number) => count * 3_600_000

  it.each([-48, 48])('by %i hours keeps nothing waiting', async (jump) => {
    put(1)
    onPost = () => {
      onPost = () => {}
      throw new DeliveryFailure('busy', { scope: 'passing', code: 'busy', retryAfterMs: 60_000 })
    }
    aWorker({ pollMs: 5_000 }).start()
    await settle()
    vi.setSystemTime(Date.now() + hours(jump))
    put(2)

    await vi.advanceTimersByTimeAsync(70_000)

    expect(posted.toSorted()).toEqual([1, 1, 2])
  })

  it('back while the store was away does not keep it from being asked', async () => {
    const look = spyOnLook().mockRejectedValueOnce(new Error('connection lost'))
    aWorker({ pollMs: 5_000 }).start()
    await settle()
    vi.setSystemTime(Date.now() - hours(5))
    put(1)

    await vi.advanceTimersByTimeAsync(10_000)

    expect(look.mock.calls.length).toBeGreaterThan(1)
    expect(posted).toEqual([1])
  })
})
