import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Dispatcher } from '../../../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../../../commands/thread-talk.ts'
import type { AddedMessages } from '../../../../src/cases/added-messages.ts'
import type { FileStore } from '../../../../src/cases/file-store.ts'
import type { ResponseDeadlines } from '../../../../src/chat/slack/context.ts'
import type { ThreadViews } from '../../../../src/chat/thread-views.ts'
import { aCard, fakeRunner } from '../../../support/fake-runner.ts'
import { noIncoming } from '../../../support/offered-files.ts'
import { recordingLog } from '../../../support/recording-log.ts'
import { aSkippingClock } from '../../../support/skipping-clock.ts'
import { type Json, startWebApi } from './recording-web-api.ts'
import { serveSlack } from './serve-slack.ts'
import { slackHeaders } from './sign.ts'

export const signingSecret = 'test-signing-secret'
export const team = 'T000000001'

export interface Reply {
  readonly status: number
  readonly body: Json
  readonly text: string
}

/** How a request is signed: by default as Slack does, now and with the right secret. */
export interface Signing {
  readonly at?: number
  readonly secret?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

type Block = Json & { readonly type: string; readonly block_id?: string; readonly element?: Json }
/** A view as the Web API hands it back. */
export interface OpenView {
  readonly id: string
  readonly hash: string
  readonly root_view_id: string
  readonly callback_id: string
  readonly private_metadata: string
  readonly type: string
  readonly title: { readonly text: string }
  readonly blocks: readonly Block[]
}

const cards: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'> = {
  mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
  root: async (of) => aCard(`Case ${of.number}: ${of.title}`),
  title: (of) => aCard(`Case ${of.number}: ${of.title}`),
  entry: (of, _thread, entry) => aCard(`Entry ${entry.seq} of case ${of.number}`),
}

