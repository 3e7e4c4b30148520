import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { productionSettings } from '../../playground/production-settings.ts'
import { settingNames } from '../../src/config/config.ts'
import { startBuilt } from '../support/built-entry.ts'

const npmStart = (folder: string, env: Readonly<Record<string, string>>) =>
  startBuilt('playground/start', folder, env)

/** Where `npm start` is typed. */
function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A server that only counts who comes by. */
async function aDoor(): Promise<{ readonly port: number; readonly visits: () => number }> {
  let visits = 0
  const server = createServer((socket) => {
    visits += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, visits: () => visits }
}

async function aFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address ? address.port : 0
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1))

const harmless = ['HOST', 'PORT', 'LOG_LEVEL']
const ofProduction = settingNames.filter((name) => !harmless.includes(name))

/** Something that each setting takes, where it matters. */
const fitting: Readonly<Record<string, string>> = {
  MONGODB_URI: 'mongodb://127.0.0.1:9/cases',
  PUBLIC_URL: 'https://cases.example.com',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_TRUST_EMAIL: 'true',
  GCHAT_AUDIENCE: 'url',
  GCHAT_PROJECT_NUMBER: '123456789012',
}

describe('npm start among settings for production', () => {
  it.each([...ofProduction, 'SLACK_WEBHOOK'])(
    'with %s alone ends with 78, names it and what serves it, and writes nothing',
    async (name) => {
      const folder = aFolder()

      const run = await npmStart(folder, { [name]: fitting[name] ?? 'something' })

      expect(await run.ended).toBe(78)
      expect(run.printed()).toMatch(new RegExp(`You have set: ${name}\\.\n[^]*env -u ${name} npm start`))
      expect(run.printed()).toContain('npx casethread start')
      expect(run.printed()).not.toMatch(/\n\s+at /)
      expect(filesIn(folder)).toEqual([])
    },
  )

  it('with NODE_ENV=production ends with 78, too', async () => {
    const folder = aFolder()

    const run = await npmStart(folder, { NODE_ENV: 'production', PUBLIC_URL: 'https://cases.example.com' })

    expect(await run.ended).toBe(78)
    expect(run.printed()).toContain('You have set: PUBLIC_URL, NODE_ENV=production.')
    expect(run.printed()).toContain('env -u PUBLIC_URL -u NODE_ENV npm start')
    expect(filesIn(folder)).toEqual([])
  })

  it('serves no chat, however whole its settings are', async () => {
    const door = await aDoor()

    const run = await npmStart(aFolder(), {
      MONGODB_URI: `mongodb://127.0.0.1:${door.port}/cases`,
      SLACK_API_URL: `http://127.0.0.1:${door.port}/api/`,
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: 'f'.repeat(32),
    })

    expect(await run.ended).toBe(78)
    expect(door.visits()).toBe(0)
  })

  it('does not take a setting with a slip in its name for none', async () => {
    const run = await npmStart(aFolder(), { MONGO_URL: 'mongodb://127.0.0.1:9/cases' })

    expect(await run.ended).toBe(78)
    expect(run.printed()).toContain('did you mean MONGODB_URI?')
  })
})

it('what is harmless, and what is empty, is no setting for production', () => {
  const empty = Object.fromEntries(ofProduction.map((name) => [name, ' ']))
  const env = { ...empty, HOST: 'cases.example.com', PORT: '4000', LOG_LEVEL: 'debug', NODE_ENV: 'test' }

  expect(productionSettings(env)).toEqual([])
})

describe('npm start with nothing for production', () => {
  it('brings the playground up, which keeps all of it in its own folder and leaves a store beside it alone', async () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'data'))
    const real = join(folder, 'data', 'casethread.db')
    writeFileSync(real, 'real cases')
    const port = await aFreePort()

    const run = await npmStart(folder, { PORT: String(port), HOST: '0.0.0.0' })
    await expect.poll(run.printed, { timeout: 60_000 }).toContain('Casethread is running')
    expect(run.printed()).toContain('kept in ./data/playground')
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)

    expect(readFileSync(real, 'utf8')).toBe('real cases')
    expect(existsSync(join(folder, 'data/playground/casethread.db'))).toBe(true)
    const elsewhere = filesIn(folder).filter((file) => !file.startsWith('data/playground/'))
    expect(elsewhere).toEqual(['data/casethread.db'])
  }, 90_000)

  it('says so when its port is taken, and which to take instead', async () => {
    const { port } = await aDoor()

    const run = await npmStart(aFolder(), { PORT: String(port) })

    expect(await run.ended).toBe(78)
    expect(run.printed()).toContain(`port ${port} is in use`)
    expect(run.printed()).toContain(`PORT=${port + 1}`)
    expect(run.printed()).not.toMatch(/\n\s+at /)
  })

  it('does not open a database in its folder that it did not make', async () => {
    const folder = aFolder()
    mkdirSync(join(folder, 'data/playground'), { recursive: true })
    writeFileSync(join(folder, 'data/playground/casethread.db'), 'real cases')

    const run = await npmStart(folder, { PORT: String(await aFreePort()) })

    expect(await run.ended).toBe(78)
    expect(run.printed()).toContain('the playground did not make')
    expect(filesIn(folder)).toEqual(['data/playground/casethread.db'])
    expect(readFileSync(join(folder, 'data/playground/casethread.db'), 'utf8')).toBe('real cases')
  })
})
