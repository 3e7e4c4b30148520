import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase, anAuthor } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
const run = (...args: readonly string[]) => runCli(['person', ...args], { DATA_DIR: dataDir })
const email = 'rei@hoshi.example.com'
const aoi = {
  platform: 'gchat',
  tenant: '',
  user: 'users/77',
  name: 'Rei\u001b[2J',
  email,
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  directChannel: 'spaces/DM77',
} as const

it('`casethread person` tells where somebody stands, forgets what a chat told, and erases all that may go', async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.directory.put('accounts', {
    email,
    name: 'Rei Hoshino',
    domain: 'hoshi.example.com',
    suspended: false,
    superAdmin: false,
    roles: [],
    privileges: [],
  })
  await store.directory.put('domains', {
    domain: 'hoshi.example.com',
    name: 'Hoshi',
    superAdmin: email,
    language: 'ja',
  })
  const author = anAuthor({ email, name: 'Rei Hoshino', domain: 'hoshi.example.com' })
  const made = aNewCase({ number: 1001, seq: 3, createdBy: author, title: 'A question of rei hoshino' })
  const entries = made.entries.map((entry) => ({ ...entry, ...(entry.seq < 3 ? { author } : {}) }))
  await store.create({ ...made, entries })
  await store.identities.rememberPerson(aoi)
  await store.identities.rememberPerson({ ...aoi, user: 'users/79', email: null })

  const forgot = await run('forget', 'users/79', '--json')
  const found = await run('find', ' REI@hoshi.example.com')
  const listed = await run('find', email, '--json')
  const admin = await run('erase', email, '--yes')
  await store.directory.put('domains', {
    domain: 'hoshi.example.com',
    name: 'Hoshi',
    superAdmin: 'kenji@hoshi.example.com',
    language: 'ja',
  })
  const dry = await run('erase', email, '--dry-run')
  const unasked = await run('erase', email)
  expect((await store.get(1001))?.createdBy).toEqual(author)
  const erased = await run('erase', email, '--yes', '--by', 'Ops')
  const after = await run('find', email)
  const again = await run('erase', email, '--yes')

  expect(JSON.parse(forgot.stdout)).toEqual({ forgotten: ['users/79'] })
  expect(found.code).toBe(0)
  expect(found.stdout).not.toContain('\u001b')
  expect(found.stdout).toMatch(/Direct messages {2}spaces\/DM77/)
  expect(found.stdout).toMatch(/2 +entries by them +replaced +1001\/1, 1001\/2\n/)
  expect(found.stdout).toMatch(/2 +texts that have their name or address +stays +1001, 1001\/1/)
  const kinds = (JSON.parse(listed.stdout) as { traces: { kind: string }[] }).traces.map(({ kind }) => kind)
  expect(kinds).toEqual(['account', 'super-admin', 'opened', 'author', 'text', 'seen'])
  expect(admin).toMatchObject({ code: 1, stderr: expect.stringContaining('name another one') })
  expect(dry).toMatchObject({ code: 0 })
  expect(unasked).toMatchObject({ code: 1 })
  expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('in 1 cases') })
  expect(erased.stdout).toContain('/case remove')
  const history = await store.history(1001, { limit: 9 })
  expect(history.map((entry) => entry.author.name)).toEqual(['', '', anAuthor().name])
  const tombstone = history[0]?.author.email ?? ''
  expect(tombstone).toMatch(/^former-[0-9a-f]{12}@erased\.invalid$/)
  expect(await store.directory.all('accounts')).toEqual([])
  expect(await store.identities.findPerson(aoi)).toBeUndefined()
  expect(after).toMatchObject({ code: 1, stderr: 'Nothing is kept of this person.\n' })
  expect(again).toMatchObject({ code: 1, stderr: 'Nothing is kept of this person.\n' })
  const ledger = readFileSync(join(dataDir, 'removals.jsonl'), 'utf8')
  expect(ledger).toContain(tombstone)
  expect(ledger).not.toContain('rei@')
  expect((await store.auditLog.list({ what: 'person-erased' }, { limit: 9 })).records).toMatchObject([
    { by: 'Ops', about: tombstone, counts: { cases: 1, records: 2 } },
  ])
  await store.close()
}, 300_000)
