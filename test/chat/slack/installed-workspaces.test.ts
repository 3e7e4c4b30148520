import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPerson, type Person } from '../../../playground/person.ts'
import type { LocalSlack } from '../../../playground/slack/local-slack.ts'
import { createTokenSeal, type SealKey } from '../../../src/store/seal-texts.ts'
import type { Store } from '../../../src/store/store.ts'
import { aCase, anEntry, aThread } from '../../support/build-case.ts'
import { aCard } from '../../support/fake-runner.ts'
import type { recordingLog } from '../../support/recording-log.ts'
import { eachStore } from '../../support/stores.ts'
import { beginInstall, finishInstall, install } from './support/install.ts'
import { startSharedBot } from './support/shared-bot.ts'
import { type SlackCloud, startSlackCloud } from './support/slack-cloud.ts'

const aPerson = (name: string, email = `${name}@example.com`) => ({
  name,
  real_name: name,
  email,
  locale: 'en-US',
  tz: 'UTC',
  title: '',
})
const options = {
  people: [aPerson('kenji'), aPerson('yui')],
  channels: [{ name: 'cases', topic: '' }],
}
const enterprise = 'E0GRID'
const aKey = (id: string): SealKey => ({ id, key: randomBytes(32) })

let cloud: SlackCloud
let hoshi: LocalSlack
let northwind: LocalSlack
let grid: LocalSlack
beforeAll(async () => {
  cloud = await startSlackCloud()
  hoshi = await cloud.add('Hoshi', options)
  northwind = await cloud.add('Northwind', options)
  grid = await cloud.add('Grid', { ...options, enterprise })
  await cloud.add('Stranger', options)
})
afterAll(() => cloud.close())

