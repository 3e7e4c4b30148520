import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Case, Entry } from '../../src/cases/case.ts'
import { type BackUpOptions, backUp } from '../../src/store/sqlite/back-up.ts'
import { shareFolder, takeFolder } from '../../src/store/sqlite/folder-lock.ts'
import { type RestoreOptions, restore } from '../../src/store/sqlite/restore.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { aCommit, aNewCase, anEntry, minutesAfter, noon } from '../support/build-case.ts'

let folder: string
let dataDir: string
let store: Store | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casethread-backup-'))
  dataDir = join(folder, 'data')
})

afterEach(async () => {
  await close()
  await rm(folder, { recursive: true })
})

async function open(at = dataDir): Promise<Store> {
  await close()
  store = await openSqliteStore({ file: join(at, 'casethread.db') })
  return store
}

async function close(): Promise<void> {
  await store?.close()
  store = undefined
}

const idOf = (number: number) => number.toString(16).padStart(40, '0')
const bytesOf = (number: number) => Buffer.from(`attachment of case ${number} `.repeat(2_000))

async function addCase(to: Store, number: number): Promise<void> {
  const id = idOf(number)
  await to.files.put(id, bytesOf(number))
  const file = { id, name: 'log.txt', type: 'text/plain', size: 1, sha256: 'x' } as const
  const entry = anEntry({ event: { type: 'message', text: `Entry of ${number}`, attachments: [file] } })
  await to.create(aNewCase({ number }, { key: `key-${number}`, entries: [entry] }))
}

async function readFileOf(from: Store, number: number): Promise<string | undefined> {
  const pieces = await from.files.open(idOf(number))
  if (!pieces) return undefined
  const read: Uint8Array[] = []
  for await (const piece of pieces) read.push(piece)
  return Buffer.concat(read).toString()
}

async function readAll(from: Store) {
  const { cases } = await from.list({ reader: { party: 'desk' } }, { limit: 1_000 })
  const all: {
    readonly case: Case
    readonly entries: readonly Entry[]
    readonly file: string | undefined
  }[] = []
  for (const one of cases.toSorted((a, b) => a.number - b.number))
    all.push({
      case: one,
      entries: await from.history(one.number, { limit: 1_000 }),
      file: await readFileOf(from, one.number),
    })
  return all
}

const backUpTo = (to = join(folder, 'backup'), more: Partial<BackUpOptions> = {}) =>
  backUp({ dataDir, to, version: '1.2.3', now: () => noon, ...more })
const restoreFrom = (backup: string, into: string, more: Partial<RestoreOptions> = {}) =>
  restore({
    backup,
    dataDir: into,
    replace: false,
    ledgers: [],
    now: () => minutesAfter(noon, 60),
    prepare: async () => {},
    ...more,
  })
async function refusal(work: Promise<unknown>): Promise<string> {
  const fault = await work.catch((error: unknown) => error)
  if (!(fault instanceof StoreUnavailable))
    throw new Error(`It was done, or failed otherwise: ${String(fault)}`)
  return fault.message
}

