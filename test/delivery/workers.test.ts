import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { DeliveryWorker, DeliveryWorkerOptions } from '../../src/delivery/worker.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { claimNext } from '../support/claim-next.ts'
import { aNotifyDesk, aThreadIn, leaseMs, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'
import { randomFrom } from '../support/random-from.ts'

const never = 1_000_000

let at: NotifyDesk
let running: DeliveryWorker[]
beforeEach(async () => {
  at = await aNotifyDesk()
  running = []
})
afterEach(() => Promise.all(running.map((notifier) => notifier.stop())))

function started(over: Partial<DeliveryWorkerOptions> = {}): DeliveryWorker {
  const notifier = at.notifier(over)
  running.push(notifier)
  notifier.start()
  return notifier
}

describe('a running notifier', () => {
  it('delivers what it is woken for, without waiting for its poll', async () => {
    const notifier = started({ pollMs: never })
    await notifier.idle()
    await at.open([aThreadIn('C1')])

    notifier.wake()

    await vi.waitFor(() => expect(at.platform.entriesIn('C1')).toEqual([1]))
  })

  it('misses no wake-up that comes while it is told that there is nothing', async () => {
    let asked = 0
    const store: CasesAndFiles = {
      ...at.store,
      findDue: async (input) => {
        const due = await at.store.findDue(input)
        asked += 1
        if (asked === 1) {
          await at.open([aThreadIn('C1')])
          notifier.wake()
        }
        return due
      },
    }
    const notifier = started({ pollMs: never, store })

    await notifier.idle()

    expect(at.platform.entriesIn('C1')).toEqual([1])
  })

  it('finds at its poll what another process wrote', async () => {
    const notifier = started({ pollMs: 20 })
    await notifier.idle()

    await at.open([aThreadIn('C1')])

    await vi.waitFor(() => expect(at.platform.entriesIn('C1')).toEqual([1]))
  })

  it('goes on by itself when a rest is over, without waiting for its poll', async () => {
    await at.open([aThreadIn('C1')])
    at.platform.before = () => {
      at.platform.before = () => {}
      setTimeout(() => at.pass(100), 10)
      throw new DeliveryFailure('ratelimited', { scope: 'passing', code: 'ratelimited', retryAfterMs: 80 })
    }

    started({ pollMs: never })

    await vi.waitFor(() => expect(at.platform.entriesIn('C1')).toEqual([1]), { timeout: 5_000 })
  })

  it('asks the store but a few times for a thousand wake-ups at once', async () => {
    let asked = 0
    const store: CasesAndFiles = {
      ...at.store,
      findDue: (input) => {
        asked += 1
        return at.store.findDue(input)
      },
    }
    const notifier = started({ pollMs: never, store })
    await at.open([aThreadIn('C1')])

    for (const _ of upTo(1000)) notifier.wake()
    await notifier.idle()

    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(asked).toBeLessThan(30)
  })

  it('does nothing before it is started and nothing after it is stopped', async () => {
    await at.open([aThreadIn('C1')])
    const notifier = at.notifier({ pollMs: 5 })
    notifier.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(at.platform.calls).toEqual([])

    await notifier.stop()
    notifier.start()
    notifier.wake()
    await notifier.idle()
    expect(at.platform.calls).toEqual([])
  })

  it('brings as many threads up to date at a time as a workspace has room for, and one in each channel', async () => {
    for (const number of upTo(1040, 1001))
      await at.open([aThreadIn('C0'), aThreadIn(`C${number}`)], { number })
    let now = 0
    let most = 0
    const there = new Map<string, number>()
    at.platform.before = async ({ channel }) => {
      now += 1
      there.set(channel, (there.get(channel) ?? 0) + 1)
      most = Math.max(most, now)
      expect(there.get(channel)).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 2))
      now -= 1
      there.set(channel, 0)
    }

    await at.notifier().idle()

    expect(most).toBe(24)
    for (const number of upTo(1040, 1001)) expect(at.platform.entriesIn('C0', number)).toEqual([1])
  })
})

