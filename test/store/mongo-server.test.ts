import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { mongo } from 'mongoose'
import { afterAll, describe, expect, it } from 'vitest'
import { toConditions } from '../../src/store/mongo/documents.ts'
import { whatIsDue } from '../../src/store/mongo/mongo-deliveries.ts'
import { asideIndex, dueIndex, refsIndex } from '../../src/store/mongo/mongo-schema.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { aNewCase, noon } from '../support/build-case.ts'
import { everyQuery } from '../support/every-query.ts'
import { type FakeAnswers, type FakeMongoServer, startFakeMongo } from '../support/fake-mongo-server.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const password = 'Sesame77'
const fakes: FakeMongoServer[] = []

afterAll(async () => {
  await Promise.all(fakes.map((fake) => fake.close()))
})

// Side by side: looking for a server takes its five seconds each time.
describe.concurrent('a MongoDB that cannot be used is told in one sentence with what to do, and without the password', () => {
  it('when nothing answers at the address', async () => {
    const port = await freePort()

    const message = await faultOf(`mongodb://app:${password}@127.0.0.1:${port}/desk`)

    expect(message).toMatch(`MongoDB at 127.0.0.1:${port} does not answer: check that it runs`)
  }, 15_000)

  it('when the name of the server is unknown', async () => {
    const message = await faultOf(`mongodb://app:${password}@no-such-host.invalid/desk`)

    expect(message).toMatch('no-such-host.invalid:27017 cannot be found: check the host')
  }, 15_000)

  it('when the server is too old', async () => {
    const fake = await startFake({ maxWireVersion: 8, toCommands: { ok: 1 } })

    const message = await faultOf(`mongodb://app:${password}@127.0.0.1:${fake.port}/desk`)

    expect(message).toMatch('is too old: Casethread needs version 4.4 or later')
  }, 15_000)

  it('when the login is refused', async () => {
    const fake = await startFake({
      maxWireVersion: 21,
      toCommands: {
        ok: 0,
        code: 18,
        codeName: 'AuthenticationFailed',
        errmsg: `Authentication failed for ${password}`,
      },
    })

    const message = await faultOf(`mongodb://app:${password}@127.0.0.1:${fake.port}/desk?authMechanism=PLAIN`)

    expect(message).toMatch('refused the login: check the user, the password and authSource')
  }, 15_000)

  it('when the user may not make the indexes', async () => {
    const fake = await startFake({
      maxWireVersion: 21,
      toCommands: { ok: 0, code: 13, errmsg: 'not authorized' },
    })

    const message = await faultOf(`mongodb://127.0.0.1:${fake.port}/desk`)

    expect(message).toMatch(
      'may not make the indexes of the MongoDB database desk: give it the role readWrite',
    )
  }, 15_000)

  it.each([
    `mongodb://app:${password}@/desk`,
    `mongodb://app:${password}/7@host/desk`,
    `mongodb://app:p@${password}@host/desk`,
    `mongodb://app:${password}@host:port/desk`,
    `mongodb://app:${password}@host/?nonsense=1`,
    `mongodb://app:${password}@host/?tls=${password}`,
    `http://app:${password}@host/desk`,
    `app:${password}@host`,
    '',
    'localhost:27017',
  ])('when the address is malformed: %s', async (uri) => {
    expect(await faultOf(uri)).toMatch('MONGODB_URI is not an address of MongoDB')
  })
})

const found = mongoForTests()

