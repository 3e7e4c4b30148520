import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
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

it('tells in one line that a sign-in came to nothing', async () => {
  const { code, stdout } = await runCli(['doctor', 'hoshi-cloud.example.com', '--sign-in', 'none.json'], env)
  expect(code).toBe(1)
  expect(stdout).toContain('none.json')
  expect(stdout).not.toMatch(/\n\s+at /)
}, 60_000)
