import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
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

it('MIG-1: a file in another encoding is read, and said so; where it cannot be told, refused with code 65 until it is named', async () => {
  const [jsonl] = readFileSync(here('docs/samples/cases.jsonl'), 'utf8').split('\n')
  const line = (number: number, title: string) =>
    JSON.stringify({ ...JSON.parse(jsonl ?? ''), number, title })
  const write = (name: string, title: string, number: number) => {
    writeFileSync(join(dataDir, name), iconv.encode(line(number, title), 'cp932'))
    return join(dataDir, name)
  }

  const certain = await run(write('certain.jsonl', '共有カレンダーが空', 7001))
  expect(certain).toMatchObject({ code: 0, stdout: expect.stringContaining('1 imported') })
  expect(certain.stderr).toContain('certain.jsonl is read as Shift_JIS (CP932).')

  const doubtful = write('doubtful.jsonl', '日本', 7002)
  const refused = await run(doubtful, '--skip-bad')
  expect(refused.code).toBe(65)
  expect(refused.stderr).toContain(
    'doubtful.jsonl has one fault:\n  line 1: is not UTF-8, and which encoding',
  )
  expect(refused.stderr).toContain('Nothing was written.')
  expect(refused.stderr).not.toMatch(/\n\s+at /)
  expect(await run(doubtful, '--encoding', 'Shift_JIS')).toMatchObject({ code: 0 })
  expect((await run(doubtful, '--encoding', 'klingon')).stderr).toContain('Name one of utf-8')
}, 60_000)

it('MIG-1: --list tells of imports, --undo takes one back, --json says the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const own = (...args: readonly string[]) =>
    runCli(['import', ...args], { DATA_DIR: folder, DIRECTORY_FILE: sampleDirectoryFile })
  expect((await own('--list')).stdout).toContain('Nothing was imported yet.')

  const imported = JSON.parse((await own(here('docs/samples/cases.csv'), '--json')).stdout)
  expect(imported).toMatchObject({ added: 2, bad: 0, written: true, encoding: 'utf-8', problems: [] })
  const { run: id } = imported

  expect((await own('--list')).stdout).toMatch(new RegExp(`${id}  .*  2 +done +cases.csv`))
  expect(JSON.parse((await own('--list', '--json')).stdout)).toMatchObject([{ id, added: 2, removed: 0 }])
  expect(await own('--undo', id)).toMatchObject({
    code: 0,
    stdout: `Import ${id}: 2 cases taken away. The file can be imported again.\n`,
  })
  expect(JSON.parse((await own('--undo', id, '--json')).stdout)).toEqual({ run: id, removed: 0, kept: [] })
  expect((await own('--list')).stdout).toContain('taken back')
  expect(await own(here('docs/samples/cases.csv'))).toMatchObject({
    stdout: expect.stringContaining('2 imported'),
  })

  const unknown = await own('--undo', 'nothing')
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no import nothing') })
  for (const args of [[], ['--list', '--undo', id], ['a.csv', '--list']])
    expect((await own(...args)).stderr).toContain('give a file, or --undo with an import, or --list')
}, 90_000)

it('MIG-1: it speaks Japanese where the system does, and JSON is the same in each language', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const own = (lang: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    runCli(['import', ...args], { DATA_DIR: folder, DIRECTORY_FILE: sampleDirectoryFile, ...lang })
  const japanese = { LANG: 'ja_JP.UTF-8' }
  const file = here('docs/samples/cases.csv')

  expect((await own(japanese, '--list')).stdout).toBe('インポートはまだ行われていません。\n')
  const imported = await own(japanese, file)
  expect(imported.stdout).toMatch(
    /^2 件を読み取りました（登録済み 0 件、無効な行 0 件）。2 件をインポートしました。所要時間 [\d.]+ 秒、毎秒 \d+ 行。\n$/,
  )
  const [, id = ''] = /ID は (\w+) です/.exec(imported.stderr) ?? []
  expect((await own(japanese, '--list')).stdout).toContain('完了')
  expect((await own({ ...japanese, LC_ALL: 'C' }, '--list')).stdout).toContain('done')
  expect((await own(japanese, '--list', '--json')).stdout).toBe((await own({}, '--list', '--json')).stdout)
  expect((await own(japanese, '--undo', id)).stdout).toBe(
    `インポート ${id} のケースを 2 件削除しました。同じファイルをもう一度インポートできます。\n`,
  )
  expect((await own(japanese, '--undo', 'nothing')).stderr).toContain('インポート nothing はありません。')
  expect(await own(japanese, 'nowhere.csv')).toMatchObject({
    code: 66,
    stderr: 'ファイル nowhere.csv を読み取れません。ファイル名と読み取り権限を確認してください。\n',
  })
}, 90_000)

it('MIG-1: a quotation mark that is never closed ends it with code 65, also with --skip-bad, and --json tells where', async () => {
  const file = join(dataDir, 'open.csv')
  const [header = '', row = ''] = readFileSync(here('docs/samples/cases.csv'), 'utf8').split('\n')
  const rows = Array.from({ length: 50 }, (_, index) => row.replace(/^\d+/, String(8000 + index)))
  writeFileSync(file, [header, ...rows.with(10, rows[10]?.replace(/,/, ',"') ?? '')].join('\n'))

  const ended = await run(file, '--skip-bad', '--json')

  expect(ended.code).toBe(65)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    written: false,
    problems: [{ line: 12, problem: expect.stringContaining('a quotation mark opens a cell here') }],
  })
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
