import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import { type FieldPart, fieldsIn, pressablesIn, textsIn } from './gchat/card-parts.ts'
import type {
  Answer,
  LocalDialog,
  LocalFile,
  LocalInputs,
  LocalMessage,
  LocalOutcome,
  LocalState,
  LocalSurface,
  MembersRequest,
} from './protocol.ts'
import { createLocalClient } from './shared/local-client.ts'

type Item = chat_v1.Schema$GoogleAppsCardV1SelectionItem
type Card = chat_v1.Schema$GoogleAppsCardV1Card

/** What is put into a field: text, an item's text or value, a date (`2026-11-22`); a list where several are taken. */
export type ChatFilling = string | readonly string[]
export type ChatFillings = Readonly<Record<string, ChatFilling>>

export interface ChatFilled {
  readonly dialog: LocalDialog
  readonly inputs: LocalInputs
}

/** A person in the local Google Chat, for the demo and the tests. It speaks `/local-chat/*` only. Spaces go by name or id. */
export interface ChatPerson {
  readonly user: string
  readonly state: () => Promise<LocalState>
  /** Types a slash command, in a thread too: `command('Support desk', '/case list')`. */
  readonly command: (
    space: string,
    line: string,
    more?: { readonly thread?: string; readonly files?: readonly string[] },
  ) => Promise<Answer<LocalOutcome>>
  readonly say: (
    space: string,
    text: string,
    more?: { readonly thread?: string; readonly files?: readonly string[] },
  ) => Promise<Answer<LocalOutcome & { readonly ts: string }>>
  readonly upload: (name: string, bytes: Uint8Array | string) => Promise<LocalFile>
  readonly download: (file: LocalFile) => Promise<Uint8Array>
  /** Presses a button or an item of a menu, by its words: in a message, in the open dialog, or in the app's home. */
  readonly press: (where: LocalMessage | LocalDialog | 'home', text: string) => Promise<Answer<LocalOutcome>>
  /** The open dialog, once there is one. */
  readonly dialog: () => Promise<LocalDialog>
  readonly openDialog: () => Promise<LocalDialog | null>
  /**
   * Puts values into fields, named by label or name. A field that tells the app of its change does so, and what was typed is then
   * what the app drew anew; the dialog that stands there in the end is answered with what it holds.
   */
  readonly fill: (dialog: LocalDialog, values: ChatFillings) => Promise<ChatFilled>
  /** Fills, then presses the dialog's primary button, or the one that is named. */
  readonly submit: (
    dialog: LocalDialog,
    values?: ChatFillings,
    button?: string,
  ) => Promise<Answer<LocalOutcome>>
  readonly suggest: (
    dialog: LocalDialog,
    field: string,
    query: string,
  ) => Promise<Answer<{ readonly items: readonly Item[] }>>
  /** Closes the dialog by its cross, of which the app is told. */
  readonly close: () => Promise<Answer>
  /** Opens the Home tab: the app's card. */
  readonly home: () => Promise<Card>
  readonly messages: (space: string, thread?: string) => Promise<readonly LocalMessage[]>
  /** Comes into a space or goes, brings somebody in or takes them out: by name or id. */
  readonly move: (space: string, action: MembersRequest['action'], whom?: string) => Promise<Answer>
  /** Somebody adds the app to the space, or takes it out. */
  readonly attend: (space: string, present: boolean) => Promise<Answer<LocalOutcome>>
  /** Looks again and again until there is something. */
  readonly waitFor: <T>(look: () => Promise<T | undefined | false>, what?: string) => Promise<T>
}

/** All words of a message or a dialog. */
export function wordsOf(what: LocalMessage | LocalDialog): string {
  return 'card' in what ? textsIn(what.card) : [what.text, textsIn(what.cards ?? [])].join('\n')
}

