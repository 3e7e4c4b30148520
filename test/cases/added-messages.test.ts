import { describe, expect, it } from 'vitest'
import { createAccess } from '../../src/cases/access.ts'
import {
  type AddedMessages,
  createAddedMessages,
  type MessageChange,
} from '../../src/cases/added-messages.ts'
import { canRead } from '../../src/cases/audience.ts'
import type { Audience, Case, Entry, Reader } from '../../src/cases/case.ts'
import type { Person } from '../../src/cases/directory.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { entryCard } from '../../views/history-entry.ts'
import { agent, aoi, aServiceScene, midoriKnown, type ServiceScene } from '../support/build-case-service.ts'
import { aGrant, anAccount } from '../support/build-directory.ts'
import { value } from '../support/run-commands.ts'

const message = { platform: 'slack', tenant: 'T1', channel: 'C1', message: '1700000000.000100' } as const
const person = (email: string | null, more: Partial<Person> = {}): Person => ({
  platform: 'slack',
  tenant: 'T1',
  user: 'U1',
  email,
  name: 'Somebody',
  locale: 'en',
  timeZone: 'UTC',
  ...more,
})
const writer = person('aoi@hoshi.example.com')
const reader = person('sora@hoshi.example.com')
const accounts = [
  anAccount({ roles: ['Reseller Admin'] }),
  anAccount({ email: 'sora@hoshi.example.com', name: '空', roles: [] }),
]

const edit = (
  n: number,
  text = `Text ${n}`,
  over: Partial<MessageChange & { kind: 'edited' }> = {},
): MessageChange => ({
  key: `slack:edited:${n}`,
  kind: 'edited',
  edit: `17000000${10 + n}.000000`,
  text,
  editor: writer,
  ...over,
})
const deletion: MessageChange = { key: 'slack:deleted', kind: 'deleted' }

interface Scene extends ServiceScene {
  readonly added: AddedMessages
  tell(change: MessageChange): Promise<void>
  /** What came after the entry that the message was added as. */
  told(): Promise<readonly Entry['event'][]>
}

/** A case with a chat message as its second entry. */
async function aScene(audience: Audience = 'internal', put: Partial<Case> = {}): Promise<Scene> {
  const scene = aServiceScene()
  stand(scene)
  const deps = {
    store: scene.store,
    directory: scene.directory.directory,
    findPersonalData: async (text: string) =>
      text.includes('4111') ? [{ kind: 'card-number' as const, line: 1, shown: '4111…1111' }] : [],
    now: scene.now,
  }
  const added = createAddedMessages(deps, createAccess(deps))
  await scene.put(put)
  await add(scene, audience)
  return {
    ...scene,
    added,
    tell: (change) => added.record(message, async () => change),
    told: async () => (await scene.store.history(1001, { after: 2, limit: 50 })).map(({ event }) => event),
  }
}

function stand({ directory }: ServiceScene, over: Parameters<typeof directory.replace>[0] = {}): void {
  directory.replace({
    domains: [...midoriKnown.domains],
    customers: [...midoriKnown.customers],
    relationships: [...midoriKnown.relationships],
    grants: [...midoriKnown.grants],
    accounts,
    ...over,
  })
}

it('NOT-4: what becomes of a line of a two-way thread remembers that thread, which shows it by itself', async () => {
  const scene = await aScene('everyone')
  const source = { ...message, message: '1700000000.000200', thread: '1699999999.000100' }
  const change = { kind: 'message', text: 'A line.', audience: 'everyone', source } as const
  value(await scene.service.change(aoi, 1001, { changes: [change] }, 'line'))
  await scene.added.record(source, async () => edit(1))
  await scene.added.record(source, async () => deletion)

  const saidIn = { platform: 'slack', tenant: 'T1', channel: 'C1', thread: source.thread }
  expect((await scene.told()).slice(-2)).toMatchObject([
    { type: 'message-edited', saidIn },
    { type: 'message-deleted', saidIn },
  ])
})

