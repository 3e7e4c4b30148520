import { describe, expect, it } from 'vitest'
import { canBeMailed, canRead } from '../../src/cases/audience.ts'
import type { Attachment, Entry, RemovablePart } from '../../src/cases/case.ts'
import { listRemovableParts } from '../../src/cases/remove-content.ts'
import { StoreFault } from '../../src/cases/store-fault.ts'
import { aCase, anAuthor, anEntry, aThread } from '../support/build-case.ts'
import {
  agent,
  aoi,
  aServiceScene,
  powerless,
  type ServiceScene,
  yamada,
} from '../support/build-case-service.ts'
import { codes, value } from '../support/run-commands.ts'

const file = (id: string): Attachment => ({ id, name: `${id}.log`, type: 'text/plain', size: 3, sha256: id })
const answers = [
  { question: 'Who?', answer: 'Suzuki' },
  { question: 'Since?', answer: 'Monday' },
]

/** One entry of each kind that holds a text, from 1 on. */
const told: readonly Entry[] = [
  {
    type: 'created',
    description: 'A plum fell.',
    answers,
    attachments: [file('aa000001'), file('aa000002')],
  },
  { type: 'message', text: 'A pear fell.', attachments: [file('aa000003')] },
  { type: 'escalated', reason: 'business-impact', justification: 'A fig fell.' },
  { type: 'closed', from: 'new', note: 'A date fell.' },
  { type: 'reopened', reason: 'A lime fell.' },
  { type: 'shared', added: ['a@example.com'], removed: ['b@example.com'] },
  { type: 'severity-changed', from: 'P3', to: 'P2' },
].map((event, index) => anEntry({ seq: index + 1, event: event as Entry['event'] }))

const why = 'Sent by mistake.'
let sends = 0

async function aScene(over: Parameters<typeof aServiceScene>[0] = {}): Promise<ServiceScene> {
  const scene = aServiceScene(over)
  await scene.put({ seq: told.length, sharedWith: ['a@example.com', 'c@example.com'] }, told)
  return scene
}

function remove({ service }: ServiceScene, of: number, part: RemovablePart, more: object = {}) {
  sends += 1
  return service.remove(agent, 1001, { of, part, why, ...more }, `remove-${sends}`)
}

async function entryOf({ store }: ServiceScene, seq: number): Promise<Entry | undefined> {
  return (await store.history(1001, { after: seq - 1, limit: 1 }))[0]
}

