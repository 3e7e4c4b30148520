import { beforeEach, describe, expect, it } from 'vitest'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { claimNext } from '../support/claim-next.ts'
import { aNotifyDesk, aThreadIn, leaseMs, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const hour = 3_600_000

let at: NotifyDesk
beforeEach(async () => {
  at = await aNotifyDesk()
})

describe('a post that fails', () => {
  it('is tried again later, and the thread loses nothing', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    failOnce({ seq: 2, when: 'before' })

    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await at.thread('C1')).toMatchObject({ cursor: 1, tries: 1, suspended: null })

    at.pass(hour)
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
    expect(await at.thread('C1')).toMatchObject({ cursor: 3, tries: 0, retryAt: null })
  })

  it('is not tried again before its time, even when there is news', async () => {
    await at.open([aThreadIn('C1')])
    failOnce({ seq: 1, when: 'before' })
    await at.notifier().idle()

    await at.say(1001)
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([])

    at.pass(hour)
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
  })

  it.each([
    ['an entry', { seq: 2, when: 'after' as const }],
    ['the root card', { seq: 0, when: 'after' as const }],
  ])('although %s is there is looked up before it is made again', async (_, failure) => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    failOnce(failure)

    await at.notifier().idle()
    at.pass(hour)
    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
    expect(at.platform.cardsIn('C1')).toEqual([1])
  })

  it('leaves a root card that shows the case as it is by the time it is found again', async () => {
    await at.open([aThreadIn('C1')])
    failOnce({ seq: 0, when: 'after' })
    await at.notifier().idle()
    await at.say(1001)

    at.pass(hour)
    await at.notifier().idle()

    expect(at.platform.cardsIn('C1')).toEqual([2])
  })

  it('holds up no other thread of the case', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')], { seq: 4 })
    at.platform.before = ({ channel }) => {
      if (channel === 'C1') throw new Error('internal_error')
    }

    await at.notifier().idle()
    await at.say(1001)
    await at.notifier().idle()

    expect(at.platform.entriesIn('C2')).toEqual(upTo(5))
  })

  it('is tried for ever, though it fails for days, and all is there in the end', async () => {
    await at.open([aThreadIn('C1')])
    at.platform.before = () => {
      throw new Error('internal_error')
    }
    for (const _ of upTo(60)) {
      await at.notifier().idle()
      at.pass(hour)
    }
    await at.say(1001)
    expect(await at.thread('C1')).toMatchObject({ suspended: null, fault: { scope: 'passing' } })

    at.platform.before = () => {}
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    expect(await at.thread('C1')).toMatchObject({ fault: null, tries: 0 })
  })
})

describe('D1: a channel that takes no posts', () => {
  const barred = (channel: string) => {
    at.platform.before = (call) => {
      if (call.channel === channel)
        throw new DeliveryFailure('is_archived', { scope: 'channel', code: 'is_archived' })
    }
  }

  it('waits with its reason, while the other threads go on, and goes on by itself when it takes them', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')], { seq: 2 })
    barred('C1')

    await at.notifier().idle()
    expect(await at.thread('C1')).toMatchObject({
      suspended: null,
      fault: { scope: 'channel', code: 'is_archived' },
    })
    expect(at.platform.entriesIn('C2')).toEqual([1, 2])

    at.platform.before = () => {}
    at.pass(hour)
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
  })

  it('goes on at once when the platform says that it takes them', async () => {
    await at.open([aThreadIn('C1')])
    await at.open([aThreadIn('C1')], { number: 1002 })
    barred('C1')
    const notifier = at.notifier()
    await notifier.idle()
    expect(at.platform.calls).toHaveLength(1)

    at.platform.before = () => {}
    await notifier.wakeConversation({ platform: 'slack', tenant: 'T1', channel: 'C1' })
    await notifier.idle()

    expect([at.platform.entriesIn('C1'), at.platform.entriesIn('C1', 1002)]).toEqual([[1], [1]])
  })

  it('goes on for all of its threads with the first that gets through', async () => {
    for (const number of upTo(1004, 1001)) await at.open([aThreadIn('C1')], { number })
    barred('C1')
    for (const _ of upTo(3)) {
      await at.notifier().idle()
      at.pass(600_000)
    }
    at.platform.before = () => {}

    await at.notifier().idle()

    for (const number of upTo(1004, 1001)) expect(at.platform.entriesIn('C1', number)).toEqual([1])
  })
})