async function add(
  { service }: ServiceScene,
  audience: Audience,
  { number = 1001, key = 'add', edit: mark }: { number?: number; key?: string; edit?: string } = {},
): Promise<void> {
  const source = { ...message, ...(mark ? { edit: mark } : {}) }
  const change = { kind: 'message', text: 'It bounces.', audience, source } as const
  value(await service.change(aoi, number, { changes: [change] }, key))
}

describe('NOT-4: an edit of a chat message that was added to a case', () => {
  it('is one more entry of its history; the entry that it was added as stays', async () => {
    const scene = await aScene('desk')

    await scene.tell(edit(1))

    const [, original, told] = await scene.store.history(1001, { limit: 9 })
    expect(original?.event).toMatchObject({ type: 'message', text: 'It bounces.' })
    expect(told).toMatchObject({
      seq: 3,
      audience: 'desk',
      author: original?.author,
      event: { type: 'message-edited', of: 2, text: 'Text 1', editor: { email: 'aoi@hoshi.example.com' } },
    })
    expect(await scene.store.get(1001)).toMatchObject({ seq: 3, version: 3, status: 'new' })
  })

  it('moves no status, and wakes no waiting', async () => {
    const scene = await aScene('everyone', { status: 'solution-provided' })
    const { status } = (await scene.store.get(1001)) ?? {}
    await scene.service.change(
      agent,
      1001,
      {
        changes: [{ kind: 'message', text: 'Solved?', audience: 'everyone', status: 'solution-provided' }],
      },
      'ask',
    )

    await scene.tell(edit(1))

    expect(status).toBe('in-progress')
    expect((await scene.store.get(1001))?.status).toBe('solution-provided')
  })

  it('that comes twice, also at the same time and to two instances, is recorded once', async () => {
    const scene = await aScene()
    const other = createAddedMessages(
      {
        store: scene.store,
        directory: scene.directory.directory,
        findPersonalData: async () => [],
        now: scene.now,
      },
      createAccess({ store: scene.store, directory: scene.directory.directory, now: scene.now }),
    )

    await Promise.all([scene.tell(edit(1)), other.record(message, async () => edit(1)), scene.tell(edit(1))])
    await scene.tell(edit(1, 'Text 1', { key: 'slack:another-key' }))

    expect(await scene.told()).toMatchObject([{ type: 'message-edited', text: 'Text 1' }])
  })

  it('that comes after a later one is not recorded: the case ends with what the chat shows', async () => {
    const scene = await aScene()

    await scene.tell(edit(2))
    await scene.tell(edit(1))
    await scene.tell(edit(3))

    expect(await scene.told()).toMatchObject([{ text: 'Text 2' }, { text: 'Text 3' }])
  })

  it('is ordered by its moment, not by the letters of it', async () => {
    const scene = await aScene()

    await scene.tell(edit(1, 'Later', { edit: '10000000000.000000' }))
    await scene.tell(edit(2, 'Earlier', { edit: '9999999999.000000' }))

    expect(await scene.told()).toMatchObject([{ text: 'Later' }])
  })

  it('that the text was added with already is not recorded', async () => {
    const scene = await aScene()
    await scene.put({ number: 1002 })
    await add(scene, 'internal', { number: 1002, key: 'add-2', edit: '1700000011.000000' })

    await scene.tell(edit(1))

    expect(await scene.told()).toHaveLength(1)
    expect(await scene.store.history(1002, { after: 2, limit: 9 })).toEqual([])
  })

  it('before the message is added is dropped, and its text not even read', async () => {
    const scene = await aScene()
    let read = false

    await scene.added.record({ ...message, message: '1700000000.000999' }, async () => {
      read = true
      return edit(1)
    })

    expect(read).toBe(false)
    expect(await scene.told()).toEqual([])
  })

  it('is recorded in each case, and for each entry, that the message was added as', async () => {
    const scene = await aScene()
    await scene.put({ number: 1002 })
    await add(scene, 'internal', { number: 1002, key: 'add-2' })
    await add(scene, 'desk', { key: 'add-3' })

    await scene.tell(edit(1))
    await scene.tell(edit(1))

    expect((await scene.told()).slice(1)).toMatchObject([
      { type: 'message-edited', of: 2 },
      { type: 'message-edited', of: 3 },
    ])
    expect(await scene.store.history(1002, { after: 2, limit: 9 })).toMatchObject([{ event: { of: 2 } }])
  })

  it.each<[string, MessageChange, Parameters<ServiceScene['directory']['replace']>[0], string]>([
    ['ACC-1: somebody without permission', edit(1, 'A secret', { editor: reader }), {}, 'not-permitted'],
    ['ACC-4: somebody unknown', edit(1, 'A secret', { editor: person(null) }), {}, 'not-permitted'],
    [
      'ACC-4: somebody who was suspended since',
      edit(1, 'A secret'),
      { accounts: [anAccount({ roles: ['Reseller Admin'], suspended: true })] },
      'not-permitted',
    ],
    [
      'GRA-4: somebody whose customer withdrew the access',
      edit(1, 'A secret'),
      { grants: [{ customer: 'C-midori', domain: 'hoshi.example.com', ...aGrant('revoked') }] },
      'not-permitted',
    ],
    ['CRE-3: with personal data', edit(1, 'A secret: 4111 1111 1111 1111'), {}, 'personal-data'],
    ['too long', edit(1, `A secret${'.'.repeat(3_000)}`), {}, 'too-long'],
  ])('%s: the history says that and why, never the text', async (_who, change, known, reason) => {
    const scene = await aScene()
    stand(scene, known)

    await scene.tell(change)

    expect(await scene.told()).toEqual([
      { type: 'message-edit-withheld', of: 2, reason, edit: '1700000011.000000' },
    ])
    expect(JSON.stringify(await scene.store.history(1001, { limit: 9 }))).not.toContain('A secret')
  })

  it('UPD-5: of a closed case is not taken over', async () => {
    const scene = await aScene()
    value(await scene.service.change(aoi, 1001, { changes: [{ kind: 'close', note: '' }] }, 'close'))

    await scene.tell(edit(1))

    expect((await scene.told()).at(-1)).toMatchObject({ type: 'message-edit-withheld', reason: 'closed' })
    expect((await scene.store.get(1001))?.status).toBe('closed')
  })

  it('withheld for the same reason again says nothing new: nobody fills a history so', async () => {
    const scene = await aScene()
    for (const n of [1, 2, 3]) await scene.tell(edit(n, 'Text', { editor: reader }))
    await scene.tell(edit(4))
    await scene.tell(edit(5, 'Text', { editor: reader }))

    expect((await scene.told()).map(({ type }) => type)).toEqual([
      'message-edit-withheld',
      'message-edited',
      'message-edit-withheld',
    ])
  })

  it('by somebody whom the chat could not be asked about is decided later', async () => {
    const scene = await aScene()
    const unasked = person(null, { unasked: { email: true, locale: true } })

    await expect(scene.tell(edit(1, 'Text 1', { editor: unasked }))).rejects.toThrow('could not be asked')
    expect(await scene.told()).toEqual([])
    await scene.tell(edit(1))
    expect(await scene.told()).toMatchObject([{ type: 'message-edited' }])
  })
})

