import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSetup } from '../../src/cases/create-setup.ts'
import type { Identity } from '../../src/cases/directory.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { runCli } from '../support/run-cli.ts'
import { personWith } from '../support/sample-world.ts'

const nobody: Identity = { accounts: [], desk: null, customers: [] }
const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))

it('DOM-5: `casethread setup code` prints a code for whoever has the machine, each time, beside a bot that runs', async () => {
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const setup = createSetup({
    store: store.setup,
    directory: { isOperator: async () => false },
    given: { deskChannels: {} },
    now: () => new Date(),
  })
  const run = (...args: readonly string[]) => runCli(['setup', 'code', ...args], { DATA_DIR: dataDir })

  const first = await run()
  const code = /^\/case setup (\S+)$/m.exec(first.stdout)?.[1] ?? ''
  expect(first.code).toBe(0)
  expect((await setup.claim(personWith(null), code)).ok).toBe(true)

  const second = JSON.parse((await run('--json')).stdout)
  expect(second).toEqual({ code: expect.any(String), hours: 24 })
  expect((await setup.claim({ ...personWith(null), user: 'U2' }, second.code)).ok).toBe(true)
  await store.close()
}, 120_000)

it('DOM-5: operators that a code made are listed, and each is one until somebody takes that away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
  const setup = createSetup({
    store: store.setup,
    directory: { isOperator: async () => false },
    given: { deskChannels: {} },
    now: () => new Date(),
  })
  const run = (...args: readonly string[]) => runCli(['setup', ...args], { DATA_DIR: folder })
  expect(await run('operators')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nobody became') })
  for (const user of ['U1', 'U2'])
    await setup.claim(
      { ...personWith(null), user, name: `Name of ${user}` },
      (await setup.issueCode({ always: true })) ?? '',
    )

  const listed = JSON.parse((await run('operators', '--json')).stdout)
  expect(listed.map(({ user, name }: Record<string, string>) => [user, name])).toEqual([
    ['slack:T1/U1', 'Name of U1'],
    ['slack:T1/U2', 'Name of U2'],
  ])
  expect((await run('operators')).stdout).toMatch(/slack:T1\/U1 +Name of U1/)

  expect(await run('remove', 'slack:T1/U9')).toMatchObject({ code: 1, stdout: '' })
  expect((await run('remove', 'slack:T1/U1', '--by', 'root')).stdout).toContain('Name of U1')
  expect(await setup.mayManage({ ...personWith(null), user: 'U1' }, nobody)).toBe(false)
  expect(await setup.mayManage({ ...personWith(null), user: 'U2' }, nobody)).toBe(true)
  expect((await run('remove', 'slack:T1/U2', '--json')).stdout.trim()).toBe(
    '{"removed":"slack:T1/U2","left":0}',
  )
  const { records } = await store.auditLog.list({}, { limit: 9 })
  expect(records.map(({ by, what, about }) => [what, about, by]).at(-1)).toEqual([
    'set-up',
    'operator slack:T1/U1 none',
    'root',
  ])
  await store.close()
}, 120_000)