describe('a backup', () => {
  it('of a store that is being written to gives back whole cases, each with its file', async () => {
    const writing = await open()
    for (let number = 1001; number <= 1010; number += 1) await addCase(writing, number)
    let going = true
    let written = 0
    const writer = (async () => {
      for (let number = 1011; going; number += 1) {
        await addCase(writing, number)
        written += 1
        await nextTurn()
      }
    })()

    const made = await backUpTo(undefined, {
      async onDatabaseCopied() {
        const before = written
        while (written < before + 5) await nextTurn()
      },
    })
    going = false
    await writer
    const live = await readAll(writing)
    await close()
    await restoreFrom(made.folder, join(folder, 'restored'))

    const restored = await readAll(await open(join(folder, 'restored')))
    expect(restored).toHaveLength(made.cases)
    expect(restored.length).toBeGreaterThanOrEqual(10)
    expect(live.length).toBeGreaterThanOrEqual(restored.length + 5)
    expect(restored).toEqual(live.slice(0, restored.length))
    for (const one of restored) expect(one.file).toBe(bytesOf(one.case.number).toString())
    expect(made.missing).toEqual([])
  })

  it('holds no file that was removed while it was made, and no case that names it', async () => {
    const writing = await open()
    await addCase(writing, 1001)
    await addCase(writing, 1002)
    let copies = 0

    const made = await backUpTo(undefined, {
      async onDatabaseCopied() {
        copies += 1
        if (copies > 1) return
        const before = (await writing.get(1001)) as Case
        const [entry] = await writing.history(1001, { limit: 1 })
        const removed = { ...(entry as Entry), event: { type: 'message', text: 'Gone' } as const }
        await writing.commit(aCommit(before, {}, { removal: { entry: removed, files: [idOf(1001)] } }))
        await writing.purge(1001)
      },
    })

    expect(copies).toBe(2)
    expect(made.contents.map(({ name }) => name).filter((name) => name.startsWith('files/'))).toEqual([
      `files/00/${idOf(1002)}`,
    ])
    await close()
    await restoreFrom(made.folder, join(folder, 'restored'))
    const [first] = await (await open(join(folder, 'restored'))).history(1001, { limit: 1 })
    expect(first?.event).toEqual({ type: 'message', text: 'Gone' })
  })

  it('names files that were missing already', async () => {
    await addCase(await open(), 1001)
    await rm(join(dataDir, 'files', '00', idOf(1001)))

    expect((await backUpTo()).missing).toEqual([idOf(1001)])
  })

  it('can be read by its owner alone', async () => {
    await addCase(await open(), 1001)
    writeFileSync(join(dataDir, 'casethread.key'), 'secret')
    const { folder: made } = await backUpTo()

    const modes = (readdirSync(made, { recursive: true, encoding: 'utf8' }) as string[]).map((name) => {
      const { mode } = statSync(join(made, name))
      return [name, (mode & 0o777).toString(8)]
    })
    expect(Object.fromEntries(modes)).toEqual({
      'backup.json': '600',
      'casethread.db': '600',
      'casethread.key': '600',
      files: '700',
      'files/00': '700',
      [`files/00/${idOf(1001)}`]: '600',
    })
    expect((statSync(made).mode & 0o777).toString(8)).toBe('700')
  })

  it('is never written over anything, and leaves nothing behind where it fails', async () => {
    await addCase(await open(), 1001)
    const taken = join(folder, 'taken')
    await mkdir(taken)
    await writeFile(join(taken, 'mine'), 'mine')

    expect(await refusal(backUpTo(taken))).toContain('is there already')
    expect(await refusal(backUpTo(join(taken, 'mine')))).toContain('is there already')
    const failing = backUpTo(join(folder, 'failing'), {
      onDatabaseCopied: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    })
    expect(await refusal(failing)).toContain('there is no room left for')
    expect(readFileSync(join(taken, 'mine'), 'utf8')).toBe('mine')
    expect((await readdir(folder)).toSorted()).toEqual(['data', 'taken'])
  })

  it('of no data folder, or of a damaged one, is refused', async () => {
    expect(await refusal(backUpTo())).toContain('there is no database in')
    await addCase(await open(), 1001)
    await close()
    const file = join(dataDir, 'casethread.db')
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0x5a, 8_192))

    expect(await refusal(backUpTo())).toContain('damaged')
    expect(existsSync(join(folder, 'backup'))).toBe(false)
  })
})

