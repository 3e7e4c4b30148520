import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anAuthor, noon } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'

const aFolder = () => mkdtempSync(join(tmpdir(), 'casethread-cli-backup-'))
const open = (dataDir: string) => openSqliteStore({ file: join(dataDir, 'casethread.db') })

it('UPD-3: `casethread backup` beside an open store, and `restore`: a removal after the backup is made again', async () => {
  const folder = aFolder()
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')]
  const run = (...args: readonly string[]) => runCli(args, { DATA_DIR: dataDir })
  const bot = await open(dataDir)
  await bot.create(aNewCase({ number: await bot.nextNumber(), title: 'Kumquat' }))

  const made = await run('backup', backup, '--json')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(made.stdout)).toMatchObject({ backup, cases: 1, files: 0, missing: [] })

  expect(await run('backup', backup)).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/^Casethread cannot make the backup: .* is there already/),
  })
  const noted = { number: 1001, of: 0, part: 'title', sentAt: noon, at: noon, by: 'ben@desk.example.org' }
  writeFileSync(join(dataDir, 'removals.jsonl'), `${JSON.stringify(noted)}\n`)
  for (let number = 1002; number <= 1010; number += 1)
    await bot.create(aNewCase({ number: await bot.nextNumber() }, { key: `late-${number}` }))

  expect(await run('restore', backup, '--replace')).toMatchObject({
    code: 69,
    stderr: expect.stringContaining('stop it, then restore'),
  })
  await bot.close()
  expect(await run('restore', backup)).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/^Casethread cannot restore the backup: .*--replace/),
  })
  const restored = await run('restore', backup, '--replace', '--json')
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(restored.stdout)).toMatchObject({
    cases: 1,
    removedAgain: 1,
    former: expect.stringContaining('before-restore-'),
  })

  const after = await open(dataDir)
  const restoredCase = await after.get(1001)
  expect(restoredCase?.titleRemoved).toMatchObject({ by: 'ben@desk.example.org' })
  expect(restoredCase?.title).not.toContain('Kumquat')
  // Threads of the lost cases bear their numbers: no other case gets one of them.
  expect(await after.nextNumber()).toBeGreaterThan(1009)
  await after.close()
}, 60_000)

it('a ledger that was kept elsewhere counts, also on another machine; one that is not there ends with 66, a bad line with 65', async () => {
  const folder = aFolder()
  const [backup, ledger] = [join(folder, 'backup'), join(folder, 'ledger.jsonl')]
  const bot = await open(join(folder, 'data'))
  await bot.create(aNewCase({ title: 'Kumquat' }))
  await runCli(['backup', backup], { DATA_DIR: join(folder, 'data') })
  await bot.close()
  const noted = { number: 1001, of: 0, part: 'title', sentAt: noon, at: noon, by: 'ben@desk.example.org' }
  writeFileSync(ledger, `${JSON.stringify(noted)}\nnothing\n`)
  const run = (file: string) =>
    runCli(['restore', backup, '--ledger', file], { DATA_DIR: join(folder, 'elsewhere') })

  expect(await run(join(folder, 'none.jsonl'))).toMatchObject({ code: 66 })
  expect(await run(ledger)).toMatchObject({
    code: 65,
    stdout: expect.stringMatching(/^Restored: 1 cases and 0 attachments, as of 20.*\n1 removals since then/),
    stderr: expect.stringContaining('line 2: is no line of a ledger'),
  })

  const after = await open(join(folder, 'elsewhere'))
  expect((await after.get(1001))?.titleRemoved).toBeDefined()
  await after.close()
}, 60_000)

it('where MongoDB keeps the data, both say what to use instead', async () => {
  const env = { DATA_DIR: aFolder(), MONGODB_URI: 'mongodb://localhost:1/casethread' }
  for (const args of [
    ['backup', join(env.DATA_DIR, 'backup')],
    ['restore', join(env.DATA_DIR, 'backup')],
  ]) {
    expect(await runCli(args, env)).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/mongodump and mongorestore.*docs\/backup\.md/),
    })
  }
}, 60_000)

it('what is no backup is not restored', async () => {
  const folder = aFolder()
  mkdirSync(join(folder, 'empty'))

  expect(await runCli(['restore', join(folder, 'empty')], { DATA_DIR: join(folder, 'data') })).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('is no backup of Casethread'),
  })
  expect(await runCli(['restore', join(folder, 'none')], { DATA_DIR: join(folder, 'data') })).toMatchObject({
    code: 66,
    stderr: expect.stringContaining('none'),
  })
}, 60_000)

it('a case that was put on hold after the backup is on hold in the restored data, and what it keeps of an erasure is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const [dataDir, backup] = [join(folder, 'data'), join(folder, 'backup')]
  const run = (...args: readonly string[]) => runCli(args, { DATA_DIR: dataDir })
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const createdBy = anAuthor({ email: 'rei@hoshi.example.com', name: 'Rei' })
  await store.create(aNewCase({ number: 1001 }))
  await store.create(aNewCase({ number: 1002, createdBy }))
  await store.close()

  expect(await run('backup', backup)).toMatchObject({ code: 0 })
  expect(await run('hold', '1001', 'a', 'dispute', '--by', 'Ops')).toMatchObject({ code: 0 })
  expect(await run('hold', '1999')).toMatchObject({ code: 1 })
  expect(await run('person', 'erase', 'rei@hoshi.example.com', '--yes')).toMatchObject({ code: 0 })
  expect(await run('hold', '1002', '--by', 'Ops')).toMatchObject({ code: 0 })
  const noted = readFileSync(join(dataDir, 'removals.jsonl'), 'utf8')
  expect(noted).not.toMatch(/dispute|Ops|1999/)
  expect(await run('restore', backup, '--replace')).toMatchObject({ code: 0, stderr: '' })
  const first = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  expect((await first.listHolds({ limit: 9 })).map(({ number }) => number)).toEqual([1001, 1002])
  expect((await first.get(1002))?.createdBy.email).toMatch(/^former-/)
  await first.close()

  const lines = noted.trim().split('\n')
  const before = lines.map((line) => JSON.parse(line)).find(({ number }) => number === 1002)
  const [begun] = lines.filter((line) => line.includes('digests'))
  const early = new Date(Date.parse(JSON.parse(begun ?? '').at) - 1).toISOString()
  const ledger = join(folder, 'ledger.jsonl')
  writeFileSync(ledger, `${JSON.stringify({ ...before, at: early })}\n${begun}\n`)
  expect(
    await runCli(['restore', backup, '--ledger', ledger], { DATA_DIR: join(folder, 'elsewhere') }),
  ).toMatchObject({ code: 1, stderr: expect.stringMatching(/^On hold, .*: 1002\./) })
}, 120_000)
