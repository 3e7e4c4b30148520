import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { mongo } from 'mongoose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { withRetry } from '../../src/store/mongo/retry.ts'
import { toStartupError } from '../../src/store/mongo/startup-errors.ts'
import { unattendedPatienceMs } from '../../src/store/mongo/store-limits.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, noon } from '../support/build-case.ts'
import { type Fault, type FaultyMongo, startFaultyMongo } from '../support/faulty-mongo-proxy.ts'
import { dropDatabase, mongoForTests, patientLimits } from '../support/stores.ts'

const found = mongoForTests()
const uri = found.kind === 'server' ? found.uri : ''
/** The proxy reads the protocol in the clear, on one host. */
const readable = found.kind === 'server' && !/^mongodb\+srv:|[?&](tls|ssl)=true/.test(uri)

const steppedDown = {
  ok: 0,
  code: 10107,
  codeName: 'NotWritablePrimary',
  errmsg: 'not primary',
  errorLabels: ['RetryableWriteError'],
}
const shutDown = { ok: 0, code: 91, codeName: 'ShutdownInProgress', errmsg: 'shutting down' }

describe.skipIf(!readable)('a MongoDB that is not to be had for a while', () => {
  let dbName: string
  let proxy: FaultyMongo
  let store: Store

  beforeEach(async () => {
    dbName = `casethread-test-${randomUUID()}`
    proxy = await startFaultyMongo(uri)
    store = await openMongoStore({ uri: proxy.uri, dbName, limits: patientLimits })
  })
  afterEach(async () => {
    await store.close()
    await proxy.close()
    await dropDatabase(uri, dbName)
  })

  const times = (count: number, fault: Fault) => Array.from({ length: count }, () => fault)
  const changes = () => proxy.seen.filter((name) => name === 'findAndModify cases').length

  it.each([
    ['its command is lost', times(1, 'lose the command')],
    ['its answer is lost', times(1, 'lose the answer')],
    [
      'commands and answers are lost in turn',
      ['lose the answer', 'lose the command', 'lose the answer'] as const,
    ],
    ['the primary steps down again and again', times(5, steppedDown)],
    ['the server shuts down', [shutDown, 'lose the command'] as const],
  ] as const)(
    'takes a change once where %s',
    async (_, faults) => {
      const { case: made } = await store.create(aNewCase())
      proxy.befall('findAndModify', 'cases', faults)
      const input = aCommit(made, { severity: 'P1' })

      const answer = await store.commit(input)

      expect(answer.kind).toMatch(/^(committed|repeated)$/)
      expect(changes()).toBeGreaterThan(1)
      expect(await store.get(1001)).toMatchObject({ version: 2, severity: 'P1', seq: 2 })
      expect((await store.history(1001, { limit: 10 })).map(({ seq }) => seq)).toEqual([1, 2])
      expect(await store.committedWith(1001, input.key)).toEqual([2])
    },
    20_000,
  )

  it('takes ten changes at once, each once, while it is away for three seconds', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => 1001 + index)
    const made = await Promise.all(
      numbers.map(async (number) => (await store.create(aNewCase({ number }))).case),
    )
    await proxy.goAway()
    const answers = Promise.all(made.map((of) => store.commit(aCommit(of, { severity: 'P1' }))))
    await wait(3_000)
    await proxy.comeBack()

    expect((await answers).map(({ kind }) => kind)).toEqual(numbers.map(() => 'committed'))
    for (const number of numbers) expect((await store.get(number))?.version).toBe(2)
  }, 40_000)

  it.each([
    ['create key', 'createkeys'],
    ['pages', 'historypages'],
    ['case', 'cases'],
  ])(
    'makes a case once, with its whole history, where the answer to its %s is lost',
    async (_, collection) => {
      const input = aNewCase({ seq: 230 })
      proxy.befall('insert', collection, ['lose the answer'])

      const made = await store.create(input)

      expect(made.case).toEqual(input.case)
      expect(await store.history(1001, { limit: 1_000 })).toEqual(input.entries)
      expect((await store.create(input)).kind).toBe('repeated')
      expect((await store.list({ reader: { party: 'desk' } }, { limit: 5 })).cases).toHaveLength(1)
    },
    20_000,
  )

  it('takes a grant once, and says that it did, where the answer is lost: the first one and a later one', async () => {
    const grant = (from: 'unknown' | 'granted', to: 'granted' | 'revoked', expected: number) =>
      store.directory.recordGrant({
        customer: 'C-midori',
        domain: 'hoshi.example.com',
        from,
        to,
        at: noon,
        by: 'emi@midori.example.jp',
        evidence: 'button',
        source: 'chat',
        expected,
      })
    proxy.befall('insert', 'grants', ['lose the answer'])
    proxy.befall('update', 'grants', ['lose the answer'])

    expect(await grant('unknown', 'granted', 0)).toBe(true)
    expect(await grant('granted', 'revoked', 1)).toBe(true)
    expect(await grant('granted', 'revoked', 1)).toBe(false)
    expect((await store.directory.grantHistory('C-midori', 'hoshi.example.com')).map(({ to }) => to)).toEqual(
      ['granted', 'revoked'],
    )
  }, 20_000)

  it('notes that a domain asked where the answer is lost, and tells the next one that it did', async () => {
    const whom = { customer: 'C-midori', domain: 'hoshi.example.com' }
    const ask = { ...whom, at: noon, notSince: new Date(0), request: 'r1', version: 0 }
    proxy.befall('insert', 'grant_asks', ['lose the answer'])

    expect(await store.directory.noteAsked(ask)).toBe(true)
    expect(await store.directory.noteAsked(ask)).toBe(false)
  }, 20_000)

  it('answers lists, searches and single cases as soon as it is back', async () => {
    await store.create(aNewCase({}, { words: ['mail'] }))
    proxy.befall('find', 'cases', [
      steppedDown,
      steppedDown,
      steppedDown,
      'lose the answer',
      'lose the command',
    ])

    const listed = await store.list({ reader: { party: 'desk' }, words: ['mail'] }, { limit: 5 })

    expect(listed.cases).toEqual([await store.get(1001)])
  }, 20_000)

  it('is not asked again where it says no for good', async () => {
    const { case: made } = await store.create(aNewCase())
    const before = changes()
    proxy.befall('findAndModify', 'cases', [{ ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'no' }])

    await expect(store.commit(aCommit(made))).rejects.toThrow('no')

    expect(changes()).toBe(before + 1)
  })
})