describe('a restore', () => {
  let backup: string

  beforeEach(async () => {
    const writing = await open()
    for (const number of [1001, 1002]) await addCase(writing, number)
    await appendFile(join(dataDir, 'removals.jsonl'), 'before\n')
    backup = (await backUpTo()).folder
    await addCase(writing, 1003)
    await appendFile(join(dataDir, 'removals.jsonl'), 'after\n')
  })

  it('is refused while a bot or another command is at work there, and then nothing can start', async () => {
    expect(await refusal(restoreFrom(backup, dataDir, { replace: true }))).toContain('stop it, then restore')
    await close()
    let started: unknown
    await restoreFrom(backup, dataDir, {
      replace: true,
      async prepare() {
        started = await open().catch((error: unknown) => error)
      },
    })

    expect(String(started)).toContain('is being restored')
    expect((await (await open()).get(1001))?.number).toBe(1001)
  })

  it('goes over data only when told to, and puts them aside', async () => {
    const live = await readAll(await open())
    await close()

    expect(await refusal(restoreFrom(backup, dataDir))).toContain('--replace')
    expect(await readAll(await open())).toEqual(live)
    await close()

    const { former } = await restoreFrom(backup, dataDir, { replace: true })
    expect((await readAll(await open())).map((one) => one.case.number)).toEqual([1001, 1002])
    await close()
    expect(await readAll(await open(former))).toEqual(live)
  })

  it('knows all ledgers of removals, and the last number, before the data are in place', async () => {
    await close()
    const elsewhere = join(folder, 'elsewhere.jsonl')
    writeFileSync(elsewhere, 'after\nelsewhere\n')
    const told: unknown[] = []

    await restoreFrom(backup, dataDir, {
      replace: true,
      ledgers: [elsewhere],
      async prepare(at, facts) {
        told.push(readFileSync(join(at, 'removals.jsonl'), 'utf8').split('\n'), facts)
      },
    })

    const facts = { lastNumber: expect.any(Number), createdAt: noon.toISOString() }
    expect(told).toEqual([['before', 'after', 'elsewhere', ''], facts])
    expect(readFileSync(join(dataDir, 'removals.jsonl'), 'utf8')).toBe('before\nafter\nelsewhere\n')
  })

  it('that fails before the data are in place changes nothing', async () => {
    const live = await readAll(await open())
    await close()
    const before = (await readdir(dataDir)).toSorted()

    const failing = restoreFrom(backup, dataDir, {
      replace: true,
      prepare: () => Promise.reject(new Error('stop')),
    })
    await expect(failing).rejects.toThrow('stop')

    expect((await readdir(dataDir)).toSorted()).toEqual(before)
    expect(await readAll(await open())).toEqual(live)
  })

  it('of a backup that is not as it was written is refused, whatever file it is', async () => {
    const file = join(backup, 'files', '00', idOf(1001))
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0x20, 0, 1))
    expect(await refusal(restoreFrom(backup, join(folder, 'new')))).toContain('not as it was written')

    await rm(file)
    expect(await refusal(restoreFrom(backup, join(folder, 'new')))).toContain('is missing')

    await rm(join(backup, 'backup.json'))
    expect(await refusal(restoreFrom(backup, join(folder, 'new')))).toContain('is no backup of Casethread')
    expect(existsSync(join(folder, 'new', 'casethread.db'))).toBe(false)
  })

  it('of a newer version is refused; a list that leads elsewhere is no backup', async () => {
    const manifest = JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8'))
    const write = (more: object) =>
      writeFileSync(join(backup, 'backup.json'), JSON.stringify({ ...manifest, ...more }))

    write({ schema: 999 })
    expect(await refusal(restoreFrom(backup, join(folder, 'new')))).toContain('newer version')
    write({ contents: [{ ...manifest.contents[0], name: 'files/../../x' }] })
    expect(await refusal(restoreFrom(backup, join(folder, 'new')))).toContain('is no backup')
  })
})

describe('the lock of a data folder', () => {
  it('is shared by any number, and taken by one alone', async () => {
    await mkdir(dataDir)
    const first = shareFolder(dataDir)
    const second = shareFolder(dataDir)
    expect(takeFolder(dataDir)).toBeUndefined()
    first?.release()
    expect(takeFolder(dataDir)).toBeUndefined()
    second?.release()

    const alone = takeFolder(dataDir)
    expect(shareFolder(dataDir)).toBeUndefined()
    alone?.release()
    alone?.release()
    shareFolder(dataDir)?.release()
  })
})
