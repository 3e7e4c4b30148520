import { describe, expect, it } from 'vitest'
import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import { anAuthor, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { aDelivery, fails } from '../support/build-delivery.ts'
import { upTo } from '../support/delivery-fixture.ts'

const jo = 'jo@example.com'
const begun = { root: '<first>' }
const note = { audience: 'internal' } as const

function mailTo(over: Partial<Subscription> = {}): Subscription {
  return aThread({ id: jo, platform: 'mail', tenant: '', channel: jo, ...over })
}

/** A case that is shared with Jo; each entry a minute after the one before, as sends of their own. */
function shared(thread: Subscription, entries: readonly Partial<Entry>[] = [{}], over: Partial<Case> = {}) {
  const history = entries.map((entry, index) =>
    anEntry({ seq: index + 1, at: minutesAfter(noon, index), ...entry }),
  )
  return aDelivery([thread], { sharedWith: [jo], ...over }, history)
}

const toldIn = (scene: ReturnType<typeof shared>) =>
  scene.calls.map(({ update }) => update?.entries.map(({ seq }) => seq))

describe('NOT-3: the first mail', () => {
  it('stands for all that there is, and the next one for what came then', async () => {
    const scene = shared(mailTo(), [{}, {}, {}])

    expect(await scene.deliver()).toBeNull()
    expect(scene.calls[0]?.update).toMatchObject({ from: 0, to: 3, more: false })
    expect(await scene.thread(jo)).toEqual(mailTo({ root: `<${jo} 3>`, cursor: 3 }))
    await scene.change({}, {})
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 0-3', 'mail 4-4'])
    expect(toldIn(scene)).toEqual([[1, 2, 3], [4]])
    expect(await scene.thread(jo)).toEqual(mailTo({ root: `<${jo} 3>`, cursor: 4 }))
  })

  it('tells only what may be mailed', async () => {
    const scene = shared(mailTo(), [{}, note, { audience: 'desk' }, {}])

    await scene.deliver()

    expect(toldIn(scene)).toEqual([[1, 4]])
    expect(await scene.thread(jo)).toMatchObject({ cursor: 4 })
  })

  it.each([
    { count: 20, told: upTo(20), more: false },
    { count: 21, told: [1, ...upTo(21, 3)], more: true },
    { count: 130, told: [1, ...upTo(130, 112)], more: true },
  ])('tells up to twenty entries, how it began and the newest: of $count', async ({ count, told, more }) => {
    const scene = shared(mailTo(), Array(count).fill({}))

    await scene.deliver()

    expect(toldIn(scene)).toEqual([told])
    expect(scene.calls[0]?.update).toMatchObject({ from: 0, to: count, more })
  })

  it.each([
    { count: 50, read: [0] },
    { count: 51, read: [1, 0] },
    { count: 100, read: [50, 0] },
  ])('looks for them through all pages, newest first: of $count, each once', async ({ count, read }) => {
    const scene = shared(mailTo(), [{}, {}, ...Array(count - 2).fill(note)])

    await scene.deliver()

    expect(toldIn(scene)).toEqual([[1, 2]])
    expect(scene.store.pagesRead).toEqual(read)
  })

  it('reads no more than it needs', async () => {
    const scene = shared(mailTo(), Array(200).fill({}))

    await scene.deliver()

    expect(scene.store.pagesRead).toEqual([150, 0])
  })

  it('tells nothing that came after the claimed case', async () => {
    const scene = shared(mailTo(), [{}, {}], { seq: 1 })

    await scene.deliver()

    expect(toldIn(scene)).toEqual([[1]])
  })

  it('that failed is tried again', async () => {
    const scene = shared(mailTo())
    scene.answerNext(fails())

    expect(await scene.deliver()).toEqual(scene.later(3_000))
    expect(await scene.thread(jo)).toMatchObject({ root: null, cursor: 0, tries: 1 })
    scene.pass(3_000)
    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 0-1', 'mail 0-1'])
  })
})

describe('NOT-3: one mail for each send', () => {
  const other = anAuthor({ email: 'b@hoshi.example.com' })

  it.each([
    { what: 'one moment, one author', next: { at: noon }, told: [[1, 2]] },
    { what: 'another moment', next: { at: minutesAfter(noon, 1) }, told: [[1], [2]] },
    { what: 'another person', next: { at: noon, author: other }, told: [[1], [2]] },
    { what: 'another party', next: { at: noon, author: anAuthor({ party: 'desk' }) }, told: [[1], [2]] },
  ])('$what: $told', async ({ next, told }) => {
    const scene = shared(mailTo(begun), [{ at: noon }, next])

    expect(await scene.deliver()).toBeNull()

    expect(toldIn(scene)).toEqual(told)
    expect(await scene.thread(jo)).toEqual(mailTo({ ...begun, cursor: 2 }))
  })

  it('stands for its whole send, and tells what may be mailed of it', async () => {
    const scene = shared(mailTo(begun), [{ at: noon, ...note }, { at: noon }, { at: noon, ...note }])

    await scene.deliver()

    expect(scene.calls[0]?.update).toMatchObject({ from: 1, to: 3, more: false })
    expect(toldIn(scene)).toEqual([[2]])
  })

  it('there is none for a send of which nothing may be mailed, which is walked past', async () => {
    const scene = shared(mailTo(begun), [note, note, {}, note])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 3-3'])
    expect(scene.store.written.map(({ progress }) => progress)).toEqual([{ cursor: 3 }, { cursor: 4 }])
  })

  it('a send that the page ends within is read anew from its first entry on', async () => {
    const scene = shared(mailTo(begun), [
      ...Array(48).fill(note),
      ...Array(4).fill({ at: minutesAfter(noon, 90) }),
    ])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 49-52'])
    expect(scene.store.pagesRead).toEqual([0, 48])
  })

  it('one that the page ends with, because the history does, goes out', async () => {
    const scene = shared(mailTo(begun), [...Array(48).fill(note), {}, {}])

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 49-49', 'mail 50-50'])
    expect(scene.store.pagesRead).toEqual([0])
  })

  it('a send of more than a page is several mails, so that it goes on at all', async () => {
    const scene = shared(mailTo(begun), Array(60).fill({ at: noon }))

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 1-50', 'mail 51-60'])
  })

  it('one that failed ends the delivery; those before it are not sent again', async () => {
    const scene = shared(mailTo(begun), [{}, {}, {}])
    scene.answerNext(() => {}, fails())

    expect(await scene.deliver()).toEqual(scene.later(3_000))
    expect(scene.told()).toEqual(['mail 1-1', 'mail 2-2'])
    scene.pass(3_000)
    expect(await scene.deliver()).toBeNull()

    expect(scene.told().slice(2)).toEqual(['mail 2-2', 'mail 3-3'])
  })

  it('none is sent of what came after the claimed case', async () => {
    const scene = shared(mailTo(begun), [{}, {}], { seq: 1 })

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 1-1'])
  })

  it('history that is not there yet is waited for, 5 s', async () => {
    const gap = shared(mailTo(begun), [{}, { seq: 3 }], { seq: 3 })
    expect(await gap.deliver()).toEqual(gap.later(5_000))
    expect(gap.told()).toEqual(['mail 1-1'])

    const nothing = shared(mailTo({ ...begun, cursor: 1 }), [{}], { seq: 2 })
    expect(await nothing.deliver()).toEqual(nothing.later(5_000))
    expect(nothing.told()).toEqual([])
  })
})

describe('NOT-3: mails end', () => {
  const unshare = (scene: ReturnType<typeof shared>) => () => scene.change({ sharedWith: [] })

  it('with the sharing, which is asked for right before each', async () => {
    const scene = shared(mailTo(begun), [{}, {}])
    scene.answerNext(unshare(scene))

    expect(await scene.deliver()).toBeNull()

    expect(scene.told()).toEqual(['mail 1-1'])
    expect((await scene.store.get(1001))?.subscriptions).toEqual([])
    expect(scene.lease.isHeld()).toBe(true)
  })

  it('with the case itself', async () => {
    const scene = shared(mailTo())
    const store = { ...scene.store, get: async () => undefined }

    expect(await scene.deliver({ store })).toBeNull()

    expect(scene.calls).toEqual([])
  })

  it('for a partner that may not see the case', async () => {
    const scene = shared(mailTo({ reader: { party: 'partner', domain: 'stranger.example.com' } }))

    expect(await scene.deliver()).toBeNull()

    expect(scene.calls).toEqual([])
    expect((await scene.thread(jo)).suspended).toBe('its reader may not see this case')
  })

  it('but wait a minute where this process has no mail server', async () => {
    const scene = shared(mailTo())

    expect(await scene.deliver({ mail: undefined })).toEqual(scene.later(60_000))

    expect(scene.store.written).toEqual([])
  })
})
