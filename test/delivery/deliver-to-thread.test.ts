import { describe, expect, it } from 'vitest'
import type { Case, Reader, Subscription } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { anAuthor, anEntry, aThread } from '../support/build-case.ts'
import { aDelivery, audiences, fails } from '../support/build-delivery.ts'
import { claimNext } from '../support/claim-next.ts'
import { upTo } from '../support/delivery-fixture.ts'

const partner: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const stranger: Reader = { party: 'partner', domain: 'stranger.example.com' }
const customer: Reader = { party: 'customer', customer: 'C-midori' }
const desk: Reader = { party: 'desk' }
const readBy = (reader: Reader, along?: Reader): SubscriptionAudience =>
  along ? { kind: 'readers', reader, along } : { kind: 'readers', reader }
const heldBack: SubscriptionAudience = { kind: 'held-back', why: 'undeclared' }

describe('NOT-1: a thread shows its case', () => {
  it('the root card first, then each entry once and in order; and then there is nothing more to do', async () => {
    const scene = aDelivery([aThread()], { version: 4 }, [
      anEntry(),
      anEntry({ seq: 2 }),
      anEntry({ seq: 3 }),
    ])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'post 3'])
    expect(await scene.thread()).toEqual(aThread({ root: 'root in C1', cursor: 3, renderedVersion: 4 }))
    expect(scene.calls.every(({ uncertain }) => !uncertain)).toBe(true)
    expect(await claimNext(scene.store, { owner: 'x', now: scene.later(1e9), leaseMs: 1 })).toBeUndefined()
  })

  it('the cursor moves with each post, so that a failure repeats nothing', async () => {
    const scene = aDelivery([aThread()], {}, [anEntry(), anEntry({ seq: 2 }), anEntry({ seq: 3 })])
    scene.answerNext(
      () => {},
      () => {},
      fails(),
    )

    const retryAt = await scene.deliver()
    expect(await scene.thread()).toMatchObject({ cursor: 1, tries: 1 })
    scene.pass(3_000)
    expect(retryAt).toEqual(scene.now())
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'post 2', 'post 3'])
    expect(scene.store.written.map(({ progress }) => progress.cursor ?? '-')).toEqual(['-', 1, '-', 2, 3])
  })

  it('NOT-4: what was said in a two-way thread is not posted back there, nor what became of it; other threads get both', async () => {
    const said = { platform: 'slack', tenant: 'T1', channel: 'C1', message: '2.1', thread: '1.2' } as const
    const { message: _, ...saidIn } = said
    const editor = anAuthor()
    const history = [
      anEntry(),
      anEntry({ seq: 2, event: { type: 'message', text: 'Here.', source: said } }),
      anEntry({
        seq: 3,
        event: { type: 'message-edited', of: 2, edit: '3.1', editor, text: 'There.', saidIn },
      }),
      anEntry({ seq: 4, event: { type: 'message-deleted', of: 2, saidIn } }),
      anEntry({
        seq: 5,
        event: { type: 'message-edit-withheld', of: 2, edit: '4.1', reason: 'personal-data' },
      }),
    ]
    const there = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })], {}, history)
    const anew = aDelivery([aThread({ root: '9.9', renderedVersion: 1 })], {}, history)
    const elsewhere = aDelivery([aThread({ channel: 'C2', root: '1.2', renderedVersion: 1 })], {}, history)

    for (const scene of [there, anew, elsewhere]) expect(await scene.deliver()).toBeNull()

    expect(there.told()).toEqual(['post 1', 'post 5'])
    expect((await there.thread())?.cursor).toBe(5)
    for (const scene of [anew, elsewhere])
      expect(scene.told()).toEqual(['post 1', 'post 2', 'post 3', 'post 4', 'post 5'])
  })

  it('where a direct message stands is kept as the platform names it', async () => {
    const scene = aDelivery([aThread({ channel: 'U1' })])

    await scene.deliver({
      publishers: {
        slack: {
          serves: () => true,
          countParts: () => 1,
          open: async () => ({ root: '1.2', channel: 'D1' }),
          post: async () => {},
          refresh: async () => undefined,
          rewrite: async () => {},
          withdraw: async () => null,
        },
      },
    })

    expect(await scene.thread()).toMatchObject({ root: '1.2', channel: 'D1', cursor: 1 })
  })

  it('a change is posted under the card, and then the card is brought up to it', async () => {
    const scene = aDelivery([aThread()])
    await scene.deliver()
    await scene.change({ title: 'Mail bounces again' }, {})

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'refresh'])
    expect(scene.calls.at(-1)?.supportCase.title).toBe('Mail bounces again')
    expect(await scene.thread()).toMatchObject({ cursor: 2, renderedVersion: 2 })
  })

  it('a refresh of the card that failed is tried again, and no entry with it', async () => {
    const scene = aDelivery([aThread({ root: '1.2', cursor: 0, renderedVersion: 0 })])
    scene.answerNext(() => {}, fails())

    expect(await scene.deliver()).toEqual(scene.later(3_000))
    expect(await scene.thread()).toMatchObject({ cursor: 1, renderedVersion: 0, tries: 1 })
    scene.pass(3_000)
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 1', 'refresh', 'refresh'])
    expect(await scene.thread()).toMatchObject({ renderedVersion: 1, tries: 0, retryAt: null })
  })

  it('a card that could not be posted has no entries under it', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails())

    expect(await scene.deliver()).toEqual(scene.later(3_000))

    expect(scene.told()).toEqual(['open'])
    expect(await scene.thread()).toMatchObject({ root: null, cursor: 0, tries: 1 })
  })

  it('a long history is read page by page, and shown once', async () => {
    const scene = aDelivery(
      [aThread()],
      {},
      upTo(120).map((seq) => anEntry({ seq })),
    )

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', ...upTo(120).map((seq) => `post ${seq}`)])
    expect(scene.store.pagesRead).toEqual([0, 50, 100])
  })

  it('entries of a later version than the claimed one wait for their own claim', async () => {
    const scene = aDelivery([aThread()], { seq: 1 }, [anEntry(), anEntry({ seq: 2 })])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1'])
    expect(await scene.thread()).toMatchObject({ cursor: 1 })
  })

  it('an entry is not shown before the one that it follows, and history that is not there yet is asked for in 5 s', async () => {
    const scene = aDelivery([aThread()], { seq: 3 }, [anEntry(), anEntry({ seq: 3 })])

    expect(await scene.deliver()).toEqual(scene.later(5_000))

    expect(scene.told()).toEqual(['open', 'post 1'])
    expect(await scene.thread()).toMatchObject({ cursor: 1, tries: 0, retryAt: null })
  })
})

