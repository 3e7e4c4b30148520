import { beforeEach, describe, expect, it } from 'vitest'
import { visibleFollowUp } from '../../src/cases/audience.ts'
import type { Audience, Author, Reader } from '../../src/cases/case.ts'
import { openTo } from '../support/audiences.ts'
import { aNewCase, anAuthor, anEntry } from '../support/build-case.ts'
import { claimNext } from '../support/claim-next.ts'
import { aNotifyDesk, aThreadIn, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const other: Reader = { party: 'partner', domain: 'other.example.com' }
const stranger: Reader = { party: 'partner', domain: 'stranger.example.com' }
const customer: Reader = { party: 'customer', customer: 'C-midori' }
const anotherCustomer: Reader = { party: 'customer', customer: 'C-other' }
const desk: Reader = { party: 'desk' }

let at: NotifyDesk
beforeEach(async () => {
  at = await aNotifyDesk()
})

describe('a thread of a case', () => {
  it('NOT-1: gets its root card, then every entry once and in order, and is then at rest', async () => {
    await at.open([aThreadIn('C1')], { seq: 3 })

    await at.notifier().idle()

    expect(at.platform.calls.map(({ kind, seq }) => `${kind} ${seq}`)).toEqual([
      'open 0',
      'post 1',
      'post 2',
      'post 3',
    ])
    expect(await at.thread('C1')).toMatchObject({
      root: 'root of 1001',
      cursor: 3,
      renderedVersion: 1,
      tries: 0,
      retryAt: null,
    })
    expect(await claimNext(at.store, { owner: 'x', now: at.now(), leaseMs: 1 })).toBeUndefined()
  })

  it('NOT-1: gets what is new, and its root card is brought up to date once for several changes', async () => {
    await at.open([aThreadIn('C1')])
    await at.notifier().idle()
    await at.say(1001)
    await at.say(1001)

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
    expect(at.platform.cardsIn('C1')).toEqual([3])
    expect(at.platform.calls.filter(({ kind }) => kind === 'refresh')).toHaveLength(1)
  })

  it('that is asked for in a direct message goes on in the channel where that stands', async () => {
    await at.open([aThreadIn('U7')], { seq: 2 })

    await at.notifier().idle()

    expect(at.platform.entriesIn('D7')).toEqual([1, 2])
    expect(await at.thread('U7')).toMatchObject({ channel: 'D7', cursor: 2 })
  })

  it('that is added later is filled from the beginning, and the others see nothing twice', async () => {
    await at.open([aThreadIn('C1')], { seq: 5 })
    await at.notifier().idle()

    await at.store.addSubscription(1001, aThreadIn('C2'))
    await at.notifier().idle()

    expect(at.platform.entriesIn('C2')).toEqual(upTo(5))
    expect(at.platform.entriesIn('C1')).toEqual(upTo(5))
    expect(at.platform.cardsIn('C2')).toEqual([1])
  })

  it('gets 500 entries in order, as all others of the case do', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2'), aThreadIn('C3')], { seq: 500 })

    await at.notifier().idle()

    for (const channel of ['C1', 'C2', 'C3']) expect(at.platform.entriesIn(channel)).toEqual(upTo(500))
  })

  it('gets what is said while its news goes out, in its turn', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')], { seq: 3 })
    at.platform.after = async ({ kind, seq, channel }) => {
      if (kind === 'post' && seq <= 4 && channel === 'C1') await at.say(1001)
    }

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual(upTo(7))
    expect(at.platform.entriesIn('C2')).toEqual(upTo(7))
    expect(at.platform.cardsIn('C1')).toEqual([5])
  })

  it('of a platform that is not served here waits, without holding up the others or being given up on', async () => {
    await at.open([aThreadIn('spaces/1', { platform: 'gchat', tenant: '' }), aThreadIn('C1')])

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await at.thread('spaces/1')).toMatchObject({ root: null, suspended: null, tries: 0 })
    at.pass(3_600_000)
    await at.notifier({ publishers: { gchat: at.platform.poster } }).idle()
    expect(at.platform.entriesIn('spaces/1')).toEqual([1])
  })
})

