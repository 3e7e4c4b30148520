import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noCase } from '../../src/cases/case-store.ts'
import { mongoAuditLog } from '../../src/store/mongo/mongo-audit-log.ts'
import { modelsOn } from '../../src/store/mongo/mongo-schema.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { caseRemovals } from '../../src/store/mongo/remove-case.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const found = mongoForTests()
const record = {
  id: 'r1',
  at: noon,
  side: 'operator',
  by: 'casethread',
  what: 'expired',
  number: 1001,
} as const
const removal = { of: 'retention', closedBefore: minutesAfter(noon, 1), at: noon, record } as const

describe.skipIf(found.kind === 'none')('retention in MongoDB', () => {
  const uri = found.kind === 'server' ? found.uri : ''
  let dbName: string
  let store: CasesAndFiles
  let connection: mongoose.Connection

  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    store = await openMongoStore({ uri, dbName })
    connection = await mongoose.createConnection(uri, { dbName }).asPromise()
    await store.create(aNewCase({ number: 1001, status: 'closed', closedAt: noon }))
  })

  afterEach(async () => {
    await connection.close()
    await store.close()
    await dropDatabase(uri, dbName)
  })

  const follow = () => store.create(aNewCase({ number: 1002, followUpOf: { number: 1001, partners: [] } }))
  const records = async () => (await mongoAuditLog(connection).list({}, { limit: 9 })).records
  const pages = { discard: async () => {} }
  const removals = () => {
    const models = modelsOn(connection)
    const auditLog = mongoAuditLog(connection)
    return {
      models,
      ...caseRemovals(connection, models, { pages, files: store.files, auditLog }),
    }
  }

  it('UPD-4: keeps a case that is followed up between the look and the write', async () => {
    const { models, remove } = removals()
    const keys = models.createKeys.collection
    const update = keys.updateOne.bind(keys)
    let looks = 0
    keys.updateOne = (async (...given: Parameters<typeof update>) => {
      looks += 1
      // It was looked for follow-ups just now.
      if (looks === 1) await follow()
      return update(...given)
    }) as typeof update

    expect(await remove(1001, removal)).toBe(false)

    expect(looks).toBeGreaterThan(0)
    expect(await store.get(1001)).toBeDefined()
    expect(await records()).toEqual([])
  })

  it('UPD-4: keeps a case while a follow-up is on its way, and not for longer', async () => {
    await follow()
    await store.removeCases([1002], { of: 'customer', customer: 'C-midori', at: noon })
    const { cases } = modelsOn(connection)
    const begun = (since: Date) =>
      cases.collection.updateOne({ number: { $exists: false } }, { $set: { 'follows.since': since } })

    await begun(new Date())
    expect(await store.removeCases([1001], removal)).toEqual([])
    await begun(minutesAfter(new Date(), -11))
    expect(await store.removeCases([1001], removal)).toEqual([1001])
  })

  it('records what went where it was killed before that, with the next sweep, and once', async () => {
    const { remove } = removals()
    const auditLog = { record: () => Promise.reject(new Error('killed')) }
    const models = modelsOn(connection)
    const killed = caseRemovals(connection, models, {
      pages,
      files: store.files,
      auditLog,
    })
    await expect(killed.remove(1001, removal)).rejects.toThrow('killed')
    expect(await store.get(1001)).toBeUndefined()
    expect(await records()).toEqual([])

    await store.purge(noCase)
    await store.sweepLeftovers(minutesAfter(new Date(), 60))
    expect(await records()).toEqual([record])
    expect(await remove(1001, removal)).toBe(true)
    expect(await records()).toHaveLength(1)
  })
})