describe('NOT-1: a burst of changes', () => {
  const quiet = { cardQuietMs: 1_000 }

  it('is posted at once and edits the card once, when the case has been quiet', async () => {
    const scene = aDelivery([aThread()])
    await scene.deliver(quiet)
    for (const seq of [2, 3]) {
      await scene.change({ updatedAt: scene.now() }, {})
      expect(await scene.deliver(quiet)).toEqual(scene.later(1_000))
      expect(scene.told().at(-1)).toBe(`post ${seq}`)
      scene.pass(100)
    }
    scene.pass(900)

    expect(await scene.deliver(quiet)).toBeNull()

    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'post 3', 'refresh'])
    expect(await scene.thread()).toMatchObject({ renderedVersion: 3 })
  })

  it('that does not end has its card drawn all the same, now and then', async () => {
    const scene = aDelivery([aThread({ root: '1.2', cursor: 1, renderedVersion: 1 })], { version: 22 })
    await scene.change({ updatedAt: scene.now() })

    expect(await scene.deliver(quiet)).toBeNull()

    expect(scene.told()).toEqual(['refresh'])
  })

  it('is not waited for where the clock was set back since the case was changed', async () => {
    const scene = aDelivery([aThread({ root: '1.2', cursor: 1, renderedVersion: 1 })])
    await scene.change({ updatedAt: scene.later(60_000) })

    expect(await scene.deliver(quiet)).toBeNull()

    expect(scene.told()).toEqual(['refresh'])
  })

  it('a card that could no longer be edited stands where the new one was posted, from then on', async () => {
    const scene = aDelivery([aThread({ root: '1.2', cursor: 1, renderedVersion: 1 })])
    scene.answerNext(() => '9.9')
    await scene.change()
    await scene.deliver()
    await scene.change()

    await scene.deliver()

    expect(await scene.thread()).toMatchObject({ root: '1.2', card: '9.9', renderedVersion: 3 })
    expect(scene.calls.map(({ thread }) => thread.card)).toEqual([undefined, '9.9'])
  })
})