describe('VIS-7: a thread shows only entries of an audience that its reader is in', () => {
  const authors: Readonly<Record<string, Author>> = {
    hoshi: anAuthor(),
    other: anAuthor({ domain: 'other.example.com', email: 'o@other.example.com' }),
    customer: { party: 'customer', email: 'c@midori.example.jp', name: 'C' },
    desk: { party: 'desk', email: 'd@desk.example.org', name: 'D' },
  }
  const said: readonly (readonly [keyof typeof authors, Audience])[] = [
    ['hoshi', 'everyone'],
    ['hoshi', 'internal'],
    ['other', 'internal'],
    ['desk', 'internal'],
    ['hoshi', 'customer'],
    ['customer', 'customer'],
    ['hoshi', 'desk'],
    ['desk', 'desk'],
    ['hoshi', 'internal'],
  ]
  it.each([
    ['the domain that opened it', hoshi, [1, 2, 5, 6, 7, 8, 9]],
    ['another partner of that time', other, [1, 3, 5, 6, 7, 8]],
    ['the customer', customer, [1, 5, 6]],
    ['the desk', desk, [1, 4, 7, 8]],
  ])('%s', async (_, reader, seqs) => {
    const partners = [
      { domain: 'hoshi.example.com', kind: 'reseller' as const },
      { domain: 'other.example.com', kind: 'support-partner' as const },
    ]
    const entries = said.map(([author, audience], index) =>
      anEntry({ seq: index + 1, audience, author: authors[author] ?? anAuthor() }),
    )
    const of = await caseWith(partners, entries, reader)

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual(seqs)
    expect(await at.thread('C1')).toMatchObject({ cursor: of.seq, renderedVersion: 1 })
  })

  it.each([
    ['a partner that was none when the case was made (VIS-2)', stranger],
    ['another customer', anotherCustomer],
  ])('%s sees nothing, not even the card, and the thread is given up on', async (_, reader) => {
    await at.open([aThreadIn('C1', { reader }), aThreadIn('C2')])

    await at.notifier().idle()

    expect(at.platform.calls.filter(({ channel }) => channel === 'C1')).toEqual([])
    expect(await at.thread('C1')).toMatchObject({ root: null, suspended: 'its reader may not see this case' })
    expect(at.platform.entriesIn('C2')).toEqual([1])
  })

  it.each([
    ['the customer', hoshi, customer, [1, 5, 6]],
    ['the desk', hoshi, desk, [1, 7, 8]],
    ['the desk, beside the customer', customer, desk, [1]],
    ['the customer, in the desk’s own', desk, customer, [1]],
  ])('where %s reads along, only what both may read', async (_, reader, along, seqs) => {
    const partners = [
      { domain: 'hoshi.example.com', kind: 'reseller' as const },
      { domain: 'other.example.com', kind: 'support-partner' as const },
    ]
    const entries = said.map(([author, audience], index) =>
      anEntry({ seq: index + 1, audience, author: authors[author] ?? anAuthor() }),
    )
    await caseWith(partners, entries, reader)

    await at.notifier({ resolveAudience: (thread) => openTo(along)(thread) }).idle()

    expect(at.platform.entriesIn('C1')).toEqual(seqs)
  })

  it.each([
    ['somebody reads along', hoshi, customer],
    ['the customer opened it and its partner reads along', customer, hoshi],
  ] as const)(
    'OWN-1: where %s, card and entries with their buttons are drawn for the guest',
    async (_, reader, along) => {
      await at.open([aThreadIn('C1', { reader })])
      const drawnFor: Reader[] = []
      const { poster } = at.platform
      const seen = {
        serves: poster.serves,
        countParts: poster.countParts,
        open: async (...given: Parameters<typeof poster.open>) => {
          drawnFor.push(given[1].reader)
          return poster.open(...given)
        },
        post: async (...given: Parameters<typeof poster.post>) => {
          drawnFor.push(given[1].reader)
          return poster.post(...given)
        },
        rewrite: poster.rewrite,
        withdraw: poster.withdraw,
        refresh: async (...given: Parameters<typeof poster.refresh>) => {
          drawnFor.push(given[1].reader)
          return poster.refresh(...given)
        },
      }
      const notifier = at.notifier({ publishers: { slack: seen }, resolveAudience: openTo(along) })
      await notifier.idle()
      await at.say(1001)
      await notifier.idle()

      expect(drawnFor).toEqual([customer, customer, customer, customer])
      expect((await at.thread('C1')).reader).toEqual(reader)
    },
  )

  it.each([
    ['both may see it', [], hoshi, customer, 4711],
    ['only who reads along may see it', ['hoshi.example.com'], other, customer, undefined],
    ['only the thread’s own reader may see it', ['hoshi.example.com'], hoshi, other, undefined],
    ['nobody reads along', ['hoshi.example.com'], hoshi, undefined, 4711],
  ] as const)(
    'VIS-2, VIS-6: the card of a follow-up names the earlier case where %s',
    async (_, partnersThen, reader, along, told) => {
      const both = ['hoshi.example.com', 'other.example.com']
      const asPartners = (domains: readonly string[]) =>
        domains.map((domain) => ({ domain, kind: 'reseller' as const }))
      const then = partnersThen.length > 0 ? partnersThen : both
      await at.open([aThreadIn('C1', { reader })], {
        partners: asPartners(both),
        followUpOf: { number: 4711, partners: asPartners(then) },
      })
      const named: (number | undefined)[] = []
      const { poster } = at.platform
      const seen: typeof poster = {
        serves: poster.serves,
        countParts: poster.countParts,
        open: async (of, thread, options) => {
          named.push(visibleFollowUp(of, thread.reader))
          return poster.open(of, thread, options)
        },
        post: poster.post,
        rewrite: poster.rewrite,
        withdraw: poster.withdraw,
        refresh: async (of, thread) => {
          named.push(visibleFollowUp(of, thread.reader))
          return poster.refresh(of, thread)
        },
      }
      const notifier = at.notifier({
        publishers: { slack: seen },
        resolveAudience: (thread) => openTo(along)(thread),
      })
      await notifier.idle()
      await at.say(1001)
      await notifier.idle()

      expect(named).toEqual([told, told])
    },
  )

  it('NOT-1: a root card that could not be brought up to date is tried again', async () => {
    await at.open([aThreadIn('C1')])
    await at.notifier().idle()
    await at.say(1001)
    let failures = 1
    const { poster } = at.platform
    const refresh: typeof poster.refresh = async (...given) => {
      if (failures-- > 0) throw new Error('socket hang up')
      return poster.refresh(...given)
    }
    const notifier = at.notifier({ publishers: { slack: { ...poster, refresh } } })
    await notifier.idle()
    const version = (await at.store.get(1001))?.version ?? 0
    expect((await at.thread('C1')).renderedVersion).toBeLessThan(version)

    at.pass(3_600_000)
    await notifier.idle()

    expect((await at.thread('C1')).renderedVersion).toBe(version)
    expect(at.platform.cardsIn('C1')).toEqual([version])
  })

  it('from the moment on that somebody reads along, and again in full when they no longer do', async () => {
    await at.open([aThreadIn('C1')])
    let along: Reader | undefined
    const notifier = at.notifier({ resolveAudience: (thread) => openTo(along)(thread) })
    await notifier.idle()
    along = customer
    await at.say(1001, { audience: 'internal' })
    await notifier.idle()
    along = undefined
    await at.say(1001, { audience: 'internal' })
    await notifier.idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 3])
  })

  it('VIS-7: nothing where another customer reads along, until they no longer do', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')])
    let along: Reader | undefined = anotherCustomer
    const notifier = at.notifier({
      resolveAudience: (thread) => openTo(thread.channel === 'C1' ? along : undefined)(thread),
    })

    await notifier.idle()
    at.pass(600_000)
    await notifier.idle()

    expect(at.platform.calls.filter(({ channel }) => channel === 'C1')).toEqual([])
    expect(await at.thread('C1')).toMatchObject({
      root: null,
      suspended: null,
      tries: 0,
    })
    expect(at.platform.entriesIn('C2')).toEqual([1])

    along = undefined
    at.pass(599_999)
    await notifier.idle()
    expect(at.platform.entriesIn('C1')).toEqual([])
    at.pass(1)
    await notifier.idle()
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await claimNext(at.store, { owner: 'x', now: new Date(2e13), leaseMs: 1 })).toBeUndefined()
  })

  it('VIS-7: goes on with the next news at once when nobody reads along any more', async () => {
    await at.open([aThreadIn('C1')])
    let along: Reader | undefined = anotherCustomer
    const notifier = at.notifier({ resolveAudience: (thread) => openTo(along)(thread) })
    await notifier.idle()
    along = undefined
    await at.say(1001)
    await notifier.idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
  })

  it('a post that may have been made is still in doubt when its thread goes on after waiting', async () => {
    await at.open([aThreadIn('C1')])
    let along: Reader | undefined
    const claim = await claimNext(at.store, { owner: 'dies', now: at.now(), leaseMs: 1 })
    if (claim?.case.subscriptions[0])
      await at.platform.poster.open(claim.case, claim.case.subscriptions[0], { uncertain: false })
    along = anotherCustomer
    at.pass(2)
    const notifier = at.notifier({ resolveAudience: (thread) => openTo(along)(thread) })
    await notifier.idle()
    along = undefined
    at.pass(600_000)
    await notifier.idle()

    expect(at.platform.cardsIn('C1')).toHaveLength(1)
    expect(at.platform.entriesIn('C1')).toEqual([1])
  })

  it('nothing is posted while it cannot be told who reads along', async () => {
    await at.open([aThreadIn('C1')])
    const resolveAudience = async () => {
      throw new Error('the database is away')
    }

    await at.notifier({ resolveAudience }).idle()

    expect(at.platform.calls).toEqual([])
    expect(await at.thread('C1')).toMatchObject({ suspended: null, tries: 0 })
  })

  it('a run of entries longer than a page that it may not see is walked past', async () => {
    await at.open([aThreadIn('C1', { reader: customer })])
    await at.notifier().idle()
    for (const _ of upTo(120)) await at.say(1001, { audience: 'internal' })
    await at.say(1001)

    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 122])
    expect(await at.thread('C1')).toMatchObject({ cursor: 122 })
  })

  async function caseWith(
    partners: readonly { readonly domain: string; readonly kind: 'reseller' | 'support-partner' }[],
    entries: readonly ReturnType<typeof anEntry>[],
    reader: Reader,
  ) {
    const subscriptions = [aThreadIn('C1', { reader })]
    const { case: of } = await at.store.create(
      aNewCase({ partners, subscriptions, seq: entries.length }, { entries }),
    )
    return of
  }
})