describe('NOT-4: a deletion of a chat message that was added to a case', () => {
  it('is recorded once; what was added stays, and no edit comes after it', async () => {
    const scene = await aScene()

    await scene.tell(deletion)
    await scene.tell(deletion)
    await scene.tell({ ...deletion, key: 'slack:deleted-otherwise' })
    await scene.tell(edit(1))

    expect(await scene.told()).toEqual([{ type: 'message-deleted', of: 2 }])
    expect((await scene.store.history(1001, { after: 1, limit: 1 }))[0]?.event).toMatchObject({
      text: 'It bounces.',
    })
  })

  it('UPD-3: after the text was removed brings nothing back, nor does an edit', async () => {
    const scene = await aScene('everyone')
    const input = { of: 2, part: 'text', why: 'Sent by mistake.' } as const
    value(await scene.service.remove(agent, 1001, input, 'remove'))

    await scene.tell(edit(1))
    await scene.tell(deletion)

    expect((await scene.told()).map(({ type }) => type)).toEqual(['removed'])
  })

  it('UPD-3: the text of an edit can be removed by itself', async () => {
    const scene = await aScene('everyone')
    await scene.tell(edit(1, 'A secret'))
    const input = { of: 3, part: 'text', why: 'Sent by mistake.' } as const

    value(await scene.service.remove(agent, 1001, input, 'remove'))
    await scene.tell(edit(1, 'A secret'))

    const entries = await scene.store.history(1001, { limit: 9 })
    expect(JSON.stringify(entries)).not.toContain('A secret')
    expect(entries[1]?.event).toMatchObject({ text: 'It bounces.' })
    expect(entries).toHaveLength(4)
  })
})

