import { setTimeout as sleep } from 'node:timers/promises'
import { en, ja } from '../src/i18n/catalogue.ts'
import type {
  Answer,
  LocalFile,
  LocalMessage,
  LocalState,
  LocalView,
  LocalViewState,
  MembersRequest,
} from './protocol.ts'
import { createLocalClient } from './shared/local-client.ts'
import { placedElements } from './slack/inputs.ts'
import type { Placed } from './slack/local-fields.ts'
import { isRecord } from './slack/local-limits.ts'

/** What is put into a field: text, an option's label or value, a date, ids of files; a list where several are taken. */
export type Filling = string | number | readonly string[]

/** A person in the local Slack, for the demo and the tests. It speaks `/local/*` only. */
export interface Person {
  readonly user: string
  readonly state: () => Promise<LocalState>
  /** Types a slash command: `command('support', '/case new')`. */
  readonly command: (channel: string, line: string) => Promise<Answer>
  readonly say: (
    channel: string,
    text: string,
    more?: { readonly thread?: string; readonly files?: readonly string[] },
  ) => Promise<Answer<{ readonly ts: string }>>
  /** Changes a message of their own. Slack. */
  readonly edit: (message: LocalMessage, text: string) => Promise<Answer>
  /** Takes a message of their own back. Slack. */
  readonly unsay: (message: LocalMessage) => Promise<Answer>
  readonly react: (message: LocalMessage, name: string) => Promise<Answer>
  readonly upload: (name: string, bytes: Uint8Array | string) => Promise<LocalFile>
  readonly download: (file: LocalFile) => Promise<Uint8Array>
  /** Presses a button, or chooses from an overflow menu or a select, by its words or its action_id. */
  readonly press: (
    where: LocalMessage | LocalView,
    what: { readonly text?: string; readonly action_id?: string; readonly choose?: Filling },
  ) => Promise<Answer>
  /** Comes into a channel or goes, brings somebody in or takes them out: by name or id. */
  readonly move: (channel: string, action: MembersRequest['action'], whom?: string) => Promise<Answer>
  readonly shortcut: (callbackId: string, on?: LocalMessage) => Promise<Answer>
  /** The open modals, bottom first. */
  readonly views: () => Promise<readonly LocalView[]>
  /** The modal on top, once there is one and it no longer asks to wait. */
  readonly view: () => Promise<LocalView>
  /** Puts values into fields, named by label, block_id or action_id; answers the view and what it then holds. */
  readonly fill: (view: LocalView, values: Readonly<Record<string, Filling>>) => Promise<Filled>
  readonly submit: (
    view: LocalView,
    values?: Readonly<Record<string, Filling>>,
  ) => Promise<Answer<{ readonly closed: boolean; readonly errors?: Readonly<Record<string, string>> }>>
  readonly suggest: (
    view: LocalView,
    field: string,
    query: string,
  ) => Promise<Answer<{ readonly options: readonly Choice[] }>>
  readonly close: (view: LocalView) => Promise<Answer>
  /** Opens the App Home tab and waits until the bot has published it. */
  readonly home: () => Promise<LocalView>
  readonly messages: (channel: string, thread?: string) => Promise<readonly LocalMessage[]>
  /** Looks again and again until there is something. */
  readonly waitFor: <T>(look: () => Promise<T | undefined | false>, what?: string) => Promise<T>
}

export interface Filled {
  readonly view: LocalView
  readonly state: LocalViewState
}

export interface Choice {
  readonly text: { readonly text: string }
  readonly value: string
}

/** What a dialog says until what was asked for is ready. */
const waiting = [en['chat.moment'], ja['chat.moment']]

function asksToWait({ blocks }: LocalView): boolean {
  const shown = JSON.stringify(blocks)
  return waiting.some((text) => shown.includes(text))
}

type Json = Readonly<Record<string, unknown>>

