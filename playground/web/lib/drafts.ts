import type { KnownBlock } from '@slack/types'
import type { LocalFile, LocalViewState } from '../../protocol.ts'
import { type Field, getActionId, listFields, type Option, toPlainText } from './block-kit.ts'

/** What stands in a field at this moment, the same shape for every kind of choice. */
export type Draft =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'options'; readonly options: readonly Option[] }
  | { readonly kind: 'files'; readonly files: readonly LocalFile[] }

export type Drafts = Readonly<Record<string, Draft>>

export function toDraftKey(block: string, field: Field): string {
  return `${block} ${getActionId(field)} ${field.type}`
}

function text(value: string | number | undefined): Draft {
  return { kind: 'text', text: value === undefined ? '' : String(value) }
}

function options(list: readonly (Option | undefined)[]): Draft {
  return { kind: 'options', options: list.filter((each) => each !== undefined) }
}

/** A person or channel as an option: its id is the value; the name is looked up where it is shown. */
export function toIdOption(id: string): Option {
  return { text: toPlainText(id), value: id }
}

function ids(list: readonly (string | undefined)[]): Draft {
  return options(list.map((each) => (each === undefined ? undefined : toIdOption(each))))
}

/** What the bot put into a field at first. */
export function readInitialDraft(field: Field): Draft {
  switch (field.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return text(field.initial_value)
    case 'datepicker':
      return text(field.initial_date)
    case 'timepicker':
      return text(field.initial_time)
    case 'datetimepicker':
      return text(field.initial_date_time)
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return options([field.initial_option])
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return options(field.initial_options ?? [])
    case 'users_select':
      return ids([field.initial_user])
    case 'channels_select':
      return ids([field.initial_channel])
    case 'conversations_select':
      return ids([field.initial_conversation])
    case 'multi_users_select':
      return ids(field.initial_users ?? [])
    case 'multi_channels_select':
      return ids(field.initial_channels ?? [])
    case 'multi_conversations_select':
      return ids(field.initial_conversations ?? [])
    case 'file_input':
      return { kind: 'files', files: [] }
    case 'rich_text_input':
      return text(undefined)
  }
}

export function findDraft(drafts: Drafts, block: string, field: Field): Draft {
  return drafts[toDraftKey(block, field)] ?? readInitialDraft(field)
}

/** The drafts of fields that are still there: what was typed elsewhere is forgotten, as in Slack. */
export function keepDrafts(drafts: Drafts, blocks: readonly KnownBlock[]): Drafts {
  const there = new Set(listFields(blocks).map(({ block, field }) => toDraftKey(block, field)))
  const kept = Object.entries(drafts).filter(([key]) => there.has(key))
  return kept.length === Object.keys(drafts).length ? drafts : Object.fromEntries(kept)
}

/** A field's value in Slack's own words, as it stands in `view.state.values` and in an action. */
export function toSlackValue(field: Field, draft: Draft): Readonly<Record<string, unknown>> {
  const { type } = field
  if (draft.kind === 'files') return { type, files: draft.files }
  if (draft.kind === 'text') {
    const value = draft.text === '' ? null : draft.text
    if (type === 'datepicker') return { type, selected_date: value }
    if (type === 'timepicker') return { type, selected_time: value }
    if (type === 'datetimepicker') return { type, selected_date_time: value === null ? null : Number(value) }
    return { type, value }
  }
  const chosen = draft.options
  const values = chosen.map((each) => each.value)
  switch (type) {
    case 'users_select':
      return { type, selected_user: values[0] ?? null }
    case 'channels_select':
      return { type, selected_channel: values[0] ?? null }
    case 'conversations_select':
      return { type, selected_conversation: values[0] ?? null }
    case 'multi_users_select':
      return { type, selected_users: values }
    case 'multi_channels_select':
      return { type, selected_channels: values }
    case 'multi_conversations_select':
      return { type, selected_conversations: values }
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: chosen }
    default:
      return { type, selected_option: chosen[0] ?? null }
  }
}

/** `values[block_id][action_id]` of everything that holds a value. */
export function toViewState(blocks: readonly KnownBlock[], drafts: Drafts): LocalViewState {
  const state: Record<string, Record<string, unknown>> = {}
  for (const { block, field } of listFields(blocks)) {
    const values = state[block] ?? {}
    values[getActionId(field)] = toSlackValue(field, findDraft(drafts, block, field))
    state[block] = values
  }
  return state
}

const single = ['selected_user', 'selected_channel', 'selected_conversation']
const several = ['selected_users', 'selected_channels', 'selected_conversations']

/** The reverse of `slackValue`: what the server still knows of a form that was open before the page was loaded. */
function fromSlack(value: Readonly<Record<string, unknown>>): Draft | null {
  for (const [key, held] of Object.entries(value)) {
    if (held === null || key === 'type') continue
    if (key === 'files') return { kind: 'files', files: held as readonly LocalFile[] }
    if (key === 'selected_options') return options(held as readonly Option[])
    if (key === 'selected_option') return options([held as Option])
    if (single.includes(key)) return ids([String(held)])
    if (several.includes(key)) return ids((held as readonly string[]).map(String))
    return text(String(held))
  }
  return null
}

/** The drafts that a view's state stands for. */
export function readDrafts(blocks: readonly KnownBlock[], state: LocalViewState | undefined): Drafts {
  const drafts: Record<string, Draft> = {}
  for (const { block, field } of listFields(blocks)) {
    const value = state?.[block]?.[getActionId(field)]
    const draft = typeof value === 'object' && value !== null ? fromSlack({ ...value }) : null
    if (draft) drafts[toDraftKey(block, field)] = draft
  }
  return drafts
}
