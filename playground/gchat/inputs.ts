import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { LocalInputs } from '../protocol.ts'
import type { FormInputs } from './events.ts'
import type { Card } from './message-store.ts'

/** The inputs of a card, and what is typed into them, as Google sends it: `common.formInputs`. */

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget
type Action = chat_v1.Schema$GoogleAppsCardV1Action

export interface Input {
  readonly name: string
  readonly label: string
  readonly widget: Widget
}

export function inputsOf(card: Card): readonly Input[] {
  return (card.sections ?? [])
    .flatMap((section) => section.widgets ?? [])
    .flatMap((widget) => [
      widget,
      ...((widget.columns?.columnItems ?? []).flatMap((column) => column.widgets ?? []) as Widget[]),
    ])
    .flatMap((widget) => {
      const input = widget.textInput ?? widget.selectionInput ?? widget.dateTimePicker
      return input?.name ? [{ name: input.name, label: input.label ?? input.name, widget }] : []
    })
}

/** What an input holds: what was typed, else what the card put there. */
export function heldBy({ name, widget }: Input, typed: LocalInputs): readonly string[] {
  const own = typed[name]
  if (own) return own
  if (widget.textInput) return [widget.textInput.value ?? '']
  const items = widget.selectionInput?.items ?? []
  if (widget.selectionInput) return items.filter((item) => item.selected).map((item) => item.value ?? '')
  const at = widget.dateTimePicker?.valueMsEpoch
  return at ? [writtenMoment(Number(at), widget.dateTimePicker?.type ?? '')] : []
}

function writtenMoment(ms: number, type: string): string {
  const iso = new Date(ms).toISOString()
  if (type === 'DATE_ONLY') return iso.slice(0, 10)
  return type === 'TIME_ONLY' ? iso.slice(11, 16) : iso.slice(0, 16)
}

export type Sent =
  | { readonly ok: true; readonly inputs: FormInputs }
  | { readonly ok: false; readonly message: string }

/** `offered` answers which values the app gave a multiselect to choose from, beside the items of the card. */
export function formInputs(
  card: Card,
  typed: LocalInputs,
  offered: (name: string) => ReadonlySet<string>,
): Sent {
  const inputs: Record<string, object> = {}
  for (const input of inputsOf(card)) {
    const { name, label, widget } = input
    const held = heldBy(input, typed)
    if (widget.textInput) {
      const text = held[0] ?? ''
      const limit = widget.textInput.validation?.characterLimit ?? Number.POSITIVE_INFINITY
      if (text.length > limit) return { ok: false, message: `${label}: at most ${limit} characters.` }
      inputs[name] = { stringInputs: { value: [text] } }
    } else if (widget.selectionInput) {
      const known = new Set(widget.selectionInput.items?.map((item) => item.value ?? ''))
      const stranger = held.find((value) => !known.has(value) && !offered(name).has(value))
      if (stranger !== undefined) return { ok: false, message: `${label} has no choice ${stranger}.` }
      if (held.length > 0) inputs[name] = { stringInputs: { value: [...held] } }
    } else if (held[0]) {
      const moment = momentInput(held[0], widget.dateTimePicker?.type ?? '')
      if (!moment) return { ok: false, message: `${label}: ${held[0]} is no date.` }
      inputs[name] = moment
    }
  }
  return { ok: true, inputs }
}

function momentInput(text: string, type: string): object | undefined {
  if (type === 'TIME_ONLY') {
    const [, hours, minutes] = text.match(/^(\d\d):(\d\d)$/) ?? []
    return hours ? { timeInput: { hours: Number(hours), minutes: Number(minutes) } } : undefined
  }
  const ms = Date.parse(type === 'DATE_ONLY' ? `${text}T00:00:00Z` : `${text}Z`)
  if (Number.isNaN(ms)) return undefined
  if (type === 'DATE_ONLY') return { dateInput: { msSinceEpoch: String(ms) } }
  return { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: String(ms) } }
}

/** The labels of what this action wants filled and is empty: Chat's client does not send it then. */
export function missingFor(action: Action, card: Card, typed: LocalInputs): readonly Input[] {
  const wanted = new Set(action.requiredWidgets ?? [])
  return inputsOf(card).filter(
    (input) =>
      (action.allWidgetsAreRequired || wanted.has(input.name)) &&
      heldBy(input, typed).every((value) => value.trim() === ''),
  )
}

/** What stands at a JSON pointer. */
export function pointed(json: unknown, pointer: string): unknown {
  let here = json
  for (const part of pointer.split('/').slice(1)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined
    here = (here as Record<string, unknown>)[part]
  }
  return here
}
