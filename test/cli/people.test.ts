import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { runCli } from '../support/run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
const run = (...args: readonly string[]) => runCli(['people', ...args], { DATA_DIR: dataDir })
const aoi = {
  platform: 'gchat',
  tenant: '',
  user: 'users/77',
  name: 'Aoi\u001b[2J',
  email: 'aoi@hoshi.example.com',
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  directChannel: 'spaces/DM77',
} as const

it('`casethread people` prints what a chat told of a person, and erases all of it', async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.identities.rememberPerson(aoi)
  // An earlier chat user of the same address.
  await store.identities.rememberPerson({ ...aoi, user: 'users/78' })
  await store.identities.rememberPerson({ ...aoi, user: 'users/79', email: null })

  const shown = await run('show', 'gchat:users/77')
  const forgot = await run('forget', ' AOI@hoshi.example.com')
  const left = await run('show', 'aoi@hoshi.example.com', '--json')
  const byId = await run('forget', 'users/79', '--json')
  const twice = await run('forget', 'users/79')

  expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/Direct messages {2}spaces\/DM77/) })
  expect(shown.stdout).not.toContain('\u001b')
  expect(forgot).toMatchObject({ code: 0, stdout: 'Forgotten: users/78, users/77.\n' })
  expect(JSON.parse(left.stdout)).toBeNull()
  expect(JSON.parse(byId.stdout)).toEqual({ forgotten: ['users/79'] })
  expect(twice).toMatchObject({ code: 1, stderr: 'Nothing is kept of this person.\n' })
  for (const { user } of [aoi, { user: 'users/78' }, { user: 'users/79' }])
    expect(await store.identities.findPerson({ ...aoi, user })).toBeUndefined()
  await store.close()
}, 120_000)
