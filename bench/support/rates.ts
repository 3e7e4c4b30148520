/** One case at a time through a store and through its bare driver, in turn on the same server or disk. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Libsql from 'libsql'
import { mongo } from 'mongoose'
import type { Case, Entry } from '../../src/cases/case.ts'
import type { CaseStore, Commit, NewCase } from '../../src/cases/case-store.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { toSearchKeys } from '../../src/store/mongo/search-keys.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import {
  deleteTokens,
  insertTokens,
  toTokens,
  toWeek,
  wordList,
} from '../../src/store/sqlite/search-index.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { newCaseOf } from './many-cases.ts'

export interface Measured {
  /** Operations per second, one after the other. */
  readonly rate: number
  /** This process's own time for one operation, in µs: neither the disk, nor the server, nor what else the machine does. */
  readonly cpu: number
}

export type Rates = ReadonlyMap<string, { readonly ours: Measured[]; readonly bare: Measured[] }>

/** The same three things, done as barely as can be: what is written is the same, what is known is only what this bench does. */
interface Bare {
  create(input: NewCase): Promise<void>
  change(input: Commit): Promise<void>
  /** A change in another week than the one before, which in SQLite moves the case in the search index. */
  changeLater(input: Commit, made: NewCase): Promise<void>
  read(number: number): Promise<void>
  close(): Promise<void>
}

const perRound = 150

export async function sqliteRates(rounds: number): Promise<Rates> {
  const folder = await mkdtemp(join(tmpdir(), 'casethread-bench-'))
  const bare = await bareSqlite(join(folder, 'bare.db'))
  const store = await openSqliteStore({ file: join(folder, 'store.db') })
  try {
    return await ratesOf(store, bare, rounds)
  } finally {
    await store.close()
    await bare.close()
    await rm(folder, { recursive: true })
  }
}

/** In two databases of their own, dropped at the end. */
export async function mongoRates(uri: string, rounds: number): Promise<Rates> {
  const name = `casethread-bench-${Date.now()}`
  // Both with the same indexes: the store makes them.
  await (await openMongoStore({ uri, dbName: `${name}-bare` })).close()
  const bare = await bareMongo(uri, `${name}-bare`)
  const store = await openMongoStore({ uri, dbName: name })
  try {
    return await ratesOf(store, bare, rounds)
  } finally {
    await store.close()
    await bare.close()
    const client = new mongo.MongoClient(uri)
    for (const dbName of [name, `${name}-bare`]) await client.db(dbName).dropDatabase()
    await client.close()
  }
}

async function ratesOf(store: CaseStore, bare: Bare, rounds: number): Promise<Rates> {
  const rates = new Map(
    ['create', 'change', 'change in another week', 'read'].map((name) => [
      name,
      { ours: [] as Measured[], bare: [] as Measured[] },
    ]),
  )
  // The first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const inputs = Array.from({ length: perRound }, (_, index) => newCaseOf(1_001 + round * perRound + index))
    const commits = inputs.map(({ case: of }) => changeOf(of, 1_000))
    const later = inputs.map(({ case: of }, index) =>
      changeOf({ ...of, ...commits[index]?.next }, 14 * 86_400_000),
    )
    const madeOf = new Map(inputs.map((input) => [input.case.number, input]))
    const timed = {
      create: [() => each(inputs, (one) => store.create(one)), () => each(inputs, bare.create)],
      change: [() => each(commits, (one) => store.commit(one)), () => each(commits, bare.change)],
      'change in another week': [
        () => each(later, (one) => store.commit(one)),
        () => each(later, (one) => bare.changeLater(one, madeOf.get(one.number) as NewCase)),
      ],
      read: [
        () => each(commits, (one) => store.get(one.number)),
        () => each(commits, (one) => bare.read(one.number)),
      ],
    } as const
    for (const [name, [ours, reference]] of Object.entries(timed)) {
      // Who comes first changes with each round.
      const first = round % 2 === 0 ? await ours() : undefined
      const other = await reference()
      const rate = first ?? (await ours())
      if (round === 0) continue
      rates.get(name)?.ours.push(rate)
      rates.get(name)?.bare.push(other)
    }
  }
  return rates
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<Measured> {
  const before = process.cpuUsage()
  const began = performance.now()
  for (const one of all) await work(one)
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(before)
  return { rate: all.length / seconds, cpu: (user + system) / all.length }
}

function changeOf({ subscriptions: _, ...of }: Case, after: number): Commit {
  const at = new Date(of.updatedAt.getTime() + after)
  const event = {
    type: 'message',
    text: 'ご連絡ありがとうございます。もう一度お試しください。'.repeat(4),
  } as const
  const entries: Entry[] = [{ seq: of.seq + 1, at, author: of.createdBy, audience: 'everyone', event }]
  return {
    number: of.number,
    expected: of.version,
    next: { ...of, version: of.version + 1, updatedAt: at, severity: 'P1', seq: of.seq + 1 },
    entries,
    key: `change-${of.number}-${of.version}`,
  }
}

