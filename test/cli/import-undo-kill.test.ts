import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { runCli, startCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import type { StoreAddress } from '../support/store-tasks.ts'
import { eachStoreAt } from '../support/stores.ts'

const rows = 600
const first = 50_000
const everybody = { reader: { party: 'desk' } } as const

function aLine(number: number): string {
  const entry = (index: number) => ({
    at: '2026-01-20T09:00:00Z',
    author: { party: 'desk', email: 'desk@support.example.com', name: 'Desk' },
    audience: 'everyone',
    event: { type: 'message', text: `${index}` },
  })
  return JSON.stringify({
    number,
    customer: 'C09brightwater',
    partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
    createdBy: {
      email: 'marcus.bell@northwind-apps.example.com',
      name: 'Marcus Bell',
      domain: 'northwind-apps.example.com',
    },
    title: `Shared calendars are empty ${number}`,
    description: 'Since Monday.',
    category: 'calendar.sharing',
    severity: 'P2',
    status: 'action-required',
    createdAt: '2026-01-19T09:12:00Z',
    // Some have pages of their own.
    history: Array.from({ length: number % 50 === 0 ? 240 : 1 }, (_, index) => entry(index)),
  })
}

/** The settings of a store that a test has open as well. */
function toSettings(at: StoreAddress): Readonly<Record<string, string>> {
  if ('file' in at) return { DATA_DIR: dirname(at.file) }
  const uri = new URL(at.uri)
  uri.pathname = `/${at.dbName}`
  return { MONGODB_URI: uri.href, DATA_DIR: mkdtempSync(join(tmpdir(), 'casethread-undo-')) }
}

function writeCases(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-undo-')), 'cases.jsonl')
  writeFileSync(file, Array.from({ length: rows }, (_, index) => aLine(first + index)).join('\n'))
  return file
}

/** Starts it, and kills it as soon as `count` changed. */
async function killOnChange(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  count: () => Promise<number>,
): Promise<void> {
  const before = await count()
  const { child, ended } = await startCli(args, settings)
  let running = true
  void ended.finally(() => {
    running = false
  })
  while (running && (await count()) === before) await wait(5)
  child.kill('SIGKILL')
  await ended
}

eachStoreAt((_, place) => {
  it('MIG-1: an import that is killed again and again makes each case once, in one run, which takes all of them back', async () => {
    const { at, store } = await place()
    const settings = { ...toSettings(at), DIRECTORY_FILE: sampleDirectoryFile }
    const file = writeCases()
    const made = () => store.count(everybody, rows + 1)

    const seen: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await killOnChange(['import', file], settings, made)
      seen.push(await made())
    }
    // It was killed in the middle at least once, else this would prove little.
    expect(seen.some((count) => count > 0 && count < rows)).toBe(true)

    expect(await runCli(['import', file, '--json'], settings)).toMatchObject({ code: 0 })

    expect(await made()).toBe(rows)
    const [run, ...others] = await store.importRuns.list(10)
    expect(others).toEqual([])
    expect(run).toMatchObject({ added: rows, endedAt: expect.any(Date) })
    for (let index = 0; index < rows; index += 1) {
      const entries = (first + index) % 50 === 0 ? 241 : 2
      expect(await store.history(first + index, { limit: 500 }), `${first + index}`).toHaveLength(entries)
    }

    const undone = JSON.parse((await runCli(['import', '--undo', run?.id ?? '', '--json'], settings)).stdout)
    expect(undone).toEqual({ run: run?.id, removed: rows, kept: [] })
    expect(await made()).toBe(0)
  }, 240_000)

  it('MIG-1: an undo that is killed again and again takes all of it back in the end, and the file is imported again', async () => {
    const { at, store } = await place()
    const settings = { ...toSettings(at), DIRECTORY_FILE: sampleDirectoryFile }
    const file = writeCases()
    const { run } = JSON.parse((await runCli(['import', file, '--json'], settings)).stdout)
    const left = async () => (await store.listImported(run, { limit: rows })).length
    expect(await left()).toBe(rows)

    const seen: number[] = []
    for (let round = 0; round < 3; round += 1) {
      await killOnChange(['import', '--undo', run], settings, left)
      seen.push(await left())
    }
    // It was killed in the middle at least once, else this would prove little.
    expect(seen.some((count) => count > 0 && count < rows)).toBe(true)
    for (const { number } of await store.listImported(run, { limit: 3 }))
      expect((await store.history(number, { limit: 500 })).length).toBeGreaterThan(1)

    expect(await runCli(['import', '--undo', run], settings)).toMatchObject({ code: 0 })

    expect(await left()).toBe(0)
    expect(await store.count(everybody, rows)).toBe(0)
    expect(await store.importRuns.find(run)).toMatchObject({ undoneAt: expect.any(Date) })
    await store.sweepLeftovers(new Date())
    expect(await store.sweepLeftovers(new Date())).toBe(0)
    const again = JSON.parse((await runCli(['import', file, '--json'], settings)).stdout)
    expect(again).toMatchObject({ added: rows, bad: 0 })
    expect(await store.history(first, { limit: 500 })).toHaveLength(241)
  }, 240_000)
})