eachStore((_, open) => {
  let store: Store
  const closing: (() => Promise<unknown>)[] = []
  beforeEach(async () => {
    store = await open('installed')
    cloud.rotates = null
    cloud.given.length = 0
    cloud.refreshes.length = 0
    cloud.grant('Grid', [grid.team.id])
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  /** One instance of the bot, over the store of the test. */
  async function aBot(over: Partial<Parameters<typeof startSharedBot>[0]> = {}) {
    const allowed = [hoshi.team.id, northwind.team.id, enterprise]
    const bot = await startSharedBot({ cloud, store, keys, allowed, ...over })
    closing.unshift(bot.close)
    return bot
  }
  const keys = [aKey('one')]
  const messagesOf = (log: ReturnType<typeof recordingLog>) => log.lines.map(({ message }) => message)
  const as = (slack: LocalSlack, name = 'kenji'): Person =>
    createPerson(slack.url, slack.users.get(name) ?? '')
  const kept = () => store.installations.list('slack')

  describe('installing', () => {
    it('begins on a page of its own, and asks Slack for what the app needs', async () => {
      const bot = await aBot()

      const page = await fetch(`${bot.url}/slack/install`, { headers: { 'accept-language': 'ja' } })
      expect(await page.text()).toContain('href="/slack/install/start"')
      const { address } = await beginInstall(bot.url)

      expect(`${address.origin}${address.pathname}`).toBe(new URL('/oauth/v2/authorize', cloud.apiUrl).href)
      expect(address.searchParams.get('client_id')).toBe(cloud.clientId)
      expect(address.searchParams.get('scope')).toContain('chat:write')
      expect(address.searchParams.get('redirect_uri')).toBe('https://cases.example.com/slack/oauth_redirect')
    })

    it('serves the workspace at once, with a token that nobody finds in the store', async () => {
      const bot = await aBot()

      const page = await install(bot.url, cloud, 'Hoshi')

      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('Hoshi') })
      expect(bot.tenants).toEqual([hoshi.team.id])
      expect(await kept()).toMatchObject([
        { tenant: hoshi.team.id, installedBy: 'U0ADMIN', sealedWith: 'one', expiresAt: null },
      ])
      expect(cloud.given).toHaveLength(1)
      expect(JSON.stringify(await kept())).not.toContain(cloud.given[0])
      expect(JSON.stringify(bot.log.lines)).not.toContain(cloud.given[0])
      await as(hoshi).command('cases', '/case help')
      expect(bot.runner.asked).toMatchObject([
        { wish: { person: { tenant: hoshi.team.id, email: null }, place: { tenant: hoshi.team.id } } },
      ])
    })

    it('is refused to a workspace that is not on the list: nothing is kept, and the token is given back', async () => {
      const bot = await aBot()

      const page = await install(bot.url, cloud, 'Stranger')

      expect(page.status).toBe(403)
      expect(page.text).toContain('approved')
      expect(await kept()).toEqual([])
      expect(bot.tenants).toEqual([])
      const [token = ''] = cloud.given
      const asked = await fetch(`${cloud.apiUrl}auth.test`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
      expect(await asked.json()).toMatchObject({ ok: false, error: 'token_revoked' })
    })

    it.each(['another browser', 'a state of somebody else', 'a code that was used'] as const)(
      'comes to nothing with %s',
      async (what) => {
        const bot = await aBot()
        const { cookie, state } = await beginInstall(bot.url)
        const code = cloud.consent('Hoshi')
        if (what === 'a code that was used') await finishInstall(bot.url, { code, state: '', cookie })
        const foreign = { ...(await beginInstall(bot.url)) }

        const page = await finishInstall(
          bot.url,
          what === 'another browser'
            ? { code, state }
            : what === 'a state of somebody else'
              ? { code, state: foreign.state, cookie }
              : { code: 'spent', state, cookie },
        )

        expect(page.status).toBe(410)
        expect(page.text).toContain('/slack/install')
        expect(await kept()).toEqual([])
      },
    )
  })

  describe('several workspaces', () => {
    it('each have their own people, threads and tokens', async () => {
      const bot = await aBot({ trusted: [northwind.team.id] })
      await install(bot.url, cloud, 'Hoshi')
      await install(bot.url, cloud, 'Northwind')

      await as(hoshi).command('cases', '/case help')
      await as(northwind).command('cases', '/case help')

      // The same user id in both, and only one of the two e-mails counts.
      expect(bot.runner.asked.map(({ wish }) => [wish.person.tenant, wish.person.email])).toEqual([
        [hoshi.team.id, null],
        [northwind.team.id, 'kenji@example.com'],
      ])
      const of = aCase({ number: 1001 })
      for (const slack of [hoshi, northwind]) {
        const thread = aThread({
          tenant: slack.team.id,
          channel: slack.channels.get('cases') ?? '',
          root: null,
        })
        const at = await bot.slack.publisher.open(of, thread, { uncertain: false })
        const entry = anEntry({ seq: slack === hoshi ? 1 : 2 })
        await bot.slack.publisher.post(of, { ...thread, ...at }, entry, { uncertain: false, part: 0 })
        const shown = await as(slack).messages('cases', at.root)
        expect(shown.map(({ text }) => text)).toEqual(['Case 1001', `Entry ${entry.seq}`])
      }
      expect(bot.slack.publisher.serves('T0OTHER')).toBe(false)
    })

    it('write to a person where they are linked, and look nobody up by an e-mail that is not trusted', async () => {
      const bot = await aBot({ trusted: [northwind.team.id] })
      await install(bot.url, cloud, 'Hoshi')
      await install(bot.url, cloud, 'Northwind')
      const email = 'kenji@example.com'
      const send = (chatUsers: readonly string[], text: string) =>
        bot.slack.directMessages.send({ email, chatUsers }, () => aCard(text))
      const textsOf = async (slack: LocalSlack) =>
        (await as(slack).messages(slack.users.get('kenji') ?? '')).map(({ text }) => text)

      expect(await send([`slack:${hoshi.team.id}/${hoshi.users.get('kenji')}`], 'Linked')).toBe(true)
      expect(await textsOf(hoshi)).toContain('Linked')
      expect(await textsOf(northwind)).not.toContain('Linked')

      expect(await send([], 'By e-mail')).toBe(true)
      expect(await textsOf(hoshi)).not.toContain('By e-mail')
      expect(await textsOf(northwind)).toContain('By e-mail')
    })

    it('are seen by other instances, and at once by one that is asked for one', async () => {
      const first = await aBot()
      const second = await aBot()
      await install(first.url, cloud, 'Hoshi')
      await as(hoshi).command('cases', '/case help')
      expect(first.runner.asked).toHaveLength(0)
      expect(second.runner.asked).toHaveLength(1)
      await expect.poll(() => second.tenants).toEqual([hoshi.team.id])
    })
  })

  describe('an organisation', () => {
    it('is one workspace, whose people are the same wherever in it they act', async () => {
      const bot = await aBot()
      expect((await install(bot.url, cloud, 'Grid')).status).toBe(200)
      expect(bot.tenants).toEqual([enterprise])

      await as(grid).command('cases', '/case help')
      await as(grid, 'yui').home()

      expect(bot.runner.asked.map(({ wish }) => [wish.person.tenant, wish.place.tenant])).toEqual([
        [enterprise, enterprise],
        [enterprise, enterprise],
      ])
      expect(bot.slack.publisher.serves(enterprise)).toBe(true)
      const reading = await bot.slack.conversations.read(grid.channels.get('cases') ?? '', enterprise)
      expect(reading).toMatchObject({
        kind: 'read',
        members: [
          { tenant: enterprise, standing: 'full' },
          { tenant: enterprise, standing: 'full' },
        ],
      })
    })

    it('is served while at least one of its workspaces has the app', async () => {
      const bot = await aBot()
      await install(bot.url, cloud, 'Grid')

      cloud.grant('Grid', [])
      await cloud.tell('Grid', { type: 'team_access_revoked', team_ids: [grid.team.id] })
      await expect.poll(() => bot.tenants).toEqual([])
      expect(await kept()).toHaveLength(1)

      cloud.grant('Grid', [grid.team.id])
      await cloud.tell('Grid', { type: 'team_access_granted', team_ids: [grid.team.id] })
      await expect.poll(() => bot.tenants).toEqual([enterprise])
    })
  })

  describe('the workspaces of an organisation', () => {
    const minutesLater = (minutes: number) => new Date(Date.now() + minutes * 60_000)

    it('are looked at again without an event', async () => {
      let time = new Date()
      const bot = await aBot({ now: () => time })
      await install(bot.url, cloud, 'Grid')
      cloud.grant('Grid', [])
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(bot.tenants).toEqual([enterprise])

      time = minutesLater(6)

      await expect.poll(() => bot.tenants).toEqual([])
    })

    it('are asked for with the new token, where the one at the start had run out', async () => {
      cloud.rotates = { expiresIn: 12 * 3_600 }
      const first = await aBot()
      await install(first.url, cloud, 'Grid')
      await first.close()
      closing.splice(closing.indexOf(first.close), 1)
      cloud.expire('Grid')
      cloud.asked.length = 0

      const time = new Date(Date.now() + 13 * 3_600_000)
      await aBot({ now: () => time })

      await expect.poll(() => cloud.asked).toEqual(['auth.teams.list: token_expired', 'auth.teams.list'])
    })

    it('are known of the organisation in the settings too, and asked for after an event', async () => {
      cloud.asked.length = 0
      await aBot({ botToken: cloud.issue('Grid') })
      expect(cloud.asked).toEqual(['auth.teams.list'])

      await cloud.tell('Grid', { type: 'team_access_granted', team_ids: [grid.team.id] })
      await expect.poll(() => cloud.asked).toHaveLength(2)
    })
  })

  describe('taking the app away', () => {
    it('deletes the tokens and ends the service, on every instance; the next installation begins anew', async () => {
      const other = await aBot()
      const bot = await aBot()
      await install(bot.url, cloud, 'Hoshi')
      await expect.poll(() => other.tenants).toEqual([hoshi.team.id])

      await cloud.uninstall('Hoshi')
      await expect.poll(() => bot.tenants).toEqual([])
      await expect.poll(() => other.tenants).toEqual([])
      expect(await kept()).toEqual([])

      await install(bot.url, cloud, 'Hoshi')
      await expect.poll(() => other.tenants).toEqual([hoshi.team.id])
      await as(hoshi).command('cases', '/case help')
      expect(bot.runner.asked).toHaveLength(1)
    })

    it('told late, of an installation before the present one, does nothing', async () => {
      const bot = await aBot()
      await install(bot.url, cloud, 'Hoshi')

      await cloud.tell('Hoshi', { type: 'app_uninstalled' })
      await expect.poll(() => bot.rechecked).toContain(hoshi.team.id)
      await new Promise((resolve) => setTimeout(resolve, 200))

      expect(bot.tenants).toEqual([hoshi.team.id])
      expect(await kept()).toHaveLength(1)
    })

    it('from the operator’s list ends the service at the next start', async () => {
      const bot = await aBot()
      await install(bot.url, cloud, 'Hoshi')

      const next = await aBot({ allowed: [northwind.team.id] })

      expect(next.tenants).toEqual([])
      expect(messagesOf(next.log)).toContainEqual(
        expect.stringContaining('is not in SLACK_WORKSPACES any more'),
      )
    })
  })

  describe('tokens', () => {
    it('that have to be renewed are, by one of several instances, and all of them go on', async () => {
      cloud.rotates = { expiresIn: 12 * 3_600 }
      const bots = [await aBot(), await aBot(), await aBot()]
      const [bot] = bots
      await install(bot?.url ?? '', cloud, 'Hoshi')
      for (const one of bots) await expect.poll(() => one.tenants).toEqual([hoshi.team.id])
      expect(cloud.refreshes).toEqual([])

      const later = new Date(Date.now() + 11 * 3_600_000)
      const late = [await aBot({ now: () => later }), await aBot({ now: () => later })]
      await expect.poll(() => cloud.refreshes).toHaveLength(1)
      await expect.poll(async () => (await kept())[0]?.expiresAt?.getTime()).toBeGreaterThan(later.getTime())
      // What was given before is of no use from here on.
      const [first = '', , renewed = ''] = cloud.given
      expect([first, renewed]).toEqual([
        expect.stringMatching(/^xoxe\.xoxb-/),
        expect.stringMatching(/^xoxe\.xoxb-/),
      ])
      for (const one of [...bots, ...late])
        await expect.poll(() => one.slack.check(hoshi.team.id).then(() => 'works')).toBe('works')
      expect(cloud.refreshes).toHaveLength(1)
      expect(JSON.stringify(await kept())).not.toContain('xoxe')
    })

    it('that Slack renews no more are told in the log, and the workspace has a fault once it has run out', async () => {
      cloud.rotates = { expiresIn: 3_600 * 3 }
      const bot = await aBot()
      await install(bot.url, cloud, 'Hoshi')
      cloud.expire('Hoshi')
      const [, refresh = ''] = cloud.given
      await fetch(`${cloud.apiUrl}oauth.v2.access`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: cloud.clientId,
          client_secret: cloud.clientSecret,
          grant_type: 'refresh_token',
          refresh_token: refresh,
        }),
      })

      const late = await aBot({ now: () => new Date(Date.now() + 2 * 3_600_000) })

      expect(messagesOf(late.log)).toContain('The token of a workspace could not be renewed')
      await expect(late.slack.check(hoshi.team.id)).rejects.toMatchObject({
        scope: 'installation',
        code: 'token_expired',
      })
    })

    it('that were renewed are kept, though they were sealed with another key meanwhile', async () => {
      const [old, fresh] = [aKey('old'), aKey('fresh')] as const
      const ring = createTokenSeal([fresh, old])
      const context = `slack ${hoshi.team.id}`
      cloud.rotates = { expiresIn: 3_600 }
      const { installations } = store
      let isHindered = false
      const hindered: typeof installations = {
        ...installations,
        claimRenewal(row, lease) {
          cloud.rotates = { expiresIn: 12 * 3_600 }
          return installations.claimRenewal(row, lease)
        },
        async replace(next, sealed) {
          const row = await installations.find(next)
          if (row && !isHindered) {
            isHindered = true
            const text = ring.open(row, context) ?? ''
            await installations.replace({ ...row, ...ring.seal(text, context) }, row.sealed)
          }
          return installations.replace(next, sealed)
        },
      }
      const bot = await aBot({ keys: [old, fresh], store: { installations: hindered } })

      await install(bot.url, cloud, 'Hoshi')

      await expect.poll(() => messagesOf(bot.log)).toContain('The token of a workspace was renewed')
      expect(isHindered).toBe(true)
      expect(cloud.refreshes).toHaveLength(1)
      const [row] = await kept()
      expect(row && ring.open(row, context)).toContain(cloud.given.at(-1))
    })

    it('of one workspace that cannot be looked after hinder neither the start nor another one', async () => {
      const first = await aBot()
      await install(first.url, cloud, 'Hoshi')
      cloud.rotates = { expiresIn: 12 * 3_600 }
      await install(first.url, cloud, 'Northwind')
      const { installations } = store
      const faulty: typeof installations = {
        ...installations,
        async claimRenewal(row, lease) {
          if (row.tenant === hoshi.team.id) throw new Error('no database')
          return installations.claimRenewal(row, lease)
        },
      }
      const later = new Date(Date.now() + 11 * 3_600_000)
      const ring = [aKey('next'), ...keys]

      const bot = await aBot({ keys: ring, store: { installations: faulty }, now: () => later })

      expect(bot.tenants).toHaveLength(2)
      expect(cloud.refreshes).toHaveLength(1)
      expect(messagesOf(bot.log)).toContain('A workspace could not be looked after')
    })

    it('wait for the new key while another instance renews them', async () => {
      const [old, fresh] = [aKey('old'), aKey('fresh')] as const
      const first = await aBot({ keys: [old] })
      await install(first.url, cloud, 'Hoshi')
      const [row] = await kept()
      if (!row) throw new Error('it is installed')
      let time = new Date()
      const lease = { owner: 'another', now: time, until: new Date(time.getTime() + 60_000) }
      expect(await store.installations.claimRenewal(row, lease)).toBe(true)

      await aBot({ keys: [fresh, old], now: () => time })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(await kept()).toMatchObject([{ sealed: row.sealed }])

      time = new Date(time.getTime() + 61_000)
      await expect.poll(kept).toMatchObject([{ sealedWith: 'fresh' }])
    })

    it('come to rest under two instances with other keys in front', async () => {
      const [one, two] = [aKey('one'), aKey('two')] as const
      const first = await aBot({ keys: [one, two] })
      await install(first.url, cloud, 'Hoshi')
      await aBot({ keys: [two, one] })
      await expect.poll(kept).toMatchObject([{ sealedWith: 'two' }])
      const [before] = await kept()

      await new Promise((resolve) => setTimeout(resolve, 500))

      expect(await kept()).toEqual([before])
    })

    it('are sealed anew with the first key, while an instance that has only the other one goes on', async () => {
      const [old, fresh] = [aKey('old'), aKey('fresh')] as const
      const before = await aBot({ keys: [old] })
      await install(before.url, cloud, 'Hoshi')
      expect(await kept()).toMatchObject([{ sealedWith: 'old' }])

      const after = await aBot({ keys: [fresh, old] })

      expect(after.tenants).toEqual([hoshi.team.id])
      await expect.poll(kept).toMatchObject([{ sealedWith: 'fresh' }])
      await expect
        .poll(() => messagesOf(before.log))
        .toContainEqual(
          expect.stringContaining('sealed with the key "fresh", which SLACK_TOKEN_KEYS does not hold'),
        )
      await before.slack.check(hoshi.team.id)
      const alone = await aBot({ keys: [fresh] })
      await alone.slack.check(hoshi.team.id)
      const none = await aBot({ keys: [old] })
      expect(none.tenants).toEqual([])
    })
  })
})
