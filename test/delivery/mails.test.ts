import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Case, Subscription } from '../../src/cases/case.ts'
import { DeliveryFailure, type MailPublisher, type MailUpdate } from '../../src/delivery/publishers.ts'
import type { DeliveryWorkerOptions } from '../../src/delivery/worker.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aNewCase, anAuthor, anEntry, minutesAfter, noon } from '../support/build-case.ts'
import { claimNext } from '../support/claim-next.ts'
import { aNotifyDesk, aThreadIn, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const jo = 'jo@example.com'
const kai = 'kai@example.com'

let at: NotifyDesk
let mails: {
  readonly to: string
  readonly from: number
  readonly last: number
  readonly told: readonly number[]
}[]
let fails: (thread: Subscription, news: MailUpdate) => Error | undefined
const mail: MailPublisher = {
  async send(of: Case, thread: Subscription, news: MailUpdate) {
    const failure = fails(thread, news)
    if (failure) throw failure
    const { from, to, entries } = news
    mails.push({ to: thread.channel, from, last: to, told: entries.map(({ seq }) => seq) })
    return `<${of.number}.${from}-${to}>`
  },
}
const notifier = (over: Partial<DeliveryWorkerOptions> = {}) => at.notifier({ mail, ...over })

beforeEach(async () => {
  at = await aNotifyDesk()
  mails = []
  fails = () => undefined
})

function mailTo(address: string, over: Partial<Subscription> = {}): Subscription {
  return aThreadIn(address, { platform: 'mail', tenant: '', ...over })
}

describe('mails of a case', () => {
  it('NOT-3: stand for every entry once, one mail for each send, across the pages in which a history is read', async () => {
    // Sends of one to four entries, 130 entries in all, so that pages of fifty end within sends.
    const sizes = Array.from({ length: 52 }, (_, index) => (index % 4) + 1)
    const sends = sizes.map((size, index) => Array.from({ length: size }, () => index))
    const minutes = sends.flat()
    const entries = minutes.map((minute, index) =>
      anEntry({ seq: index + 1, at: minutesAfter(noon, minute) }),
    )
    await at.store.create(
      aNewCase(
        { seq: entries.length, sharedWith: [jo], subscriptions: [mailTo(jo, { root: '<root>', cursor: 0 })] },
        { entries },
      ),
    )
    for (let turn = 0; turn < 3; turn += 1) await notifier().idle()

    expect(mails.map(({ from, last }) => last - from + 1)).toEqual(sizes)
    expect(mails.flatMap(({ told }) => told)).toEqual(upTo(130))
    expect(await at.thread(jo)).toMatchObject({ cursor: 130, root: '<root>' })
    expect(await claimNext(at.store, { owner: 'x', now: at.now(), leaseMs: 1 })).toBeUndefined()
  })

  it('of a send that fills more than a page are several, and none is lost', async () => {
    const entries = upTo(120).map((seq) => anEntry({ seq }))
    await at.store.create(
      aNewCase({ seq: 120, sharedWith: [jo], subscriptions: [mailTo(jo, { root: '<root>' })] }, { entries }),
    )
    await notifier().idle()

    expect(mails.flatMap(({ told }) => told)).toEqual(upTo(120))
  })

  it('of two people in one millisecond are two', async () => {
    const entries = [
      anEntry(),
      anEntry({ seq: 2, author: anAuthor({ email: 'b@hoshi.example.com' }) }),
      anEntry({ seq: 3, author: { party: 'desk', email: 'b@hoshi.example.com', name: 'B' } }),
    ]
    await at.store.create(
      aNewCase({ seq: 3, sharedWith: [jo], subscriptions: [mailTo(jo, { root: '<root>' })] }, { entries }),
    )
    await notifier().idle()

    expect(mails.map(({ told }) => told)).toEqual([[1], [2], [3]])
  })

  it('walk past a long run of what may not be mailed, and then are at rest', async () => {
    const entries = upTo(120).map((seq) =>
      anEntry({ seq, audience: seq === 120 ? 'everyone' : 'internal', at: minutesAfter(noon, seq) }),
    )
    await at.store.create(
      aNewCase({ seq: 120, sharedWith: [jo], subscriptions: [mailTo(jo, { root: '<root>' })] }, { entries }),
    )
    await notifier().idle()

    expect(mails).toEqual([{ to: jo, from: 120, last: 120, told: [120] }])
    expect(await at.thread(jo)).toMatchObject({ cursor: 120 })
  })

  it('are not sent to whoever reads for a partner that may not see the case', async () => {
    const reader = { party: 'partner', domain: 'stranger.example.com' } as const
    await at.open([mailTo(jo, { reader })], { sharedWith: [jo] })
    await notifier().idle()

    expect(mails).toEqual([])
    expect(await at.thread(jo)).toMatchObject({ suspended: 'its reader may not see this case' })
  })

  it('wait where this process has no mail server, hold up no chat thread, and come once there is one', async () => {
    await at.open([mailTo(jo), aThreadIn('C1')], { sharedWith: [jo] })
    await at.notifier().idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await at.thread(jo)).toMatchObject({ root: null, suspended: null, tries: 0 })

    at.pass(3_600_000)
    await notifier().idle()
    expect(mails).toHaveLength(1)
  })

  it('end with the sharing, also where no mail server is known', async () => {
    await at.open([mailTo(jo), mailTo(kai)], { sharedWith: [kai] })
    await at.notifier().idle()

    const of = await at.store.get(1001)
    expect(of?.subscriptions.map(({ id }) => id)).toEqual([kai])
  })

  it('of an address that was shared with anew before its old thread ended go on in the new one alone', async () => {
    await at.open([mailTo(jo, { root: '<old>', cursor: 1 }), mailTo(jo, { id: 'new' })], { sharedWith: [jo] })
    await notifier().idle()

    expect(mails).toEqual([{ to: jo, from: 0, last: 1, told: [1] }])
    expect((await at.store.get(1001))?.subscriptions.map(({ id }) => id)).toEqual(['new'])
  })

  it('one that is refused again and again holds up no other, and is tried for ever', async () => {
    fails = (thread) =>
      thread.channel === jo ? new DeliveryFailure('451 later', { scope: 'passing', code: '451' }) : undefined
    await at.open([mailTo(jo), mailTo(kai), aThreadIn('C1')], { sharedWith: [jo, kai] })
    for (let turn = 0; turn < 25; turn += 1) {
      await notifier().idle()
      at.pass(3_600_000)
    }

    expect(mails.map(({ to }) => to)).toEqual([kai])
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await at.thread(jo)).toMatchObject({
      suspended: null,
      fault: { scope: 'passing', code: '451' },
      tries: 25,
    })
  })

  it('wait all together while their server is at fault, and go out by themselves once it is mended', async () => {
    const refused = new DeliveryFailure('no connection', { scope: 'installation', code: 'ECONNREFUSED' })
    let down = true
    const asked: string[] = []
    fails = ({ channel }) => {
      asked.push(channel)
      return down ? refused : undefined
    }
    const one = notifier({
      check: () => async () => {
        if (down) throw refused
      },
    })
    await at.open([mailTo(jo), mailTo(kai)], { sharedWith: [jo, kai] })
    for (let turn = 0; turn < 3; turn += 1) {
      await one.idle()
      at.pass(70_000)
    }
    expect(asked.toSorted()).toEqual([jo, kai])
    expect(await at.thread(jo)).toMatchObject({ tries: 0, retryAt: null, suspended: null })
    down = false
    await one.recheckInstallation({ platform: 'mail', tenant: '' })
    await one.idle()

    expect(mails.map(({ to }) => to).toSorted()).toEqual([jo, kai])
    await one.stop()
  })
})