describe('an entry that is too long for one message', () => {
  const posted = { root: '1.2', renderedVersion: 1 }

  it('is told in parts, one after the other, and counts as shown with the last', async () => {
    const scene = aDelivery([aThread(posted)], {}, [anEntry(), anEntry({ seq: 2 })])
    scene.parts = 3

    await scene.deliver()

    expect(scene.told()).toEqual(['post 1', 'post 1.1', 'post 1.2', 'post 2', 'post 2.1', 'post 2.2'])
    expect(scene.store.written.map(({ progress }) => progress)).toEqual([
      { parts: 1 },
      { parts: 2 },
      { parts: 0, cursor: 1 },
      { parts: 1 },
      { parts: 2 },
      { parts: 0, cursor: 2 },
    ])
  })

  it('goes on after a failure with the part that is missing, which alone is in doubt', async () => {
    const scene = aDelivery([aThread(posted)])
    scene.parts = 3
    scene.answerNext(() => {}, fails())
    await scene.deliver()
    scene.pass(3_000)

    await scene.deliver()

    expect(scene.told()).toEqual(['post 1', 'post 1.1', 'post 1.1', 'post 1.2'])
    expect(scene.calls.map(({ uncertain }) => uncertain)).toEqual([false, false, true, false])
    expect(await scene.thread()).toMatchObject({ cursor: 1, parts: 0 })
  })

  it('that was shortened by a removal when some of it was there is there whole, and the next one follows', async () => {
    const scene = aDelivery([aThread({ ...posted, parts: 2 })], {}, [anEntry(), anEntry({ seq: 2 })])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 2'])
    expect(await scene.thread()).toMatchObject({ cursor: 2, parts: 0 })
  })

  it('and that may not be read any more leaves the next one whole', async () => {
    const note = anEntry({ audience: 'internal', author: anAuthor({ party: 'desk' }) })
    const scene = aDelivery([aThread({ ...posted, parts: 2 })], {}, [note, anEntry({ seq: 2 })])
    scene.parts = 3

    await scene.deliver()

    expect(scene.told()).toEqual(['post 2', 'post 2.1', 'post 2.2'])
    expect(scene.store.written.map(({ progress }) => progress)).toEqual([
      { cursor: 1, parts: 1 },
      { parts: 2 },
      { parts: 0, cursor: 2 },
    ])
  })
})

describe('what the platform will not have', () => {
  const tooLong = fails({ scope: 'message', code: 'msg_too_long' })
  const posted = { root: '1.2', renderedVersion: 1 }

  it('is told in plain words, and the next entry follows', async () => {
    const scene = aDelivery([aThread(posted)], {}, [anEntry(), anEntry({ seq: 2 })])
    scene.answerNext(tooLong)

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 1', 'post 1 in plain words', 'post 2'])
    expect(await scene.thread()).toMatchObject({ cursor: 2, tries: 0, suspended: null })
    expect(scene.log.lines).toMatchObject([{ level: 'error', fields: { entry: 1, code: 'msg_too_long' } }])
  })

  it('in plain words neither holds up nothing: the operator reads of it', async () => {
    const scene = aDelivery([aThread(posted)], {}, [anEntry(), anEntry({ seq: 2 })])
    scene.answerNext(tooLong, tooLong)

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['post 1', 'post 1 in plain words', 'post 2'])
    expect(scene.log.lines.map(({ level }) => level)).toEqual(['error', 'error'])
  })

  it('of a part ends the entry: the plain words stand for the rest of it', async () => {
    const scene = aDelivery([aThread(posted)], {}, [anEntry(), anEntry({ seq: 2 })])
    scene.parts = 2
    scene.answerNext(() => {}, tooLong)

    await scene.deliver()

    expect(scene.told()).toEqual(['post 1', 'post 1.1', 'post 1.1 in plain words', 'post 2', 'post 2.1'])
    expect(await scene.thread()).toMatchObject({ cursor: 2, parts: 0 })
  })

  it('as a card is left as it stands until the next change', async () => {
    const scene = aDelivery([aThread({ ...posted, cursor: 1 })])
    await scene.change()
    scene.answerNext(fails({ scope: 'message', code: 'invalid_blocks' }))

    expect(await scene.deliver()).toBeNull()
    await scene.change()
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['refresh', 'refresh'])
    expect(await scene.thread()).toMatchObject({ renderedVersion: 3 })
  })

  it('as a first card makes the thread wait as one whose channel takes no posts', async () => {
    const scene = aDelivery([aThread()])
    scene.answerNext(fails({ scope: 'message', code: 'invalid_blocks' }))

    expect(await scene.deliver()).toEqual(scene.later(45_000))

    expect(await scene.thread()).toMatchObject({
      root: null,
      fault: { scope: 'channel', code: 'invalid_blocks' },
    })
  })
})

