import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NumberTaken } from '../../src/cases/case-store.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { aNewCase, noon } from '../support/build-case.ts'
import { builtEntry } from '../support/built-entry.ts'
import { makeOlderDatabase } from '../support/older-database.ts'
import { expectOwnThreads, wholeCaseThreads } from './whole-cases.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-sqlite-'))
})

afterEach(() => rm(folder, { recursive: true }))

describe('several processes on one file', () => {
  it('start together on a file that is not there yet, and none gets another one’s number', async () => {
    const file = join(folder, 'new', 'casethread.db')

    const printed = await Promise.all([1, 2, 3].map(async () => linesOf(await startWriter(file, 'create'))))

    const numbers = printed.flat().map(Number)
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 75 }, (_, index) => 1001 + index))
    const store = await openSqliteStore({ file })
    expect((await store.list({ reader: { party: 'desk' } }, { limit: 100 })).cases).toHaveLength(75)
    await store.close()
  })

  it('killed in the midst of writing leave a whole history with all that was confirmed', async () => {
    const file = join(folder, 'casethread.db')
    const store = await openSqliteStore({ file })
    await store.create(aNewCase())

    for (const writes of [1, 7, 30]) {
      const writers = await Promise.all([startWriter(file, 'change'), startWriter(file, 'change')])
      const confirmed = await Promise.all(writers.map((writer) => killAfter(writer, writes)))

      const found = await store.get(1001)
      const seqs = (await store.history(1001, { limit: 100_000 })).map(({ seq }) => seq)
      expect(seqs).toEqual(Array.from({ length: found?.seq ?? 0 }, (_, index) => index + 1))
      expect(found?.seq).toBeGreaterThanOrEqual(Math.max(...confirmed))
      expect(found?.version).toBe(found?.seq)
    }
    await store.close()
  }, 60_000)
})

describe('the file', () => {
  it('is its user’s alone with all beside it, and so is a new folder; one that is there stays as it was', async () => {
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    const file = join(folder, 'new', 'casethread.db')
    const store = await openSqliteStore({ file })
    await store.create(aNewCase())
    await store.files.put('abcdef0123456789', Buffer.from('a file'))

    expect(await modeOf(join(folder, 'new'))).toBe('700')
    expect(await Promise.all([file, `${file}-wal`, `${file}-shm`].map(modeOf))).toEqual(['600', '600', '600'])
    await store.close()
    await chmod(file, 0o640)
    await (await openSqliteStore({ file })).close()
    expect(await modeOf(file)).toBe('640')
  })

  it('is one file again after closing, so that it can be copied', async () => {
    const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
    await store.create(aNewCase())
    await store.close()
    await rm(join(folder, 'casethread.db-wal'), { force: true })
    await rm(join(folder, 'casethread.db-shm'), { force: true })

    const again = await openSqliteStore({ file: join(folder, 'casethread.db') })

    expect((await again.get(1001))?.title).toBe('Mail bounces')
    await again.close()
  })

  it('answers nothing once its store is closed', async () => {
    const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
    await store.create(aNewCase())
    await store.close()

    await expect(store.get(1001)).rejects.toThrow('closed')
    await expect(store.close()).resolves.toBeUndefined()
  })

  it('a write that fails half way leaves nothing behind, and the store goes on', async () => {
    const store = await openSqliteStore({ file: ':memory:' })
    await store.create(aNewCase())

    await expect(store.create(aNewCase({ title: 'Other' }, { key: 'other' }))).rejects.toThrow(NumberTaken)
    await store.create(aNewCase({ number: 1002 }))

    expect(await store.createdWith('other')).toBeUndefined()
    expect((await store.get(1002))?.number).toBe(1002)
    await store.close()
  })

  it('that cannot be made, is no database, or is too new is told in one sentence with what to do', async () => {
    await writeFile(join(folder, 'file'), 'not a folder')
    await writeFile(join(folder, 'text.db'), 'This is no database. '.repeat(200))
    await mkdir(join(folder, 'folder.db'))
    const newer = await openDatabase(join(folder, 'newer.db'))
    newer.query('PRAGMA user_version = 999').run()
    newer.close()

    await expect(faultOf(join(folder, 'file', 'x.db'))).resolves.toMatch(
      /x\.db cannot be opened: check that its folder/,
    )
    await expect(faultOf(join(folder, 'folder.db'))).resolves.toMatch(/folder\.db cannot be opened/)
    await expect(faultOf(join(folder, 'text.db'))).resolves.toMatch(
      /text\.db is not a Casethread database: move it away/,
    )
    await expect(faultOf(join(folder, 'newer.db'))).resolves.toMatch(/newer version of Casethread/)
    expect(await readdir(join(folder, 'folder.db'))).toEqual([])
  })
})

describe('a file of whole cases', () => {
  it('D1: becomes one of threads: what a fault had ended goes on at once and says why, the rest is as it was', async () => {
    const file = join(folder, 'casethread.db')
    makeOlderDatabase(file, [
      { number: 1001, subscriptions: wholeCaseThreads, dueAt: noon.getTime(), held: 1 },
      { number: 1002, subscriptions: wholeCaseThreads },
    ])

    const store = await openSqliteStore({ file })

    await expectOwnThreads(store)
    await store.close()
  })
})

async function faultOf(file: string): Promise<string> {
  const fault = await openSqliteStore({ file }).catch((error: unknown) => error)
  if (!(fault instanceof StoreUnavailable))
    throw new Error(`${file} was opened, or failed otherwise: ${String(fault)}`)
  return fault.message
}

async function startWriter(file: string, task: 'create' | 'change'): Promise<ChildProcess> {
  return spawn(process.execPath, [await builtEntry('test/store/sqlite-writer'), file, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = []
  if (!child.stdout) throw new Error('The writer has no output')
  for await (const line of createInterface({ input: child.stdout })) lines.push(line)
  return lines
}

/** Kills the writer without warning once it has confirmed so many writes; answers the last seq that it confirmed. */
async function killAfter(child: ChildProcess, writes: number): Promise<number> {
  const ended = once(child, 'exit')
  const confirmed: number[] = []
  if (!child.stdout) throw new Error('The writer has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    confirmed.push(Number(line))
    if (confirmed.length === writes) child.kill('SIGKILL')
  }
  await ended
  return Math.max(...confirmed)
}
