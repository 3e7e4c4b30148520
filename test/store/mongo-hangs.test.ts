import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, noon } from '../support/build-case.ts'
import { type FaultyMongo, startFaultyMongo } from '../support/faulty-mongo-proxy.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const found = mongoForTests()
const uri = found.kind === 'server' ? found.uri : ''
/** The proxy reads the protocol in the clear, on one host. */
const readable = found.kind === 'server' && !/^mongodb\+srv:|[?&](tls|ssl)=true/.test(uri)

/** So that nobody waits long in a test; what is asked for here holds for any limits. */
const limits = { callMs: 300, patienceMs: 800, shortMs: 200 }
const desk = { reader: { party: 'desk' } } as const

describe.skipIf(!readable)('a MongoDB that never answers on lines that stay up', { timeout: 30_000 }, () => {
  let dbName: string
  let proxy: FaultyMongo
  let store: Store

  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    proxy = await startFaultyMongo(uri)
    store = await openMongoStore({ uri: proxy.uri, dbName, limits })
  })
  afterEach(async () => {
    await store.close()
    await proxy.close()
    await dropDatabase(uri, dbName)
  })

  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: { name: string; saved?: string }) => `${error.name} ${error.saved}`,
    )

  it('is given up on by every kind of question and change', async () => {
    const { case: made } = await store.create(aNewCase())
    proxy.hang()

    const outcomes = await Promise.all([
      outcome(store.list(desk, { limit: 5 })),
      outcome(store.history(1001, { limit: 5 })),
      outcome(store.identities.linksOf({ platform: 'slack', tenant: 'T1', user: 'U1' })),
      outcome(store.commit(aCommit(made, { severity: 'P1' }))),
      outcome(store.create(aNewCase({ number: 1002 }))),
      outcome(store.createAll([aNewCase({ number: 1003 })])),
      outcome(store.files.put('aa000001', Buffer.from('a'))),
      outcome(store.conversations.pausePosts({ since: noon, by: 'operator' })),
      outcome(store.claim({ number: 1001, thread: 't-1', owner: 'o', now: noon, leaseMs: 1_000 })),
      outcome(store.ping()),
    ])

    expect(new Set(outcomes.slice(0, 3))).toEqual(new Set(['StoreDidNotAnswer no']))
    // Whatever found no line to be sent on certainly changed nothing.
    for (const told of outcomes.slice(3)) expect(told).toMatch(/^StoreDidNotAnswer (no|unknown)$/)
  })

  it('is used again as soon as it answers: nothing was lost, and what was sent before is made once', async () => {
    const { case: made } = await store.create(aNewCase())
    const input = aCommit(made, { severity: 'P1' })
    proxy.hang()
    expect(await outcome(store.commit(input))).toBe('StoreDidNotAnswer unknown')
    expect(await outcome(store.list(desk, { limit: 5 }))).toBe('StoreDidNotAnswer no')

    proxy.goOn()

    expect((await store.commit(input)).kind).toMatch(/^(committed|repeated)$/)
    expect(await store.get(1001)).toMatchObject({ version: 2, severity: 'P1', seq: 2 })
    expect((await store.list(desk, { limit: 5 })).cases).toHaveLength(1)
  })

  it('is closed all the same, and what waits for it is refused', async () => {
    proxy.hang()
    const waiting = Promise.all(Array.from({ length: 60 }, () => outcome(store.list(desk, { limit: 5 }))))

    await store.close()

    expect(new Set(await waiting)).toEqual(new Set(['StoreDidNotAnswer no']))
    expect(await outcome(store.get(1001))).toBe('StoreDidNotAnswer no')
  })

  it('keeps a start from hanging, which says what to do', async () => {
    proxy.hang()

    await expect(openMongoStore({ uri: proxy.uri, dbName, limits })).rejects.toMatchObject({
      name: 'StoreUnavailable',
      refused: false,
    })
  })

  it('is told apart from a slow query: that one is ended by the server and not asked again', async () => {
    await store.create(aNewCase())
    const before = proxy.seen.filter((name) => name === 'find cases').length
    proxy.befall('find', 'cases', [
      { ok: 0, code: 50, codeName: 'MaxTimeMSExpired', errmsg: 'operation exceeded time limit' },
    ])

    expect(await outcome(store.list(desk, { limit: 5 }))).toBe('StoreDidNotAnswer no')

    expect(proxy.seen.filter((name) => name === 'find cases').length).toBe(before + 1)
  })
})
