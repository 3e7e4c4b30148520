import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LocalSlack } from '../../playground/slack/local-slack.ts'
import { readConfig } from '../../src/config/config.ts'
import { checkActing, toActingWays } from '../../src/doctor/check-acting.ts'
import { checkConversations } from '../../src/doctor/check-conversations.ts'
import { checkInstalledWorkspaces } from '../../src/doctor/check-installed-workspaces.ts'
import { connectConversations } from '../../src/doctor/connect-conversations.ts'
import { findInChat } from '../../src/doctor/find-in-chat.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { createTokenSeal } from '../../src/store/seal-texts.ts'
import type { Store } from '../../src/store/store.ts'
import { keepInstallation } from '../chat/slack/support/keep-installation.ts'
import { type SlackCloud, startSlackCloud } from '../chat/slack/support/slack-cloud.ts'
import { anAccount } from '../support/build-directory.ts'
import { recordingLog } from '../support/recording-log.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const enterprise = 'E0GRID'
const domain = 'northwind-apps.example.com'
const by = 'marcus.bell@northwind-apps.example.com'
const anEmployee = (name: string, email = `${name}@northwind-apps.example.com`) => ({
  name,
  real_name: name,
  email,
  locale: 'en-US',
  tz: 'UTC',
  title: '',
})

let cloud: SlackCloud
let hoshi: LocalSlack
let northwind: LocalSlack
let grid: LocalSlack
beforeAll(async () => {
  cloud = await startSlackCloud()
  const channels = [{ name: 'cases', topic: '', is_private: true }]
  hoshi = await cloud.add('Hoshi', { people: [anEmployee('kenji')], channels })
  northwind = await cloud.add('Northwind', { people: [anEmployee('marcus.bell')], channels })
  grid = await cloud.add('Grid', {
    people: [anEmployee('priya.nair'), anEmployee('tom')],
    channels,
    enterprise,
  })
})
afterAll(() => cloud.close())

