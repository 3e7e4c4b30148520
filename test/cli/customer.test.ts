import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'

it('`casethread customer export` writes a folder once, records it, and says whom it does not know', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const run = (...args: readonly string[]) => runCli(['customer', 'export', ...args], { DATA_DIR: dataDir })
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.directory.put('domains', {
    domain: 'hoshi.example.com',
    name: 'Hoshi',
    superAdmin: 'kenji@hoshi.example.com',
    language: 'ja',
  })
  await store.create(aNewCase({ customer: { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' } }))
  const out = join(dataDir, 'kusa')

  const written = await run('C-kusa', '--out', out, '--by', 'Ops', '--json')
  const again = await run('C-kusa', '--out', out)
  const unknown = await run('C-nobody', '--out', join(dataDir, 'nobody'))

  expect(written).toMatchObject({ code: 0 })
  expect(JSON.parse(written.stdout)).toEqual({
    customer: 'C-kusa',
    out,
    cases: 1,
    entries: 1,
    files: 0,
    missing: 0,
    grants: 0,
  })
  expect(readFileSync(join(out, 'cases.jsonl'), 'utf8')).toContain('"number":1001')
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') })
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing is known') })
  const { records } = await store.auditLog.list({ what: 'exported' }, { limit: 9 })
  expect(records).toMatchObject([{ by: 'Ops', about: 'customer C-kusa', counts: { cases: 1 } }])
  await store.close()
}, 300_000)