export function createPerson(
  localUrl: string,
  user: string,
  options: { readonly patienceMs?: number } = {},
): Person {
  const base = localUrl.replace(/\/$/, '')
  const { get, send, waitFor } = createLocalClient(`${base}/local`, user, options.patienceMs)

  async function stack(): Promise<{ readonly stack: readonly LocalView[]; readonly home: LocalView | null }> {
    return get('views')
  }

  async function suggest(view: LocalView, placed: Placed, query: string, state?: LocalViewState) {
    const { block_id, action_id } = placed
    const answer = await send<{
      options?: readonly Choice[]
      option_groups?: readonly { options: readonly Choice[] }[]
    }>('suggest', { view_id: view.id, block_id, action_id, value: query, ...(state ? { state } : {}) })
    if (!answer.ok) return answer
    const options = answer.options ?? answer.option_groups?.flatMap((group) => group.options) ?? []
    return { ok: true as const, options }
  }

  /** The value of one field in Slack's form. External selects are typed into, then chosen from. */
  async function putInto(
    view: LocalView,
    placed: Placed,
    filling: Filling,
    state: LocalViewState,
  ): Promise<Json> {
    const type = String(placed.element.type)
    const wanted = Array.isArray(filling) ? filling.map(String) : [String(filling)]
    if (type.endsWith('external_select')) {
      const found = await Promise.all(wanted.map((one) => chooseTyped(view, placed, one, state)))
      return type.startsWith('multi')
        ? { type, selected_options: found }
        : { type, selected_option: found[0] }
    }
    const choices = listedChoices(placed)
    const chosen = () => wanted.map((one) => choose(choices, one, nameOf(placed)))
    if (type === 'static_select' || type === 'radio_buttons' || type === 'overflow')
      return { type, selected_option: chosen()[0] }
    if (type === 'multi_static_select' || type === 'checkboxes') return { type, selected_options: chosen() }
    if (type === 'file_input') return { type, files: wanted }
    if (type === 'datetimepicker') return { type, selected_date_time: Number(filling) }
    const key = pickerKeys[type]
    if (key) return { type, [key]: type.startsWith('multi') ? wanted : wanted[0] }
    return { type, value: String(filling) }
  }

  async function chooseTyped(
    view: LocalView,
    placed: Placed,
    wanted: string,
    state: LocalViewState,
  ): Promise<Choice> {
    const answer = await suggest(view, placed, wanted, state)
    if (!answer.ok) throw new Error(`${nameOf(placed)} gave no choices for ${wanted}: ${answer.message}`)
    return choose(answer.options, wanted, nameOf(placed))
  }

  async function fill(opened: LocalView, values: Readonly<Record<string, Filling>>): Promise<Filled> {
    let view = opened
    let state: LocalViewState = view.state ?? {}
    for (const [field, filling] of Object.entries(values)) {
      const placed = fieldOf(view, field)
      const value = await putInto(view, placed, filling, state)
      state = { ...state, [placed.block_id]: { ...state[placed.block_id], [placed.action_id]: value } }
      if (placed.block.type === 'input' && placed.block.dispatch_action !== true) continue
      view = await dispatch(view, placed, value, state)
      state = view.state ?? state
    }
    return { view, state }
  }

  /** Slack's client tells the app of the change at once; the app may draw the view anew. */
  async function dispatch(
    view: LocalView,
    placed: Placed,
    value: Json,
    state: LocalViewState,
  ): Promise<LocalView> {
    const { block_id, action_id } = placed
    const answer = await send('action', {
      container: { type: 'view', view_id: view.id },
      action: { ...value, block_id, action_id },
      state,
    })
    if (!answer.ok) throw new Error(`${action_id} could not be sent: ${answer.message}`)
    const end = Date.now() + 1000
    for (;;) {
      const { stack: open, home } = await stack()
      const now = [...open, home].find((one) => one?.id === view.id) ?? open.at(-1)
      if (now && (now.hash !== view.hash || now.id !== view.id || Date.now() > end)) return now
      if (Date.now() > end) return view
      await sleep(20)
    }
  }

  return {
    user,
    state: () => get('state'),
    command: (channel, line) => {
      const [command = '', ...text] = line.split(' ')
      return send('command', { channel, command, text: text.join(' ') })
    },
    say: (channel, text, more = {}) =>
      send('message', {
        channel,
        text,
        ...(more.thread ? { thread_ts: more.thread } : {}),
        ...(more.files ? { files: more.files } : {}),
      }),
    edit: ({ channel, ts }, text) => send('edit', { channel, ts, text }),
    unsay: ({ channel, ts }) => send('delete', { channel, ts }),
    react: (message, name) => send('reaction', { channel: message.channel, ts: message.ts, name }),
    async upload(name, bytes) {
      const response = await fetch(`${base}/local/file?${new URLSearchParams({ user, name })}`, {
        method: 'POST',
        body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
      })
      const answer = (await response.json()) as Answer<{ file: LocalFile }>
      if (!answer.ok) throw new Error(answer.message)
      return answer.file
    },
    async download(file) {
      const response = await fetch(`${base}/local/file/${file.id}?${new URLSearchParams({ user })}`)
      if (!response.ok) throw new Error(`${file.name} could not be fetched: ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    async press(where, what) {
      const { placed, choice } = pressable(where, what)
      const container =
        'ts' in where
          ? { type: 'message', channel: where.channel, ts: where.ts }
          : { type: 'view', view_id: where.id }
      const isView = !('ts' in where)
      const chosen =
        what.choose === undefined || !isView
          ? undefined
          : await putInto(where, placed, what.choose, where.state ?? {})
      const static_ =
        what.choose !== undefined && !isView
          ? { selected_option: choose(listedChoices(placed), String(what.choose), placed.action_id) }
          : {}
      const { type, value } = placed.element
      const action = {
        type,
        action_id: placed.action_id,
        block_id: placed.block_id,
        ...(value === undefined ? {} : { value }),
        ...(choice ? { selected_option: choice } : {}),
        ...chosen,
        ...static_,
      }
      return send('action', { container, action, ...(isView && where.state ? { state: where.state } : {}) })
    },
    move: (channel, action, whom) =>
      send('members', { channel, action, ...(whom === undefined ? {} : { whom }) }),
    shortcut: (callbackId, on) =>
      send('shortcut', {
        callback_id: callbackId,
        ...(on ? { channel: on.channel, message_ts: on.ts } : {}),
      }),
    views: async () => (await stack()).stack,
    view: () =>
      waitFor(async () => {
        const top = (await stack()).stack.at(-1)
        return top && !asksToWait(top) && top
      }, 'a form to open'),
    fill,
    async submit(view, values = {}) {
      const filled = await fill(view, values)
      return send('submit', { view_id: filled.view.id, state: filled.state })
    },
    suggest: (view, field, query) => suggest(view, fieldOf(view, field), query),
    close: (view) => send('close', { view_id: view.id }),
    async home() {
      const before = (await stack()).home?.hash
      const answer = await send('home', {})
      if (!answer.ok) throw new Error(answer.message)
      return waitFor(async () => {
        const { home } = await stack()
        return home && home.hash !== before ? home : undefined
      }, 'the App Home tab')
    },
    async messages(channel, thread) {
      const answer = await get<Answer<{ messages: readonly LocalMessage[] }>>('messages', {
        channel,
        ...(thread ? { thread_ts: thread } : {}),
      })
      if (!answer.ok) throw new Error(answer.message)
      return answer.messages
    },
    waitFor,
  }
}

const pickerKeys: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
}

function fieldOf(view: LocalView, field: string): Placed {
  const all = placedElements(view.blocks).filter((placed) => placed.element.type !== 'button')
  const found =
    all.find((one) => textOf(one.block.label) === field) ??
    all.find((one) => one.block_id === field || one.action_id === field)
  if (found) return found
  throw new Error(
    `The form ${view.title?.text ?? view.id} has no field ${field}. It has: ${all.map(nameOf).join(', ')}.`,
  )
}

function nameOf(placed: Placed): string {
  return textOf(placed.block.label) ?? placed.action_id
}

function pressable(
  where: LocalMessage | LocalView,
  what: { readonly text?: string; readonly action_id?: string },
): { readonly placed: Placed; readonly choice?: Choice } {
  const all = placedElements(where.blocks ?? [])
  for (const placed of all) {
    if (what.action_id !== undefined && placed.action_id !== what.action_id) continue
    if (what.text === undefined) return { placed }
    if (textOf(placed.element.text) === what.text) return { placed }
    const choice = listedChoices(placed).find((one) => one.text.text === what.text)
    if (choice && placed.element.type === 'overflow') return { placed, choice }
  }
  const names = all.map((one) => textOf(one.element.text) ?? one.action_id)
  throw new Error(`There is no ${what.text ?? what.action_id} to press. There are: ${names.join(', ')}.`)
}

function listedChoices(placed: Placed): readonly Choice[] {
  const { options, option_groups } = placed.element
  const groups = Array.isArray(option_groups) ? option_groups.filter(isRecord) : []
  const grouped = groups.flatMap((group) => (Array.isArray(group.options) ? group.options : []))
  return [...(Array.isArray(options) ? options : []), ...grouped] as readonly Choice[]
}

/** By label, by value, or by the start of a label: what a person would click. */
function choose(choices: readonly Choice[], wanted: string, field: string): Choice {
  const found =
    choices.find((one) => one.text.text === wanted || one.value === wanted) ??
    choices.find((one) => one.text.text.toLowerCase().includes(wanted.toLowerCase()))
  if (!found)
    throw new Error(
      `${field} offers no ${wanted}. It offers: ${choices.map((one) => one.text.text).join(', ') || 'nothing'}.`,
    )
  return found
}

function textOf(value: unknown): string | undefined {
  return isRecord(value) && typeof value.text === 'string' ? value.text : undefined
}