export function createChatPerson(
  localUrl: string,
  user: string,
  options: { readonly patienceMs?: number } = {},
): ChatPerson {
  const base = `${localUrl.replace(/\/$/, '')}/local-chat`
  const { get, send, waitFor } = createLocalClient(base, user, options.patienceMs)

  async function openDialog(): Promise<LocalDialog | null> {
    return (await get<{ dialog: LocalDialog | null }>('dialog')).dialog
  }

  function suggestIn(dialog: LocalDialog, field: FieldPart, value: string, inputs: LocalInputs = {}) {
    const surface: LocalSurface = { type: 'dialog', id: dialog.id }
    return send<{ readonly items: readonly Item[] }>('suggest', { surface, at: field.at, value, inputs })
  }

  /** The values of one field: as typed, or those of the items that were meant. */
  async function valuesFor(
    dialog: LocalDialog,
    field: FieldPart,
    filling: ChatFilling,
    inputs: LocalInputs,
  ): Promise<readonly string[]> {
    const wanted = typeof filling === 'string' ? [filling] : filling
    if (!field.selection) return wanted
    const source = field.selection.externalDataSource
    const chosen: string[] = []
    for (const one of wanted) {
      const items = [...(field.selection.items ?? [])]
      if (source) {
        const answer = await suggestIn(dialog, field, one, inputs)
        if (!answer.ok) throw new Error(`${field.label} gave no choices for ${one}: ${answer.message}`)
        items.unshift(...answer.items)
      }
      chosen.push(choose(items, one, field.label))
    }
    return chosen
  }

  async function fill(opened: LocalDialog, values: ChatFillings): Promise<ChatFilled> {
    let dialog = opened
    let inputs: LocalInputs = {}
    for (const [name, filling] of Object.entries(values)) {
      const field = fieldOf(dialog, name)
      inputs = { ...inputs, [field.name]: await valuesFor(dialog, field, filling, inputs) }
      const changed =
        field.selection?.onChangeAction ?? field.date?.onChangeAction ?? field.text?.onChangeAction
      if (!changed) continue
      const surface: LocalSurface = { type: 'dialog', id: dialog.id }
      const at = `${field.at}/onChangeAction`
      const answer = await send<LocalOutcome>('click', { surface, at, inputs })
      if (!answer.ok) throw new Error(`${field.label} could not be sent: ${answer.message}`)
      if (!answer.dialog) throw new Error(`The dialog closed when ${field.label} changed`)
      const isNew = answer.dialog.step !== dialog.step
      dialog = answer.dialog
      if (isNew && !changed.persistValues) inputs = {}
    }
    return { dialog, inputs }
  }

  return {
    user,
    state: () => get('state'),
    command: (space, line, more = {}) =>
      send('command', {
        channel: space,
        line,
        ...(more.thread ? { thread_ts: more.thread } : {}),
        ...(more.files ? { files: more.files } : {}),
      }),
    say: (space, text, more = {}) =>
      send('message', {
        channel: space,
        text,
        ...(more.thread ? { thread_ts: more.thread } : {}),
        ...(more.files ? { files: more.files } : {}),
      }),
    async upload(name, bytes) {
      const response = await fetch(`${base}/file?${new URLSearchParams({ user, name })}`, {
        method: 'POST',
        body: typeof bytes === 'string' ? bytes : new Uint8Array(bytes),
      })
      const answer = (await response.json()) as Answer<{ file: LocalFile }>
      if (!answer.ok) throw new Error(answer.message)
      return answer.file
    },
    async download(file) {
      const response = await fetch(`${base}/file/${file.id}?${new URLSearchParams({ user })}`)
      if (!response.ok) throw new Error(`${file.name} could not be fetched: ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    async press(where, text) {
      if (where === 'home') {
        const answer = await send<{ card: Card | null }>('home', {})
        if (!answer.ok) throw new Error(answer.message)
        return send('click', { surface: { type: 'home' }, at: buttonIn(answer.card, text) })
      }
      const isDialog = 'card' in where
      const surface: LocalSurface = isDialog
        ? { type: 'dialog', id: where.id }
        : { type: 'message', channel: where.channel, ts: where.ts }
      return send('click', { surface, at: buttonIn(isDialog ? where.card : where.cards, text) })
    },
    dialog: () => waitFor(async () => (await openDialog()) ?? undefined, 'a dialog to open'),
    openDialog,
    fill,
    async submit(opened, values = {}, button) {
      const { dialog, inputs } = await fill(opened, values)
      const at = button ? buttonIn(dialog.card, button) : primaryIn(dialog.card)
      return send('click', { surface: { type: 'dialog', id: dialog.id }, at, inputs })
    },
    suggest: (dialog, field, query) => suggestIn(dialog, fieldOf(dialog, field), query),
    close: () => send('close', { cross: true }),
    async home() {
      const answer = await send<{ card: Card | null }>('home', {})
      if (!answer.ok) throw new Error(answer.message)
      if (!answer.card) throw new Error('The app has put nothing into its home.')
      return answer.card
    },
    async messages(space, thread) {
      const answer = await get<Answer<{ messages: readonly LocalMessage[] }>>('messages', {
        channel: space,
        ...(thread ? { thread_ts: thread } : {}),
      })
      if (!answer.ok) throw new Error(answer.message)
      return answer.messages
    },
    move: (channel, action, whom) =>
      send('members', { channel, action, ...(whom === undefined ? {} : { whom }) }),
    attend: (space, present) => send('attend', { channel: space, present }),
    waitFor,
  }
}

function fieldOf(dialog: LocalDialog, name: string): FieldPart {
  const all = fieldsIn(dialog.card)
  const bare = (label: string) => label.replace(/ \(optional\)$|（任意）$/, '')
  const found = all.find((one) => bare(one.label) === name) ?? all.find((one) => one.name === name)
  if (found) return found
  const title = dialog.card.header?.title ?? dialog.id
  throw new Error(
    `The dialog ${title} has no field ${name}. It has: ${all.map((one) => one.label).join(', ')}.`,
  )
}

function buttonIn(root: unknown, text: string): string {
  const all = pressablesIn(root)
  const found = all.find((one) => one.text === text)
  if (found) return found.at
  throw new Error(`There is no ${text} to press. There are: ${all.map((one) => one.text).join(', ')}.`)
}

/** The footer's primary button, or, where there is no footer, the last one. */
function primaryIn(card: Card): string {
  const all = pressablesIn(card)
  const found = all.find((one) => one.at === '/fixedFooter/primaryButton/onClick/action') ?? all.at(-1)
  if (!found) throw new Error('There is nothing to press in this dialog.')
  return found.at
}

/** By text, by value, or by a part of the text: what a person would click. */
function choose(items: readonly Item[], wanted: string, field: string): string {
  const found =
    items.find((one) => one.text === wanted || one.value === wanted) ??
    items.find((one) => one.text?.toLowerCase().includes(wanted.toLowerCase()))
  if (found?.value) return found.value
  const offered = items.map((one) => one.text).join(', ') || 'nothing'
  throw new Error(`${field} offers no ${wanted}. It offers: ${offered}.`)
}
