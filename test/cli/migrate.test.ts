import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { mongo } from 'mongoose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aNewCase } from '../support/build-case.ts'
import { fillStore } from '../support/full-store.ts'
import { runCli, startCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const found = mongoForTests()
/** So many that a kill finds it at work. */
const more = 1_500

describe.skipIf(found.kind === 'none')(
  'casethread migrate, as an operator runs it',
  { timeout: 240_000 },
  () => {
    const server = found.kind === 'server' ? found.uri : ''
    let folder: string
    let name: string
    let client: mongo.MongoClient
    const addressOf = (database: string) => {
      const uri = new URL(server)
      uri.pathname = `/${database}`
      return uri.href
    }
    const settings = () => ({
      DATA_DIR: folder,
      MONGODB_URI: addressOf(name),
      DIRECTORY_FILE: sampleDirectoryFile,
    })
    const migrate = (...args: readonly string[]) => runCli(['migrate', ...args], settings())

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'casethread-migrate-'))
      name = `casethread-test-${randomUUID()}`
      client = await new mongo.MongoClient(server).connect()
      const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
      await fillStore(store)
      await store.close()
    })
    afterEach(async () => {
      await client.close()
      await dropDatabase(server, name)
      rmSync(folder, { recursive: true })
    })

    /** What is in the data folder, bytes and all; SQLite's own passing files may come and go. */
    function digestFolder(): Readonly<Record<string, string>> {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return Object.fromEntries(
        files
          .filter((file) => statSync(join(folder, file)).isFile() && !/-(shm|wal)$/.test(file))
          .map((file) => [
            file,
            createHash('sha256')
              .update(readFileSync(join(folder, file)))
              .digest('hex'),
          ]),
      )
    }

    async function isStartRefused(): Promise<string> {
      const { code, stderr } = await runCli(['posts', 'status'], settings())
      expect(code).toBe(78)
      return stderr
    }

    it('killed on its way it keeps every command off the new database; run again it ends whole, and the old one is as it was', async () => {
      const store = await openSqliteStore({ file: join(folder, 'casethread.db') })
      for (let number = 2_000; number < 2_000 + more; number += 1) await store.create(aNewCase({ number }))
      await store.close()
      const before = digestFolder()
      const countCases = () => client.db(name).collection('cases').estimatedDocumentCount()

      const killed: number[] = []
      for (const wanted of [50, 400, 900]) {
        const { child, ended } = await startCli(['migrate'], settings())
        let runs = true
        void ended.finally(() => {
          runs = false
        })
        while (runs && (await countCases()) < wanted) await wait(5)
        child.kill('SIGKILL')
        await ended
        killed.push(await countCases())
        expect(await isStartRefused()).toContain('casethread migrate')
      }
      // It was killed in the middle each time, else this would prove little, and went on from there.
      expect(killed.every((count) => count > 0 && count < more)).toBe(true)
      expect(killed).toEqual(killed.toSorted((a, b) => a - b))

      const { code, stdout } = await migrate('--json')

      expect(code).toBe(0)
      const told = JSON.parse(stdout)
      expect(told).toMatchObject({ database: name, isWhole: true, missing: [] })
      const ofCases = told.collections.find(
        ({ collection }: { collection: string }) => collection === 'cases',
      )
      expect(ofCases).toMatchObject({ isSame: true, count: ofCases.copied })
      expect(ofCases.count).toBeGreaterThan(more)
      expect(digestFolder()).toEqual(before)
      expect(await runCli(['posts', 'status'], settings())).toMatchObject({ code: 0 })
      const there = await openMongoStore({ uri: server, dbName: name })
      expect((await there.get(2_000 + more - 1))?.number).toBe(2_000 + more - 1)
      await there.close()
    })

    it('is told in a table, with --to as with MONGODB_URI; a second time it is refused', async () => {
      const { MONGODB_URI: to, ...without } = settings()

      expect(await runCli(['migrate'], without)).toMatchObject({
        code: 78,
        stderr: expect.stringMatching(/MONGODB_URI +is missing: name the new database with it, or with --to/),
      })
      const { code, stdout } = await runCli(['migrate', '--to', to], without)

      expect(code).toBe(0)
      expect(stdout).toMatch(/^collection +read +copied +compared$/m)
      expect(stdout).toMatch(/^cases +3 +3 +same$/m)
      expect(stdout).toContain(`All is in ${name}, read back and compared.`)
      expect(await migrate()).toMatchObject({
        code: 78,
        stderr: expect.stringContaining('was filled from a data folder'),
      })
    })

    it('into a database that holds data, or that is not there, writes nothing', async () => {
      const other = await openMongoStore({ uri: server, dbName: name })
      await other.create(aNewCase({ number: 1_999 }))
      await other.close()
      expect(await migrate()).toMatchObject({
        code: 78,
        stderr: expect.stringContaining('holds data already'),
      })
      expect(await client.db(name).collection('cases').countDocuments()).toBe(1)

      expect(
        await runCli(['migrate', '--to', 'mongodb://127.0.0.1:9/x?serverSelectionTimeoutMS=300'], settings()),
      ).toMatchObject({ code: 69, stderr: expect.stringContaining('does not answer') })
    })

    it('while a bot runs on the data folder it is refused, and may be tried again', async () => {
      const slack = createServer((request, response) => {
        request.resume()
        const told = { ok: true, team: 'N', team_id: 'T1', user: 'casethread', user_id: 'U1', bot_id: 'B1' }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told))
      })
      await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
      const { child, ended } = await startCli(['start'], {
        DATA_DIR: folder,
        DIRECTORY_FILE: sampleDirectoryFile,
        PORT: String(await freePort()),
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: '0123456789abcdef',
        SLACK_API_URL: `http://127.0.0.1:${(slack.address() as AddressInfo).port}/`,
      })
      try {
        const serves = new Promise((resolve) => child.stdout?.once('data', () => resolve('serves')))
        expect(await Promise.race([serves, ended])).toBe('serves')

        expect(await migrate()).toMatchObject({ code: 69, stderr: expect.stringContaining('stop it first') })
        expect(await client.db(name).listCollections().toArray()).toEqual([])
      } finally {
        child.kill('SIGTERM')
        await ended
        slack.close()
      }
      expect(await migrate()).toMatchObject({ code: 0 })
    })
  },
)

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
