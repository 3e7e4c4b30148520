import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { historyAfter } from '../../src/cases/history.ts'
import { readPrint } from '../../src/store/sqlite/copy-file.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { shareFolder } from '../../src/store/sqlite/folder-lock.ts'
import { migrations } from '../../src/store/sqlite/sqlite-schema.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { StoreOutdated, StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { aThread } from '../support/build-case.ts'
import { makeOlderDatabase, olderSchema, readSchema } from '../support/older-database.ts'
import { type StoreProcesses, storeProcesses } from '../support/processes.ts'

let folder: string
let file: string
let processes: StoreProcesses

beforeAll(async () => {
  processes = await storeProcesses()
})
afterAll(() => processes.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-upgrade-'))
  file = join(folder, 'casethread.db')
})
afterEach(() => rm(folder, { recursive: true }))

const numbers = (count: number) => Array.from({ length: count }, (_, index) => 1001 + index)
const older = (count: number) =>
  makeOlderDatabase(
    file,
    numbers(count).map((number) => ({ number, subscriptions: [aThread({ id: `t-${number}` })], dueAt: 0 })),
  )

describe('data of an older version in the embedded store', () => {
  it('is as before or as after, whenever the process that brings it up to date is killed', async () => {
    const count = 3_000
    older(count)
    const seen: number[] = []
    for (let run = 0; run < 14; run += 1) {
      const { child, ended } = processes.start({ kind: 'open', at: { file } })
      const timer = setTimeout(() => child.kill('SIGKILL'), 120 + run * 45)
      await ended
      clearTimeout(timer)
      seen.push(readSchema(file))
    }

    const store = await openSqliteStore({ file, check: true })

    expect(seen.filter((schema) => schema !== olderSchema && schema !== migrations.length)).toEqual([])
    // Some were killed before they were through, or the moments would prove nothing.
    expect(seen[0]).toBe(olderSchema)
    const found = await Promise.all(numbers(count).map((number) => store.get(number)))
    expect(found.map((supportCase) => supportCase?.subscriptions[0]?.id)).toEqual(
      numbers(count).map((number) => `t-${number}`),
    )
    expect(await historyAfter(store, 1001 + count - 1, 0)).toHaveLength(1)
    const due = await store.findDue({
      routes: [{ platform: 'slack', tenant: 'T1' }],
      now: new Date(),
      limit: count + 1,
    })
    expect(due).toHaveLength(count)
    await store.close()
  }, 120_000)

  it('is brought up to date by one of several that start at the same time, and all of them go on', async () => {
    older(50)

    const started = [1, 2, 3, 4].map(() => processes.start({ kind: 'open', at: { file } }))

    expect(await Promise.all(started.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
    expect(readSchema(file)).toBe(migrations.length)
  }, 60_000)

  it('is left alone while the former version is at work on it: the start says to stop that one, and may be tried again', async () => {
    older(1)
    const bot = shareFolder(folder)

    const fault = await openSqliteStore({ file }).catch((error: unknown) => error)
    bot?.release()

    expect(fault).toBeInstanceOf(StoreUnavailable)
    expect(fault).toMatchObject({ refused: false, message: expect.stringContaining('stop that one') })
    expect(readSchema(file)).toBe(olderSchema)
    await (await openSqliteStore({ file })).close()
    expect(readSchema(file)).toBe(migrations.length)
  }, 30_000)

  it('is not changed by whoever only looks', async () => {
    older(2)
    const print = await readPrint(file)

    const fault = await openSqliteStore({ file, check: true, upgrade: false }).catch(
      (error: unknown) => error,
    )

    expect(fault).toBeInstanceOf(StoreOutdated)
    expect(fault).toMatchObject({ isEmpty: false, message: expect.stringContaining(`schema ${olderSchema}`) })
    expect(await readPrint(file)).toEqual(print)
  })
})

describe('data of a newer version in the embedded store', () => {
  it.each([true, false])(
    'is refused with what to do, and not changed (only looking: %s)',
    async (onlyLooks) => {
      const newer = await openDatabase(file)
      newer.query(`PRAGMA user_version = ${migrations.length + 1}`).run()
      newer.close()
      const print = await readPrint(file)

      const fault = await openSqliteStore({ file, upgrade: !onlyLooks }).catch((error: unknown) => error)

      expect(fault).toMatchObject({ name: 'StoreUnavailable', refused: true })
      expect(String(fault)).toMatch(/newer version .* Start that version again, or restore a backup/)
      expect(await readPrint(file)).toEqual(print)
    },
  )
})
