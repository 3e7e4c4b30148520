import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const here = (file: string) => fileURLToPath(new URL(file, packageRoot()))
const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))

const run = (...args: readonly string[]) =>
  runCli(['import', ...args], { DATA_DIR: dataDir, DIRECTORY_FILE: sampleDirectoryFile })

it('MIG-1: `casethread import` needs no chat, says what came of it, and the second time that nothing changed', async () => {
  const file = here('docs/samples/cases.jsonl')
  expect(await run(file, '--dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 would be'),
  })
  expect(await run(file)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 imported') })
  expect(await run(file)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing changed') })
}, 60_000)

it('MIG-1: a file in another encoding is refused by name and line, with code 65, whatever is skipped', async () => {
  const file = join(dataDir, 'excel.csv')
  writeFileSync(file, Buffer.concat([Buffer.from('number,title\n1,'), Buffer.from([0x93, 0xfa, 0x96, 0x7b])]))

  const ended = await run(file, '--skip-bad')

  expect(ended.code).toBe(65)
  expect(ended.stderr).toContain('excel.csv has one fault:\n  line 2: is not UTF-8: save the file as UTF-8')
  expect(ended.stderr).toContain('Nothing was written.')
  expect(ended.stderr).not.toMatch(/\n\s+at /)
}, 60_000)

it('names the bad line on stderr and ends with code 65; a file that is not there is told plainly', async () => {
  const bad = join(dataDir, 'bad.jsonl')
  writeFileSync(bad, '{}\nnothing')
  const ended = await run(bad)
  expect(ended).toMatchObject({ code: 65, stdout: expect.stringContaining('Nothing was written') })
  expect(ended.stderr).toContain('line 1: number is missing: fill it in')
  expect(ended.stderr).toContain('line 2: is no JSON')

  const none = await run(join(dataDir, 'none.jsonl'))
  expect(none.code).toBe(66)
  expect(none.stderr).toContain('none.jsonl')
  expect(none.stderr).not.toMatch(/\n\s+at /)
}, 60_000)
