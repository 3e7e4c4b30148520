import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mongo } from 'mongoose'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../../playground/demo-steps.ts'
import { type Forwarder, startForwarder } from '../../../playground/forward.ts'
import { createPerson, type Person } from '../../../playground/person.ts'
import { samplePeople } from '../../../playground/sample-people.ts'
import type { LocalSlack } from '../../../playground/slack/local-slack.ts'
import { type Casethread, startCasethread } from '../../../src/compose.ts'
import { readConfig } from '../../../src/config/config.ts'
import { sampleDirectoryFile } from '../../support/sample-world.ts'
import type { StoreAddress } from '../../support/store-tasks.ts'
import { eachStoreAt } from '../../support/stores.ts'
import { install } from './support/install.ts'
import { type SlackCloud, startSlackCloud } from './support/slack-cloud.ts'

const enterprise = 'E0GRID'
const aKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const [marcus, priya] = ['marcus.bell', 'priya.nair'] as const

let folder: string
let cloud: SlackCloud
let desk: LocalSlack
let northwind: LocalSlack
let grid: LocalSlack
let front: Forwarder
let port = '9'
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'casethread-several-'))
  cloud = await startSlackCloud()
  const people = (...names: readonly string[]) => samplePeople.filter(({ name }) => names.includes(name))
  const channel = (name: string) => ({ name, topic: '', is_private: true })
  desk = await cloud.add('Desk', {
    people: people('aoi.nakamura', 'ben.carter'),
    channels: [channel('support-desk')],
  })
  northwind = await cloud.add('Northwind', { people: people(marcus), channels: [channel('cases')] })
  grid = await cloud.add('Grid', { people: people(priya), channels: [channel('cases')], enterprise })
  front = await startForwarder(async () => ({ host: '127.0.0.1', port }))
  // Who is who where no e-mail is trusted.
  const directory = readFileSync(sampleDirectoryFile, 'utf8').replace(
    /^people:\n(?: .*\n)+/m,
    `people:
  - person: slack:${northwind.team.id}/${northwind.users.get(marcus)}
    accounts: [marcus.bell@northwind-apps.example.com]
  - person: slack:${enterprise}/${grid.users.get(priya)}
    accounts: [priya.nair@northwind-apps.example.com]
`,
  )
  writeFileSync(join(folder, 'directory.yaml'), directory)
})
afterAll(async () => {
  await front.close()
  await cloud.close()
  rmSync(folder, { recursive: true })
})

