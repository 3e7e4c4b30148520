import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Case, Entry } from '../../src/cases/case.ts'
import type { Commit } from '../../src/cases/case-store.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { type StoreProcesses, storeProcesses } from '../support/processes.ts'
import { lifeOf, type StoreAddress, wordsOf } from '../support/store-tasks.ts'
import { eachStoreAt } from '../support/stores.ts'

const kills = 200
/** FC_SEED plays a run again; the moments at which the system is reached by the signal stay its own. */
const seed = String(inject('seed'))

let processes: StoreProcesses

beforeAll(async () => {
  processes = await storeProcesses()
})
afterAll(() => processes.close())

describe(`a process killed at any moment of a change, ${kills} times (FC_SEED=${seed})`, () => {
  eachStoreAt((_, place) => {
    it('leaves the change there whole or not at all, and all that it had confirmed', async () => {
      const { at, store } = await place()
      const confirmed = new Map<number, number>()
      const lives = Array.from({ length: kills }, (_, index) => index).values()
      const keepKilling = async () => {
        for (const life of lives) confirmed.set(life, await liveAndDie(at, life))
      }
      await Promise.all([1, 2, 3].map(keepKilling))

      const found = await Promise.all(
        [...confirmed].map(([life, version]) => expectWhole(store, life, version)),
      )

      expect(found).toHaveLength(kills)
      // Some died before their case was there, most after changes: else the moments would prove little.
      expect(new Set(found).size).toBeGreaterThan(3)
      expect(Math.max(...found)).toBeGreaterThan(3)
      if ('file' in at) await expectSound(at.file)
    }, 300_000)
  })
})

/** Answers the last version that the process confirmed; 0 when it died before its case was made. */
async function liveAndDie(at: StoreAddress, life: number): Promise<number> {
  const { child, lines, ended } = processes.start({ kind: 'life', at, seed, life })
  let version = 0
  for await (const line of lines()) {
    // A server's answers take longer than a file's.
    const patience = 'file' in at ? 1 : 3
    if ('killedAfter' in line) setTimeout(() => child.kill('SIGKILL'), Number(line.killedAfter) * patience)
    else version = Number(line.version)
  }
  expect(await ended).toBeNull()
  return version
}

/** Compares all that the store says of a life's case with what the life would have made of it; answers the case's version. */
async function expectWhole(store: CasesAndFiles, life: number, confirmed: number): Promise<number> {
  const plan = lifeOf(seed, life)
  const { number } = plan.create.case
  const made = await store.createdWith(plan.create.key)
  const listed = await store.list({ reader: { party: 'desk' }, words: wordsOf(life) }, { limit: 5 })
  expect(listed.cases).toEqual(made ? [made] : [])
  expect(await store.get(number)).toEqual(made)
  expect(made?.version ?? 0).toBeGreaterThanOrEqual(confirmed)
  if (!made) {
    expect(await store.history(number, { limit: 10 })).toEqual([])
    expect((await store.create(plan.create)).kind).toBe('created')
    return 0
  }

  const { expected, entries, commits } = replay(life, made.version)
  expect(made).toEqual(expected)
  expect(await store.history(number, { limit: 100_000 })).toEqual(entries)
  for (const commit of commits.slice(-3)) {
    expect(await store.committedWith(number, commit.key)).toEqual(commit.entries.map(({ seq }) => seq))
    expect((await store.commit(commit)).kind).toBe('repeated')
  }
  // And life goes on: the create is known as a repeat, the change that may have died is taken anew.
  expect((await store.create(plan.create)).kind).toBe('repeated')
  const next = plan.next(made)
  expect(await store.committedWith(number, next.key)).toBeUndefined()
  const answer = await store.commit(next)
  expect(answer).toEqual({ kind: 'committed', case: { ...expected, ...next.next } })
  expect(await store.history(number, { limit: 100_000 })).toEqual([...entries, ...next.entries])
  return made.version
}

/** What a life has made once its case has this version. */
function replay(
  life: number,
  version: number,
): { readonly expected: Case; readonly entries: readonly Entry[]; readonly commits: readonly Commit[] } {
  const plan = lifeOf(seed, life)
  let expected = plan.create.case
  const entries = [...plan.create.entries]
  const commits: Commit[] = []
  while (expected.version < version) {
    const commit = plan.next(expected)
    expected = { ...expected, ...commit.next }
    entries.push(...commit.entries)
    commits.push(commit)
  }
  return { expected, entries, commits }
}

/** What the port does not show: the tables agree with each other. */
async function expectSound(file: string): Promise<void> {
  const database = await openDatabase(file)
  const rows = (sql: string) => database.query(sql).all()
  expect(rows('PRAGMA integrity_check')).toEqual([['ok']])
  expect(
    rows(`SELECT c.number FROM cases c JOIN visible v ON v.number = c.number
      WHERE v.severity <> json_extract(c.doc, '$.severity') OR c.version <> json_extract(c.doc, '$.version')`),
  ).toEqual([])
  for (const table of ['entries', 'keys', 'visible', 'searched']) {
    expect(rows(`SELECT count(*) FROM ${table} WHERE number NOT IN (SELECT number FROM cases)`)).toEqual([
      [0],
    ])
  }
  database.close()
}