describe('UPD-3: what the desk removes', () => {
  it.each<[RemovablePart, number, object]>([
    ['description', 1, { description: '', answers }],
    ['answer:1', 1, { answers: [answers[0], { question: 'Since?', answer: '' }] }],
    ['file:aa000001', 1, { attachments: [file('aa000002')] }],
    ['text', 2, { text: '', attachments: [file('aa000003')] }],
    ['justification', 3, { justification: '' }],
    ['note', 4, { note: '' }],
    ['reason', 5, { reason: '' }],
    ['addresses', 6, { added: [], removed: [] }],
  ])('%s: is gone from its entry, which keeps its place, author and time', async (part, of, left) => {
    const scene = await aScene()
    scene.pass(60_000)

    const { case: after } = value(await remove(scene, of, part))

    const before = told[of - 1] as Entry
    expect(await entryOf(scene, of)).toMatchObject({
      seq: of,
      at: before.at,
      author: before.author,
      event: { ...before.event, ...left },
      removed: [{ part, at: scene.now(), by: 'ben@desk.example.org' }],
    })
    expect(after.removals).toEqual([{ seq: 8, of }])
    expect(scene.changed).toEqual([1001])
  })

  it('is noted for backups and told as done also where a full disk does not let go of it yet', async () => {
    const noted: unknown[] = []
    const scene = await aScene({ onRemoved: async (removal) => void noted.push(removal) })
    let full = false
    const purge = scene.store.purge
    scene.store.purge = (number) =>
      full ? Promise.reject(new StoreFault('full', 'The disk is full')) : purge(number)
    const commit = scene.store.commit
    scene.store.commit = async (input) => {
      full = true
      return commit(input)
    }

    value(await remove(scene, 2, 'text'))

    expect(noted).toMatchObject([{ number: 1001, of: 2, part: 'text' }])
  })

  it('is told in the history with why and never what, to those who could read it', async () => {
    const scene = await aScene()

    value(await remove(scene, 2, 'text'))

    const line = await entryOf(scene, 8)
    expect(line).toMatchObject({
      author: { party: 'desk', email: 'ben@desk.example.org' },
      audience: 'everyone',
      event: { type: 'removed', of: 2, part: 'text', reason: why },
    })
    expect(JSON.stringify(line)).not.toContain('pear')
  })

  it('of a note is told to the note’s domain alone; what is for one side stays with it', async () => {
    const scene = aServiceScene()
    const note = anEntry({ seq: 2, audience: 'internal', event: { type: 'message', text: 'A pear.' } })
    const toCustomer = anEntry({ seq: 3, audience: 'customer', event: { type: 'message', text: 'A fig.' } })
    const of = await scene.put({ seq: 3 }, [told[0] as Entry, note, toCustomer])
    value(await remove(scene, 2, 'text'))
    value(await remove(scene, 3, 'text'))

    const readers = {
      own: { party: 'partner', domain: 'hoshi.example.com' },
      other: { party: 'partner', domain: 'other.example.com' },
      customer: { party: 'customer', customer: 'C-midori' },
      desk: { party: 'desk' },
    } as const
    const both = {
      ...of,
      partners: [...of.partners, { domain: 'other.example.com', kind: 'reseller' as const }],
    }
    const readBy = async (seq: number) => {
      const line = (await entryOf(scene, seq)) as Entry
      return Object.entries(readers).flatMap(([name, reader]) => (canRead(line, reader, both) ? [name] : []))
    }
    expect(await readBy(4)).toEqual(['own'])
    expect(await readBy(5)).toEqual(['own', 'other', 'customer'])
    // Its reason can be removed in turn, and that is read by the same.
    value(await remove(scene, 4, 'reason'))
    expect(await readBy(6)).toEqual(['own'])
  })

  it('as a title leaves the category in its place, and the case is found by that', async () => {
    const scene = await aScene()
    await scene.put({ number: 1002, language: 'ja', title: 'Kumquat' }, told.slice(0, 1))

    const { case: after } = value(await scene.service.remove(agent, 1002, { of: 0, part: 'title', why }, 'k'))

    expect(after).toMatchObject({
      title: '配信',
      titleRemoved: { at: scene.now(), by: 'ben@desk.example.org' },
      removals: [{ seq: 2, of: 0 }],
    })
    expect(scene.store.wordsOf(1002)).toEqual(expect.arrayContaining(['配信', 'plum', '1002']))
    expect(scene.store.wordsOf(1002)).not.toContain('kumquat')
  })

  it('as a description is no longer found, and its files go from the file store', async () => {
    const scene = await aScene()
    await scene.store.files.put('aa000002', new Uint8Array(3))

    value(await remove(scene, 1, 'description'))
    value(await remove(scene, 1, 'file:aa000002'))

    expect(scene.store.wordsOf(1001)).toEqual(expect.arrayContaining(['mail', 'bounc']))
    expect(scene.store.wordsOf(1001)).not.toContain('plum')
    expect(scene.store.fileIds).toEqual(new Set())
    expect((await entryOf(scene, 1))?.removed?.map(({ part }) => part)).toEqual([
      'description',
      'file:aa000002',
    ])
  })

  it('as addresses ends the sharing with those that the entry added', async () => {
    const scene = await aScene()

    const { case: after } = value(await remove(scene, 6, 'addresses'))

    expect(after.sharedWith).toEqual(['c@example.com'])
  })

  it('is told with the number of threads and of addresses that it went to', async () => {
    const scene = aServiceScene()
    const shown = { root: 'r', cursor: 2 }
    const subscriptions = [
      aThread({ id: 'a', ...shown }),
      aThread({ id: 'b', channel: 'C2', ...shown }),
      aThread({ id: 'c', channel: 'C3', root: 'r', cursor: 1 }),
      aThread({ id: 'd', platform: 'mail', channel: 'a@example.com', ...shown }),
      aThread({ id: 'e', channel: 'C5', suspended: 'channel_not_found', ...shown }),
    ]
    const note = anEntry({ seq: 3, audience: 'internal' })
    await scene.put({ seq: 3, subscriptions }, [...told.slice(0, 2), note])

    expect(value(await remove(scene, 2, 'text'))).toMatchObject({ threads: 2, unreachable: 1, mails: 1 })
    expect(value(await remove(scene, 3, 'text'))).toMatchObject({ threads: 0, mails: 0 })
  })

  it('is noted without what it was', async () => {
    const removed: object[] = []
    const scene = await aScene({ onRemoved: (one) => removed.push(one) })

    value(await remove(scene, 1, 'file:aa000001'))

    const at = scene.now()
    const part = 'file:aa000001'
    const sentAt = told[0]?.at
    expect(removed).toEqual([{ number: 1001, of: 1, part, sentAt, at, by: 'ben@desk.example.org' }])
  })
})

