import { expect, it } from 'vitest'
import type { Entry, Subscription } from '../../src/cases/case.ts'
import type { ConversationStore, SeenMember } from '../../src/cases/conversation-store.ts'
import { type EntryReadersDeps, findEntryReaders } from '../../src/cases/entry-readers.ts'
import type { ChannelBinding } from '../../src/cases/identity-store.ts'
import { aNewCase, anAuthor, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { memoryCaseStore } from '../support/memory-case-store.ts'
import { memoryConversationStore } from '../support/memory-conversation-store.ts'

const room = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const after = (minutes: number) => minutesAfter(noon, minutes)
const aMember = (user: string): SeenMember => ({ user, name: `Name of ${user}`, standing: 'own-staff' })
const desk = { party: 'desk' } as const
const customer = { party: 'customer', customer: 'C-midori' } as const

/** A case whose entry n was written n minutes after noon, for these audiences. */
async function withHistory(
  audiences: readonly Entry['audience'][],
  subscriptions: readonly Subscription[],
): Promise<EntryReadersDeps & { readonly conversations: ConversationStore }> {
  const cases = memoryCaseStore()
  const entries = audiences.map((audience, index) =>
    anEntry({ seq: index + 1, at: after(index + 1), audience, author: anAuthor() }),
  )
  await cases.create(aNewCase({ seq: entries.length, subscriptions }, { entries }))
  return {
    cases,
    conversations: memoryConversationStore(),
    identities: { bindingOf: async () => undefined },
    isDesks: () => false,
  }
}

async function listPlaces(deps: EntryReadersDeps, seq: number) {
  const found = await findEntryReaders(deps, 1001, seq)
  return found?.places.map((place) => (place.kind === 'channel' ? place.channel.channel : place.kind))
}

it('PLC-8: names whoever was in the channel when the entry was written or came later, with from and to', async () => {
  const deps = await withHistory(['everyone', 'everyone', 'everyone'], [aThread({ cursor: 3 })])
  const { conversations } = deps
  await conversations.recordMembers(room, [aMember('U1'), aMember('U2'), aMember('U3')], noon)
  await conversations.recordMembers(room, [aMember('U2'), aMember('U3')], after(2))
  await conversations.recordMembers(room, [aMember('U3'), aMember('U4')], after(9))

  const found = await findEntryReaders(deps, 1001, 2)

  expect(found?.entry).toMatchObject({ seq: 2, at: after(2) })
  expect(found?.places).toEqual([
    {
      kind: 'channel',
      channel: room,
      recordedSince: noon,
      stays: [
        { ...aMember('U2'), from: noon, to: after(9) },
        { ...aMember('U3'), from: noon, to: null },
        { ...aMember('U4'), from: after(9), to: null },
      ],
    },
  ])
})

it('PLC-8: says where nobody looked at who is in a channel, and whose direct messages and which address it went to', async () => {
  const direct = { user: 'U7', email: 'aoi@hoshi.example.com' }
  const mail = { platform: 'mail', tenant: '', channel: 'board@midori.example.jp' } as const
  const deps = await withHistory(
    ['everyone'],
    [
      aThread({ cursor: 1 }),
      aThread({ id: 't-2', channel: 'D7', direct, cursor: 1 }),
      aThread({ id: 't-3', ...mail, cursor: 1 }),
    ],
  )

  expect((await findEntryReaders(deps, 1001, 1))?.places).toEqual([
    { kind: 'channel', channel: room, recordedSince: null, stays: [] },
    { kind: 'direct', platform: 'slack', tenant: 'T1', ...direct },
    { kind: 'mail', address: 'board@midori.example.jp' },
  ])
})

it('PLC-8: leaves out the threads that have not come so far, whose reader may not read it, or that began after it', async () => {
  const deps = await withHistory(
    ['everyone', 'internal', 'everyone', 'desk'],
    [
      aThread({ id: 't-1', channel: 'C-behind', cursor: 1 }),
      aThread({ id: 't-2', channel: 'C-customer', cursor: 4, reader: customer }),
      aThread({ id: 't-3', channel: 'C-late', cursor: 4, earlier: 2 }),
      aThread({ id: 't-4', channel: 'C-own', cursor: 4 }),
      aThread({ id: 't-5', platform: 'mail', channel: 'board@midori.example.jp', cursor: 4 }),
    ],
  )

  expect(await listPlaces(deps, 1)).toEqual(['C-behind', 'C-customer', 'C-own', 'mail'])
  expect(await listPlaces(deps, 2)).toEqual(['C-own'])
  expect(await listPlaces(deps, 3)).toEqual(['C-customer', 'C-late', 'C-own', 'mail'])
  expect(await listPlaces(deps, 4)).toEqual(['C-late', 'C-own'])
})

it('PLC-8: what a thread counted as earlier is counted over what its reader may see', async () => {
  const deps = await withHistory(
    ['internal', 'everyone', 'internal', 'everyone'],
    [aThread({ cursor: 4, earlier: 1, reader: customer })],
  )

  expect(await listPlaces(deps, 2)).toEqual([])
  expect(await listPlaces(deps, 4)).toEqual(['C1'])
})

it.each<[string, Partial<EntryReadersDeps>]>([
  ['by the settings', { isDesks: ({ channel }) => channel === 'C1' }],
  ['by its binding', { identities: { bindingOf: async () => deskBinding } }],
])(
  'PLC-8: a channel that is the desk’s %s shows what the desk may read, whoever opened the thread',
  async (_, more) => {
    const deps = await withHistory(['everyone', 'desk'], [aThread({ cursor: 2, reader: customer })])

    expect(await listPlaces(deps, 2)).toEqual([])
    expect(await listPlaces({ ...deps, ...more }, 2)).toEqual(['C1'])
  },
)

it('PLC-8: finds an entry anywhere in a long history, and none where there is none', async () => {
  const deps = await withHistory(
    Array.from({ length: 450 }, () => 'everyone' as const),
    [aThread({ cursor: 450, reader: desk })],
  )

  for (const seq of [1, 200, 201, 450]) {
    expect((await findEntryReaders(deps, 1001, seq))?.entry.seq).toBe(seq)
    expect(await listPlaces(deps, seq)).toEqual(['C1'])
  }
  expect(await findEntryReaders(deps, 1001, 451)).toBeUndefined()
  expect(await findEntryReaders(deps, 9, 1)).toBeUndefined()
})

const deskBinding: ChannelBinding = { domain: 'desk', by: 'ben@desk.example.org', at: noon }
