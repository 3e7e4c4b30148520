import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anEntry, minutesAfter, noon } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'
import { ben, marcus, sampleDirectoryFile } from '../support/sample-world.ts'

const northwind = 'northwind-apps.example.com'
const dataDir = mkdtempSync(join(tmpdir(), 'casethread-reports-'))
const run = (...args: readonly string[]) =>
  runCli(args, { DATA_DIR: dataDir, DIRECTORY_FILE: sampleDirectoryFile })
const out = () => join(mkdtempSync(join(tmpdir(), 'casethread-export-')), 'new')

beforeAll(async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const entries = [
    anEntry({ event: { type: 'created', description: '=1+1', answers: [] } }),
    anEntry({ seq: 2, audience: 'internal', event: { type: 'message', text: 'Between us' } }),
  ]
  for (const [number, domain] of [
    [1001, northwind],
    [1002, 'hoshi-cloud.example.com'],
  ] as const)
    await store.create(
      aNewCase(
        {
          number,
          seq: 2,
          partners: [{ domain, kind: 'reseller' }],
          firstResponseAt: minutesAfter(noon, 30),
          closedAt: minutesAfter(noon, 90),
          status: 'closed',
          updatedAt: minutesAfter(noon, 90),
        },
        { entries },
      ),
    )
  await store.close()
})

describe('casethread export', () => {
  it('REP-1: writes what one account may read, for its owner alone, and records it', async () => {
    const folder = out()
    const ended = await run('export', '--as', marcus, '--out', folder, '--time-zone', 'Asia/Tokyo')

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const read = (file: string) =>
      parse(readFileSync(join(folder, file)), { columns: true, bom: true }) as Record<string, string>[]
    expect(read('cases.csv')).toMatchObject([
      { Case: '1001', 'Opened at': '2026-11-02T21:00:00.123+09:00', Status: 'Closed' },
    ])
    expect(read('entries.csv')).toMatchObject([{ Case: '1001', Entry: '1', Text: "'=1+1" }])
    expect(statSync(join(folder, 'cases.csv')).mode & 0o777).toBe(0o600)
    const again = await run('export', '--as', marcus, '--out', `${folder}-json`, '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({
      cases: 1,
      entries: 1,
      files: [`${folder}-json/cases.csv`, `${folder}-json/entries.csv`],
    })
    const log = await run('audit', 'log', '--json', '--what', 'exported')
    expect(JSON.parse(log.stdout.split('\n')[0] ?? '')).toMatchObject({
      side: 'operator',
      what: 'exported',
      about: `csv as ${northwind}`,
      counts: { cases: 1, entries: 1 },
    })
  }, 60_000)

  it('writes over nothing, and leaves nothing where the account is not there', async () => {
    const folder = out()
    expect(await run('export', '--as', 'nobody@example.com', '--out', folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The directory knows no account'),
    })
    expect(await run('export', '--as', ben, '--out', folder, '--format', 'jsonl')).toMatchObject({ code: 0 })
    writeFileSync(join(folder, 'entries.csv'), 'mine')
    expect(await run('export', '--as', ben, '--out', folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is there already'),
    })
    expect(readFileSync(join(folder, 'entries.csv'), 'utf8')).toBe('mine')
  }, 60_000)
})

describe('casethread stats', () => {
  it('REP-3: prints the figures of a side as CSV, in seconds', async () => {
    const ended = await run('stats', '--as', ben, '--since', '2026-11-01', '--by', 'severity', '--csv')

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(parse(ended.stdout, { columns: true, bom: true })).toMatchObject([
      { group: 'total', cases: '2', first_response_median_s: '1800', resolution_p90_s: '5400' },
      { group: 'P3', cases: '2', targets_met: '' },
    ])
    const json = await run('stats', '--as', ben, '--since', '2026-11-01', '--by', 'severity', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject([
      { group: 'total', cases: 2, first_response_median_s: 1800, resolution_p90_s: 5400 },
      { group: 'P3', cases: 2, targets_met: null },
    ])
    const table = await run('stats', '--as', marcus, '--since', '2026-11-01')
    expect(table.stdout).toContain('<5')
  }, 60_000)

  it('REP-3: prints business time beside it, by the calendars of the targets file', async () => {
    const targets = join(mkdtempSync(join(tmpdir(), 'casethread-targets-')), 'targets.yaml')
    // Both were opened at 21:00 in Tokyo: answered at 21:30, closed at 22:30.
    writeFileSync(
      targets,
      `calendars: { late: { timeZone: Asia/Tokyo, hours: { mon-fri: "21:10-22:00" } } }
targets: [{ side: desk, calendar: late, firstResponse: 1h }]`,
    )
    const args = ['stats', '--as', ben, '--since', '2026-11-01', '--csv']
    const ended = await runCli(args, {
      DATA_DIR: dataDir,
      DIRECTORY_FILE: sampleDirectoryFile,
      TARGETS_FILE: targets,
    })

    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(parse(ended.stdout, { columns: true, bom: true })).toMatchObject([
      {
        first_response_median_s: '1800',
        first_response_business_measured: '2',
        first_response_business_median_s: '1200',
        resolution_p90_s: '5400',
        resolution_business_p90_s: '3000',
      },
    ])
  }, 60_000)

  it('says how a moment is written', async () => {
    expect((await run('stats', '--as', ben, '--since', 'yesterday')).stderr).toContain(
      'Write it like 2026-10-01',
    )
  }, 60_000)
})

it('REP-2: casethread audit log tells who did what, the newest first, and that there are more', async () => {
  const ended = await run('audit', 'log', '--limit', '1')
  expect(ended.stdout.split('\n')[0]).toMatch(/^At +Side +By +What +Case +About +Counts$/)
  expect(ended.stderr).toContain('There are more')
}, 60_000)
