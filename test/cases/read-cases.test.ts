import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/cases/case.ts'
import { anAuthor, anEntry, noon } from '../support/build-case.ts'
import { agent, aoi, aServiceScene, midoriKnown, powerless, yamada } from '../support/build-case-service.ts'
import { aCustomer, anAccount, aRelationship } from '../support/build-directory.ts'
import { upTo } from '../support/delivery-fixture.ts'
import { codes, value } from '../support/run-commands.ts'

const note = { audience: 'internal', author: anAuthor({ party: 'desk' }) } as const
const created = { event: { type: 'created', description: 'Mail bounces', answers: [] } } as const
const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq)

/** A case whose entries are these, seq 1 first. */
async function withEntries(...entries: readonly Partial<Entry>[]) {
  const scene = aServiceScene()
  const history = entries.map((entry, index) => anEntry({ seq: index + 1, ...entry }))
  await scene.put({ seq: history.length }, history)
  return scene
}

describe('a case is shown with its newest entries', () => {
  it.each([
    { count: 4, shown: upTo(4), more: false },
    { count: 5, shown: upTo(5), more: false },
    { count: 6, shown: upTo(6, 2), more: true },
  ])('five unless told otherwise, and whether there are more: of $count', async ({ count, shown, more }) => {
    const { service } = await withEntries(...Array(count).fill({}))

    const result = value(await service.show(aoi, 1001))

    expect(seqs(result.entries)).toEqual(shown)
    expect(result).toMatchObject({ case: { number: 1001 }, more })
  })

  it('or as many as are asked for', async () => {
    const { service } = await withEntries(...Array(60).fill({}))
    const shown = async (entries: number) => {
      const result = value(await service.show(aoi, 1001, { entries }))
      return [seqs(result.entries), result.more]
    }

    expect(await shown(1)).toEqual([[60], true])
    expect(await shown(30)).toEqual([upTo(60, 31), true])
    expect(await shown(60)).toEqual([upTo(60), false])
  })

  it('VIS-7: those that the reader may not read are passed over, however many they are', async () => {
    const scene = await withEntries({}, {}, {}, {}, {}, {}, ...Array(50).fill(note))

    expect(seqs(value(await scene.service.show(aoi, 1001)).entries)).toEqual(upTo(6, 2))
    expect(scene.store.reads).toEqual([
      { after: 36, limit: 20 },
      { after: 16, limit: 20 },
      { after: 0, limit: 16 },
    ])
    expect(seqs(value(await scene.service.show(agent, 1001)).entries)).toEqual(upTo(56, 52))
  })

  it('no more is read than is shown', async () => {
    const scene = await withEntries(...Array(60).fill({}))
    await scene.service.show(aoi, 1001)
    await scene.service.show(aoi, 1001, { entries: 30 })

    expect(scene.store.reads).toEqual([
      { after: 40, limit: 20 },
      { after: 29, limit: 31 },
    ])
  })

  it('UPD-2: with whether its card offers to escalate', async () => {
    const { service, directory } = await withEntries({})
    expect(value(await service.show(aoi, 1001)).escalatable).toBe(true)
    expect(value(await service.show(agent, 1001)).escalatable).toBe(false)

    directory.replace({ ...midoriState(), customers: [aCustomer({ tier: 'standard' })] })
    expect(value(await service.show(aoi, 1001)).escalatable).toBe(false)
  })

  it('UPD-4: with the cases that go on from it, once it is closed', async () => {
    const shown = async (status: 'closed' | 'new') => {
      const scene = aServiceScene()
      await scene.put({ status, closedAt: noon })
      await scene.put({ number: 1002, followUpOf: { number: 1001, partners: [] } })
      return value(await scene.service.show(aoi, 1001)).followUps
    }

    expect(await shown('closed')).toEqual([1002])
    expect(await shown('new')).toEqual([])
  })
})

describe('UPD-6: what came since', () => {
  it('is what changes the state and the actor may read', async () => {
    const severity = { type: 'severity-changed', from: 'P3', to: 'P1' } as const
    const { service } = await withEntries(
      created,
      { event: severity },
      {},
      { event: severity },
      { event: severity, audience: 'internal', author: anAuthor({ party: 'desk' }) },
    )

    expect(seqs(value(await service.changesSince(aoi, 1001, 0)))).toEqual([1, 2, 4])
    expect(seqs(value(await service.changesSince(aoi, 1001, 2)))).toEqual([4])
    expect(seqs(value(await service.changesSince(agent, 1001, 2)))).toEqual([4, 5])
  })
})

describe('VIS-7: files', () => {
  it('are those of the entries that the actor may read, oldest first', async () => {
    const file = (id: string) => ({ id, name: `${id}.txt`, type: 'text/plain', size: 1, sha256: id })
    const message = (id: string) =>
      ({ event: { type: 'message', text: '', attachments: [file(id)] } }) as const
    const { service } = await withEntries(message('a'), { ...message('b'), ...note }, {}, message('c'))
    const ids = async (actor: typeof aoi) => value(await service.files(actor, 1001)).map(({ id }) => id)

    expect(await ids(aoi)).toEqual(['a', 'c'])
    expect(await ids(agent)).toEqual(['a', 'b', 'c'])
  })
})

