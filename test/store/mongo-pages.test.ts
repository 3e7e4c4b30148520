import { randomUUID } from 'node:crypto'
import mongoose, { mongo } from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { historyPages, pagedOut } from '../../src/store/mongo/history-archive.ts'
import { modelsOn } from '../../src/store/mongo/mongo-schema.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry } from '../support/build-case.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

it('pages are whole, and the case keeps its 50 newest entries at least', () => {
  expect([0, 1, 50, 99, 100, 149, 150, 5_000].map(pagedOut)).toEqual([0, 0, 0, 0, 50, 50, 100, 4_950])
})

const found = mongoForTests()

describe.skipIf(found.kind === 'none')('history pages in MongoDB', () => {
  const uri = found.kind === 'server' ? found.uri : ''
  let dbName: string
  let client: mongo.MongoClient
  let store: CasesAndFiles

  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    client = await new mongo.MongoClient(uri).connect()
    store = await openMongoStore({ uri, dbName })
  })

  afterEach(async () => {
    await store.close()
    await client.close()
    await dropDatabase(uri, dbName)
  })

  const cases = () =>
    client.db(dbName).collection<{ _id: number; history: unknown[]; paged: number }>('cases')
  const pages = () =>
    client.db(dbName).collection<{ _id: string; entries: { seq: number }[] }>('historypages')

  it('hold each old entry once, and the case document stays small', async () => {
    let { case: current } = await store.create(aNewCase({ seq: 90 }))
    while (current.seq < 230) current = await append(store, 1)

    expect(await cases().findOne({ _id: 1001 })).toMatchObject({ paged: 150, history: { length: 80 } })
    const written = await pages().find().toArray()
    expect(written.flatMap(({ entries }) => entries.map(({ seq }) => seq)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 150 }, (_, index) => index + 1),
    )
  })

  it('a crash after a page was written and before its entries left the case leaves nothing missing and nothing double', async () => {
    await store.create(aNewCase({ seq: 99 }))
    const before = await cases().findOne({ _id: 1001 })
    await append(store, 1)
    const after = await cases().findOne({ _id: 1001 })
    if (!before || !after) throw new Error('The case is gone')
    // As the commit left it: the page is there, the case still has its entries.
    const history = [...before.history, ...after.history.slice(-1)]
    await cases().replaceOne({ _id: 1001 }, { ...after, paged: 0, history })

    expect(await pages().countDocuments()).toBe(1)
    expect(await seqs(store)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    await append(store, 1)

    expect(await cases().findOne({ _id: 1001 })).toMatchObject({ paged: 50, history: { length: 51 } })
    expect(await pages().countDocuments()).toBe(1)
    expect(await seqs(store)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1))
  })

  it('are caught up on by the next change, however many are owed', async () => {
    const { case: made } = await store.create(aNewCase())
    const entries = Array.from({ length: 400 }, (_, index) => ({ ...made.createdBy, seq: index + 2 }))
    // As many moves failed: everything is still in the case.
    await cases().updateOne({ _id: 1001 }, { $set: { seq: 401 }, $push: { history: { $each: entries } } })

    await append(store, 1)

    expect(await cases().findOne({ _id: 1001 })).toMatchObject({ paged: 350, history: { length: 52 } })
    expect(await pages().countDocuments()).toBe(7)
    expect(await seqs(store)).toHaveLength(402)
  })

  it('of a create that died are not taken for those of another case with its number', async () => {
    await store.create(aNewCase({ seq: 150 }, { key: 'died' }))
    // As if it had died between its pages and its case.
    await cases().deleteOne({ _id: 1001 })
    await client.db(dbName).collection('createkeys').deleteMany({})
    const text = 'Another history'
    const entries = Array.from({ length: 150 }, (_, index) =>
      anEntry({ seq: index + 1, event: { type: 'message', text } }),
    )

    await store.create(aNewCase({ seq: 150 }, { key: 'next', entries }))

    expect(await store.history(1001, { limit: 200 })).toEqual(entries)
  })

  it('of a create that was a repeat are taken back', async () => {
    await store.create(aNewCase({ seq: 150 }))

    await store.create(aNewCase({ seq: 150 }))

    expect(await pages().countDocuments()).toBe(2)
  })

  it('of a create that died are swept a day later; those that a case has, or may yet come to have, stay', async () => {
    const made = new Date()
    const later = new Date(made.getTime() + 60_000)
    await store.create(aNewCase({ seq: 230 }))
    const [page] = await pages().find().toArray()
    if (!page) throw new Error('no page')
    const dead = mongo.ObjectId.createFromTime(Math.floor(made.getTime() / 1000)).toHexString()
    const young = mongo.ObjectId.createFromTime(Math.floor(later.getTime() / 1000) + 1).toHexString()
    const of = (historyId: string, first: number) => ({ ...page, _id: `${historyId}:${first}`, first })
    await pages().insertMany([of(dead, 1), of(dead, 51), of(young, 1)])

    expect(await store.sweepLeftovers(later)).toBe(2)

    expect((await pages().find().toArray()).map(({ _id }) => _id)).toContain(`${young}:1`)
    expect(await pages().countDocuments({ _id: { $regex: `^${dead}` } })).toBe(0)
    expect(await seqs(store)).toEqual(Array.from({ length: 230 }, (_, index) => index + 1))
    expect(await store.sweepLeftovers(later)).toBe(0)
  })

  it('UPD-3: of a move that began before a removal keep nothing of what it took', async () => {
    await store.create(aNewCase({ seq: 90 }))
    const connection = await mongoose.createConnection(uri, { dbName }).asPromise()
    try {
      const models = modelsOn(connection)
      const insert = models.pages.collection.insertOne.bind(models.pages.collection)
      let begun = 0
      models.pages.collection.insertOne = (async (...given: Parameters<typeof insert>) => {
        begun += 1
        if (begun === 1) await removeText(store, 10)
        return insert(...given)
      }) as typeof insert

      await historyPages(models, (work) => work()).moveOut(1001, 100)

      expect(begun).toBe(2)
      expect(await cases().findOne({ _id: 1001 })).toMatchObject({ paged: 50 })
      const [page] = await pages().find().toArray()
      expect(page?.entries[9]).toMatchObject({ seq: 10, event: { text: '' } })
      expect((await store.history(1001, { after: 9, limit: 1 }))[0]).toMatchObject({ event: { text: '' } })
      expect(await seqs(store)).toEqual(Array.from({ length: 91 }, (_, index) => index + 1))
    } finally {
      await connection.close()
    }
  })

  it('UPD-3: that a dead move left behind are replaced by the next change', async () => {
    await store.create(aNewCase({ seq: 90 }))
    const { historyId, history } = (await cases().findOne({ _id: 1001 })) as unknown as {
      historyId: string
      history: { seq: number }[]
    }
    await removeText(store, 10)
    await pages().insertOne({ _id: `${historyId}:1`, entries: history.slice(0, 50) })

    await append(store, 10)

    const [page] = await pages().find().toArray()
    expect(page?.entries[9]).toMatchObject({ seq: 10, event: { text: '' } })
  })

  it('that are lost are told, not passed over', async () => {
    await store.create(aNewCase({ seq: 150 }))
    await pages().deleteOne({ 'entries.seq': 60 })

    await expect(store.history(1001, { limit: 200 })).rejects.toThrow(
      'Case 1001 lacks entries of its history between 1 and 150',
    )
    expect(await store.history(1001, { limit: 50, newest: true })).toHaveLength(50)
  })
})

/** Takes the text of an entry away, and ends that. */
async function removeText(store: CasesAndFiles, seq: number): Promise<void> {
  const current = await store.get(1001)
  const [entry] = await store.history(1001, { after: seq - 1, limit: 1 })
  if (!current || !entry) throw new Error('The case is gone')
  const left = { ...entry, event: { type: 'message', text: '' } } as const
  const answer = await store.commit({ ...aCommit(current), removal: { entry: left, files: [] } })
  if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`)
  await store.purge(1001)
}

async function append(store: CasesAndFiles, count: number) {
  const current = await store.get(1001)
  if (!current) throw new Error('The case is gone')
  const entries = Array.from({ length: count }, (_, index) => anEntry({ seq: current.seq + index + 1 }))
  const answer = await store.commit(aCommit(current, {}, { entries }))
  if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`)
  return answer.case
}

async function seqs(store: CasesAndFiles): Promise<readonly number[]> {
  return (await store.history(1001, { limit: 1_000 })).map(({ seq }) => seq)
}
