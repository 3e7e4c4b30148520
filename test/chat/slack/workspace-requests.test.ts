import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPerson, type Person } from '../../../playground/person.ts'
import type { LocalSlack } from '../../../playground/slack/local-slack.ts'
import { ChatUnavailable } from '../../../src/chat/chat-unavailable.ts'
import type { Store } from '../../../src/store/store.ts'
import { aCase, anEntry, aThread } from '../../support/build-case.ts'
import { aCard } from '../../support/fake-runner.ts'
import { serve } from '../../support/fake-server.ts'
import { eachStore } from '../../support/stores.ts'
import { install } from './support/install.ts'
import { type SharedBot, startSharedBot } from './support/shared-bot.ts'
import { slackHeaders } from './support/sign.ts'
import { type SlackCloud, startSlackCloud } from './support/slack-cloud.ts'
import { type SocketServer, startSocketServer } from './support/socket-server.ts'

const appToken = 'xapp-1-A1-tests'
const enterprise = 'E0GRID'
const key = randomBytes(32)
const aPerson = (name: string) => ({
  name,
  real_name: name,
  email: `${name}@example.com`,
  locale: 'en-US',
  tz: 'UTC',
  title: '',
})
const options = { people: [aPerson('kenji'), aPerson('yui')], channels: [{ name: 'cases', topic: '' }] }

let cloud: SlackCloud
let hoshi: LocalSlack
let northwind: LocalSlack
let grid: LocalSlack
beforeAll(async () => {
  cloud = await startSlackCloud()
  hoshi = await cloud.add('Hoshi', options)
  northwind = await cloud.add('Northwind', options)
  grid = await cloud.add('Grid', { ...options, enterprise })
})
afterAll(() => cloud.close())

const as = (slack: LocalSlack, name = 'kenji'): Person => createPerson(slack.url, slack.users.get(name) ?? '')
const channelOf = (slack: LocalSlack) => slack.channels.get('cases') ?? ''
/** The tenant of what happens there. */
const tenantOf = (slack: LocalSlack) => (slack === grid ? enterprise : slack.team.id)