describe('VIS-6: of a case that the actor may not see nothing is told', () => {
  it.each(['show', 'files', 'changesSince'] as const)('%s', async (method) => {
    const scene = aServiceScene()
    await scene.put({ partners: [], customer: { id: 'C-other', name: 'Other', domain: 'other.example' } })

    expect(codes(await scene.service[method](aoi, 1001, 0 as never))).toEqual(['case-not-found'])
    expect(codes(await scene.service[method](powerless, 1001, 0 as never))).toEqual([
      'account-without-privilege',
    ])
  })
})

describe('VIS-4: a list', () => {
  const query = async (filter: Parameters<ReturnType<typeof aServiceScene>['service']['list']>[1]) => {
    const scene = aServiceScene()
    await scene.service.list(aoi, filter, { limit: 10 })
    return scene.store.lists[0]?.query
  }
  const reader = { party: 'partner', domain: 'hoshi.example.com' }

  it('is asked for as the actor’s party, with what is filtered by and nothing else', async () => {
    expect(await query({})).toEqual({ reader })
    expect(await query({ text: '', statuses: [], severities: [], customers: [], mine: false })).toEqual({
      reader,
    })
    expect(await query({ text: '!!', mine: true })).toEqual({ reader, createdBy: 'aoi@hoshi.example.com' })
    expect(
      await query({ text: 'Mail', statuses: ['new'], severities: ['P1'], customers: ['C-midori'] }),
    ).toEqual({
      reader,
      words: ['mail'],
      statuses: ['new'],
      severities: ['P1'],
      customers: ['C-midori'],
    })
  })

  it('comes page by page', async () => {
    const scene = aServiceScene()
    await scene.put()
    const page = { limit: 3, after: { updatedAt: noon, number: 7 } }

    const result = value(await scene.service.list(aoi, {}, page))

    expect(result.cases.map(({ number }) => number)).toEqual([1001])
    expect(scene.store.lists[0]?.page).toEqual(page)
  })

  it('ACC-1: is nobody’s who may not work with cases', async () => {
    const scene = aServiceScene()

    expect(codes(await scene.service.list(powerless, {}, { limit: 3 }))).toEqual([
      'account-without-privilege',
    ])
    expect(scene.store.lists).toEqual([])
  })
})

function midoriState() {
  const { domains, customers, relationships, grants } = midoriKnown
  return {
    domains: [...domains],
    customers: [...customers],
    relationships: [...relationships],
    grants: [...grants],
  }
}

describe('ACC-2: the customers of a domain', () => {
  function withTwo() {
    const scene = aServiceScene()
    const other = aCustomer({ id: 'C-aoba', name: 'Midori Aoba', domain: 'aoba.example.jp' })
    const state = midoriState()
    scene.directory.replace({
      ...state,
      customers: [...state.customers.map((one) => ({ ...one, name: 'Midori' })), other],
      relationships: [...state.relationships, aRelationship({ customer: 'C-aoba', kind: 'support-partner' })],
    })
    return scene
  }
  const ids = (result: Awaited<ReturnType<ReturnType<typeof withTwo>['service']['customers']>>) =>
    value(result).customers.map(({ customer }) => customer.id)

  it('come with relationship and grant, as many as are asked for, and all are counted', async () => {
    const { service } = withTwo()

    const all = value(await service.customers(aoi, '', { limit: 5 }))
    expect(all.total).toBe(2)
    expect(all.customers.toSorted((a, b) => a.customer.id.localeCompare(b.customer.id))).toMatchObject([
      { customer: { id: 'C-aoba' }, relationship: { kind: 'support-partner' }, grant: { state: 'unknown' } },
      { customer: { id: 'C-midori' }, relationship: { kind: 'reseller' }, grant: { state: 'granted' } },
    ])
    const one = value(await service.customers(aoi, '', { limit: 1 }))
    expect([one.customers.length, one.total]).toEqual([1, 2])
  })

  it('are searched by their words, and one that is meant is found by its whole name', async () => {
    const { service } = withTwo()

    expect((await ids(await service.customers(aoi, 'midori', { limit: 5 }))).length).toBe(2)
    expect(ids(await service.customers(aoi, 'midori', { limit: 5, meant: true }))).toEqual(['C-midori'])
    expect(ids(await service.customers(aoi, 'aoba', { limit: 5 }))).toEqual(['C-aoba'])
  })

  it('leave one out whose relationship ended while they were asked for', async () => {
    const { directory } = aServiceScene().directory
    const { service } = aServiceScene({ directory: { ...directory, relationshipsOf: async () => [] } })

    expect(value(await service.customers(aoi, '', { limit: 5 }))).toEqual({ customers: [], total: 1 })
  })

  it('ACC-3: are no matter of the desk, of a customer, or of an account without the privilege', async () => {
    const { service } = withTwo()
    const asked = async (actor: typeof aoi) => codes(await service.customers(actor, '', { limit: 5 }))

    expect(await asked(agent)).toEqual(['desk-has-no-customers'])
    expect(await asked(yamada)).toEqual(['customer-has-no-customers'])
    expect(await asked(powerless)).toEqual(['customers-without-privilege'])
    expect(await asked({ party: 'partner', account: anAccount({ privileges: ['View customers'] }) })).toEqual(
      [],
    )
  })
})
