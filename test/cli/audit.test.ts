import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
const run = (...args: readonly string[]) => runCli(['audit', ...args], { DATA_DIR: dataDir })
const room = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const space = { platform: 'gchat', tenant: '', channel: 'spaces/1' } as const
const aoi = { user: 'U1', name: '青木 葵', standing: 'own-staff' }
const guest = { user: 'U22', name: 'Guest\u202e\nin two lines', standing: 'guest' }

beforeAll(async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const direct = { user: 'U7', email: 'ken@hoshi.example.com' }
  await store.create(
    aNewCase({
      subscriptions: [
        aThread({ cursor: 1 }),
        aThread({ id: 't-2', channel: 'D7', direct, cursor: 1 }),
        aThread({ id: 't-3', channel: 'C-behind' }),
      ],
    }),
  )
  await store.create(aNewCase({ number: 1002 }))
  await store.conversations.recordMembers(room, [aoi, guest], minutesAfter(noon, -5))
  await store.conversations.recordMembers(room, [aoi], minutesAfter(noon, 5))
  await store.conversations.recordChange({
    channel: space,
    at: noon,
    by: 'aoi@hoshi.example.com',
    what: 'confirmed',
    domain: 'hoshi.example.com',
    people: [{ user: 'users/9', name: '佐藤' }],
  })
  await store.close()
})

it('PLC-8: `casethread audit readers` lists who could read an entry where, one person a line', async () => {
  const ended = await run('readers', '1001', '1')

  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout.split('\n')).toEqual([
    'Case 1001, entry 1, for everyone, 2026-11-02T12:00:00.123Z, by 青木 葵 <aoi@hoshi.example.com>',
    '',
    'Channel C1, slack T1; members recorded since 2026-11-02T11:55:00.123Z',
    '  From                      To                        User  Standing   Name',
    '  2026-11-02T11:55:00.123Z  -                         U1    own-staff  青木 葵',
    '  2026-11-02T11:55:00.123Z  2026-11-02T12:05:00.123Z  U22   guest      Guest  in two lines',
    '',
    'Direct messages of U7 (ken@hoshi.example.com), slack T1',
    '',
  ])
}, 60_000)

it('PLC-8: `--json` says the same, and neither tells the entry’s text', async () => {
  const ended = await run('readers', '1001', '1', '--json')

  expect(JSON.parse(ended.stdout)).toMatchObject({
    case: 1001,
    entry: { seq: 1, audience: 'everyone' },
    places: [
      { kind: 'channel', channel: room, stays: [{ ...aoi, to: null }, guest] },
      { kind: 'direct', user: 'U7' },
    ],
  })
  expect(ended.stdout).not.toContain('Mail bounces')
}, 60_000)

it('PLC-8: `casethread audit readers` of what no thread has shown, or what is not there, says so', async () => {
  expect(await run('readers', '1002', '1')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No thread has shown it.'),
  })
  expect(await run('readers', '1002', '2')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'There is no entry 2 of case 1002. Check both numbers.\n',
  })
  expect(await run('readers', 'first', '2')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Give a whole number from 1.'),
  })
}, 60_000)

it('PLC-9: `casethread audit conversation` lists what was declared and by whom; another conversation has none of it', async () => {
  const ended = await run('conversation', 'gchat', '-', 'spaces/1')
  const asData = await run('conversation', 'gchat', '-', 'spaces/1', '--json')
  const other = await run('conversation', 'slack', 'T1', 'C1')
  const nowhere = await run('conversation', 'teams', 'T1', 'C1')

  expect(ended.code).toBe(0)
  expect(ended.stdout).toMatch(/^At +What +For +Shared with +By +People\n/)
  expect(ended.stdout).toContain(
    'confirmed  hoshi.example.com  -            aoi@hoshi.example.com  佐藤 (users/9)',
  )
  expect(JSON.parse(asData.stdout)).toEqual({
    ...space,
    changes: [expect.objectContaining({ what: 'confirmed', people: [{ user: 'users/9', name: '佐藤' }] })],
  })
  expect(other).toMatchObject({ code: 0, stdout: 'No change of this conversation is recorded.\n' })
  expect(nowhere).toMatchObject({ code: 64, stderr: expect.stringContaining('slack, gchat') })
}, 60_000)