eachStore((storeName, open) => {
  let store: Store
  const closing: (() => Promise<unknown>)[] = []
  beforeEach(async () => {
    store = await open()
    cloud.setSocket(undefined)
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  async function aBot(over: Partial<Parameters<typeof startSharedBot>[0]> = {}): Promise<SharedBot> {
    const allowed = [hoshi.team.id, northwind.team.id, enterprise]
    const bot = await startSharedBot({ cloud, store, allowed, keys: [{ id: 'one', key }], ...over })
    closing.unshift(bot.close)
    return bot
  }

  /** A request as Slack sends it, and the answer in the acknowledgement. */
  async function ask(
    { url }: SharedBot,
    fields: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const body = new URLSearchParams(fields).toString()
    const type = 'application/x-www-form-urlencoded'
    const response = await fetch(`${url}/slack/events`, {
      method: 'POST',
      body,
      headers: { ...slackHeaders(body, cloud.signingSecret), 'content-type': type },
    })
    expect(response.status).toBe(200)
    const text = await response.text()
    return text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>)
  }
  const interact = (bot: SharedBot, payload: object) =>
    ask(bot, {
      payload: JSON.stringify({ team: { id: northwind.team.id }, user: { id: 'U1' }, ...payload }),
    })
  const typeHelp = (bot: SharedBot) =>
    ask(bot, { command: '/case', text: 'help', team_id: northwind.team.id, user_id: 'U1', channel_id: 'C1' })

  describe('in a workspace that is not served', () => {
    it('a command is answered to whoever typed it, in each language; an event is taken and nothing is done', async () => {
      const bot = await aBot()
      await install(bot.url, cloud, 'Hoshi')

      const answer = await typeHelp(bot)

      expect(answer).toMatchObject({ response_type: 'ephemeral' })
      expect(answer.text).toContain("Casethread isn't connected to this workspace right now")
      expect(answer.text).toContain('現在、このワークスペースは Casethread に接続されていないため')
      const left = { type: 'member_left_channel', user: 'U1', channel: 'C1' }
      expect(await cloud.tell('Northwind', left)).toBe(200)
      expect(bot.runner.asked).toEqual([])
    })

    it('a button is answered, and a form keeps what was typed', async () => {
      const bot = await aBot()
      const told: unknown[] = []
      const response_url = await serve((request, response) => {
        let body = ''
        request.on('data', (piece) => {
          body += piece
        })
        request.on('end', () => {
          told.push(JSON.parse(body))
          response.end('ok')
        })
      })

      await interact(bot, {
        type: 'block_actions',
        response_url,
        actions: [{ type: 'button', action_id: 'a' }],
      })
      await expect
        .poll(() => told)
        .toMatchObject([
          {
            response_type: 'ephemeral',
            replace_original: false,
            text: expect.stringContaining('接続されていない'),
          },
        ])
      expect(await interact(bot, { type: 'block_suggestion', action_id: 'a', value: 'a' })).toEqual({
        options: [],
      })
      const view = {
        id: 'V1',
        callback_id: 'form',
        private_metadata: '',
        title: { type: 'plain_text', text: 'Reply' },
        blocks: [
          {
            type: 'input',
            block_id: 'reply',
            label: { type: 'plain_text', text: 'Message' },
            element: { type: 'plain_text_input', action_id: 'value' },
          },
        ],
        state: { values: { reply: { value: { type: 'plain_text_input', value: 'All that I typed' } } } },
      }
      expect(await interact(bot, { type: 'view_submission', view })).toMatchObject({
        response_action: 'update',
        view: {
          blocks: [expect.anything(), { element: { initial_value: 'All that I typed' } }],
        },
      })
      expect(JSON.stringify(await interact(bot, { type: 'view_submission', view }))).toContain(
        "isn't connected to this workspace",
      )
      expect(bot.runner.asked).toEqual([])
    })

    it('nobody is told to install the app while the database cannot be asked: they try again, and events come again', async () => {
      const bot = await aBot()
      const find = vi.spyOn(store.installations, 'find').mockRejectedValue(new Error('no database'))

      expect((await typeHelp(bot)).text).toContain('Try again in a moment.')
      expect(await cloud.tell('Northwind', { type: 'app_home_opened', user: 'U1' })).toBeGreaterThanOrEqual(
        500,
      )

      find.mockRestore()
      expect((await typeHelp(bot)).text).toContain("isn't connected to this workspace")
    })
  })

  describe('the e-mails of a workspace', () => {
    const email = 'kenji@example.com'
    const textsIn = async (slack: LocalSlack) =>
      (await as(slack).messages(slack.users.get('kenji') ?? '')).map(({ text }) => text)

    it('prove nobody and find nobody until the operator names it, also that of a token in the settings', async () => {
      const bot = await aBot({ botToken: cloud.issue('Hoshi') })
      await install(bot.url, cloud, 'Northwind')
      await install(bot.url, cloud, 'Grid')

      for (const slack of [hoshi, northwind, grid]) await as(slack).command('cases', '/case help')
      expect(bot.runner.asked.map(({ wish }) => [wish.person.tenant, wish.person.email])).toEqual([
        [hoshi.team.id, null],
        [northwind.team.id, null],
        [enterprise, null],
      ])
      const said = `To nobody on ${storeName}`
      expect(await bot.slack.directMessages.send({ email, chatUsers: [] }, () => aCard(said))).toBe(false)
      for (const slack of [hoshi, northwind, grid]) {
        expect(await textsIn(slack)).not.toContain(said)
        const user = {
          platform: 'slack',
          tenant: tenantOf(slack),
          user: slack.users.get('kenji') ?? '',
          email: null,
        } as const
        expect(await bot.slack.members.findEmail(user)).toBeNull()
      }
    })

    it.each([['Hoshi'], ['Northwind'], ['Grid']])(
      'count in the one that is named, and in no other: %s',
      async (name) => {
        const all = { Hoshi: hoshi, Northwind: northwind, Grid: grid }
        const named = all[name as keyof typeof all]
        const bot = await aBot({ botToken: cloud.issue('Hoshi'), trusted: [tenantOf(named)] })
        await install(bot.url, cloud, 'Northwind')
        await install(bot.url, cloud, 'Grid')

        const said = `Only in ${name} on ${storeName}`
        expect(await bot.slack.directMessages.send({ email, chatUsers: [] }, () => aCard(said))).toBe(true)
        for (const slack of Object.values(all)) {
          expect((await textsIn(slack)).includes(said)).toBe(slack === named)
          await as(slack).command('cases', '/case help')
          expect(bot.runner.asked.at(-1)?.wish.person.email).toBe(slack === named ? email : null)
        }
      },
    )
  })

  describe('the organisation of a workspace', () => {
    it('is known, so that a list that names it names the workspace', async () => {
      const bot = await aBot({ botToken: cloud.issue('Hoshi') })
      await install(bot.url, cloud, 'Grid')

      const { organisationOf } = bot.slack.conversations
      expect([organisationOf?.(hoshi.team.id), organisationOf?.(enterprise)]).toEqual([undefined, enterprise])
    })
  })

  describe('files', () => {
    it('are brought into the threads of each workspace, and sent to people there, with its own token', async () => {
      const bot = await aBot({ content: 'The log of the mail server.' })
      for (const name of ['Hoshi', 'Northwind', 'Grid']) await install(bot.url, cloud, name)
      const supportCase = aCase({ number: 1001 })
      const attachment = { id: 'f1', name: 'mail.log', type: 'text/plain', size: 27, sha256: '' }
      const [how, entry] = [
        { uncertain: false },
        anEntry({
          seq: 1,
          event: { type: 'message', text: 'The log', attachments: [attachment] },
        }),
      ]

      for (const slack of [hoshi, northwind, grid]) {
        const thread = aThread({ tenant: tenantOf(slack), channel: channelOf(slack), root: null })
        const at = await bot.slack.publisher.open(supportCase, thread, how)
        await bot.slack.publisher.post(supportCase, { ...thread, ...at }, entry, { ...how, part: 0 })
        const shared = (await as(slack).messages('cases', at.root)).flatMap(({ files }) => files ?? [])
        expect(shared.map(({ name }) => name)).toEqual(['mail.log'])
        for (const file of shared)
          expect(Buffer.from(await as(slack).download(file)).toString()).toBe('The log of the mail server.')
      }

      const bytes = Buffer.from('case,title\r\n')
      const kenji = { tenant: northwind.team.id, user: northwind.users.get('kenji') ?? '' }
      const to = { platform: 'slack', ...kenji } as const
      expect(await bot.slack.sendFiles?.(to, [{ name: 'cases.csv', bytes }], 'Your export')).toBe(true)
      const sentTo = async (slack: LocalSlack) =>
        (await as(slack).messages(slack.users.get('kenji') ?? ''))
          .flatMap(({ files }) => files ?? [])
          .map(({ name }) => name)
      expect(await sentTo(northwind)).toContain('cases.csv')
      expect(await sentTo(hoshi)).not.toContain('cases.csv')
    })

    it('that people send are fetched in their own workspace, and in no other', async () => {
      const bot = await aBot()
      for (const name of ['Hoshi', 'Northwind', 'Grid']) await install(bot.url, cloud, name)
      const fetchIn = async (slack: LocalSlack, id: string) => {
        const tenant = tenantOf(slack)
        await as(slack).command('cases', '/case help')
        const person = bot.runner.asked.at(-1)?.wish.person
        if (!person) throw new Error('nobody asked')
        return bot.slack.attachments.fetch(
          { person, place: { platform: 'slack', tenant, channel: channelOf(slack) } },
          [id],
        )
      }

      for (const [slack, other] of [
        [northwind, hoshi],
        [grid, northwind],
      ] as const) {
        const file = await as(slack).upload('mine.txt', 'Only we have this.')
        // From here on the app sees it.
        await as(slack).say('cases', 'Look at this', { files: [file.id] })
        expect(await fetchIn(slack, file.id)).toMatchObject({
          ok: true,
          value: { files: [{ name: 'mine.txt', content: { size: 18 } }] },
        })
        expect(await fetchIn(other, file.id)).toMatchObject({
          ok: false,
          refusals: [{ code: 'file-unreachable' }],
        })
      }
    })
  })

  describe('over one socket', () => {
    let socket: SocketServer
    beforeEach(async () => {
      socket = await startSocketServer()
      cloud.setSocket(socket, appToken)
      closing.push(() => socket.close())
    })

    it('all workspaces are served, each for itself; one that installs meanwhile is, and one that leaves is not', async () => {
      const bot = await aBot({ appToken })
      expect(socket.connected()).toBe(1)
      for (const name of ['Hoshi', 'Grid'])
        expect(await install(bot.url, cloud, name)).toMatchObject({ status: 200 })
      await as(hoshi).command('cases', '/case help')
      await as(grid, 'yui').home()
      await as(grid).command('cases', '/case help')

      expect(bot.runner.asked.map(({ what, wish }) => [what, wish.person.tenant])).toEqual([
        ['commandLine', hoshi.team.id],
        ['home', enterprise],
        ['commandLine', enterprise],
      ])
      const thread = aThread({ tenant: hoshi.team.id, channel: channelOf(hoshi), root: null })
      const { root } = await bot.slack.publisher.open(aCase({ number: 1001 }), thread, { uncertain: false })
      expect((await as(hoshi).messages('cases', root)).map(({ text }) => text)).toEqual(['Case 1001'])

      await cloud.uninstall('Hoshi')
      await expect.poll(() => bot.tenants).toEqual([enterprise])
      expect(await store.installations.list('slack')).toMatchObject([{ tenant: enterprise }])
      await as(hoshi).command('cases', '/case help')
      expect(bot.runner.asked).toHaveLength(3)
      const [told] = (await as(hoshi).messages('cases')).slice(-1)
      expect(told?.text).toContain("isn't connected to this workspace")

      expect(await install(bot.url, cloud, 'Hoshi')).toMatchObject({ status: 200 })
      await as(hoshi).command('cases', '/case help')
      expect(bot.runner.asked).toHaveLength(4)
      expect(socket.connected()).toBe(1)
    })

    it('a wrong app-level token is told in one sentence at the start', async () => {
      const refused = await aBot({ appToken: 'xapp-1-wrong' }).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(ChatUnavailable)
      expect(refused).toMatchObject({
        refused: true,
        message: expect.stringMatching(
          /^Slack does not accept SLACK_APP_TOKEN \(invalid_auth\): copy it again/,
        ),
      })
    })
  })
})