describe('a workspace that asks for a rest (429)', () => {
  it('gets it in all of its threads and cases, while other workspaces go on', async () => {
    const slowDown = () => {
      throw new DeliveryFailure('ratelimited', {
        scope: 'passing',
        code: 'ratelimited',
        retryAfterMs: 20_000,
      })
    }
    await at.open([aThreadIn('C1')], { number: 1001 })
    await at.open([aThreadIn('C2'), aThreadIn('C9', { tenant: 'T2' })], { number: 1002 })
    at.platform.before = ({ channel }) => {
      if (channel === 'C1') slowDown()
    }
    const notifier = at.notifier()

    await notifier.idle()
    expect(at.platform.entriesIn('C9', 1002)).toEqual([1])
    expect(at.platform.calls.map(({ channel }) => channel).filter((one) => one === 'C1')).toHaveLength(1)

    at.platform.before = () => {}
    at.pass(19_000)
    await notifier.idle()
    expect(at.platform.entriesIn('C1')).toEqual([])

    at.pass(3_000)
    await notifier.idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(at.platform.entriesIn('C2', 1002)).toEqual([1])
  })

  it('holds up nothing else where only one channel asks for it', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')])
    await at.open([aThreadIn('C1'), aThreadIn('C3')], { number: 1002 })
    at.platform.before = ({ channel }) => {
      if (channel !== 'C1') return
      throw new DeliveryFailure('one per second', {
        scope: 'passing',
        code: 'ratelimited',
        retryAfterMs: 20_000,
        limits: 'channel',
      })
    }
    const notifier = at.notifier()
    await notifier.idle()

    expect([at.platform.entriesIn('C2'), at.platform.entriesIn('C3', 1002)]).toEqual([[1], [1]])
    expect(at.platform.calls.filter(({ channel }) => channel === 'C1')).toHaveLength(1)

    at.platform.before = () => {}
    at.pass(22_000)
    await notifier.idle()
    expect([at.platform.entriesIn('C1'), at.platform.entriesIn('C1', 1002)]).toEqual([[1], [1]])
  })

  it('is back as soon as its own rest is over, whatever other workspaces of the case still wait for', async () => {
    const rests: Record<string, number> = { C1: 60_000, C2: 20_000, C3: 40_000 }
    await at.open(Object.keys(rests).map((channel) => aThreadIn(channel, { tenant: channel })))
    at.platform.before = ({ channel }) => {
      throw new DeliveryFailure('ratelimited', {
        scope: 'passing',
        code: 'ratelimited',
        retryAfterMs: rests[channel] ?? 0,
      })
    }
    const routes = Object.keys(rests).map((tenant) => ({ platform: 'slack', tenant }) as const)
    const notifier = at.notifier({ routes: () => routes })
    await notifier.idle()

    at.platform.before = () => {}
    at.pass(22_000)
    await notifier.idle()

    expect(['C1', 'C2', 'C3'].map((channel) => at.platform.entriesIn(channel).length)).toEqual([0, 1, 0])
  })

  it('is never given up on for that, and nothing is looked up for it', async () => {
    await at.open([aThreadIn('C1')])
    at.platform.before = () => {
      throw new DeliveryFailure('ratelimited', { scope: 'passing', code: 'ratelimited', retryAfterMs: 1_000 })
    }
    for (const _ of upTo(60)) {
      await at.notifier().idle()
      at.pass(2_000)
    }
    expect(await at.thread('C1')).toMatchObject({ tries: 0, suspended: null })

    at.platform.before = () => {}
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(at.platform.calls.every(({ uncertain }) => !uncertain)).toBe(true)
  })
})

