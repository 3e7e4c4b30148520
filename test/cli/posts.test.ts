import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { runCli } from '../support/run-cli.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
const run = (...args: readonly string[]) => runCli(['posts', ...args], { DATA_DIR: dataDir })

it('`casethread posts` pauses all posts for every process on the store, tells so, and lets them go out again', async () => {
  const before = await run('status')
  const paused = await run('pause', '--by', 'ops\u001b[2J@example.com')
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  const kept = await store.conversations.readPause()
  await store.close()
  const again = await run('pause', '--by', 'somebody else', '--json')
  const resumed = await run('resume')
  const after = await run('status', '--json')
  const twice = await run('resume')

  expect(before).toMatchObject({ code: 0, stdout: 'Posts go out.\n' })
  expect(paused).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`since ${kept?.since.toISOString()}, by ops [2J@example.com.`),
  })
  expect(paused.stdout).not.toContain('\u001b')
  expect(JSON.parse(again.stdout)).toEqual({
    paused: true,
    since: kept?.since.toISOString(),
    by: 'ops\u001b[2J@example.com',
  })
  expect(resumed).toMatchObject({ code: 0, stdout: 'Posts go out again.\n' })
  expect(JSON.parse(after.stdout)).toEqual({ paused: false })
  expect(twice).toMatchObject({ code: 0, stdout: 'Posts were not paused: they go out.\n' })
}, 60_000)

it('`casethread posts` that cannot reach its store says so and leaves with the code for it', async () => {
  const ended = await runCli(['posts', 'pause'], { MONGODB_URI: 'no address' })

  expect(ended.code).toBe(78)
  expect(ended.stderr).toContain('MONGODB_URI')
  expect(ended.stderr).not.toMatch(/\n\s+at /)
}, 60_000)
