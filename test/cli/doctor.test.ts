import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anEntry } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-doctor-'))
const env = { DATA_DIR: dataDir, DIRECTORY_FILE: sampleDirectoryFile }

it('DOM-3: `casethread doctor <domain>` looks at one reseller domain, and makes no database', async () => {
  const { code, stdout } = await runCli(['doctor', 'Hoshi-Cloud.example.com'], env)
  expect(code).toBe(0)
  expect(stdout).toContain('hoshi-cloud.example.com: 4 of 8 account(s) may work with cases.')
  expect(stdout).toContain('--sign-in')
  expect(existsSync(join(dataDir, 'casethread.db'))).toBe(false)
}, 60_000)

it('ends with 1 and every fault named: settings, and a directory that cannot be used', async () => {
  const settings = await runCli(['doctor'], { ...env, SLACK_BOT_TOKEN: 'xoxp-1', PORT: 'none' })
  expect(settings.code).toBe(1)
  expect(settings.stdout).toMatch(/SLACK_BOT_TOKEN[\s\S]*PORT/)

  const bad = join(dataDir, 'bad.yaml')
  writeFileSync(bad, 'domains: nothing')
  const directory = await runCli(['doctor'], { ...env, DIRECTORY_FILE: bad })
  expect(directory.code).toBe(1)
  expect(directory.stdout).toContain('bad.yaml')
}, 60_000)

it('OWN-3: `casethread doctor --case` is a dry run of the targets for one case', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-doctor-'))
  const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
  const createdAt = new Date('2026-11-02T17:00+09:00')
  const created = anEntry({ at: createdAt, event: { type: 'created', description: 'x', answers: [] } })
  const bare = { list: [], responded: [] }
  await store.create(aNewCase({ createdAt, updatedAt: createdAt, clocks: bare }, { entries: [created] }))
  await store.close()
  const TARGETS_FILE = fileURLToPath(new URL('docs/samples/targets.yaml', packageRoot()))

  const { code, stdout } = await runCli(['doctor', '--case', '1001'], {
    ...env,
    DATA_DIR: folder,
    TARGETS_FILE,
  })
  const missing = await runCli(['doctor', '--case', '9'], { ...env, DATA_DIR: folder, TARGETS_FILE })

  expect(stdout).toContain('targets[2] holds (side desk, language ja)')
  expect(stdout).toContain('due 2026-11-04 12:00; not counted: 2026-11-03 Culture Day')
  expect(code).toBe(0)
  expect(missing.stdout).toContain('There is no case 9.')
  expect(missing.code).toBe(1)
}, 60_000)

it('tells in one line that a sign-in came to nothing', async () => {
  const { code, stdout } = await runCli(['doctor', 'hoshi-cloud.example.com', '--sign-in', 'none.json'], env)
  expect(code).toBe(1)
  expect(stdout).toContain('none.json')
  expect(stdout).not.toMatch(/\n\s+at /)
}, 60_000)

it('says that a damaged database is damaged and how to restore a backup; whole, that it is whole', async () => {
  const damaged = mkdtempSync(join(tmpdir(), 'casethread-doctor-'))
  const file = join(damaged, 'casethread.db')
  const store = await openSqliteStore({ file })
  await store.close()
  const whole = await runCli(['doctor'], { ...env, DATA_DIR: damaged })
  writeFileSync(file, readFileSync(file).fill(0x5a, 8_192))

  const { code, stdout } = await runCli(['doctor'], { ...env, DATA_DIR: damaged })

  expect(whole.stdout).toContain(`✓ ${file} is whole`)
  expect(code).toBe(1)
  expect(stdout).toContain(
    `✗ ${file} is damaged. Nothing was changed. Restore a backup with "casethread restore <backup>"`,
  )
  const started = await runCli(['start'], {
    ...env,
    DATA_DIR: damaged,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  })
  expect(started.code).toBe(78)
  expect(started.stderr).toBe(
    `Casethread cannot start: ${file} is damaged. Nothing was changed. Restore a backup with "casethread restore <backup>" (docs/backup.md).\n`,
  )
}, 60_000)
