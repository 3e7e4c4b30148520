import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createSetup } from '../../src/cases/create-setup.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { runCli } from '../support/run-cli.ts'
import { personWith } from '../support/sample-world.ts'

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