eachStoreAt((store, place) => {
  const title = `Mail bounces in Leeds on ${store}`
  const closing: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  /** `keys`: of the ring, the one that seals first. */
  async function start(at: StoreAddress, ...keys: readonly string[]): Promise<Casethread> {
    const config = readConfig({
      ...('uri' in at ? { MONGODB_URI: inDatabase(at) } : {}),
      DATA_DIR: 'file' in at ? dirname(at.file) : folder,
      DIRECTORY_FILE: join(folder, 'directory.yaml'),
      SLACK_SIGNING_SECRET: cloud.signingSecret,
      SLACK_API_URL: cloud.apiUrl,
      SLACK_CLIENT_ID: cloud.clientId,
      SLACK_CLIENT_SECRET: cloud.clientSecret,
      SLACK_TOKEN_KEYS: keys.join(','),
      SLACK_WORKSPACES: [desk.team.id, northwind.team.id, enterprise].join(','),
      SLACK_TRUST_EMAIL: desk.team.id,
      SLACK_DESK_CHANNEL: `${desk.team.id}/${desk.channels.get('support-desk')}`,
      PUBLIC_URL: front.url,
    })
    const casethread = await startCasethread(
      { ...config, host: '127.0.0.1', port: 0 },
      pino({ level: 'silent' }),
    )
    closing.unshift(() => casethread.stop())
    port = new URL(casethread.url ?? '').port
    cloud.setBotUrl(casethread.url ?? '')
    return casethread
  }

  const as = (slack: LocalSlack, name: string): Person =>
    createPerson(slack.url, slack.users.get(name) ?? '', { patienceMs: 60_000 })

  /** All that somebody reads in a channel, or with the app directly, threads included. */
  async function shownTo(slack: LocalSlack, name: string, channel = slack.users.get(name) ?? '') {
    const person = as(slack, name)
    const messages = await person.messages(channel)
    const threads = await Promise.all(messages.map(({ ts }) => person.messages(channel, ts)))
    return [messages, ...threads].flat().map(wordsOf).join('\n')
  }

  async function filesShownTo(slack: LocalSlack, name: string): Promise<readonly string[]> {
    const person = as(slack, name)
    const channel = slack.users.get(name) ?? ''
    const messages = await person.messages(channel)
    const threads = await Promise.all(messages.map(({ ts }) => person.messages(channel, ts)))
    return threads.flat().flatMap(({ files }) => (files ?? []).map((one) => one.name))
  }

  async function openCase(slack: LocalSlack, name: string, customer: string, title: string) {
    const person = as(slack, name)
    await person.command('cases', '/case new')
    const view = await patiently(async () => {
      const chosen = await person.fill(await person.view(), { Customer: customer })
      return (await person.fill(chosen.view, { Category: 'Sending and receiving' })).view
    })
    const sent = await patiently(() =>
      person.submit(view, {
        Customer: customer,
        Category: 'Sending and receiving',
        'Message-ID of one example': '<one@mail.example.com>',
        'Who is affected': 'One user',
        Title: title,
        Description: 'Every mail comes back with error 550.',
      }),
    )
    expect(sent).toMatchObject({ ok: true, closed: true })
  }

  /** Typed in one line it would be a note. */
  async function reply(text: string, more: Readonly<Record<string, readonly string[]>> = {}) {
    const ben = as(desk, 'ben.carter')
    await ben.command('support-desk', '/case reply 1001')
    const sent = await ben.submit(await ben.view(), { Message: text, ...more })
    // On a slow machine the dialog stays for a while, and shows what came of it.
    expect(sent).toMatchObject({ ok: true })
    expect(sent).not.toHaveProperty('errors')
  }

  describe('one desk over several workspaces and an organisation', { timeout: 240_000 }, () => {
    it('has a case in the threads of two of them, each with its own people; what was away waits until it is back', async () => {
      const { at, store: kept } = await place()
      const [old, fresh] = [aKey('old'), aKey('fresh')] as const
      const listSealedWith = async () =>
        (await kept.installations.list('slack')).map(({ sealedWith }) => sealedWith)
      const hears = (slack: LocalSlack, name: string, text: string) =>
        expect.poll(() => shownTo(slack, name), { timeout: 60_000 }).toContain(text)
      cloud.given.length = 0
      cloud.grant('Grid', [grid.team.id])
      const casethread = await start(at, old)
      // Nobody could add the app where a load balancer held it back.
      expect(await (await fetch(`${casethread.url}/readyz`)).json()).toEqual({ ready: true })
      for (const name of ['Desk', 'Northwind', 'Grid'])
        expect(await install(casethread.url ?? '', cloud, name)).toMatchObject({ status: 200 })

      await openCase(northwind, marcus, 'Brightwater', title)
      await casethread.delivered()
      expect(await shownTo(northwind, marcus)).toContain(title)
      expect(await shownTo(desk, 'ben.carter', 'support-desk')).toContain(title)
      expect(await shownTo(grid, priya)).not.toContain(title)
      const home = grid.users.get(priya) ?? ''
      await as(grid, priya).command(home, '/case follow 1001 me')
      await expect.poll(() => shownTo(grid, priya), { timeout: 60_000 }).toContain(title)

      await reply(`Please send us the headers, ${store}.`)
      await expect
        .poll(() => shownTo(northwind, marcus), { timeout: 60_000 })
        .toContain(`Please send us the headers, ${store}.`)
      await expect
        .poll(() => shownTo(grid, priya), { timeout: 60_000 })
        .toContain(`Please send us the headers, ${store}.`)

      await cloud.uninstall('Northwind')
      await reply(`Are you still there, ${store}?`)
      await casethread.delivered()
      expect(await shownTo(desk, 'ben.carter', 'support-desk')).toContain(`Are you still there, ${store}?`)
      await expect
        .poll(() => shownTo(grid, priya), { timeout: 60_000 })
        .toContain(`Are you still there, ${store}?`)
      expect(await shownTo(northwind, marcus)).not.toContain(`Are you still there, ${store}?`)

      expect(await install(casethread.url ?? '', cloud, 'Northwind')).toMatchObject({ status: 200 })
      await expect
        .poll(() => shownTo(northwind, marcus), { timeout: 60_000 })
        .toContain(`Are you still there, ${store}?`)

      // An organisation takes the app away from its only workspace, and gives it back.
      cloud.grant('Grid', [])
      await cloud.tell('Grid', { type: 'team_access_revoked', team_ids: [grid.team.id] })
      await reply(`Is anybody at Grid, ${store}?`)
      await hears(northwind, marcus, `Is anybody at Grid, ${store}?`)
      expect(await shownTo(grid, priya)).not.toContain(`Is anybody at Grid, ${store}?`)
      cloud.grant('Grid', [grid.team.id])
      await cloud.tell('Grid', { type: 'team_access_granted', team_ids: [grid.team.id] })
      await hears(grid, priya, `Is anybody at Grid, ${store}?`)

      // A file goes from the desk's workspace into the threads of the others.
      const file = await as(desk, 'ben.carter').upload('headers.txt', 'Received: from mail.example.com')
      await reply(`The headers are here, ${store}.`, { Files: [file.id] })
      for (const [slack, name] of [
        [northwind, marcus],
        [grid, priya],
      ] as const)
        await expect.poll(() => filesShownTo(slack, name), { timeout: 60_000 }).toContain('headers.txt')
      await casethread.stop()

      // The key is changed: the bot runs while all is sealed anew, and at last without the old key.
      expect(await listSealedWith()).toEqual(['old', 'old', 'old'])
      const ringed = await start(at, fresh, old)
      await expect.poll(listSealedWith, { timeout: 30_000 }).toEqual(['fresh', 'fresh', 'fresh'])
      await reply(`With a new key, ${store}.`)
      await hears(northwind, marcus, `With a new key, ${store}.`)
      await ringed.stop()
      const alone = await start(at, fresh)
      await reply(`Without the old one, ${store}.`)
      await hears(northwind, marcus, `Without the old one, ${store}.`)
      await hears(grid, priya, `Without the old one, ${store}.`)
      await alone.stop()

      const stored = await readAll(at)
      expect(stored).toContain(title)
      expect(cloud.given).toHaveLength(4)
      for (const token of cloud.given) expect(stored).not.toContain(token)
      expect(stored).not.toContain('xoxb-')
    })
  })
})

/** A form that a busy machine has not drawn anew yet lacks fields and choices: nothing was sent then. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries === 20) throw error
      await sleep(500)
    }
  }
}

function inDatabase({ uri, dbName }: Extract<StoreAddress, { readonly uri: string }>): string {
  const address = new URL(uri)
  address.pathname = dbName
  return address.href
}

/** Every byte that the store keeps. */
async function readAll(at: StoreAddress): Promise<string> {
  if ('file' in at) {
    const names = readdirSync(dirname(at.file)).filter((name) => name.startsWith('casethread.db'))
    return names.map((name) => readFileSync(join(dirname(at.file), name)).toString('latin1')).join('\n')
  }
  const client = new mongo.MongoClient(at.uri)
  try {
    const db = client.db(at.dbName)
    const all = []
    for (const { name } of await db.listCollections().toArray())
      all.push(...(await db.collection(name).find().toArray()))
    return JSON.stringify(all)
  } finally {
    await client.close()
  }
}
