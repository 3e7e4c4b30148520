import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongo } from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import type { DirectoryStore } from '../../src/people/directory-store.ts'
import { type StoreProcesses, storeProcesses } from '../support/processes.ts'
import { chanceOf } from '../support/random-from.ts'
import { type StoreAddress, type Task, textOf } from '../support/store-tasks.ts'
import { eachStoreAt } from '../support/stores.ts'

const kills = 25
/** FC_SEED plays a run again; the moments at which the system is reached by the signal stay its own. */
const seed = String(inject('seed'))

let processes: StoreProcesses

beforeAll(async () => {
  processes = await storeProcesses()
})
afterAll(() => processes.close())

describe(`a process killed while it writes a whole directory anew, ${kills} times (FC_SEED=${seed})`, () => {
  eachStoreAt((_, place) => {
    it('leaves the old or the new one, whole, to whoever reads then or meanwhile', async () => {
      const { at, store } = await place()
      const read = () => readGeneration(store.directory)
      await keepKilling(
        (from) => ({ kind: 'generations', at, from }),
        'file' in at ? 150 : 1_500,
        read,
        () => endLease(at),
      )
    }, 300_000)
  })
})

describe(`a process killed while it replaces a file, ${kills} times (FC_SEED=${seed})`, () => {
  it('leaves the old or the new text, whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'casethread-kills-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'directory.yaml')
    writeFileSync(file, textOf(0))
    const longAgo = new Date(Date.now() - 120_000)
    const read = async () => {
      const text = readFileSync(file, 'utf8')
      const generation = Number(/\d+/.exec(text)?.[0])
      expect(text === textOf(generation)).toBe(true)
      return generation
    }
    const tidy = () => {
      if (existsSync(`${file}.draft`)) utimesSync(`${file}.draft`, longAgo, longAgo)
    }
    await keepKilling((from) => ({ kind: 'texts', file, from }), 30, read, tidy)
    expect(readdirSync(folder).length).toBeLessThanOrEqual(3)
  }, 300_000)
})

/** Each life writes on from what was found after the last one's death; `tidy` is as if a while had gone by. */
async function keepKilling(
  toTask: (from: number) => Task,
  longestMs: number,
  read: () => Promise<number>,
  tidy: () => Promise<void> | void,
): Promise<void> {
  let last = await read()
  let grown = 0
  for (let life = 0; life < kills; life += 1) {
    const killedAfter = longestMs * chanceOf(seed, life, 'death') ** 2
    const { begun, written } = await writeAndDie(toTask(last + 1), killedAfter, read)
    const found = await read()
    expect(found).toBeGreaterThanOrEqual(Math.max(last, written))
    expect(found).toBeLessThanOrEqual(Math.max(last, begun))
    if (found > last) grown += 1
    last = found
    await tidy()
  }
  // Else the moments would prove little.
  expect(grown).toBeGreaterThan(3)
}

/** Which generations the process began and confirmed at last; reads all the while. */
async function writeAndDie(task: Task, killedAfter: number, read: () => Promise<number>) {
  const { child, lines, ended } = processes.start(task)
  let begun = 0
  let written = 0
  for await (const line of lines()) {
    if (begun === 0) setTimeout(() => child.kill('SIGKILL'), killedAfter)
    begun = Number(line.begun ?? begun)
    written = Number(line.written ?? written)
    if (written > 0) await read()
  }
  const code = await ended
  // On a busy machine one may not come to its store in time.
  if (begun > 0) expect(code).toBeNull()
  return { begun, written }
}

/** 0 where there is nothing yet. */
async function readGeneration(directory: DirectoryStore): Promise<number> {
  const customers = await directory.all('customers')
  const names = new Set(customers.map(({ name }) => name))
  expect([...names]).toHaveLength(customers.length === 0 ? 0 : 1)
  const generation = Number([...names][0]?.replace('generation ', '') ?? 0)
  expect(customers).toHaveLength(generation === 0 ? 0 : 40 + (generation % 2))
  return generation
}

/** As if a while had gone by: who died is waited for no longer. */
async function endLease(at: StoreAddress): Promise<void> {
  if ('file' in at) return
  const client = new mongo.MongoClient(at.uri)
  try {
    await client
      .db(at.dbName)
      .collection<{ _id: string }>('counters')
      .updateOne({ _id: 'directory', staging: { $exists: true } }, { $set: { 'staging.until': new Date(0) } })
  } finally {
    await client.close()
  }
}
