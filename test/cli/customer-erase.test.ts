import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer, aRelationship } from '../support/build-directory.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const file = { id: 'abcdef0001', name: 'log.txt', type: 'text/plain', size: 2_048, sha256: 'f'.repeat(64) }

it('`casethread customer erase` says what has to be done first, what goes and what stays, and does it once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const run = (...args: readonly string[]) => runCli(args, { DATA_DIR: dataDir })
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const { directory } = store
  await directory.put('customers', aCustomer({ name: 'Midori\u001b[2J' }))
  await directory.put('relationships', aRelationship())
  await directory.put('customerUsers', {
    email: 'yamada@midori.example.jp',
    name: '山田',
    customer: 'C-midori',
    admin: true,
    portal: false,
  })
  await store.files.put(file.id, Buffer.alloc(2_048))
  const created = anEntry({ event: { type: 'created', description: '', answers: [], attachments: [file] } })
  const threads = [aThread({ root: '1.1' }), aThread({ id: 't-2', channel: 'C2', suspended: 'dropped' })]
  await store.create(aNewCase({ number: 1001, subscriptions: threads }, { entries: [created] }))
  await store.create(aNewCase({ number: 1002, status: 'closed', closedAt: noon }))
  const kusa = { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' }
  await store.create(aNewCase({ number: 1003, customer: kusa }))
  await store.setHold(1002, { at: noon, by: 'ops', reason: null })

  const early = await run('customer', 'erase', 'C-midori', '--yes')
  await directory.put('relationships', aRelationship({ to: minutesAfter(noon, -525_600) }))
  const held = await run('customer', 'erase', 'C-midori', '--yes')
  await store.setHold(1002, null)
  const inFile = join(dataDir, 'directory.yaml')
  writeFileSync(inFile, readFileSync(sampleDirectoryFile, 'utf8').replaceAll('C09brightwater', 'C-midori'))
  const listed = await run('customer', 'erase', 'C-midori', '--yes')
  rmSync(inFile)
  const dry = await run('customer', 'erase', 'C-midori', '--dry-run')
  const told = await run('customer', 'erase', 'C-midori', '--dry-run', '--json')
  const unasked = await run('customer', 'erase', 'C-midori')
  const before = await store.traces.listNumbers({ limit: 9 })
  const erased = await run('customer', 'erase', 'C-midori', '--yes', '--by', 'Ops')
  const again = await run('customer', 'erase', 'C-midori', '--yes')

  expect(early).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('hoshi.example.com still serves C-midori (reseller)'),
  })
  expect(held).toMatchObject({ code: 1, stderr: expect.stringContaining('casethread hold 1002 --release') })
  expect(listed).toMatchObject({ code: 1, stderr: expect.stringContaining(`stands in ${inFile}`) })
  expect(dry.code).toBe(0)
  expect(dry.stdout).not.toContain('\u001b')
  expect(dry.stdout).toMatch(/2 +cases, 1 of them open +removed/)
  expect(dry.stdout).toMatch(/1 +files \(2\.0 kB\) +removed/)
  expect(dry.stdout).toMatch(/1 +threads that were dropped by hand +stay/)
  expect(JSON.parse(told.stdout)).toMatchObject({
    customer: 'C-midori',
    cases: 2,
    open: 1,
    files: 1,
    bytes: 2_048,
    threads: { withdrawn: 1, dropped: 1 },
    people: 1,
    first: [],
    erased: null,
  })
  expect(unasked).toMatchObject({ code: 1, stderr: 'Nothing was erased.\n' })
  expect(before).toEqual([1001, 1002, 1003])
  expect(erased).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Erased: 2 cases and 3 other records.'),
  })
  expect(erased.stdout).toContain('its posts in 1 thread.')
  expect(erased.stdout).toContain('removals.jsonl')
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing is kept of a customer') })
  expect(await store.get(1002)).toBeUndefined()
  expect(await store.get(1003)).toBeDefined()
  expect(await store.files.open(file.id)).toBeUndefined()
  expect(await directory.all('customers')).toEqual([])
  const ledger = readFileSync(join(dataDir, 'removals.jsonl'), 'utf8')
  expect(ledger).toContain('"customer":true')
  expect(ledger).not.toContain('midori')
  expect((await store.auditLog.list({ what: 'customer-erased' }, { limit: 9 })).records).toMatchObject([
    { by: 'Ops', counts: { cases: 2, records: 3 } },
  ])
  await store.close()
}, 300_000)