describe('a post that may have been made before', () => {
  it('is asked for as uncertain, the first one alone; a card found there is brought up to the case', async () => {
    const scene = aDelivery([aThread()], {}, [anEntry(), anEntry({ seq: 2 })])

    expect(await scene.deliverAfterCrash()).toBeNull()

    expect(scene.calls.map(({ uncertain }) => uncertain)).toEqual([true, false, false, false])
    expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'refresh'])
    expect(scene.store.written[0]?.progress).toEqual({
      root: 'root in C1',
      channel: 'C1',
      renderedVersion: 0,
    })
    expect(await scene.thread()).toMatchObject({ renderedVersion: 1 })
  })

  it('may be an entry', async () => {
    const scene = aDelivery([aThread({ root: '1.2' })], {}, [anEntry(), anEntry({ seq: 2 })])

    await scene.deliverAfterCrash()

    expect(scene.calls.map(({ kind, uncertain }) => [kind, uncertain])).toEqual([
      ['post', true],
      ['post', false],
      ['refresh', false],
    ])
  })
})

describe('VIS-7: only what its readers may read is shown', () => {
  const entries = [
    anEntry(),
    anEntry({ seq: 2, audience: 'internal', author: anAuthor({ party: 'desk' }) }),
    anEntry({ seq: 3, audience: 'customer' }),
    anEntry({ seq: 4, audience: 'desk' }),
    anEntry({ seq: 5, audience: 'internal' }),
  ]

  it.each([
    { audience: readBy(partner), posts: [1, 3, 4, 5] },
    { audience: readBy(customer), posts: [1, 3] },
    { audience: readBy(desk), posts: [1, 2, 4] },
    // What one of both may not read is shown to neither.
    { audience: readBy(partner, customer), posts: [1, 3] },
    { audience: readBy(customer, partner), posts: [1, 3] },
    { audience: readBy(partner, desk), posts: [1, 4] },
  ])('$audience: entries $posts, and the cursor moves past all', async ({ audience, posts }) => {
    const scene = aDelivery([aThread()], {}, entries)

    expect(await scene.deliver({ resolveAudience: audiences(audience) })).toBeNull()

    expect(scene.told()).toEqual(['open', ...posts.map((seq) => `post ${seq}`)])
    expect(await scene.thread()).toMatchObject({ cursor: 5 })
  })

  it('a page of nothing but those is walked past with one write', async () => {
    const notes = upTo(60).map((seq) =>
      anEntry({ seq, audience: 'internal', author: anAuthor({ party: 'desk' }) }),
    )
    const scene = aDelivery([aThread({ root: '1.2', renderedVersion: 1 })], {}, notes)

    expect(await scene.deliver()).toBeNull()

    expect(scene.calls).toEqual([])
    expect(scene.store.written.map(({ progress }) => progress)).toEqual([{ cursor: 50 }, { cursor: 60 }])
  })

  it('posts are drawn for the guests where there are any, else for the thread’s reader of now', async () => {
    const drawnFor = async (audience: SubscriptionAudience) => {
      const scene = aDelivery([aThread({ root: null })])
      await scene.deliver({ resolveAudience: audiences(audience) })
      await scene.change({}, {})
      await scene.deliver({ resolveAudience: audiences(audience) })
      expect(scene.told()).toEqual(['open', 'post 1', 'post 2', 'refresh'])
      return scene.calls.map(({ thread }) => thread.reader)
    }

    expect(await drawnFor(readBy(partner, customer))).toEqual(Array(4).fill(customer))
    expect(await drawnFor(readBy(desk))).toEqual(Array(4).fill(desk))
  })

  it('UPD-4: the card names no earlier case that one of those who read it may not see', async () => {
    const followUpOf = { number: 7, partners: [] }
    const cards = async (audience: SubscriptionAudience) => {
      const scene = aDelivery([aThread()], { followUpOf })
      await scene.deliver({ resolveAudience: audiences(audience) })
      await scene.change()
      await scene.deliver({ resolveAudience: audiences(audience) })
      expect(scene.told()).toEqual(['open', 'post 1', 'refresh'])
      return [scene.calls[0], scene.calls[2]].map((call) => call?.supportCase.followUpOf)
    }

    expect(await cards(readBy(partner, customer))).toEqual([null, null])
    expect(await cards(readBy(customer, partner))).toEqual([null, null])
    expect(await cards(readBy(partner))).toEqual([followUpOf, followUpOf])
  })

  it('VIS-1: a thread whose reader may not see the case is given up on, and shows nothing', async () => {
    const scene = aDelivery([aThread()])

    expect(await scene.deliver({ resolveAudience: audiences(readBy(stranger)) })).toBeNull()

    expect(scene.calls).toEqual([])
    expect(await scene.thread()).toEqual(aThread({ suspended: 'its reader may not see this case' }))
    expect(scene.lease.isHeld()).toBe(true)
    expect(scene.log.lines).toEqual([
      {
        level: 'error',
        fields: { case: 1001, thread: 't-1', reason: 'its reader may not see this case' },
        message: 'Delivery suspended',
      },
    ])
  })

  it('what cannot be given up on because the claim is another’s loses the lease', async () => {
    const scene = aDelivery([aThread()])

    await scene.deliver({
      resolveAudience: async () => {
        scene.pass(60_000)
        await scene.claim()
        return readBy(stranger)
      },
    })

    expect(scene.lease.isHeld()).toBe(false)
    expect(scene.store.written).toEqual([])
  })
})