const readers: Readonly<Record<string, Reader>> = {
  own: { party: 'partner', domain: 'hoshi.example.com' },
  'another partner': { party: 'partner', domain: 'kita.example.com' },
  customer: { party: 'customer', customer: 'C-midori' },
  desk: { party: 'desk' },
}

describe('VIS-7: what became of an added message is read by those who read the message, and nobody else', () => {
  it.each<[Audience, readonly string[]]>([
    ['internal', ['own']],
    ['desk', ['own', 'another partner', 'desk']],
    ['customer', ['own', 'another partner', 'customer']],
    ['everyone', ['own', 'another partner', 'customer', 'desk']],
  ])('%s', async (audience, expected) => {
    const partners = ['hoshi.example.com', 'kita.example.com'].map((domain) => ({
      domain,
      kind: 'reseller' as const,
    }))
    const scene = await aScene(audience, { partners })
    const user = {
      email: 'it@midori.example.jp',
      name: '山田',
      customer: 'C-midori',
      admin: false,
      portal: true,
    }
    stand(scene, { customerUsers: [user] })
    const byCustomer = edit(2, 'Text 2', { editor: person(user.email) })

    for (const change of [edit(1), byCustomer, edit(3, 'Text 3', { editor: reader }), deletion])
      await scene.tell(change)

    const supportCase = await scene.store.get(1001)
    const entries = await scene.store.history(1001, { after: 1, limit: 9 })
    expect(entries.map(({ event }) => event.type)).toEqual([
      'message',
      'message-edited',
      'message-edited',
      'message-edit-withheld',
      'message-deleted',
    ])
    for (const entry of entries) {
      const seen = Object.keys(readers).filter(
        (name) => supportCase && readers[name] && canRead(entry, readers[name], supportCase),
      )
      expect(seen).toEqual(expected)
    }
  })
})

describe('the lines of the history', () => {
  it.each([
    [
      'en',
      'edited the chat message that',
      "wasn't added: the person who edited it can't change this case",
      'was deleted in the chat',
    ],
    ['ja', '編集しました', '編集した方にこのケースを変更する権限がないため', 'チャットで削除されました'],
  ] as const)('%s', async (locale, edited, withheld, deleted) => {
    const scene = await aScene('internal')
    for (const change of [edit(1), edit(2, 'Text 2', { editor: reader }), deletion]) await scene.tell(change)

    const supportCase = await scene.store.get(1001)
    const entries = await scene.store.history(1001, { after: 1, limit: 9 })
    const translator = createTranslatorFactory()(locale, 'UTC', 'slack')
    const cards = entries.map((entry) => supportCase && entryCard(supportCase, entry, translator))

    expect(cards.map((card) => card?.summary)).toEqual([
      expect.stringContaining(locale === 'en' ? 'added a chat message' : 'メッセージを追加しました'),
      expect.stringContaining(edited),
      expect.stringContaining(withheld),
      expect.stringContaining(deleted),
    ])
    expect(cards[1]?.blocks).toContainEqual({ kind: 'quote', text: 'Text 1' })
    expect(JSON.stringify(cards[2])).not.toContain('Text 2')
  })
})
