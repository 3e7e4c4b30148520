import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongo } from 'mongoose'
import { afterAll, afterEach, beforeEach, describe, inject, it } from 'vitest'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import type { MongoForTests } from './mongo-setup.ts'
import type { StoreAddress } from './store-tasks.ts'
import type { StoreName } from './stores-reporter.ts'

/** The MongoDB that this run tests on, or why there is none. */
export function mongoForTests(): MongoForTests {
  return inject('mongo')
}

/**
 * Opens an empty store, or, with the `place` of one opened before, another handle on the same data (as a second process
 * would). Closed and wiped after the test; after all tests when opened in `beforeAll`.
 */
export type OpenStore = (place?: string) => Promise<Store>

/** Runs the suite once per store. Where there is no MongoDB, its half is one skipped test that bears the reason. */
export function eachStore(suite: (name: string, open: OpenStore) => void): void {
  onSqlite(suite)
  onMongo(suite)
}

export function onSqlite(suite: (name: string, open: OpenStore) => void): void {
  onStore('SQLite', (newPlace) => suite('SQLite', tidyOpener(newPlace)))
}

export function onMongo(suite: (name: string, open: OpenStore) => void): void {
  onStore('MongoDB', (newPlace) => suite('MongoDB', tidyOpener(newPlace)))
}

/** Every test in here bears its store's name, by which the summary counts it (`stores-reporter.ts`). */
function onStore(store: StoreName, suite: (newPlace: () => Promise<Place>) => void): void {
  const meta = { store }
  if (store === 'SQLite') {
    describe('on SQLite', { meta }, () => suite(sqlitePlace))
    return
  }
  const found = mongoForTests()
  if (found.kind === 'none') it.skip(`on MongoDB: ${found.reason}`, { meta }, () => {})
  else describe(`on ${found.name}`, { meta }, () => suite(() => mongoPlace(found.uri)))
}

/** A store with its address, for tests that send other processes there. Closed and wiped after the test. */
export interface AddressedStore {
  readonly at: StoreAddress
  readonly store: Store
}

/** As `eachStore`, with the address of each store. */
export function eachStoreAt(suite: (name: string, place: () => Promise<AddressedStore>) => void): void {
  onStore('SQLite', (newPlace) => suite('SQLite', tidyAddresses(newPlace)))
  onStore('MongoDB', (newPlace) => suite('MongoDB', tidyAddresses(newPlace)))
}

function tidyAddresses(newPlace: () => Promise<Place>): () => Promise<AddressedStore> {
  const opened: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const clear of opened.splice(0)) await clear()
  })
  return async () => {
    const place = await newPlace()
    const store = await place.open()
    opened.push(() => store.close().then(place.wipe))
    return { at: place.at, store }
  }
}

/** Where data lies: a folder or a database of its own. */
interface Place {
  readonly at: StoreAddress
  open(): Promise<Store>
  wipe(): Promise<void>
}

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'casethread-test-'))
  const at = { file: join(folder, 'casethread.db') }
  return {
    at,
    open: () => openSqliteStore(at),
    wipe: () => rm(folder, { recursive: true }),
  }
}

/** For a machine that is busy with other tests: what a slow one answers late is no fault. */
export const patientLimits = { callMs: 20_000, patienceMs: 40_000 } as const

async function mongoPlace(uri: string): Promise<Place> {
  const dbName = `casethread-test-${randomUUID()}`
  return {
    at: { uri, dbName },
    open: () => openMongoStore({ uri, dbName, limits: patientLimits }),
    wipe: () => dropDatabase(uri, dbName),
  }
}

/** Drops a test's database: for tests that make their own. */
export async function dropDatabase(uri: string, dbName: string): Promise<void> {
  const client = new mongo.MongoClient(uri)
  try {
    await client.db(dbName).dropDatabase()
  } finally {
    await client.close()
  }
}

interface Opened {
  readonly stores: Store[]
  readonly places: Map<string, Place>
}

function tidyOpener(newPlace: () => Promise<Place>): OpenStore {
  const ofSuite: Opened = { stores: [], places: new Map() }
  const ofTest: Opened = { stores: [], places: new Map() }
  let inTest = false

  beforeEach(() => {
    inTest = true
  })
  afterEach(async () => {
    inTest = false
    await tidy(ofTest)
  })
  afterAll(() => tidy(ofSuite))

  return async (name = randomUUID()) => {
    const opened = inTest ? ofTest : ofSuite
    const place = opened.places.get(name) ?? (await newPlace())
    opened.places.set(name, place)
    const store = await place.open()
    opened.stores.push(store)
    return store
  }
}

async function tidy({ stores, places }: Opened): Promise<void> {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await Promise.all([...places.values()].map((place) => place.wipe()))
  places.clear()
}
