import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aCommit, aNewCase } from '../support/build-case.ts'
import { startCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const rows = 2_000
/** As many as one write of an import takes. */
const rowsPerWrite = 200

function aLine(number: number): string {
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
    description: 'Since Monday the shared calendars of one team show no events.',
    category: 'calendar.sharing',
    severity: 'P2',
    status: 'action-required',
    createdAt: '2026-01-19T09:12:00Z',
    sharedWith: [],
    history: [],
  })
}

it('MIG-1: while an import writes thousands of cases, a bot on the same file comes to its turn between its writes', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-import-beside-'))
  const file = join(dataDir, 'cases.jsonl')
  writeFileSync(file, Array.from({ length: rows }, (_, index) => aLine(50_000 + index)).join('\n'))
  const bot = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  let current = (await bot.create(aNewCase())).case
  const { ended } = await startCli(['import', file], {
    DATA_DIR: dataDir,
    DIRECTORY_FILE: sampleDirectoryFile,
  })
  let running = true
  const whenEnded = ended.then((end) => {
    running = false
    return end
  })

  // Counted in writes, not in time: a busy machine slows both alike. Only those between the import's first write and its last.
  const isThere = async (row: number) => (await bot.get(50_000 + row)) !== undefined
  let between = 0
  while (running) {
    if ((await isThere(0)) && !(await isThere(rows - 1))) {
      const committed = await bot.commit(aCommit(current))
      if (committed.kind !== 'committed') throw new Error(`the bot could not write: ${committed.kind}`)
      current = committed.case
      between += 1
    }
    // As a bot does: one that wrote all the time would hold up the import.
    await wait(15)
  }

  expect(await whenEnded).toMatchObject({ code: 0, stdout: expect.stringContaining(`${rows} imported`) })
  expect(between).toBeGreaterThanOrEqual(rows / rowsPerWrite / 2)
  await bot.close()
}, 60_000)
