import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { beginErasure } from '../../src/import-export/erasures.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer } from '../support/build-directory.ts'
import { runCli } from '../support/run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-removals-'))
const run = (ledger: string, ...flags: readonly string[]) =>
  runCli(['removals', 'replay', ledger, ...flags], { DATA_DIR: dataDir })

it('UPD-3: `casethread removals replay` removes again, says how much, and the second time that there was nothing', async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.create(aNewCase({ title: 'Kumquat' }))
  await store.close()
  const ledger = join(dataDir, 'ledger.jsonl')
  const noted = { number: 1001, of: 0, part: 'title', sentAt: noon, at: noon, by: 'ben@desk.example.org' }
  writeFileSync(ledger, `${JSON.stringify(noted)}\n`)

  expect(await run(ledger)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 removed again') })
  expect(await run(ledger)).toMatchObject({ code: 0, stdout: expect.stringContaining('0 removed again') })

  const after = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  expect((await after.get(1001))?.titleRemoved).toMatchObject({ by: 'ben@desk.example.org' })
  await after.close()
}, 60_000)

it('a bad line ends with code 65, and a ledger that is not there with 66', async () => {
  const bad = join(dataDir, 'bad.jsonl')
  writeFileSync(bad, 'nothing\n')
  expect(await run(bad)).toMatchObject({ code: 65, stderr: expect.stringContaining('line 1') })
  const told = await run(bad, '--json')
  expect(told).toMatchObject({ code: 65, stderr: '' })
  expect(JSON.parse(told.stdout)).toMatchObject({ removed: 0, bad: 1, problems: [{ line: 1 }] })
  expect(await run(join(dataDir, 'none.jsonl'))).toMatchObject({ code: 66 })
}, 60_000)

it('is refused without the moment of the backup where a customer was erased, who may be back since', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-removals-'))
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.directory.put('customers', aCustomer())
  await store.create(aNewCase({ number: 1001 }))
  const erased = { customer: 'C-midori', emails: [], users: [] }
  const { tombstone, line } = beginErasure([], erased, { at: noon, by: 'ops' })
  const ledger = join(dataDir, 'ledger.jsonl')
  const whole = { erased: tombstone, wholeAt: minutesAfter(noon, 1) }
  writeFileSync(ledger, [line, whole].map((one) => `${JSON.stringify(one)}\n`).join(''))
  const replay = (...flags: readonly string[]) =>
    runCli(['removals', 'replay', ledger, ...flags], { DATA_DIR: dataDir })

  expect(await replay()).toMatchObject({ code: 64, stderr: expect.stringMatching(/back since.*--as-of/) })
  const asOf = (minutes: number) => ['--as-of', minutesAfter(noon, minutes).toISOString()]
  expect(await replay(...asOf(2))).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0 removed/) })
  expect(await store.get(1001)).toBeDefined()
  expect(await store.directory.all('customers')).toHaveLength(1)
  expect(await replay(...asOf(-1))).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 removed/) })
  expect(await store.get(1001)).toBeUndefined()
  await store.close()
}, 60_000)