/** The real Bolt app over HTTP before the local Web API, and a sender that plays Slack's side of it. */
export async function startBot(
  options: {
    readonly deadlines?: Partial<ResponseDeadlines>
    readonly trustEmail?: boolean
    /** In the place of the one that answers by a script. */
    readonly dispatcher?: Dispatcher
    readonly threadViews?: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'>
    readonly files?: Pick<FileStore, 'open'>
    readonly added?: AddedMessages
    readonly talk?: ThreadTalk
  } = {},
) {
  const api = await startWebApi()
  const runner = fakeRunner()
  const log = recordingLog()
  const clock = { now: new Date('2026-11-02T12:00:00Z') }
  const budgetClock = aSkippingClock()
  const slack = await serveSlack(
    {
      botToken: api.token,
      connection: { kind: 'http', signingSecret },
      apiUrl: api.apiUrl,
      threadViews: options.threadViews ?? cards,
      files: options.files ?? { open: async () => undefined },
      incoming: noIncoming,
      log,
      now: () => clock.now,
      trustEmail: options.trustEmail ?? true,
      deadlines: options.deadlines ?? {},
      budgetClock,
    },
    options.dispatcher ?? runner,
    options.added,
    options.talk,
  )
  const { url } = slack
  const user = api.userId('aoi')
  const channel = api.channelId('cases')

  async function post(body: string, type: string, signing: Signing = {}): Promise<Reply> {
    const headers = {
      ...slackHeaders(body, signing.secret ?? signingSecret, signing.at),
      ...signing.headers,
    }
    const response = await fetch(`${url}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': type,
        ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
      } as Record<string, string>,
    })
    const text = await response.text()
    return { status: response.status, text, body: text.startsWith('{') ? (JSON.parse(text) as Json) : {} }
  }

  const form = (fields: Readonly<Record<string, string>>, signing?: Signing) =>
    post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', signing)
  const interaction = (payload: Json) => form({ payload: JSON.stringify(payload) })

  async function trigger(view?: string): Promise<string> {
    const made = await api.call('views.generateTriggerId', {
      user_id: user,
      ...(view ? { view_id: view } : {}),
    })
    return String(made.trigger_id)
  }

  const who = { user: { id: user, name: 'aoi', team_id: team }, team: { id: team, domain: 'test' } }

  return {
    api,
    runner,
    log,
    slack,
    url,
    user,
    channel,
    clock,
    budgetClock,
    post,
    form,
    interaction,
    trigger,

    async type(text: string, more: Readonly<Record<string, string>> = {}, signing?: Signing): Promise<Reply> {
      const fields = {
        command: '/case',
        text,
        user_id: user,
        user_name: 'aoi',
        team_id: team,
        channel_id: channel,
        trigger_id: await trigger(),
        response_url: api.responseUrl(),
        ...more,
      }
      return form(fields, signing)
    },

    /** Presses a button or menu entry of a message. */
    async press(action: Json, more: Json = {}): Promise<Reply> {
      const message = { ts: '100.1', text: 'a card' }
      return interaction({
        type: 'block_actions',
        ...who,
        trigger_id: await trigger(),
        response_url: api.responseUrl(),
        channel: { id: channel, name: 'cases' },
        container: { type: 'message', message_ts: '100.1', channel_id: channel },
        message,
        actions: [{ block_id: 'b', action_ts: '1.1', ...action }],
        ...more,
      })
    },

    /** An action in an open dialog or the App Home tab, with what is typed there. */
    async pressIn(view: OpenView, action: Json, typed: Json = {}, more: Json = {}): Promise<Reply> {
      return interaction({
        type: 'block_actions',
        ...who,
        trigger_id: await trigger(view.id),
        container: { type: 'view', view_id: view.id },
        view: { ...view, state: stateOf(view, typed) },
        actions: [{ block_id: 'b', action_ts: '1.1', ...action }],
        ...more,
      })
    },

    /** Submits a dialog. As Slack does, what the bot answers with `update` is drawn into it. */
    async submit(view: OpenView, typed: Json = {}): Promise<Reply & { readonly view?: OpenView }> {
      const reply = await interaction({
        type: 'view_submission',
        ...who,
        trigger_id: await trigger(view.id),
        view: { ...view, state: stateOf(view, typed) },
        response_urls: [],
      })
      if (reply.body.response_action !== 'update') return reply
      const drawn = await api.call('views.update', { view_id: view.id, view: reply.body.view })
      return { ...reply, view: drawn.view as OpenView }
    },

    suggest: (view: OpenView, actionId: string, value: string) =>
      interaction({
        type: 'block_suggestion',
        ...who,
        container: { type: 'view', view_id: view.id },
        view: { ...view, state: { values: {} } },
        block_id: 'b',
        action_id: actionId,
        value,
      }),

    /** Types `/case new` and answers the dialog that opens. */
    async open(): Promise<OpenView> {
      const before = api.callsOf('views.open').length
      await this.type('new')
      return (await api.waitFor('views.open', before + 1)).answer.view as OpenView
    },

    async stop(): Promise<void> {
      await slack.stop()
      await api.close()
    },
  }
}

export type Bot = Awaited<ReturnType<typeof startBot>>

/** A bot for all tests of a file, clean before each of them. Nothing that Slack would refuse may have left it. */
export function botForTests(options: Parameters<typeof startBot>[0], use: (bot: Bot) => void): void {
  let bot: Bot
  beforeAll(async () => {
    bot = await startBot(options)
    use(bot)
  })
  afterAll(() => bot.stop())
  beforeEach(() => {
    bot.api.clear()
    bot.runner.reset()
  })
  afterEach(() => {
    expect(bot.api.refused).toEqual([])
  })
}

/** What Slack sends as the state of a view's inputs: what was typed by field name, else what the view began with. */
export function stateOf(view: OpenView, typed: Json): Json {
  const values: Record<string, Json> = {}
  for (const block of view.blocks) {
    if (block.type !== 'input' || !block.block_id || !block.element) continue
    const name = block.block_id.replace(/^in:\d+:/, '')
    values[block.block_id] = { [String(block.element.action_id)]: elementState(block.element, typed[name]) }
  }
  return { values }
}

function elementState(element: Json, typed: unknown): Json {
  const option = (value: unknown) => ({ text: { type: 'plain_text', text: String(value) }, value })
  switch (element.type) {
    case 'checkboxes':
    case 'multi_static_select': {
      const chosen = Array.isArray(typed) ? typed.map(option) : (element.initial_options ?? [])
      return { type: element.type, selected_options: chosen }
    }
    case 'datepicker':
      return { type: element.type, selected_date: typed ?? element.initial_date ?? null }
    case 'file_input':
      return { type: element.type, files: Array.isArray(typed) ? typed.map((id) => ({ id })) : [] }
    case 'plain_text_input':
      return { type: element.type, value: typed ?? element.initial_value ?? null }
    default:
      return {
        type: element.type,
        selected_option: typed === undefined ? (element.initial_option ?? null) : option(typed),
      }
  }
}

export function input(view: Pick<OpenView, 'blocks'>, name: string): Block {
  const found = view.blocks.find(
    (block) => block.type === 'input' && block.block_id?.replace(/^in:\d+:/, '') === name,
  )
  if (!found) throw new Error(`The dialog has no field ${name}`)
  return found
}

/** All texts of blocks, in order. */
export function texts(value: unknown): string {
  if (Array.isArray(value)) return value.map(texts).filter(Boolean).join('\n')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([key, inner]) => (key === 'text' && typeof inner === 'string' ? inner : texts(inner)))
    .filter(Boolean)
    .join('\n')
}