describe.skipIf(found.kind === 'none')('a database in MongoDB', () => {
  const uri = found.kind === 'server' ? found.uri : ''

  it('is the one of the address, else `casethread`', async () => {
    const dbName = `casethread-test-${randomUUID()}`
    const store = await openMongoStore({ uri: `${uri.replace(/\/$/, '')}/${dbName}` })
    await store.create(aNewCase())
    await store.close()

    const other = await openMongoStore({ uri, dbName })

    expect((await other.get(1001))?.title).toBe('Mail bounces')
    await other.close()
    await dropDatabase(uri, dbName)
  })

  it('has the indexes that its queries need, made once however often it is opened', async () => {
    const dbName = `casethread-test-${randomUUID()}`
    for (let times = 0; times < 2; times += 1) await (await openMongoStore({ uri, dbName })).close()
    const client = new mongo.MongoClient(uri)

    const indexes = await client.db(dbName).collection('cases').indexes()

    expect(indexes.map(({ key }) => Object.keys(key).join(' ')).toSorted()).toEqual([
      '_id',
      'aside.until',
      'assignee.email updatedAt _id',
      'closedAt _id',
      'createdAt _id',
      'customer.id updatedAt _id',
      'due.at',
      'followUpOf.number _id',
      'found updatedAt _id',
      'history.event.attachments.id',
      'history.event.source.message',
      'hold.number',
      'imported.run imported.number',
      'owners.email updatedAt _id',
      'partners.domain createdAt _id',
      'partners.domain createdBy.email updatedAt _id',
      'partners.domain customer.id updatedAt _id',
      'partners.domain severity updatedAt _id',
      'partners.domain status updatedAt _id',
      'partners.domain updatedAt _id',
      'purging.seq',
      'refs',
      'reminder.at reminder.number',
      'severity updatedAt _id',
      'status updatedAt _id',
      'threads.root',
      'threads.route threads.dueAt',
      'updatedAt _id',
      'waiting',
    ])
    const items = await client.db(dbName).collection('directory').indexes()
    expect(items.map(({ key }) => Object.keys(key).join(' ')).toSorted()).toEqual([
      '_id',
      'next.batch',
      'next.refs',
      'refs',
      'section _id',
    ])
    // A cluster that is sharded by case can keep no other index than `_id` unique.
    expect(indexes.filter(({ unique, key }) => unique && !('_id' in key))).toEqual([])
    await client.close()
    await dropDatabase(uri, dbName)
  })

  it('is asked nothing without an index', async (test) => {
    if (found.kind === 'server' && !found.explains) test.skip(`${found.name} cannot explain a query`)
    const dbName = `casethread-test-${randomUUID()}`
    await (await openMongoStore({ uri, dbName })).close()
    const client = new mongo.MongoClient(uri)
    const cases = client.db(dbName).collection('cases')
    const questions = [
      ...everyQuery().map((query) => cases.find({ $and: [{}, ...toConditions(query)] })),
      ...everyQuery().map((query) =>
        cases.find({ $and: [...toConditions(query), { updatedAt: { $lte: noon } }] }),
      ),
    ].map((cursor) => cursor.sort({ updatedAt: -1, _id: -1 }).limit(10))
    const opened = everyQuery().map((query) =>
      cases
        .find({ $and: [{}, ...toConditions(query)] })
        .sort({ createdAt: -1, _id: -1 })
        .limit(10),
    )

    const plans = await Promise.all([
      ...[...questions, ...opened].map((cursor) => cursor.explain('queryPlanner')),
      cases
        .find({ $or: [...whatIsDue({ route: 'slack:T1', busy: ['C1'] }, noon)] }, { hint: dueIndex })
        .limit(64)
        .explain('queryPlanner'),
      cases
        .find({ waiting: { $gt: 0 } })
        .sort({ waiting: 1 })
        .explain('queryPlanner'),
      cases
        .find({ refs: 'worker:["a"]' }, { hint: refsIndex })
        .sort({ _id: 1 })
        .limit(9)
        .explain('queryPlanner'),
      cases
        .find({ 'aside.until': { $lte: noon } }, { hint: asideIndex })
        .sort({ _id: 1 })
        .limit(9)
        .explain('queryPlanner'),
      cases.find({ refs: { $gte: 'worker:' } }).explain('queryPlanner'),
      cases.find({ 'followUpOf.number': 1001 }).sort({ _id: -1 }).limit(20).explain('queryPlanner'),
    ])

    expect(plans.map((plan) => JSON.stringify(plan)).filter((plan) => plan.includes('COLLSCAN'))).toEqual([])
    await client.close()
    await dropDatabase(uri, dbName)
  })

  it('keeps a case as one document, with its create key and the counter beside it', async () => {
    const dbName = `casethread-test-${randomUUID()}`
    const store = await openMongoStore({ uri, dbName })
    await store.create(aNewCase({ number: await store.nextNumber(), seq: 3 }))
    const client = new mongo.MongoClient(uri)

    const collections = await client.db(dbName).listCollections().toArray()
    const documents = await client.db(dbName).collection('cases').find().toArray()

    expect(collections.map(({ name }) => name).toSorted()).toEqual([
      'audit-log',
      'cases',
      'channel-bindings',
      'conversation-changes',
      'counters',
      'createkeys',
      'delivery-actions',
      'directory',
      'drafts',
      'files.chunks',
      'files.files',
      'historypages',
      'home-channels',
      'import-runs',
      'instances',
      'linked-people',
      'member-stays',
      'migrations',
      'notices',
      'notify_choices',
      'seen-people',
      'sign-ins',
    ])
    expect(await client.db(dbName).collection('directory').countDocuments()).toBe(0)
    expect(documents).toMatchObject([{ _id: 1001, history: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] }])
    await client.close()
    await store.close()
    await dropDatabase(uri, dbName)
  })
})

async function startFake(answers: FakeAnswers): Promise<FakeMongoServer> {
  const fake = await startFakeMongo(answers)
  fakes.push(fake)
  return fake
}

async function faultOf(uri: string): Promise<string> {
  const fault = await openMongoStore({ uri }).catch((error: unknown) => error)
  if (!(fault instanceof StoreUnavailable)) throw new Error(`Opened, or failed otherwise: ${String(fault)}`)
  expect(fault.message).not.toContain(password)
  expect(fault.message).not.toContain('\n')
  return fault.message
}

/** A port of this machine on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return address !== null && typeof address === 'object' ? address.port : 1
}
