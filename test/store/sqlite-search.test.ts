import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Libsql from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Reader, severities, statuses } from '../../src/cases/case.ts'
import { type CaseQuery, type Keyset, sorts } from '../../src/cases/case-store.ts'
import { toKeyset } from '../../src/cases/list-order.ts'
import { toQueryTerms } from '../../src/cases/search-terms.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { countCases, findCases } from '../../src/store/sqlite/find-cases.ts'
import {
  among,
  countAmong,
  countOpen,
  type ListQuery,
  sorted,
  toSets,
  toStretches,
  walk,
} from '../../src/store/sqlite/list-query.ts'
import type { Database } from '../../src/store/sqlite/query.ts'
import { listReaderNames, lookup } from '../../src/store/sqlite/rows.ts'
import { casesAside, referringCases, refsOfKind } from '../../src/store/sqlite/sqlite-case-refs.ts'
import { boundTo, staysSince } from '../../src/store/sqlite/sqlite-conversations.ts'
import {
  dueFarAhead,
  dueOnRoute,
  waitingCases,
  waitingPage,
} from '../../src/store/sqlite/sqlite-deliveries.ts'
import { migrations } from '../../src/store/sqlite/sqlite-schema.ts'
import { followUps, openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCase, aCommit, aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { everyQuery } from '../support/every-query.ts'
import { plainly, type Stored } from '../support/plain-list.ts'
import { numbersByPage } from './contract.ts'

const desk: Reader = { party: 'desk' }
const week = 7 * 24 * 60

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-sqlite-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('no query scans a table', () => {
  it('whatever a list or a search filters by, from its first page or a later one', async () => {
    const database = await openDatabase(':memory:')
    const asked: ListQuery[] = []
    const noting: Database = {
      ...database,
      query: (sql) => ({
        ...database.query(sql),
        all: (...parameters) => {
          asked.push({ sql, parameters })
          return []
        },
      }),
    }
    for (const query of everyQuery()) {
      for (const after of [undefined, keysetOf(query.sort)]) {
        const part = { limit: 10, ...(after && { after }) }
        findCases(noting, query, part)
        countCases(noting, query, 10)
        for (const stretch of toStretches(query, after)) {
          asked.push(walk(stretch, part), among([1001], stretch, part), countAmong([1001], stretch, part))
          for (const set of toSets(stretch)) asked.push(sorted(stretch, part, set))
        }
      }
    }
    database.close()

    expect(everyQuery()).toHaveLength(3 * (64 + 48 + 6 * 48))
    expect((await plansOf(asked)).flat().filter(isScan)).toEqual([])
  })

  it('an unfiltered list comes in order from the index, without sorting', async () => {
    expect(await plansOf([walkOf({ reader: desk })])).toEqual([
      [
        'SEARCH v USING COVERING INDEX visible_by_update (reader=?)',
        'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)',
      ],
    ])
  })

  it('open cases come from an index of their own, which the closed ones do not make longer', async () => {
    const plans = await plansOf([
      walkOf({ reader: desk, statuses: ['new', 'in-progress'] }),
      { sql: countOpen, parameters: ['desk', 10] },
    ])

    expect(plans.map((steps) => steps.filter((step) => step.includes(' v ')))).toEqual([
      ['SEARCH v USING COVERING INDEX visible_open (reader=?)'],
      ['SEARCH v USING COVERING INDEX visible_open (reader=?)'],
    ])
  })

  it('every order comes from an index, without sorting', async () => {
    const plans = await plansOf(
      sorts.flatMap((sort) => {
        const stretches = toStretches({ reader: desk, sort }, undefined)
        return stretches.map((stretch) => walk(stretch, { limit: 10 }))
      }),
    )

    expect(plans.map(([first]) => first?.replace(/ USING (COVERING )?INDEX/, ''))).toEqual([
      'SEARCH v visible_by_update (reader=?)',
      'SEARCH v visible_due (reader=? AND due_at>?)',
      'SEARCH v visible_by_update (reader=?)',
      ...severities.map(() => 'SEARCH v visible_by_severity (reader=? AND severity=?)'),
      'SEARCH v visible_by_opened (reader=?)',
    ])
    expect(plans.flat().filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  it('nor does looking for news, or for follow-ups', async () => {
    const plans = await plansOf([
      { sql: dueOnRoute, parameters: ['slack:T1', 2, 2, 3, '["C1"]', 64] },
      { sql: dueFarAhead, parameters: ['slack:T1', 3, 2, 3, '["C1"]', 64] },
      { sql: followUps, parameters: [1001, 20] },
    ])

    expect(plans.flat()).toContain(
      'SEARCH deliveries USING COVERING INDEX deliveries_due (route=? AND due_at<?)',
    )
    expect(plans.flat()).toContain(
      'SEARCH deliveries USING COVERING INDEX deliveries_due (route=? AND due_at>?)',
    )
    expect(plans.flat().filter((step) => isScan(step) && !step.includes('json_each'))).toEqual([])
  })

  it('nor does asking whom open cases refer to, which of them do, and what is back', async () => {
    const plans = await plansOf([
      { sql: refsOfKind, parameters: ['worker:', 'worker;'] },
      { sql: referringCases, parameters: ['worker:["ben@desk.example.org"]', 1, 100] },
      { sql: casesAside, parameters: [1, 1, 100] },
    ])

    // The walk itself is over what it found.
    expect(plans.flat().filter((step) => isScan(step) && step !== 'SCAN found')).toEqual([])
    expect(plans.flat()).toContain('SEARCH cases USING INDEX cases_aside (aside_until<?)')
  })

  it('nor does waking a conversation, or asking for the channels of a domain and who was in one', async () => {
    const plans = await plansOf([
      { sql: waitingCases, parameters: [] },
      { sql: waitingPage, parameters: [1, 2] },
      { sql: boundTo, parameters: ['hoshi.example.com'] },
      { sql: staysSince, parameters: ['C1', 1] },
    ])

    for (const plan of plans.slice(0, 2))
      expect(plan).toContainEqual(expect.stringContaining('USING INDEX cases_waiting'))
    // A walk over that index, which has none but what is asked for.
    expect(plans.slice(1).flat().filter(isScan)).toEqual([])
  })
})

describe('a search', () => {
  const stored = crowdedWeeks()
  let store: CasesAndFiles

  beforeAll(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    for (const { of, words } of stored) await store.create(aNewCase(of, { words }))
  }, 60_000)
  afterAll(() => store.close())

  it('goes from weeks with few matches into one with very many and on, within one page, and has each case once', async () => {
    const query: CaseQuery = { reader: desk, words: ['mail'] }
    for (const limit of [399, 400, 401, 800, 2_399, 2_400]) {
      expect((await numbersByPage(store, query, limit)).flat()).toEqual(plainly(stored, query))
    }
  })

  it('VIS-5: gives what a plain reading of the rule gives, in weeks with few matches and with very many', async () => {
    await fc.assert(
      fc.asyncProperty(queries(), fc.integer({ min: 7, max: 700 }), async (query, limit) => {
        const pages = await numbersByPage(store, query, limit)

        expect(pages.flat()).toEqual(plainly(stored, query))
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})

describe('a database from before there was a search index', () => {
  it('gets one at its first start: everything is found as before, and goes on being found where it belongs', async () => {
    const file = join(folder, 'casethread.db')
    const stored = crowdedWeeks().slice(0, 90)
    writeAsOfFifthSchema(file, stored)

    const store = await openSqliteStore({ file })
    const texts = ['mail', 'third', 'ninth', '迷惑', "o'clock _x", 'absent']
    for (const reader of [desk, hoshi, midori]) {
      for (const text of texts) {
        const query = { reader, words: toQueryTerms(text) }
        expect((await numbersByPage(store, query, 20)).flat()).toEqual(
          plainly(stored, { reader, words: [text] }),
        )
      }
    }
    const opened = { reader: hoshi, sort: 'opened', createdSince: minutesAfter(noon, -50) } as const
    expect((await numbersByPage(store, opened, 20)).flat()).toEqual(plainly(stored, opened))
    const changed = await store.get(1004)
    if (!changed) throw new Error('The case is gone')
    await store.commit(aCommit(changed, { updatedAt: minutesAfter(noon, 99 * week) }))
    const { cases } = await store.list({ reader: desk, words: toQueryTerms('mails') }, { limit: 1 })
    expect(cases.map(({ number }) => number)).toEqual([1004])
    await store.close()

    const again = await openDatabase(file)
    expect(again.query('PRAGMA integrity_check').all()).toEqual([['ok']])
    expect(again.query("SELECT count(*) FROM sqlite_master WHERE name = 'words'").first()).toEqual([0])
    again.close()
  })
})

const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const midori: Reader = { party: 'customer', customer: 'C-midori' }

/** 2,400 cases over four weeks, most of them in one, so that a word can have more matches in a week than are looked at at once. */
function crowdedWeeks(): readonly Stored[] {
  return Array.from({ length: 2_400 }, (_, index) => ({
    of: aCase({
      number: 1001 + index,
      updatedAt: minutesAfter(noon, (index % 977) + (index % 6 > 2 ? 1 : index % 6) * week),
      createdAt: minutesAfter(noon, -(index % 1_500)),
      severity: severities[index % 11] ?? 'P4',
      due: index % 4 === 0 ? [{ side: 'desk', at: minutesAfter(noon, index % 300) }] : [],
      status: index % 5 === 0 ? (statuses[index % 4] ?? 'new') : 'closed',
      partners: index % 2 === 0 ? [{ domain: 'hoshi.example.com', kind: 'reseller' }] : [],
      customer: { id: index % 7 === 0 ? 'C-midori' : 'C-sora', name: 'N', domain: 'c.example.jp' },
    }),
    words: [
      'mail',
      ...(index % 3 === 0 ? ['third'] : []),
      ...(index % 9 === 0 ? ['ninth', '迷惑', "o'clock _x"] : []),
      ...(index % 6 === 0 ? ['in one week alone'] : []),
    ],
  }))
}

function queries(): fc.Arbitrary<CaseQuery> {
  return fc.record(
    {
      sort: fc.constantFrom(...sorts),
      createdSince: fc.constantFrom(noon, minutesAfter(noon, -1_000)),
      updatedSince: fc.constantFrom(minutesAfter(noon, week), minutesAfter(noon, 3 * week + 100)),
      updatedUntil: fc.constantFrom(minutesAfter(noon, week), minutesAfter(noon, 3 * week + 900)),
      reader: fc.constantFrom<Reader>(desk, hoshi, midori),
      words: fc.subarray(['mail', 'third', 'ninth', 'in one week alone'], { minLength: 1 }),
      statuses: fc.subarray([...statuses], { minLength: 1 }),
      customers: fc.subarray(['C-midori', 'C-sora', 'C-none'], { minLength: 1 }),
    },
    { requiredKeys: ['reader', 'words'] },
  )
}

/** Where a page may have ended. */
function keysetOf(sort: CaseQuery['sort']): Keyset {
  const last = aCase({ severity: 'P2', due: [{ side: 'desk', at: noon }] })
  return toKeyset(last, { reader: desk, ...(sort && { sort }) })
}

function walkOf(query: CaseQuery): ListQuery {
  const [stretch] = toStretches(query, undefined)
  if (!stretch) throw new Error('A list has a stretch')
  return walk(stretch, { limit: 10 })
}

/** As the version before the search index left its file: the tables of its schema, filled as it filled them. */
function writeAsOfFifthSchema(file: string, stored: readonly Stored[]): void {
  const libsql = new Libsql(file)
  libsql.exec('PRAGMA journal_mode = WAL')
  for (const script of migrations.slice(0, 5)) libsql.exec(String(script))
  libsql.exec('PRAGMA user_version = 5')
  libsql.exec('BEGIN')
  const insertCase = libsql.prepare(
    'INSERT INTO cases (number, create_key, version, doc, threads, news, due_at) VALUES (?, ?, ?, ?, ?, 1, 0)',
  )
  const insertVisible = libsql.prepare('INSERT INTO visible VALUES (?, ?, ?, ?, ?, ?, ?)')
  const insertWord = libsql.prepare('INSERT INTO words VALUES (?, ?)')
  for (const { of, words } of stored) {
    const { subscriptions, ...rest } = of
    const head = { ...rest, title: words.join(' ') }
    const { number, updatedAt, status, severity, customer, createdBy } = head
    insertCase.run([number, `key-${number}`, 1, JSON.stringify(head), JSON.stringify(subscriptions)])
    for (const reader of listReaderNames(head)) {
      const filters = [status, severity, customer.id, createdBy.email]
      insertVisible.run([reader, number, updatedAt.getTime(), ...filters])
    }
    for (const word of words) insertWord.run([lookup(word), number])
  }
  libsql.exec('COMMIT')
  libsql.close()
}

/** The steps that SQLite would take, on a connection of their own: the driver holds on to what it explained. */
async function plansOf(queries: readonly ListQuery[]): Promise<readonly (readonly string[])[]> {
  const file = join(folder, 'plans.db')
  ;(await openDatabase(file)).close()
  const libsql = new Libsql(file)
  const plans = queries.map(({ sql, parameters }) =>
    (libsql.prepare(`EXPLAIN QUERY PLAN ${sql}`).all([...parameters]) as { detail: string }[]).map(
      ({ detail }) => detail,
    ),
  )
  libsql.close()
  return plans
}

function isScan(step: string): boolean {
  // The search index by its words is FTS5's `M`; a scan of all of it would have none.
  return (
    /^SCAN /.test(step) &&
    !/^SCAN (json_each |n VIRTUAL|w VIRTUAL|\(subquery|f$|CONSTANT ROW)/.test(step) &&
    !/^SCAN search VIRTUAL TABLE INDEX \d+:.*M/.test(step)
  )
}