describe('a case that takes long', () => {
  it('shares its channel: a later case does not wait until a long back-fill is done', async () => {
    await at.open([aThreadIn('C1')], { number: 1001, seq: 200 })
    await at.open([aThreadIn('C1')], { number: 1002, updatedAt: at.now() })
    at.platform.after = () => at.pass(100)

    await at.notifier({ passMs: 2_000 }).idle()

    const calls = at.platform.calls.map((call) => call.case)
    expect(calls.indexOf(1002)).toBeLessThan(calls.lastIndexOf(1001))
    expect(at.platform.entriesIn('C1')).toEqual(upTo(200))
    expect(at.platform.entriesIn('C1', 1002)).toEqual([1])
  })

  it('because a platform never answers is put off, and its other threads go on meanwhile', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')], { seq: 2 })
    at.platform.before = ({ channel }) => (channel === 'C1' ? new Promise(() => {}) : undefined)

    await at.notifier({ callMs: 30 }).idle()

    expect(at.platform.entriesIn('C2')).toEqual([1, 2])
    expect(await at.thread('C1')).toMatchObject({ tries: 1, suspended: null })
  })

  it('keeps its claim for as long as it needs', async () => {
    await at.open([aThreadIn('C1')], { seq: 12 })
    let renewed = () => {}
    const store: CasesAndFiles = {
      ...at.store,
      renew: async (input) => {
        const held = await at.store.renew(input)
        renewed()
        return held
      },
    }
    const lease = 60
    const second = at.notifier({ leaseMs: lease })
    // Two thirds of the lease go by with each post, always after the timer renewed it.
    at.platform.before = async () => {
      await new Promise<void>((resolve) => {
        renewed = resolve
      })
      at.pass(40)
      await second.idle()
    }

    await at.notifier({ store, leaseMs: lease, passMs: never }).idle()

    expect(at.platform.entriesIn('C1')).toEqual(upTo(12))
    expect(at.platform.calls).toHaveLength(13)
    expect(at.platform.calls.every(({ uncertain }) => !uncertain)).toBe(true)
  })
})

describe('stopping', () => {
  it('lets the post under way end, begins no other, and gives the case back in good order', async () => {
    await at.open([aThreadIn('C1')], { seq: 5 })
    const notifier = at.notifier()
    let stopped: Promise<void> | undefined
    at.platform.after = ({ seq }) => {
      if (seq === 2) stopped = notifier.stop()
    }

    await notifier.idle()
    await stopped

    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    const claim = await claimNext(at.store, { owner: 'next', now: at.now(), leaseMs })
    expect(claim).toMatchObject({ uncertain: false, case: { number: 1001 } })
  })
})

describe('two notifiers over one database', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'notify-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('post each entry once and in order, also while people go on writing', async () => {
    const file = join(folder, 'desk.db')
    at = await aNotifyDesk(file)
    const otherStore = await openSqliteStore({ file })
    const numbers = upTo(1006, 1001)
    for (const number of numbers) await at.open([aThreadIn('C1'), aThreadIn('C2')], { number, seq: 3 })
    const random = randomFrom(inject('seed'))
    at.platform.before = () => new Promise((resolve) => setTimeout(resolve, random() * 3))
    const both = [started({ pollMs: 5 }), started({ pollMs: 5, store: otherStore })]

    for (const _ of upTo(5)) for (const number of numbers) await at.say(number)
    await vi.waitFor(
      async () => {
        for (const number of numbers)
          expect(await at.thread('C2', number)).toMatchObject({ cursor: 8, renderedVersion: 6 })
        for (const number of numbers)
          expect(await at.thread('C1', number)).toMatchObject({ cursor: 8, renderedVersion: 6 })
      },
      { timeout: 10_000 },
    )
    await Promise.all(both.map((notifier) => notifier.stop()))

    for (const number of numbers) {
      for (const channel of ['C1', 'C2']) expect(at.platform.entriesIn(channel, number)).toEqual(upTo(8))
      expect(at.platform.cardsIn('C1', number)).toEqual([6])
    }
    await otherStore.close()
  })
})