eachStore((_, open) => {
  let store: Store
  const key = randomBytes(32)
  const seal = createTokenSeal([{ id: 'one', key }])
  beforeEach(async () => {
    store = await open()
    cloud.rotates = null
    cloud.withheld.clear()
  })

  const configOf = (over: Readonly<Record<string, string>> = {}) =>
    readConfig({
      DIRECTORY_FILE: sampleDirectoryFile,
      SLACK_SIGNING_SECRET: cloud.signingSecret,
      SLACK_API_URL: cloud.apiUrl,
      SLACK_CLIENT_ID: cloud.clientId,
      SLACK_CLIENT_SECRET: cloud.clientSecret,
      SLACK_TOKEN_KEYS: `one:${key.toString('base64')}`,
      SLACK_WORKSPACES: [hoshi.team.id, northwind.team.id, enterprise].join(','),
      PUBLIC_URL: 'https://cases.example.com',
      ...over,
    })
  const keep = (name: string) => keepInstallation(store.installations, seal, cloud, name)
  const read = (findings: readonly Finding[]) =>
    findings.map(({ level, subject, message }) => `${level} ${subject}: ${message}`).join('\n')

  async function check(over: Readonly<Record<string, string>> = {}, now = new Date()): Promise<string> {
    const findings = await checkInstalledWorkspaces(configOf(over), store.installations, {
      log: recordingLog(),
      now,
      mayBeOwn: () => false,
    })
    for (const token of cloud.given) expect(JSON.stringify(findings)).not.toContain(token)
    return read(findings)
  }

  describe('the workspaces that added the app', () => {
    it('are looked at one by one: token, scopes, the desk’s channel and whose e-mails count', async () => {
      await keep('Hoshi')
      await keep('Northwind')
      await keep('Grid')
      cloud.withheld.set('Northwind', ['files:write', 'groups:read'])

      const told = await check({
        SLACK_DESK_CHANNEL: `${hoshi.team.id}/${hoshi.channels.get('cases')}`,
        SLACK_TRUST_EMAIL: northwind.team.id,
      })

      expect(told).toContain(`ok ${hoshi.team.id}: Slack knows the bot in Hoshi (${hoshi.team.id}).`)
      expect(told).toContain(`ok ${enterprise}: Slack knows the bot in Grid (${enterprise}).`)
      expect(told).toContain(`All 17 scopes of manifest.yml are granted in Hoshi (${hoshi.team.id}).`)
      expect(told).toContain(
        `fault ${northwind.team.id}: Scopes are missing in Northwind (${northwind.team.id}): files:write, groups:read.`,
      )
      expect(told).toContain(
        `ok ${hoshi.channels.get('cases')}: The bot is in the desk's channel ${hoshi.channels.get('cases')}.`,
      )
      expect(told.match(/by-hand SLACK_TRUST_EMAIL: /g)).toHaveLength(1)
      expect(told).toContain(`SLACK_TRUST_EMAIL names Northwind (${northwind.team.id}): the confirmed email`)
      expect(told).not.toContain('SLACK_DESK_CHANNEL is in')
    })

    it('one that took the app away, and one that Slack knows no more, hide no other', async () => {
      await keep('Northwind')
      await keep('Hoshi')
      cloud.revoke('Northwind')

      const told = await check()

      expect(told).toContain(
        `fault ${northwind.team.id}: Slack doesn't accept the token of Northwind (${northwind.team.id}): account_inactive.`,
      )
      expect(told).toContain(`ok ${hoshi.team.id}: Slack knows`)
    })

    it('one whose token still has the former key is told: that key is not to go yet', async () => {
      await keep('Hoshi')
      const keys = (...ids: readonly string[]) =>
        ids.map((id) => `${id}:${(id === 'one' ? key : randomBytes(32)).toString('base64')}`).join(',')

      expect(await check({ SLACK_TOKEN_KEYS: keys('one', 'two') })).not.toContain('still encrypted')
      expect(await check({ SLACK_TOKEN_KEYS: keys('two', 'one') })).toContain(
        `warning ${hoshi.team.id}: The token of Hoshi (${hoshi.team.id}) is still encrypted with the key "one", and "two" is`,
      )
    })

    it('a desk in a workspace that does not have the app is told', async () => {
      await keep('Hoshi')
      const told = await check({ SLACK_DESK_CHANNEL: `${northwind.team.id}/C0123456789` })
      expect(told).toContain(`fault C0123456789: SLACK_DESK_CHANNEL is in ${northwind.team.id}, which hasn't`)
    })

    it('of a token that is renewed it says until when it is good, and never uses up what renews it', async () => {
      cloud.rotates = { expiresIn: 12 * 3_600 }
      await keep('Hoshi')

      expect(await check()).toMatch(
        /ok T\w+: The token of Hoshi \(T\w+\) is good until [^;]+; the bot renews it\./,
      )
      const late = new Date(Date.now() + 11 * 3_600_000)
      expect(await check({}, late)).toMatch(/warning T\w+: .* should have renewed it 60 minutes ago/)
      expect(cloud.refreshes).toEqual([])

      cloud.expire('Hoshi')
      expect(await check({}, new Date(Date.now() + 13 * 3_600_000))).toMatch(
        /fault T\w+: The token of Hoshi \(T\w+\) ran out on .* and was not renewed\./,
      )
    })

    it('a key that is not there, and a workspace that is not on the list, are told without asking Slack', async () => {
      await keep('Hoshi')
      const other = `two:${randomBytes(32).toString('base64')}`
      expect(await check({ SLACK_TOKEN_KEYS: other })).toContain('is encrypted with the key "one"')
      expect(await check({ SLACK_WORKSPACES: northwind.team.id })).toContain(
        `warning ${hoshi.team.id}: Hoshi (${hoshi.team.id}) added the app but isn't in SLACK_WORKSPACES`,
      )
    })
  })

  it('who reads in a channel is looked at in each workspace and in the organisation', async () => {
    await keep('Northwind')
    await keep('Grid')
    await keep('Hoshi')
    cloud.revoke('Hoshi')
    const places = [
      { platform: 'slack', tenant: northwind.team.id, channel: northwind.channels.get('cases') ?? '' },
      { platform: 'slack', tenant: enterprise, channel: grid.channels.get('cases') ?? '' },
      { platform: 'slack', tenant: hoshi.team.id, channel: hoshi.channels.get('cases') ?? '' },
    ] as const
    const at = new Date()
    for (const place of places)
      await store.identities.bind(place, { domain, by, at, declared: { by, at, confirmed: [] } })
    for (const [tenant, slack, name] of [
      [northwind.team.id, northwind, 'marcus.bell'],
      [enterprise, grid, 'priya.nair'],
    ] as const)
      await store.identities.link(
        { platform: 'slack', tenant, user: slack.users.get(name) ?? '' },
        {
          email: `${name}@${domain}`,
          domain,
          provedAt: at,
          proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: name },
        },
      )

    const connected = await connectConversations(
      { config: configOf(), log: recordingLog(), now: () => at },
      store,
    )
    const told = read(
      await checkConversations({
        ...connected,
        known: { domains: [{ domain, superAdmin: '', name: domain, language: 'en' }] },
        now: at,
      }),
    )

    const channel = (slack: LocalSlack) => slack.channels.get('cases')
    expect(told).toContain(
      `ok ${channel(northwind)}: Slack cases (${channel(northwind)}), for ${domain}: 1 staff.`,
    )
    // The other one in the organisation's channel is nobody that the directory knows.
    expect(told).toMatch(
      new RegExp(`warning ${channel(grid)}: Slack cases .* held back is whatever these may not read: tom`),
    )
    expect(told).toContain(
      `by-hand ${channel(hoshi)}: Slack ${channel(hoshi)} was not looked at: Slack could not`,
    )
  })

  it('somebody is known by an e-mail only where the workspace’s e-mails are trusted', async () => {
    await keep('Hoshi')
    await keep('Northwind')
    const ask = async (trusted: string) =>
      (await findInChat(configOf({ SLACK_TRUST_EMAIL: trusted }), store, recordingLog())).isInChat
    const inNorthwind = await ask(northwind.team.id)
    expect(await inNorthwind('slack', by)).toBe(true)
    expect(await inNorthwind('slack', 'kenji@northwind-apps.example.com')).toBe(false)
    const inHoshi = await ask(hoshi.team.id)
    expect(await inHoshi('slack', by)).toBe(false)
  })

  it('who linked an account in any of the workspaces can act', async () => {
    await keep('Hoshi')
    await keep('Northwind')
    const config = configOf()
    const accounts = [anAccount({ email: by, domain, roles: ['Reseller Admin'] })]
    const tell = async (tenant: string) => {
      const ways = toActingWays(config, {
        linkedTo: async () => [{ platform: 'slack', tenant, user: 'U1' }],
        ...(await findInChat(config, store, recordingLog())),
      })
      return read([await checkActing({ accounts, people: [] }, domain, ways)])
    }
    expect(await tell(northwind.team.id)).toContain('ok ')
    expect(await tell(hoshi.team.id)).toContain('ok ')
    expect(await tell('T0ELSEWHERE')).toContain('by-hand ')
  })
})
