import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { mongo } from 'mongoose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toQueryTerms } from '../../src/cases/search-terms.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { aCommit, aNewCase, anAuthor, anEntry, noon } from '../support/build-case.ts'
import { type StoreProcesses, storeProcesses } from '../support/processes.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'
import { expectOwnThreads, wholeCaseThreads } from './whole-cases.ts'

interface Migration {
  readonly _id: number
  readonly done: boolean
  readonly runs: number
  readonly owner: string
  readonly leaseUntil: Date
}

const found = mongoForTests()

describe.skipIf(found.kind === 'none')('the schema of a MongoDB database', () => {
  const uri = found.kind === 'server' ? found.uri : ''
  let dbName: string
  let client: mongo.MongoClient
  let processes: StoreProcesses

  beforeAll(async () => {
    processes = await storeProcesses()
  })
  afterAll(() => processes.close())
  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    client = await new mongo.MongoClient(uri).connect()
  })
  afterEach(async () => {
    await client.close()
    await dropDatabase(uri, dbName)
  })

  const database = () => client.db(dbName)
  const migrations = () => database().collection<Migration>('migrations')
  const inTheFirstSchema = async (count: number) => {
    const store = await openMongoStore({ uri, dbName })
    for (let index = 0; index < count; index += 1) {
      await store.create(
        aNewCase(
          { number: 1001 + index, title: `Mails n${index % 3}` },
          { words: ['mails', `n${index % 3}`] },
        ),
      )
    }
    await store.close()
    await database()
      .collection('cases')
      .updateMany({}, { $unset: { paged: 1, historyId: 1, found: 1 } })
    await database().collection('cases').createIndex({ createKey: 1 }, { unique: true })
    await database().collection('cases').createIndex({ words: 1, updatedAt: -1, _id: -1 })
    await database().collection('createkeys').deleteMany({})
    await migrations().deleteMany({})
  }

  it('is brought up to date once, however many processes start on it at the same time', async () => {
    await inTheFirstSchema(600)

    const started = [1, 2, 3, 4].map(() => processes.start({ kind: 'open', at: { uri, dbName } }))
    const ended = await Promise.all(started.map(({ ended }) => ended))

    expect(ended).toEqual([0, 0, 0, 0])
    expect(await migrations().find().sort({ _id: 1 }).toArray()).toMatchObject([
      { _id: 1, done: true, runs: 1 },
      { _id: 2, done: true, runs: 1 },
      { _id: 3, done: true, runs: 1 },
      { _id: 4, done: true, runs: 1 },
      { _id: 5, done: true, runs: 1 },
      { _id: 6, done: true, runs: 1 },
    ])
    const cases = await database()
      .collection('cases')
      .find({}, { projection: { paged: 1, historyId: 1 } })
      .toArray()
    expect(cases.every(({ paged }) => paged === 0)).toBe(true)
    expect(new Set(cases.map(({ historyId }) => historyId)).size).toBe(600)
    expect(await database().collection('createkeys').countDocuments()).toBe(600)
    const indexes = (await database().collection('cases').indexes()).map(({ name }) => name)
    expect(indexes).toContain('found_1_updatedAt_-1__id_-1')
    expect(indexes).not.toContain('createKey_1')
    expect(indexes).not.toContain('words_1_updatedAt_-1__id_-1')
  }, 60_000)

  it('the cases of the first schema go on afterwards: repeats are known, histories grow into pages', async () => {
    await inTheFirstSchema(1)

    const store = await openMongoStore({ uri, dbName })

    const input = aNewCase({ title: 'Mails n0' })
    expect(await store.create(input)).toEqual({ kind: 'repeated', case: input.case })
    let current = input.case
    while (current.seq < 120) {
      const answer = await store.commit(aCommit(current))
      if (answer.kind !== 'committed') throw new Error(answer.kind)
      current = answer.case
    }
    expect(await store.history(1001, { limit: 200 })).toHaveLength(120)
    expect(await database().collection('historypages').countDocuments()).toBe(1)
    await store.close()
  })

  it('UPD-3: the cases of the fourth schema are found by what stands in them today, by the answers too, in any spelling', async () => {
    const answers = [{ question: 'Message-ID', answer: '<CAF123@mail.example.com>' }]
    const created = (description: string) =>
      anEntry({ event: { type: 'created', description, answers }, author: anAuthor() })
    const store = await openMongoStore({ uri, dbName })
    const long = Array.from({ length: 119 }, (_, index) => anEntry({ seq: index + 2 }))
    for (const [number, entries] of [
      [1001, [created('ファイルサーバーの移行')]],
      [1002, [created('ファイルサーバの移行'), ...long]],
      [1003, [created('')]],
    ] as const) {
      const title = number === 1003 ? 'gmail-delivery' : 'Mails'
      await store.create(
        aNewCase({ number, seq: entries.length, title }, { entries, words: ['removed', 'サーバー'] }),
      )
    }
    await store.close()
    await migrations().deleteOne({ _id: 5 })

    const again = await openMongoStore({ uri, dbName })

    const found = async (typed: string) => {
      const query = { reader: { party: 'desk' }, words: toQueryTerms(typed) } as const
      return (await again.list(query, { limit: 9 })).cases.map(({ number }) => number)
    }
    expect(await found('サーバ 移行')).toEqual([1002, 1001])
    expect(await found('CAF123')).toEqual([1003, 1002, 1001])
    expect(await found('removed')).toEqual([])
    await again.close()
  })

  it('OWN-4: the open cases of the fifth schema are found by whom they refer to', async () => {
    const store = await openMongoStore({ uri, dbName })
    const assignee = { email: 'ben@desk.example.org', name: 'Ben' }
    // More than one batch of the script.
    await store.createAll([
      ...Array.from({ length: 599 }, (_, index) =>
        aNewCase({ number: 1001 + index, assignee, firstLine: 'partner' }),
      ),
      aNewCase({ number: 1600, assignee, status: 'closed' }),
      aNewCase({ number: 1700, customer: { id: 'own:d', name: 'D', domain: 'd' } }),
    ])
    await store.close()
    await database()
      .collection('cases')
      .updateMany({}, { $unset: { refs: '' } })
    await migrations().deleteOne({ _id: 6 })

    const again = await openMongoStore({ uri, dbName })

    const worker = { kind: 'worker', side: 'desk', email: assignee.email } as const
    expect(await again.listRefs('worker')).toEqual([worker])
    expect(await again.listRefs('partner')).toHaveLength(1)
    const found = await again.listReferring(worker, { after: 1590, limit: 99 })
    expect(found.map(({ number }) => number)).toEqual([1591, 1592, 1593, 1594, 1595, 1596, 1597, 1598, 1599])
    await again.close()
  }, 60_000)

  it('the cases of the first schema are found by the words that they had, each reader’s by that reader', async () => {
    await inTheFirstSchema(7)

    const store = await openMongoStore({ uri, dbName })

    for (const [reader, expected] of [
      [{ party: 'partner', domain: 'hoshi.example.com' }, [1007, 1004, 1001]],
      [{ party: 'customer', customer: 'C-midori' }, [1007, 1004, 1001]],
      [{ party: 'desk' }, [1007, 1004, 1001]],
      [{ party: 'partner', domain: 'tsuki.example.com' }, []],
    ] as const) {
      const { cases } = await store.list({ reader, words: toQueryTerms('mail n0') }, { limit: 9 })
      expect(cases.map(({ number }) => number)).toEqual(expected)
    }
    await store.close()
  })

  /** A case as it was kept while it was claimed as a whole. */
  const inTheThirdSchema = async (number: number, state: object) => {
    const store = await openMongoStore({ uri, dbName })
    await store.create(aNewCase({ number, subscriptions: wholeCaseThreads }))
    await store.close()
    const own = ['route', 'dueAt', 'leaseUntil', 'leaseOwner', 'held', 'token']
    await database()
      .collection<{ _id: number }>('cases')
      .updateOne(
        { _id: number },
        {
          $set: { leaseUntil: new Date(0), leaseOwner: null, token: 5, suspended: true, ...state },
          $unset: Object.fromEntries(own.map((field) => [`threads.$[].${field}`, ''])),
        },
      )
    await database().collection('cases').createIndex({ dueAt: 1, leaseUntil: 1 })
    await migrations().deleteOne({ _id: 4 })
  }

  it('D1: of whole cases becomes one of threads: what a fault had ended goes on at once and says why, the rest is as it was', async () => {
    await inTheThirdSchema(1001, { dueAt: noon, held: true })
    await inTheThirdSchema(1002, { dueAt: null, held: false })

    const store = await openMongoStore({ uri, dbName })

    await expectOwnThreads(store)
    const indexes = (await database().collection('cases').indexes()).map(({ name }) => name)
    expect(indexes).not.toContain('dueAt_1_leaseUntil_1')
    expect(
      await database()
        .collection('cases')
        .countDocuments({ token: { $exists: true } }),
    ).toBe(0)
    await store.close()
  })

  it('a script whose process died in it is taken up by the next one that starts', async () => {
    await inTheFirstSchema(3)
    await migrations().insertOne({
      _id: 1,
      done: false,
      runs: 1,
      owner: 'died',
      leaseUntil: new Date(Date.now() - 1),
    })

    await (await openMongoStore({ uri, dbName })).close()

    expect(await migrations().findOne({ _id: 1 })).toMatchObject({ done: true, runs: 2 })
    expect(await database().collection('createkeys').countDocuments()).toBe(3)
  })

  it('a start waits for the one that is at work on a script, and does not run it again', async () => {
    await inTheFirstSchema(3)
    const leaseUntil = new Date(Date.now() + 60_000)
    await migrations().insertOne({ _id: 1, done: false, runs: 1, owner: 'other', leaseUntil })
    let opened = false
    const opening = openMongoStore({ uri, dbName }).then((store) => {
      opened = true
      return store
    })

    await wait(500)
    expect(opened).toBe(false)
    await migrations().updateOne({ _id: 1 }, { $set: { done: true } })

    await (await opening).close()
    expect(await migrations().findOne({ _id: 1 })).toMatchObject({ owner: 'other', runs: 1 })
    expect(await database().collection('createkeys').countDocuments()).toBe(0)
  })

  it('of a newer version is refused with what to do', async () => {
    await migrations().insertOne({ _id: 99, done: true, runs: 1, owner: 'newer', leaseUntil: new Date() })

    await expect(openMongoStore({ uri, dbName })).rejects.toThrow(
      /was written by a newer version of Casethread \(schema 99; .* Start that version again, or restore a backup/,
    )
    await expect(openMongoStore({ uri, dbName, upgrade: false })).rejects.toMatchObject({ refused: true })
  })

  it('is not made or changed by whoever only looks', async () => {
    const onlyLook = () =>
      openMongoStore({ uri, dbName, upgrade: false }).then(
        () => 'opened',
        (error: unknown) => error,
      )
    const empty = await onlyLook()
    expect(await database().collections()).toEqual([])
    await inTheFirstSchema(1)
    const before = await database().collection('cases').findOne()
    const older = await onlyLook()

    expect(empty).toMatchObject({ name: 'StoreOutdated', isEmpty: true })
    expect(older).toMatchObject({ name: 'StoreOutdated', isEmpty: false, refused: true })
    expect(await migrations().countDocuments()).toBe(0)
    expect(await database().collection('cases').findOne()).toEqual(before)
    await (await openMongoStore({ uri, dbName })).close()
    const current = await openMongoStore({ uri, dbName, upgrade: false })
    expect(await current.get(1001)).toBeDefined()
    await current.close()
  })

  it('is whole in the end, however often a process that brings it up to date is killed', async () => {
    await inTheFirstSchema(2_000)
    let killed = 0
    for (let run = 0; run < 8; run += 1) {
      const { child, ended } = processes.start({ kind: 'open', at: { uri, dbName } })
      const timer = setTimeout(() => child.kill('SIGKILL'), 300 + run * 150)
      const code = await ended
      clearTimeout(timer)
      if (code === 0) break
      killed += 1
      // What would take a minute: nobody holds the lease any more.
      await migrations().updateMany({ done: false }, { $set: { leaseUntil: new Date(0) } })
    }

    const store = await openMongoStore({ uri, dbName })

    expect(killed).toBeGreaterThan(0)
    expect(await migrations().countDocuments({ done: true })).toBe(6)
    expect(await database().collection('createkeys').countDocuments()).toBe(2_000)
    const query = { reader: { party: 'desk' }, words: toQueryTerms('n0') } as const
    expect(await store.count(query, 9_999)).toBe(667)
    expect(
      await database()
        .collection('cases')
        .countDocuments({ refs: { $exists: false } }),
    ).toBe(0)
    await store.close()
  }, 120_000)
})

describe.skipIf(found.kind === 'none')('a create key in MongoDB', () => {
  const uri = found.kind === 'server' ? found.uri : ''

  it('CRE-8: of a create that died with a number gives that number to the next send', async () => {
    const dbName = `casethread-test-${randomUUID()}`
    const store = await openMongoStore({ uri, dbName })
    const client = await new mongo.MongoClient(uri).connect()
    await client
      .db(dbName)
      .collection<{ _id: string }>('createkeys')
      .insertOne({ _id: 'view-1', number: 1001 } as never)

    const refused = await store.create(aNewCase({ number: 1002 }, { key: 'view-1' })).catch((error) => error)
    const created = await store.create(aNewCase({ number: refused.instead }, { key: 'view-1' }))

    expect(refused).toMatchObject({ name: 'NumberTaken', number: 1002, instead: 1001 })
    expect(created).toMatchObject({ kind: 'created', case: { number: 1001 } })
    expect(await store.get(1002)).toBeUndefined()
    await client.close()
    await store.close()
    await dropDatabase(uri, dbName)
  })
})
