import { describe, expect, it } from 'vitest'
import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import { CouldNotAsk } from '../../src/cases/could-not-ask.ts'
import type { NotifyChoice } from '../../src/cases/notification-store.ts'
import type { PresentMember } from '../../src/conversations/member-standing.ts'
import type { SubscriptionAudience } from '../../src/conversations/thread-audience.ts'
import { anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { aDelivery, fails } from '../support/build-delivery.ts'

const aoi = 'aoi@hoshi.example.com'
const reader = { party: 'partner', domain: 'hoshi.example.com' } as const
const owner = { domain: 'hoshi.example.com', email: aoi, name: 'Aoi' }
const desk = { party: 'desk', email: 'ren@desk.example', name: 'Ren' } as const

const person = (over: Partial<Subscription> = {}) =>
  aThread({ id: 'p-1', platform: 'person', tenant: '', channel: aoi, reader, ...over })
/** The side's thread, which shows all. */
const thread = (over: Partial<Subscription> = {}) =>
  aThread({ root: 'r', cursor: 1, renderedVersion: 1, ...over })
const member = (user: string, over: Partial<PresentMember> = {}): PresentMember => ({
  user,
  name: user,
  standing: 'staff',
  readers: [reader],
  confirmable: false,
  confirmed: false,
  ...over,
})
const there: SubscriptionAudience = { kind: 'readers', reader, members: [member('U1'), member('U2')] }

function scene({
  choice = 'mention',
  threads = [thread()],
  entry = {},
  over = {},
  own = {},
}: {
  choice?: NotifyChoice
  threads?: readonly Subscription[]
  entry?: Partial<Entry>
  over?: Partial<Case>
  own?: Partial<Subscription>
} = {}) {
  const made = aDelivery([person(own), ...threads], { owners: [owner], status: 'action-required', ...over }, [
    anEntry({ author: desk, ...entry }),
  ])
  made.reach.set(aoi, { choice, chatUsers: ['slack:T1/U1'], name: 'Aoi' })
  return made
}
const tell = (made: ReturnType<typeof scene>, audience: SubscriptionAudience = there) =>
  made.deliver({ resolveAudience: async () => audience }, 'p-1')

describe('PLC-7: whoever works on a case', () => {
  it('is named in the thread of their side that shows what it is about, once', async () => {
    const made = scene()

    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual(['mention'])
    expect(made.calls[0]).toMatchObject({ thread: { id: 't-1' }, told: { user: 'U1', id: 'p-1-1' } })
    expect(await made.thread('p-1')).toMatchObject({ cursor: 1, tries: 0, card: null })
    await made.change({}, { author: desk, audience: 'internal' })
    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual(['mention'])
  })

  it('is known there by the account that they read with, too', async () => {
    const made = scene()
    made.reach.set(aoi, { choice: 'mention', chatUsers: [], name: 'Aoi' })

    await tell(made, { kind: 'readers', reader, members: [member('U7', { emails: [aoi] })] })

    expect(made.calls[0]).toMatchObject({ kind: 'mention', told: { user: 'U7' } })
  })

  it('waits for that thread, and goes directly once it is late for a minute', async () => {
    const made = scene({ threads: [thread({ cursor: 0 })] })

    expect(await tell(made)).toEqual(made.later(500))
    made.pass(59_000)
    expect(await tell(made)).toEqual(made.later(5_000))
    expect(made.told()).toEqual([])
    made.pass(5_000)
    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual(['direct'])
  })

  it('goes directly with what the thread cannot show where it is held back for a minute', async () => {
    const heldBack = { why: 'present', users: ['U9'], since: noon } as const
    const made = scene({ threads: [thread({ cursor: 0, heldBack })] })

    await tell(made, { kind: 'held-back', why: 'members-unknown' })
    made.pass(60_000)
    await tell(made, { kind: 'held-back', why: 'members-unknown' })

    expect(made.calls).toMatchObject([{ kind: 'direct', told: { withEntries: true } }])
  })

  it.each<[string, readonly Subscription[], SubscriptionAudience]>([
    ['their side has no thread', [], there],
    ['they are not in that conversation', [thread()], { kind: 'readers', reader, members: [member('U2')] }],
    [
      'another side reads along',
      [thread()],
      { ...there, along: { party: 'customer', customer: 'C-midori' } },
    ],
    ['the thread is another side’s', [thread({ reader: { party: 'desk' } })], there],
  ])('is written to at once where %s', async (_why, threads, audience) => {
    const made = scene({ threads })

    expect(await tell(made, audience)).toBeNull()
    expect(made.calls).toMatchObject([{ kind: 'direct', told: { withEntries: false } }])
  })

  it('is named in the thread in their own direct messages, not written to beside it', async () => {
    const made = scene({
      choice: 'direct',
      threads: [thread(), thread({ id: 't-2', channel: 'D1', direct: { user: 'U1', email: aoi } })],
    })

    await tell(made)

    expect(made.calls).toMatchObject([{ kind: 'mention', thread: { id: 't-2' } }])
  })

  it.each<[NotifyChoice, Case['severity'], readonly string[]]>([
    ['direct', 'P3', ['direct']],
    ['digest', 'P3', []],
    ['digest', 'P1', ['mention']],
    ['nothing', 'P3', []],
    ['nothing', 'P1', ['mention']],
  ])('who chose %s is told of a %s: %j', async (choice, severity, told) => {
    const made = scene({ choice, over: { severity } })

    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual(told)
    expect(await made.thread('p-1')).toMatchObject({ cursor: 1 })
  })

  it('is told nothing once they may no longer work with cases, nor of it later', async () => {
    const made = scene()
    made.reach.clear()

    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual([])
    expect(await made.thread('p-1')).toMatchObject({ cursor: 1 })
  })

  it('is asked for again where nobody could say whether they may', async () => {
    const made = scene()
    const reach = () => Promise.reject(new CouldNotAsk('directory', 'away'))
    const people = { reach, sendDirect: async () => true }

    expect(await made.deliver({ people }, 'p-1')).toEqual(made.later(30_000))
    expect(await made.thread('p-1')).toMatchObject({ cursor: 0 })
  })

  it('is told once of all that piled up', async () => {
    const made = scene({ threads: [thread({ cursor: 3 })] })
    await made.change(
      {},
      { author: desk, at: minutesAfter(noon, 61) },
      { author: desk, at: minutesAfter(noon, 62) },
    )

    await tell(made)

    expect(made.calls).toMatchObject([{ told: { notice: { seq: 3, count: 3 } } }])
  })
})

describe('a subscription of one person', () => {
  it('ends once they do not work on the case any more', async () => {
    const made = scene({ over: { owners: [] } })

    expect(await tell(made)).toBeNull()
    expect(made.told()).toEqual([])
    await expect(made.thread('p-1')).rejects.toThrow('has no thread')
  })

  it('tells whoever was mentioned, and ends', async () => {
    const event = { type: 'message', text: '@Aoi, can you?' } as const
    const made = scene({ over: { owners: [] }, entry: { event } })

    await tell(made)

    expect(made.calls).toMatchObject([{ kind: 'mention', told: { notice: { kind: 'mentioned' } } }])
    await expect(made.thread('p-1')).rejects.toThrow('has no thread')
  })

  it('tells whoever is mentioned once more while they are told, and only then ends', async () => {
    const event = { type: 'message', text: '@Aoi, can you?' } as const
    const made = scene({ choice: 'direct', over: { owners: [] }, entry: { event } })
    made.answerNext(() => made.change({}, { author: desk, event }))

    await tell(made)
    await tell(made)

    expect(made.calls.map(({ told }) => told?.id)).toEqual(['p-1-1', 'p-1-2'])
    await expect(made.thread('p-1')).rejects.toThrow('has no thread')
  })
})

describe('a personal notice in doubt', () => {
  it('is looked for where it may stand, though it would go elsewhere by now', async () => {
    const made = scene()
    made.answerNext(fails())
    await tell(made)
    expect(await made.thread('p-1')).toMatchObject({ card: 't-1 1', tries: 1, cursor: 0 })
    made.pass(600_000)
    await tell(made)

    expect(made.calls).toMatchObject([
      { kind: 'mention', uncertain: false },
      { kind: 'mention', uncertain: true },
    ])
  })

  it('is told as it was, though more came since: that is told after it, and each once', async () => {
    const made = scene({ choice: 'direct' })
    made.answerNext(fails())
    await tell(made)
    for (const minutes of [5, 6]) await made.change({}, { author: desk, at: minutesAfter(noon, minutes) })
    made.pass(600_000)

    expect(await tell(made)).toBeNull()

    expect(made.calls.map(({ told, uncertain }) => [told?.id, told?.notice.count, uncertain])).toEqual([
      ['p-1-1', 1, false],
      ['p-1-1', 1, true],
      ['p-1-3', 2, false],
    ])
    expect(await made.thread('p-1')).toMatchObject({ cursor: 3, card: null })
  })

  it('after a crash too', async () => {
    const made = scene({ choice: 'direct', own: { card: 'direct' } })

    await made.deliverAfterCrash({ resolveAudience: async () => there }, 'p-1')

    expect(made.calls).toMatchObject([{ kind: 'direct', uncertain: true }])
  })

  it('goes directly where its thread fails again and again, whatever that is about', async () => {
    const made = scene()
    for (let tries = 0; tries < 4; tries += 1) {
      made.answerNext(fails({ scope: 'channel', code: 'is_archived' }))
      await tell(made)
      made.pass(600_000)
    }
    await tell(made)

    expect(made.told()).toEqual(['mention', 'mention', 'mention', 'mention', 'direct'])
  })

  it('that the chat refuses holds up nothing', async () => {
    const made = scene()
    made.answerNext(fails({ scope: 'message', code: 'invalid_blocks' }))

    expect(await tell(made)).toBeNull()
    expect(await made.thread('p-1')).toMatchObject({ cursor: 1 })
  })

  it('rests alone where its workspace has no room', async () => {
    const made = scene()
    made.answerNext(fails({ code: 'ratelimited', retryAfterMs: 10_000, limits: 'workspace' }))

    const again = await tell(made)

    expect(again?.getTime()).toBeGreaterThan(made.now().getTime())
    expect(made.lanes.isOpen({ platform: 'person', tenant: '' }, made.now())).toBe(true)
  })
})