const mishaps = ['none', 'none', 'before', 'after', 'busy', 'crash', 'news'] as const

describe('whatever goes wrong, in whatever order', () => {
  it('NOT-3: a mail system that knows a repeat by its Message-ID shows each entry once and in order', async () => {
    const runs = fc.array(fc.constantFrom(...mishaps), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(runs, async (drawn) => {
        at = await aNotifyDesk()
        // Two sends of one person are never of one millisecond.
        const news = async () => {
          at.pass(1)
          await at.say(1001)
        }
        const left = [...drawn]
        const inbox = new Map<string, readonly number[]>()
        let crash = false
        const poster: MailPublisher = {
          async send(_of, _thread, { from, to, entries }) {
            const mishap = left.shift()
            if (mishap === 'before') throw new Error('socket hang up')
            if (mishap === 'busy')
              throw new DeliveryFailure('421 busy', { scope: 'passing', code: '421', retryAfterMs: 1_000 })
            if (mishap === 'news') await news()
            const id = `${from}-${to}`
            if (!inbox.has(id))
              inbox.set(
                id,
                entries.map(({ seq }) => seq),
              )
            crash = mishap === 'crash'
            if (mishap === 'after') throw new Error('socket hang up')
            return id
          },
        }
        const store: CasesAndFiles = {
          ...at.store,
          saveProgress: async (input) => {
            if (!crash) return at.store.saveProgress(input)
            crash = false
            throw new Error('connection lost')
          },
        }
        await at.open([mailTo(jo)], { sharedWith: [jo], seq: 4 })
        for (const _ of upTo(drawn.length + 3)) {
          await at.notifier({ store, mail: poster }).idle()
          at.pass(3_600_000)
          if (left.length > 0) await news()
        }

        const all = [...inbox].map(([id, told]) => ({ first: id.startsWith('0-'), told }))
        const seq = (await at.store.get(1001))?.seq ?? 0
        // Only a first mail, which tells the case as it stands, may be followed by a newer one of its kind.
        const begun = all.findLastIndex(({ first }) => first)
        expect(all.slice(0, begun).every(({ first }) => first)).toBe(true)
        expect(all.slice(begun).flatMap(({ told }) => told)).toEqual(upTo(seq))
        await at.store.close()
      }),
      { numRuns: 100 },
    )
  })
})
