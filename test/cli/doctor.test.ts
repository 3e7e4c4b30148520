import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anEntry } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-doctor-'))
const env = {
  DATA_DIR: dataDir,
  DIRECTORY_FILE: sampleDirectoryFile,
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_TRUST_EMAIL: 'true',
  // Nothing listens there.
  SLACK_API_URL: 'http://127.0.0.1:9/api/',
}
const hoshi = 'hoshi-cloud.example.com'

it('DOM-3: `casethread doctor <domain>` looks at one reseller domain, and makes no database', async () => {
  const { code, stdout } = await runCli(['doctor', 'Hoshi-Cloud.example.com'], env)
  expect(code).toBe(0)
  expect(stdout).toContain('hoshi-cloud.example.com: 4 of 8 accounts may work with cases.')
  expect(stdout).toContain('--sign-in')
  expect(existsSync(join(dataDir, 'casethread.db'))).toBe(false)
}, 60_000)

it('ends with 78 and every fault named: settings, and a directory that cannot be used', async () => {
  const settings = await runCli(['doctor'], { ...env, SLACK_BOT_TOKEN: 'xoxp-1', PORT: 'none' })
  expect(settings.code).toBe(78)
  expect(settings.stdout).toMatch(/SLACK_BOT_TOKEN[\s\S]*PORT/)

  const bad = join(dataDir, 'bad.yaml')
  writeFileSync(bad, 'domains: nothing')
  const directory = await runCli(['doctor'], { ...env, DIRECTORY_FILE: bad })
  expect(directory.code).toBe(78)
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
  const { code, stdout } = await runCli(['doctor', hoshi, '--sign-in', 'none.json'], env)
  expect(code).toBe(78)
  expect(stdout).toContain("none.json doesn't exist")
  expect(stdout).toContain('4 of 8 accounts may work')
  expect(stdout).not.toMatch(/\n\s+at /)
}, 60_000)

it('where no browser opens, --sign-in shows the address, and ends once nobody can paste one', async () => {
  const client = join(dataDir, 'client.json')
  writeFileSync(client, JSON.stringify({ installed: { client_id: '1234', client_secret: 'GOCSPX-1' } }))

  const { code, stdout, stderr } = await runCli(['doctor', hoshi, '--sign-in', client, '--json'], env)

  expect(stderr).toMatch(/sign in as haruka\.sato@hoshi-cloud\.example\.com/)
  expect(stderr).toMatch(/https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?\S*login_hint=haruka/)
  expect(JSON.parse(stdout).findings).toContainEqual({
    level: 'fault',
    kind: 'google-sign-in',
    subject: hoshi,
    text: "Google's own records were not looked at. There is nobody at a terminal who could sign in. Run this in a terminal.",
    remedy: 'docs/another-domain.md describes the client and the sign-in.',
    chapter: `${hoshi} at Google`,
  })
  expect(code).toBe(1)

  const nowhere = await runCli(['doctor', '--sign-in', client], env)
  expect(nowhere.stdout).toContain('Name the domain: casethread doctor <domain> --sign-in')
  expect(nowhere.code).toBe(1)
}, 60_000)

it('--json prints every finding with its kind, subject and remedy; where only a server was away, it ends with 69', async () => {
  const { code, stdout } = await runCli(['doctor', '--json'], env)
  const report = JSON.parse(stdout)

  const faults = report.findings.filter(({ level }: { level: string }) => level === 'fault')
  expect(faults).toMatchObject([{ kind: 'slack', subject: 'SLACK_BOT_TOKEN', chapter: 'Slack' }])
  expect(report.counts.fault).toBe(1)
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      kind: 'account-holds-nothing',
      subject: 'nina.park@northwind-apps.example.com',
    }),
  )
  for (const { level, subject, remedy } of report.findings) {
    expect(subject).not.toBe('')
    if (level !== 'ok') expect(remedy).toBeTruthy()
  }
  expect([code, report.exitCode]).toEqual([69, 69])
}, 60_000)

it('does not call nothing wrong where nobody can act', async () => {
  const { SLACK_TRUST_EMAIL: _, ...untrusted } = env
  const { code, stdout } = await runCli(['doctor', hoshi], untrusted)
  expect(stdout).toContain(`✗ Nobody of ${hoshi} can act: 4 accounts may, but "people" in the directory`)
  expect(stdout).toContain('1 problem to fix')
  expect(code).toBe(1)
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
  expect(started.code).toBe(exitCodes.badData)
  expect(started.stderr).toBe(
    `Casethread cannot start: ${file} is damaged. Nothing was changed. Restore a backup with "casethread restore <backup>" (docs/backup.md).\n`,
  )
}, 60_000)