it('`casethread retention` shows what goes, and takes it away if that is agreed to; `hold` keeps it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const run = (args: readonly string[], keep?: string) =>
    runCli(args, { DATA_DIR: dataDir, ...(keep ? { KEEP_CLOSED_CASES: keep } : {}) })
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
  const customer = { id: 'C-midori', name: 'Midori\u001b[2J', domain: 'midori.example.jp' }
  for (const [number, days] of [
    [1001, 400],
    [1002, 300],
    [1003, 500],
  ] as const)
    await store.create(aNewCase({ number, customer, status: 'closed', closedAt: ago(days) }))

  const none = await run(['retention'])
  const preview = await run(['retention', '--keep', '365d', '--json'])
  const wrong = await run(['retention'], '30d')
  const put = await run(['hold', '1003', 'a', 'dispute', '--by', 'Ops'])
  const shown = await run(['hold'])
  const missing = await run(['hold', '9'])
  const dry = await run(['retention', '--dry-run'], '365d')
  const unasked = await run(['retention'], '365d')
  const kept = await store.traces.listNumbers({ limit: 9 })
  const gone = await run(['retention', '--yes', '--by', 'Ops', '--json'], '365d')
  const nothing = await run(['retention', '--yes'], '365d')
  const released = await run(['hold', '1003', '--release', '--json'])
  const twice = await run(['hold', '1003', '--release'])
  const unnamed = await run(['hold', '--release'])

  expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('kept for good') })
  expect(JSON.parse(preview.stdout)).toMatchObject({
    keepDays: 365,
    removed: 0,
    cases: [{ number: 1003 }, { number: 1001, customer: customer.name, files: 0, bytes: 0 }],
  })
  expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining('KEEP_CLOSED_CASES') })
  expect(put).toMatchObject({ code: 0, stdout: expect.stringContaining('Case 1003 is on hold') })
  expect(shown.stdout).toMatch(/1003 +\S+ +Ops +a dispute/)
  expect(missing).toMatchObject({ code: 1, stderr: 'There is no case 9.\n' })
  const closed = ago(400).toISOString().slice(0, 10)
  const due = ago(35).toISOString().slice(0, 10)
  expect(dry.code).toBe(0)
  expect(dry.stdout).toMatch(new RegExp(`1001 +Midori .* +${closed} +${due} +0 +0 B`))
  expect(dry.stdout).not.toMatch(/1002|1003/)
  expect(dry.stdout).not.toContain('\u001b')
  expect(unasked).toMatchObject({ code: 1, stderr: 'Nothing was deleted.\n' })
  expect(kept).toEqual([1001, 1002, 1003])
  expect(JSON.parse(gone.stdout)).toMatchObject({ removed: 1 })
  expect(nothing).toMatchObject({ code: 0 })
  expect(await store.traces.listNumbers({ limit: 9 })).toEqual([1002, 1003])
  expect(released).toMatchObject({ code: 0, stdout: '{"number":1003,"released":true}\n' })
  expect(twice).toMatchObject({ code: 1, stderr: 'Case 1003 is not on hold.\n' })
  expect(unnamed.code).toBe(64)
  const acts = await store.auditLog.list({}, { limit: 9 })
  expect(acts.records.map(({ what, number, by }) => [what, number, by])).toEqual([
    ['released', 1003, expect.any(String)],
    ['expired', 1001, 'Ops'],
    ['held', 1003, 'Ops'],
  ])
  await store.close()
}, 300_000)
