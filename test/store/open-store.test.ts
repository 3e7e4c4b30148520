import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { aNewCase } from '../support/build-case.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

it('without an address of MongoDB, cases are kept in casethread.db in the data folder, which is made', async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'casethread-open-')), 'data')
  const store = await openStore({ dataDir })
  await store.create(aNewCase())
  await store.close()

  expect(await readdir(dataDir)).toContain('casethread.db')
  await rm(dataDir, { recursive: true })
})

const found = mongoForTests()

it.skipIf(found.kind === 'none')(
  'with an address of MongoDB, cases are kept there and no folder is made',
  async () => {
    const uri = found.kind === 'server' ? found.uri : ''
    const dbName = `casethread-test-${randomUUID()}`
    const dataDir = join(tmpdir(), dbName)
    const store = await openStore({ mongodbUri: `${uri.replace(/\/$/, '')}/${dbName}`, dataDir })

    await store.create(aNewCase())

    expect((await store.get(1001))?.number).toBe(1001)
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')
    await store.close()
    await dropDatabase(uri, dbName)
  },
)

it('the embedded store starts without loading anything of MongoDB', () => {
  const store = fileURLToPath(new URL('../../src/store/open-store.ts', import.meta.url))
  const script = `
    const { openStore } = await import(${JSON.stringify(store)})
    const folder = (await import('node:fs')).mkdtempSync(${JSON.stringify(join(tmpdir(), 'casethread-load-'))})
    await (await openStore({ dataDir: folder })).close()
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(${JSON.stringify(store)}).cache)
    const named = (name) => loaded.some((path) => path.includes('/node_modules/' + name + '/'))
    console.log(JSON.stringify({ libsql: named('libsql'), mongoose: named('mongoose') }))
  `

  const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  })

  expect(run.stderr).toBe('')
  expect(JSON.parse(run.stdout)).toEqual({ libsql: true, mongoose: false })
})