describe('a crash', () => {
  it('between a post and its cursor makes no second post', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')], { seq: 3 })
    const dying = failing(at.store, 'saveProgress', (input) => input.progress.cursor === 2)

    await at.notifier({ store: dying }).idle()
    at.pass(leaseMs + 1)
    await at.notifier().idle()

    for (const channel of ['C1', 'C2']) expect(at.platform.entriesIn(channel)).toEqual([1, 2, 3])
  })

  it('is remembered when the next holder of the case cannot post at once', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    const dying = failing(at.store, 'saveProgress', (input) => input.progress.cursor === 2)
    await at.notifier({ store: dying }).idle()
    at.pass(leaseMs + 1)
    at.platform.before = () => {
      throw new DeliveryFailure('ratelimited', { scope: 'passing', code: 'ratelimited', retryAfterMs: 1_000 })
    }
    await at.notifier().idle()

    at.platform.before = () => {}
    at.pass(hour)
    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
  })

  it('is remembered also when the workspace rests by then because of another case', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    const dying = failing(at.store, 'saveProgress', (input) => input.progress.cursor === 2)
    await at.notifier({ store: dying }).idle()
    await at.open([aThreadIn('C1')], { number: 1002 })
    at.platform.before = () => {
      throw new DeliveryFailure('ratelimited', {
        scope: 'passing',
        code: 'ratelimited',
        retryAfterMs: leaseMs + 10_000,
      })
    }
    const next = at.notifier()
    await next.idle()
    at.platform.before = () => {}
    at.pass(leaseMs + 1)
    await next.idle()
    expect(at.platform.calls.filter((call) => call.case === 1001)).toHaveLength(3)

    at.pass(hour)
    await next.idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
  })

  it('that turns out to be a long sleep does no harm: who lost the case writes and posts nothing more', async () => {
    await at.open([aThreadIn('C1')], { seq: 4 })
    const sleeper = at.notifier({ owner: 'sleeper' })
    let slept = false
    at.platform.after = async ({ seq }) => {
      if (seq !== 2 || slept) return
      slept = true
      at.pass(leaseMs + 1)
      await at.notifier({ owner: 'other' }).idle()
    }

    await sleeper.idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3, 4])
    expect(await at.thread('C1')).toMatchObject({ cursor: 4, renderedVersion: 1 })
    expect(at.log.lines).toContainEqual(expect.objectContaining({ message: 'Claim lost to another process' }))
  })

  it('that a slow database makes of a process: it posts nothing once its claim has run out', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    let slept = false
    const slow: CasesAndFiles = {
      ...at.store,
      history: async (number, page) => {
        const entries = await at.store.history(number, page)
        if (slept) return entries
        slept = true
        at.pass(leaseMs + 1)
        await at.notifier({ owner: 'other' }).idle()
        return entries
      },
    }

    await at.notifier({ store: slow, passMs: hour }).idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
  })

  it('that another process only believes in (its clock is ahead): the first post not written down is the last', async () => {
    await at.open([aThreadIn('C1')], { seq: 5 })
    at.platform.after = async ({ seq }) => {
      if (seq !== 2) return
      const ahead = new Date(at.now().getTime() + leaseMs + 1)
      expect(await claimNext(at.store, { owner: 'other', now: ahead, leaseMs })).toMatchObject({
        uncertain: true,
      })
    }

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    expect(at.log.lines).toContainEqual(expect.objectContaining({ message: 'Claim lost to another process' }))
  })
})

describe('a fault of the database', () => {
  it('in one case stops no other case (the first complaint about such bots)', async () => {
    await at.open([aThreadIn('C1')], { number: 1001 })
    await at.open([aThreadIn('C2')], { number: 1002 })
    const broken = { ...at.store, history: historyBrokenFor(1001) }

    await at.notifier({ store: broken }).idle()

    expect(at.platform.entriesIn('C2', 1002)).toEqual([1])
    expect(at.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('when asked for news is logged and waited for, longer each time, and is got over', async () => {
    await at.open([aThreadIn('C1')])
    let asked = 0
    let down = true
    const store: CasesAndFiles = {
      ...at.store,
      findDue: async (input) => {
        asked += 1
        if (down) throw new Error('connection lost')
        return at.store.findDue(input)
      },
    }
    const notifier = at.notifier({ store })

    await notifier.idle()
    await notifier.idle()
    expect(asked).toBe(1)
    at.pass(3_500)
    await notifier.idle()
    at.pass(3_500)
    await notifier.idle()
    expect(asked).toBe(2)

    down = false
    at.pass(60_000)
    await notifier.idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
  })

  it('that hides the end of a history is waited for: nothing is skipped', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })
    const behind: CasesAndFiles = {
      ...at.store,
      history: async (number, page) => (await at.store.history(number, page)).filter(({ seq }) => seq !== 2),
    }

    await at.notifier({ store: behind }).idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])

    at.pass(60_000)
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
  })

  function historyBrokenFor(broken: number): CasesAndFiles['history'] {
    return async (number, page) => {
      if (number === broken) throw new Error('bad document')
      return at.store.history(number, page)
    }
  }
})

function failOnce(failure: { readonly seq: number; readonly when: 'before' | 'after' }): void {
  let failed = false
  at.platform[failure.when] = ({ seq }) => {
    if (failed || seq !== failure.seq) return
    failed = true
    throw new Error('socket hang up')
  }
}

/** The store of a process that dies at its first such call: that one and all later ones fail. */
function failing(
  store: CasesAndFiles,
  method: 'saveProgress',
  first: (input: Parameters<CasesAndFiles['saveProgress']>[0]) => boolean,
): CasesAndFiles {
  let dead = false
  const dies = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) throw new Error('the process is dead')
    return call()
  }
  return {
    ...store,
    claim: (input) => dies(() => store.claim(input)),
    releaseClaim: (input) => dies(() => store.releaseClaim(input)),
    history: (number, page) => dies(() => store.history(number, page)),
    [method]: (input: Parameters<CasesAndFiles['saveProgress']>[0]) => {
      dead ||= first(input)
      return dies(() => store.saveProgress(input))
    },
  }
}