describe('PLC-1: a thread that is held back', () => {
  it.each([
    { audience: heldBack, why: 'undeclared', ms: 600_000 },
    { audience: readBy(partner, stranger), why: 'guest-without-case', ms: 600_000 },
    { audience: { kind: 'held-back', why: 'members-unknown' } as const, why: 'members-unknown', ms: 30_000 },
  ])(
    'shows nothing, writes why, is told in the log once, and is looked at again later: $why',
    async ({ audience, why, ms }) => {
      const scene = aDelivery([aThread()])
      const told: (Subscription['heldBack'] | undefined)[] = []
      const onHeldBack = async (_: Case, { heldBack }: Subscription) => told.push(heldBack)
      const heldBack = { why, users: [], since: scene.now() }

      const deliver = () => scene.deliver({ resolveAudience: audiences(audience), onHeldBack })

      // Whatever ended the reason before it was written down woke nothing.
      expect(await deliver()).toEqual(scene.later(1_000))
      scene.pass(1_000)
      expect(await deliver()).toEqual(scene.later(ms))

      expect(scene.calls).toEqual([])
      expect(scene.store.written).toEqual([{ thread: 't-1', progress: { heldBack } }])
      expect(told).toEqual([heldBack, heldBack])
      expect(scene.log.lines).toMatchObject([
        { level: 'info', fields: { case: 1001, thread: 't-1', why }, message: 'A thread is held back.' },
      ])
    },
  )

  it('writes the doubt alone, once: after it the first post is asked for as uncertain', async () => {
    const scene = aDelivery([aThread()])
    const resolveAudience = audiences(heldBack)

    await scene.deliverAfterCrash({ resolveAudience })
    expect(scene.store.written).toMatchObject([{ thread: 't-1', progress: { tries: 1 } }])
    expect(scene.lease.isHeld()).toBe(true)
    scene.pass(600_000)
    await scene.deliverAfterCrash({ resolveAudience })
    expect(scene.store.written).toHaveLength(1)
    scene.pass(600_000)
    await scene.deliver()

    expect(scene.calls[0]).toMatchObject({ kind: 'open', uncertain: true })
    expect(await scene.thread()).toMatchObject({ tries: 0, retryAt: null })
  })

  it('loses the lease where its doubt could not be written', async () => {
    const scene = aDelivery([aThread()])

    await scene.deliverAfterCrash({
      resolveAudience: async () => {
        scene.pass(60_000)
        await scene.claim()
        return heldBack
      },
    })

    expect(scene.lease.isHeld()).toBe(false)
    expect(scene.store.written).toEqual([])
  })
})

describe('a workspace that this process does not serve', () => {
  it('is left to others and looked at in a minute', async () => {
    const scene = aDelivery([aThread(), aThread({ id: 't-2', tenant: 'T2', channel: 'C2' })])
    const asked: string[] = []
    const publisher = {
      serves: (tenant: string) => {
        asked.push(tenant)
        return false
      },
      countParts: () => 1,
      open: () => Promise.reject(new Error('not asked')),
      post: () => Promise.reject(new Error('not asked')),
      refresh: () => Promise.reject(new Error('not asked')),
      rewrite: () => Promise.reject(new Error('not asked')),
      withdraw: () => Promise.reject(new Error('not asked')),
    }

    expect(await scene.deliver({ publishers: { slack: publisher } }, 't-2')).toEqual(scene.later(60_000))

    expect(asked).toEqual(['T2'])
    expect(scene.store.written).toEqual([])
  })

  it('or whose chat it does not speak at all', async () => {
    const scene = aDelivery([aThread({ platform: 'gchat' })])

    expect(await scene.deliver()).toEqual(scene.later(60_000))

    expect(scene.store.written).toEqual([])
  })
})