async function bareSqlite(file: string): Promise<Bare> {
  ;(await openDatabase(file)).close()
  const libsql = new Libsql(file)
  libsql.exec('PRAGMA synchronous = FULL')
  const sql = (text: string) => libsql.prepare(text)
  const begin = sql('BEGIN IMMEDIATE')
  const end = sql('COMMIT')
  const insertCase = sql(
    'INSERT INTO cases (number, create_key, version, doc, threads, news) VALUES (?, ?, ?, ?, ?, 1)',
  )
  const insertVisible = sql(
    'INSERT INTO visible VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, 0, NULL)',
  )
  const insertEntry = sql('INSERT INTO entries VALUES (?, ?, ?)')
  const insertWords = sql('INSERT INTO searched VALUES (?, ?)')
  const insertSearch = sql(insertTokens)
  const deleteSearch = sql(deleteTokens)
  const insertKey = sql('INSERT INTO keys VALUES (?, ?, ?, ?)')
  const updateCase = sql(
    'UPDATE cases SET version = ?, doc = ?, news = news + 1 WHERE number = ? AND version = ?',
  )
  const updateVisible = sql(
    'UPDATE visible SET updated_at = ?, status = ?, severity = ? WHERE reader = ? AND number = ?',
  )
  const selectCase = sql('SELECT doc, threads FROM cases WHERE number = ?').raw()
  const readers = ({ partners, customer }: Pick<Case, 'partners' | 'customer'>) => [
    'desk',
    `customer:${customer.id}`,
    ...partners.map(({ domain }) => `partner:${domain}`),
  ]

  function change({ number, expected, next, entries, key }: Commit): void {
    const at = next.updatedAt.getTime()
    updateCase.run([next.version, JSON.stringify(next), number, expected])
    for (const reader of readers(next)) updateVisible.run([at, next.status, next.severity, reader, number])
    for (const entry of entries) insertEntry.run([number, entry.seq, JSON.stringify(entry)])
    insertKey.run([number, key, next.version, JSON.stringify(entries.map(({ seq }) => seq))])
  }

  return {
    async create({ case: { subscriptions, ...of }, entries, words, key }) {
      begin.run([])
      const at = of.updatedAt.getTime()
      insertCase.run([of.number, key, of.version, JSON.stringify(of), JSON.stringify(subscriptions)])
      for (const reader of readers(of)) {
        insertVisible.run([
          reader,
          of.number,
          at,
          of.status,
          of.severity,
          of.customer.id,
          of.createdBy.email,
          of.createdAt.getTime(),
        ])
      }
      for (const entry of entries) insertEntry.run([of.number, entry.seq, JSON.stringify(entry)])
      const list = wordList(words)
      insertWords.run([of.number, list])
      insertSearch.run([toWeek(at), of.number, toTokens(of, list)])
      end.run([])
    },
    async change(input) {
      begin.run([])
      change(input)
      end.run([])
    },
    async changeLater(input, { case: of, words }) {
      begin.run([])
      change(input)
      const { number, next } = input
      deleteSearch.run([toWeek(of.updatedAt), number])
      insertSearch.run([toWeek(next.updatedAt), number, toTokens(of, wordList(words))])
      end.run([])
    },
    async read(number) {
      const [doc, threads] = selectCase.get([number]) as unknown as [string, string]
      JSON.parse(doc)
      JSON.parse(threads)
    },
    async close() {
      libsql.close()
    },
  }
}

async function bareMongo(uri: string, dbName: string): Promise<Bare> {
  const client = await new mongo.MongoClient(uri, { writeConcern: { w: 'majority' } }).connect()
  const cases = client.db(dbName).collection<{ _id: number; keys: unknown[]; history: unknown[] }>('cases')
  const keys = client.db(dbName).collection<{ _id: string; number: number }>('createkeys')
  const projection = { history: 0, words: 0, found: 0, keys: 0 }

  async function change({ number, expected, next, entries, key }: Commit): Promise<void> {
    const { number: _, customer, partners, domain, createdBy, createdAt, ...changing } = next
    await cases.findOneAndUpdate(
      { _id: number, version: expected, 'keys.key': { $ne: key } },
      {
        $set: changing,
        $inc: { news: 1 },
        $push: {
          history: { $each: [...entries] },
          keys: { $each: [{ key, seqs: entries.map(({ seq }) => seq) }], $slice: -1_000 },
        },
      },
      { returnDocument: 'before', projection },
    )
  }

  return {
    async create({ case: { number, ...of }, entries, words, key }) {
      await keys.insertOne({ _id: key, number })
      const historyId = new mongo.ObjectId().toHexString()
      const found = toSearchKeys(of, words)
      const rest = {
        createKey: key,
        paged: 0,
        historyId,
        words,
        found,
        news: 1,
      }
      await cases.insertOne({ _id: number, ...of, ...rest, history: [...entries], keys: [] })
    },
    change,
    changeLater: change,
    async read(number) {
      await cases.findOne({ _id: number }, { projection })
    },
    async close() {
      await client.close()
    },
  }
}