describe('patience with a MongoDB that is not to be had', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('ends after twenty seconds with what was wrong, and asks less and less often until then', async () => {
    vi.useFakeTimers()
    const fault = new mongo.MongoNetworkError('connection reset')
    const asked = vi.fn(() => Promise.reject(fault))
    const began = Date.now()

    const outcome = withRetry(asked, { patienceMs: unattendedPatienceMs }).catch((error: unknown) => error)
    await vi.runAllTimersAsync()

    expect(await outcome).toBe(fault)
    const took = Date.now() - began
    expect(took).toBeGreaterThan(15_000)
    expect(took).toBeLessThanOrEqual(20_000)
    expect(asked.mock.calls.length).toBeGreaterThan(15)
    expect(asked.mock.calls.length).toBeLessThan(50)
  })
})

describe('why a MongoDB cannot be brought up to date is told with what to do', () => {
  const server = (code: number, more: object = {}) =>
    new mongo.MongoServerError({ code, errmsg: 'secret Sesame77', codeName: `Code${code}`, ...more })

  it.each([
    [
      'the user lacks the rights',
      server(13),
      true,
      'may not make the indexes of the MongoDB database desk: give it the role',
    ],
    ['a key is there twice', server(11_000, { keyPattern: { _id: 1 } }), true, 'claim the same _id'],
    ['another index is in the way', server(86), true, 'drop that one'],
    ['the disk is full', server(14_031), false, 'too little disk space'],
    [
      'it is a secondary',
      server(10_107),
      false,
      'not the primary of its replica set: name all of its members',
    ],
    ['it went away', new mongo.MongoNetworkError('reset'), false, 'stopped answering: check that it runs'],
    ['it says something else', server(999), false, 'cannot be brought up to date (Code999)'],
  ])('where %s', (_, error, refused, told) => {
    const fault = toStartupError(error, 'desk')

    expect(fault.message).toContain(told)
    expect(fault.message).not.toContain('Sesame77')
    expect(fault).toMatchObject({ refused, cause: error })
  })
})