describe('UPD-3: a removal', () => {
  it.each([
    ['a partner', aoi, 'UPD-3', 'removal-of-desk'],
    ['the customer', yamada, 'UPD-3', 'removal-of-desk'],
    ['an account without rights', powerless, 'ACC-1', 'account-without-privilege'],
  ])('by %s is refused, and so is the list of what could go', async (_who, actor, rule, code) => {
    const scene = await aScene()

    const outcome = await scene.service.remove(actor, 1001, { of: 2, part: 'text', why }, 'k')

    expect(outcome).toMatchObject({ ok: false, refusals: [{ rule, code }] })
    expect(await scene.service.removable(actor, 1001)).toMatchObject({
      ok: false,
      refusals: [{ rule, code }],
    })
    expect(await entryOf(scene, 2)).toEqual(told[1])
  })

  it.each<[string, number, RemovablePart]>([
    ['an entry that is not there', 99, 'text'],
    ['a part that the entry does not have', 7, 'text'],
    ['a file of another entry', 1, 'file:aa000003'],
    ['the title of an entry', 1, 'title'],
    ['the text of the case', 0, 'text'],
  ])('of %s is refused', async (_what, of, part) => {
    const scene = await aScene()

    expect(codes(await remove(scene, of, part))).toEqual(['nothing-to-remove@target'])
    expect(scene.store.commits).toEqual([])
  })

  it('of what is gone already is refused; a repeat of the same send is not', async () => {
    const scene = await aScene()
    const input = { of: 2, part: 'text', why } as const
    value(await scene.service.remove(agent, 1001, input, 'one'))
    value(await scene.service.remove(agent, 1001, { of: 0, part: 'title', why }, 'title'))

    expect(codes(await remove(scene, 2, 'text'))).toEqual(['nothing-to-remove@target'])
    expect(codes(await remove(scene, 0, 'title'))).toEqual(['nothing-to-remove@target'])
    expect((await scene.service.remove(agent, 1001, input, 'one')).ok).toBe(true)
    expect(scene.store.commits).toHaveLength(2)
  })

  it('needs a reason, and one that holds personal data is confirmed or refused (CRE-3)', async () => {
    const scene = await aScene()

    expect(codes(await remove(scene, 2, 'text', { why: ' ' }))).toEqual(['field-missing@why'])
    expect(codes(await remove(scene, 2, 'text', { why: 'It was 4111.' }))).toEqual([
      'personal-data-found@why',
    ])
    value(await remove(scene, 2, 'text', { why: 'It was 4111.', confirmed: true }))
    expect((await entryOf(scene, 9))?.event).toEqual({
      type: 'personal-data-confirmed',
      found: ['card-number'],
    })
  })

  it('that meets another change is decided anew', async () => {
    const scene = await aScene()
    let met = false
    const { commit } = scene.store
    scene.store.commit = async (input) => {
      if (!met && input.removal) {
        met = true
        value(
          await scene.service.change(
            agent,
            1001,
            { changes: [{ kind: 'severity', severity: 'P1' }] },
            'meet',
          ),
        )
      }
      return commit(input)
    }

    const { case: after } = value(await remove(scene, 2, 'text'))

    expect(after).toMatchObject({ severity: 'P1', removals: [{ seq: 9, of: 2 }] })
  })

  it('of a closed case is possible', async () => {
    const scene = aServiceScene()
    await scene.put({ seq: 7, status: 'closed', closedAt: scene.now() }, told)

    expect((await remove(scene, 2, 'text')).ok).toBe(true)
  })
})

describe('UPD-3: what can be removed', () => {
  it('is listed newest first, the title last, without the words that the desk may not read', async () => {
    const scene = aServiceScene()
    const note = anEntry({ seq: 3, audience: 'internal', event: { type: 'message', text: 'A pear.' } })
    await scene.put({ seq: 3 }, [...told.slice(0, 2), note])

    const { parts } = value(await scene.service.removable(agent, 1001))

    expect(parts.map(({ of, part, entry }) => [of, part, entry !== undefined])).toEqual([
      [3, 'text', false],
      [2, 'text', true],
      [2, 'file:aa000003', true],
      [1, 'description', true],
      [1, 'answer:0', true],
      [1, 'answer:1', true],
      [1, 'file:aa000001', true],
      [1, 'file:aa000002', true],
      [0, 'title', false],
    ])
  })

  it('is nothing where no text was written', () => {
    const events: readonly Entry['event'][] = [
      { type: 'message', text: '' },
      { type: 'closed', from: 'new', note: '' },
      { type: 'status-changed', from: 'new', to: 'in-progress' },
      { type: 'personal-data-confirmed', found: ['card-number'] },
    ]
    for (const event of events) expect(listRemovableParts({ event })).toEqual([])
  })

  it('is mailed about like the rest, but not where it tells of addresses', () => {
    const from = { party: 'partner', domain: 'hoshi.example.com' } as const
    const line = (part: RemovablePart) =>
      anEntry({ author: anAuthor(), event: { type: 'removed', of: 1, part, reason: why, from } })

    expect(canBeMailed(line('text'))).toBe(true)
    expect(canBeMailed(line('addresses'))).toBe(false)
    expect(canRead(line('addresses'), { party: 'desk' }, aCase())).toBe(true)
  })
})
