import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-env-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('`--settings` has settings for any command, before or after its name; those of the environment win', async () => {
  const file = join(folder, 'settings.env')
  writeFileSync(file, `# Where all is kept\nDATA_DIR="${join(folder, 'by file')}"\n`)

  const before = await runCli(['--settings', file, 'setup', 'operators', '--json'], {})
  expect(before).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(join(folder, 'by file', 'casethread.db'))).toBe(true)

  const DATA_DIR = join(folder, 'by environment')
  const after = await runCli(['setup', 'operators', '--settings', file, '--json'], { DATA_DIR })
  expect(after).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(join(DATA_DIR, 'casethread.db'))).toBe(true)
}, 60_000)

it('`--settings` names a file that isn’t there', async () => {
  const file = join(folder, 'none.env')
  expect(await runCli(['--settings', file, 'doctor'], {})).toMatchObject({
    code: exitCodes.noInput,
    stderr: `${file}, which --settings names, isn't there.\n`,
  })
}, 60_000)
