import { beforeEach, describe, expect, it } from 'vitest'
import type { Case, Entry } from '../../src/cases/case.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, anEntry, aThread } from '../support/build-case.ts'
import { aDelivery, audiences, fails } from '../support/build-delivery.ts'
import { claimNext } from '../support/claim-next.ts'
import { aNotifyDesk, aThreadIn, leaseMs, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const hour = 3_600_000
const heldBack: SubscriptionAudience = { kind: 'held-back', why: 'undeclared' }
const from = { party: 'partner', domain: 'hoshi.example.com' } as const

function aLine(seq: number, of: number, more: Partial<Entry> = {}): Entry {
  const part = of === 0 ? 'title' : 'text'
  return anEntry({ seq, event: { type: 'removed', of, part, reason: 'Sent by mistake.', from }, ...more })
}

let at: NotifyDesk
beforeEach(async () => {
  at = await aNotifyDesk()
})

/** As the service does it: the text of an entry, or the title, goes in one change. */
async function remove(of: number): Promise<Case> {
  const current = (await at.store.get(1001)) as Case
  const [entry] = of === 0 ? [] : await at.store.history(1001, { after: of - 1, limit: 1 })
  const line = aLine(current.seq + 1, of)
  const left = entry && {
    ...entry,
    event: { type: 'message', text: '' } as const,
    removed: [{ part: 'text' as const, at: at.now(), by: 'ben@desk.example.org' }],
  }
  const next = { updatedAt: at.now(), removals: [...(current.removals ?? []), { seq: line.seq, of }] }
  const result = await at.store.commit({
    ...aCommit(current, next, { entries: [line] }),
    removal: { files: [], ...(left ? { entry: left } : {}) },
  })
  if (result.kind !== 'committed') throw new Error(result.kind)
  return result.case
}

const secret = { event: { type: 'message', text: 'kumquat' } } as const

describe('UPD-3: what is removed', () => {
  it('is gone from every thread that shows it, and each gets the line that says so', async () => {
    await at.open([aThreadIn('C1'), aThreadIn('C2')])
    await at.say(1001, secret)
    await at.notifier().idle()
    expect(at.platform.textsIn('C1').join()).toContain('kumquat')

    await remove(2)
    await at.notifier().idle()

    for (const channel of ['C1', 'C2']) {
      expect(at.platform.entriesIn(channel)).toEqual([1, 2, 3])
      expect(at.platform.textsIn(channel).join()).not.toContain('kumquat')
      expect(await at.thread(channel)).toMatchObject({ rewritten: 3, cursor: 3 })
    }
    at.pass(hour)
    await at.notifier().idle()
    expect(at.platform.calls.filter(({ kind }) => kind === 'rewrite')).toHaveLength(2)
  })

  it('is never posted to a thread that comes later, and nothing is looked for there', async () => {
    await at.open([aThreadIn('C1')])
    await at.say(1001, secret)
    await at.notifier().idle()
    await remove(2)
    await at.store.addSubscription(1001, aThreadIn('C2'))

    await at.notifier().idle()
    await at.say(1001)
    await at.notifier().idle()

    expect(at.platform.entriesIn('C2')).toEqual(upTo(4))
    expect(at.platform.textsIn('C2').join()).not.toContain('kumquat')
    const rewritten = at.platform.calls.filter(({ kind }) => kind === 'rewrite')
    expect(rewritten.map(({ channel }) => channel)).toEqual(['C1'])
  })

  it('was posted by one who died before saying so, and is gone all the same', async () => {
    await at.open([aThreadIn('C1')])
    await at.notifier().idle()
    await at.say(1001, secret)
    const dying: CasesAndFiles = {
      ...at.store,
      saveProgress: (input) =>
        input.progress.cursor === 2 ? Promise.reject(new Error('died')) : at.store.saveProgress(input),
    }
    await at.notifier({ store: dying }).idle()
    expect(at.platform.textsIn('C1').join()).toContain('kumquat')
    await remove(2)

    at.pass(leaseMs + 1)
    await at.notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
    expect(at.platform.textsIn('C1').join()).not.toContain('kumquat')
  })

  it('leaves a thread that is held back too: nothing else is posted there', async () => {
    await at.open([aThreadIn('C1')])
    await at.say(1001, secret)
    await at.notifier().idle()
    await at.say(1001)
    const before = at.platform.calls.length

    await remove(2)
    await at.notifier({ resolveAudience: async () => heldBack }).idle()

    expect(at.platform.calls.slice(before).map(({ kind, seq }) => `${kind} ${seq}`)).toEqual(['rewrite 2'])
    expect(at.platform.textsIn('C1').join()).not.toContain('kumquat')
    expect(await at.thread('C1')).toMatchObject({ rewritten: 4, cursor: 2 })
  })

  it('reaches a thread whose channel took no posts once it does', async () => {
    await at.open([aThreadIn('C1')])
    await at.say(1001, secret)
    await at.notifier().idle()
    at.platform.before = () => {
      throw new DeliveryFailure('channel_not_found', { scope: 'channel', code: 'channel_not_found' })
    }
    await remove(2)
    await at.notifier().idle()
    expect(await at.thread('C1')).toMatchObject({ fault: { code: 'channel_not_found' } })

    at.platform.before = () => {}
    const notifier = at.notifier()
    await notifier.wakeConversation({ platform: 'slack', tenant: 'T1', channel: 'C1' })
    await notifier.idle()

    expect(at.platform.textsIn('C1').join()).not.toContain('kumquat')
  })
})

describe('UPD-3: a removal that a kill breaks off', () => {
  /** Store and platform of a process that dies at its nth act: before it, or after. */
  function dyingAt(nth: number, when: 'before' | 'after') {
    let acts = 0
    async function act<T>(work: () => Promise<T>): Promise<T> {
      acts += 1
      if (acts > nth || (acts === nth && when === 'before')) throw new Error('killed')
      const answer = await work()
      if (acts === nth) throw new Error('killed')
      return answer
    }
    const { store, platform } = at
    const { poster } = platform
    return {
      acts: () => acts,
      store: {
        ...store,
        purge: (number: number) => act(() => store.purge(number)),
        history: (...given: Parameters<typeof store.history>) => act(() => store.history(...given)),
        saveProgress: (input: Parameters<typeof store.saveProgress>[0]) =>
          act(() => store.saveProgress(input)),
        releaseClaim: (input: Parameters<typeof store.releaseClaim>[0]) =>
          act(() => store.releaseClaim(input)),
      } satisfies CasesAndFiles,
      publisher: {
        ...poster,
        post: (...given: Parameters<typeof poster.post>) => act(() => poster.post(...given)),
        refresh: (...given: Parameters<typeof poster.refresh>) => act(() => poster.refresh(...given)),
        rewrite: (...given: Parameters<typeof poster.rewrite>) => act(() => poster.rewrite(...given)),
        withdraw: (...given: Parameters<typeof poster.withdraw>) => act(() => poster.withdraw(...given)),
      },
    }
  }

  it.each(['before', 'after'] as const)(
    '%s any of its acts is carried through by the next process',
    async (when) => {
      let nth = 0
      let lived = false
      while (!lived) {
        nth += 1
        at = await aNotifyDesk()
        await at.open([aThreadIn('C1'), aThreadIn('C2')])
        await at.say(1001, secret)
        await at.notifier().idle()
        await remove(2)
        await remove(0)
        const dying = dyingAt(nth, when)
        await at.notifier({ store: dying.store, publishers: { slack: dying.publisher } }).idle()
        lived = dying.acts() < nth

        at.pass(hour)
        await at.notifier().idle()

        for (const channel of ['C1', 'C2']) {
          expect(at.platform.entriesIn(channel)).toEqual(upTo(4))
          expect(at.platform.textsIn(channel).join()).not.toContain('kumquat')
          expect(await at.thread(channel)).toMatchObject({ rewritten: 4, cursor: 4, suspended: null })
        }
        expect(await claimNext(at.store, { owner: 'x', now: at.now(), leaseMs: 1 })).toBeUndefined()
      }
      expect(nth).toBeGreaterThan(15)
    },
  )
})

describe('UPD-3: bringing a thread in line', () => {
  const shown = (over: object = {}) => aThread({ root: '1.1', cursor: 3, renderedVersion: 1, ...over })
  const removals = [
    { seq: 4, of: 2 },
    { seq: 5, of: 3 },
  ]
  const entries = [anEntry(), anEntry({ seq: 2 }), anEntry({ seq: 3 }), aLine(4, 2), aLine(5, 3)]

  it('comes before anything is posted, and each removal is written down once it is done', async () => {
    const scene = aDelivery([shown()], { version: 2, removals }, entries)

    await scene.deliver()

    expect(scene.told()).toEqual(['rewrite 2', 'rewrite 3', 'post 4', 'post 5', 'refresh'])
    expect(scene.store.written.flatMap(({ progress }) => progress.rewritten ?? [])).toEqual([4, 5])
  })

  it('that fails is tried again like a post, and nothing is posted meanwhile', async () => {
    const scene = aDelivery([shown()], { version: 2, removals }, entries)
    scene.answerNext(() => {}, fails())

    const retryAt = await scene.deliver()

    expect(scene.told()).toEqual(['rewrite 2', 'rewrite 3'])
    expect(await scene.thread()).toMatchObject({ rewritten: 4, tries: 1, retryAt })
    scene.pass(hour)
    await scene.deliver()
    expect(scene.told().slice(2)).toEqual(['rewrite 3', 'post 4', 'post 5', 'refresh'])
  })

  it('leaves it in doubt whether an older post is there', async () => {
    const scene = aDelivery([shown({ tries: 1 })], { version: 2, removals }, entries)

    await scene.deliver()

    expect(scene.calls.find(({ kind }) => kind === 'post')).toMatchObject({ seq: 4, uncertain: true })
    expect(await scene.thread()).toMatchObject({ tries: 0 })
  })

  it('of a title draws the card whole again once its readers are known', async () => {
    const lines = [anEntry(), aLine(2, 0)]
    const scene = aDelivery([shown({ cursor: 1 })], { version: 2, removals: [{ seq: 2, of: 0 }] }, lines)
    const resolveAudience = audiences(heldBack)

    await scene.deliver({ resolveAudience })
    expect(scene.told()).toEqual(['rewrite 0'])
    expect(await scene.thread()).toMatchObject({ renderedVersion: 0, rewritten: 2 })

    scene.pass(hour)
    await scene.deliver()
    expect(scene.told()).toEqual(['rewrite 0', 'post 2', 'refresh'])
  })

  it('waits for a history that is not there yet, and never takes the root for the entry', async () => {
    const scene = aDelivery([shown({ cursor: 1 })], { version: 2, seq: 5, removals }, entries.slice(0, 1))

    expect(await scene.deliver()).not.toBeNull()

    expect(scene.told()).toEqual([])
  })

  it('does not wait for a database that somebody reads from, which is asked again', async () => {
    const scene = aDelivery([shown()], { version: 2, removals }, entries)
    const store = { ...scene.store, purge: async () => false }

    const retryAt = await scene.deliver({ store })

    expect(scene.told()).toContain('rewrite 3')
    expect(retryAt).toEqual(scene.later(60_000))
  })

  it('is nothing for mails, which cannot be called back', async () => {
    const mail = aThread({ id: 'm', platform: 'mail', channel: 'a@example.com', root: '<1>', cursor: 3 })
    const scene = aDelivery([mail], { version: 2, removals, sharedWith: ['a@example.com'] }, entries)

    await scene.deliver()

    expect(scene.told()).toEqual(['mail 4-5'])
  })
})
