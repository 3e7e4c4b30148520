import { beforeEach, describe, expect, it } from 'vitest'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { DeliveryWorker } from '../../src/delivery/worker.ts'
import { aNotifyDesk, aThreadIn, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const revoked = new DeliveryFailure('token_revoked', { scope: 'installation', code: 'token_revoked' })
const t1 = { platform: 'slack', tenant: 'T1' } as const
/** The longest that a workspace at fault waits until it is asked again. */
const pauseMs = 60_000

describe('a fault of the installation', () => {
  let at: NotifyDesk

  beforeEach(async () => {
    at = await aNotifyDesk()
  })

  it('gives up on no thread, however long it lasts, and all go on by themselves once it is mended', async () => {
    let faulty = true
    at.platform.before = () => {
      if (faulty) throw revoked
    }
    await at.open([aThreadIn('C1'), aThreadIn('C2')])
    await at.say(1001)
    const notifier = notifierThatAsks(() => faulty)
    for (const _ of upTo(50)) {
      await notifier.idle()
      at.pass(pauseMs)
      await notifier.recheckInstallation(t1)
    }
    expect(await at.thread('C1')).toMatchObject({ suspended: null, tries: 0 })

    faulty = false
    await notifier.recheckInstallation(t1)
    await notifier.idle()

    for (const channel of ['C1', 'C2']) {
      expect(at.platform.cardsIn(channel)).toHaveLength(1)
      expect(at.platform.entriesIn(channel)).toEqual([1, 2])
    }
  })

  function notifierThatAsks(isFaulty: () => boolean): DeliveryWorker {
    return at.notifier({
      check: () => async () => {
        if (isFaulty()) throw revoked
      },
    })
  }

  it('is tried by one call at a time, and told to the operator', async () => {
    at.platform.before = () => {
      throw revoked
    }
    await at.open(upTo(8).map((index) => aThreadIn(`C${index}`)))
    const notifier = at.notifier()
    await notifier.idle()
    const first = at.platform.calls.length
    await at.say(1001)
    await notifier.idle()

    expect(at.platform.calls).toHaveLength(first)
    expect(at.log.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toContain(
      'Installation takes no posts, pausing',
    )
  })

  it('goes on with what it lacks, each once, where a post was made before the fault', async () => {
    let calls = 0
    let asked = 0
    at.platform.before = () => {
      calls += 1
      if (calls === 4) throw revoked
    }
    await at.open([aThreadIn('C1')], { seq: 6 })
    const notifier = notifierThatAsks(() => {
      asked += 1
      return asked < 3
    })
    for (const _ of upTo(4)) {
      await notifier.idle()
      await notifier.recheckInstallation(t1)
    }

    expect(at.platform.entriesIn('C1')).toEqual(upTo(6))
  })

  it('of one workspace leaves another alone', async () => {
    at.platform.before = ({ channel }) => {
      if (channel === 'C1') throw revoked
    }
    await at.open([aThreadIn('C1', { tenant: 'T1' }), aThreadIn('C2', { tenant: 'T2' })])
    await at.notifier().idle()

    expect(at.platform.entriesIn('C2')).toEqual([1])
  })
})

describe('a thread of a workspace that this process has no token of', () => {
  it('is left alone: nothing is posted, nothing is given up on, and its own process goes on with it', async () => {
    const at = await aNotifyDesk()
    await at.open([aThreadIn('C1', { tenant: 'T1' }), aThreadIn('C2', { tenant: 'T2' })])
    const of = (tenant: string) =>
      at.notifier({ publishers: { slack: { ...at.platform.poster, serves: (one) => one === tenant } } })

    await of('T2').idle()
    expect(at.platform.entriesIn('C1')).toEqual([])
    expect(await at.thread('C1')).toMatchObject({ root: null, suspended: null, tries: 0, retryAt: null })
    expect(at.platform.entriesIn('C2')).toEqual([1])

    at.pass(3_600_000)
    await of('T1').idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(at.platform.entriesIn('C2')).toEqual([1])
  })
})
