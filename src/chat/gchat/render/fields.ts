import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Field, Option } from '../../../../views/view.ts'
import { isDate } from '../../form-values.ts'
import { clean, isBlank } from '../../plain-text.ts'
import { type Drawing, paragraph } from './blocks.ts'
import { limits } from './limits.ts'
import { askChoices, askRefresh, type FormState, noChoice, partName } from './parameters.ts'
import { wordsFor } from './render-messages.ts'
import { bold, faint, line, oneLine, plain } from './text.ts'

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget
type Action = chat_v1.Schema$GoogleAppsCardV1Action
type Item = chat_v1.Schema$GoogleAppsCardV1SelectionItem
type Selection = chat_v1.Schema$GoogleAppsCardV1SelectionInput

/** Where a field is drawn, and what its own events carry. */
export interface FieldDrawing extends Drawing {
  readonly memory: FormState
}

export function fieldWidgets(field: Field, drawing: FieldDrawing): readonly Widget[] {
  const label = toLabel(field, drawing)
  switch (field.kind) {
    case 'text':
      return [textInput(field, label, drawing), ...refreshButton(field, drawing)]
    case 'select':
    case 'radio':
    case 'checks': {
      if (field.options.length === 0) return paragraph(`${bold(label)}<br>–`)
      return [...menus(field, label, drawing), ...below(field, drawing)]
    }
    case 'search':
      return [searchMenu(field, label, drawing), ...below(field, drawing)]
    case 'date':
      return [datePicker(field, label, drawing), ...below(field, drawing)]
    case 'files':
      return paragraph(`${bold(oneLine(field.label, limits.control))}<br>${faint(filesText(drawing))}`)
  }
}

function filesText({ speaker }: Drawing): string {
  return wordsFor(speaker.locale).files
}

function toLabel(field: Field, { speaker }: Drawing): string {
  const label = line(field.label, limits.control)
  return field.optional ? wordsFor(speaker.locale).optional(label) : label
}

function change(field: Field, drawing: FieldDrawing): { onChangeAction?: Action } {
  return field.refresh ? { onChangeAction: refreshAction(drawing) } : {}
}

function refreshAction({ speaker, memory }: FieldDrawing): Action {
  return { function: speaker.callback, parameters: askRefresh(memory), loadIndicator: 'SPINNER' }
}

/** The same by hand: Google says in one place that dialogs tell of changes, in another that they do not. */
function refreshButton(field: Field, drawing: FieldDrawing): readonly Widget[] {
  if (!field.refresh) return []
  const text = wordsFor(drawing.speaker.locale).refresh
  const button = { text, type: 'BORDERLESS', onClick: { action: refreshAction(drawing) } }
  return [{ buttonList: { buttons: [button] } }]
}

/** What a menu or a day picker cannot say itself: its hint, its placeholder; and the button of a field that refreshes. */
function below(field: Exclude<Field, { kind: 'text' | 'files' }>, drawing: FieldDrawing): readonly Widget[] {
  const placeholder = 'placeholder' in field && !showsNoChoice(field) ? field.placeholder : undefined
  const told = [placeholder, field.hint].filter((text) => text !== undefined && !isBlank(text))
  const text = told.map((value) => plain(value ?? '', Math.min(limits.value, drawing.most))).join('\n')
  return [...paragraph(text === '' ? '' : faint(text)), ...refreshButton(field, drawing)]
}

function textInput(field: Extract<Field, { kind: 'text' }>, label: string, drawing: FieldDrawing): Widget {
  const { hint, placeholder, maxLength, multiline } = field
  const initial = clean(field.initial ?? '')
  const shown = (text: string | undefined) => text !== undefined && !isBlank(text)
  return {
    textInput: {
      name: field.name,
      label,
      type: multiline ? 'MULTIPLE_LINE' : 'SINGLE_LINE',
      ...(shown(hint) ? { hintText: plain(hint ?? '', Math.min(limits.value, drawing.most)) } : {}),
      ...(shown(placeholder) ? { placeholderText: line(placeholder ?? '', limits.control) } : {}),
      ...(initial === '' ? {} : { value: initial }),
      ...(maxLength === undefined ? {} : { validation: { inputType: 'TEXT', characterLimit: maxLength } }),
      ...change(field, drawing),
    },
  }
}

type Choice = Extract<Field, { kind: 'select' | 'radio' | 'checks' }>
const types = { select: 'DROPDOWN', radio: 'RADIO_BUTTON', checks: 'CHECK_BOX' } as const

/** A chosen entry can be taken back only by another entry: one for no choice, where there may be none. */
function showsNoChoice(field: Field): boolean {
  return field.kind === 'select' && (field.optional === true || !fitsOneMenu(field))
}

function fitsOneMenu(field: Choice): boolean {
  return field.options.length <= limits.items - (field.kind === 'select' && field.optional ? 1 : 0)
}

/** One menu; more where there are more entries than Chat shows in one. */
function menus(field: Choice, label: string, drawing: FieldDrawing): readonly Widget[] {
  const chosen = new Set([field.initial ?? []].flat())
  const none = showsNoChoice(field)
  const most = limits.items - (none ? 1 : 0)
  const parts: Widget[] = []
  for (let at = 0; at < field.options.length; at += most) {
    const options = field.options.slice(at, at + most)
    const items = options.map((option) => item(option, drawing, chosen.has(option.value)))
    const whole = options.length === field.options.length
    const selectionInput: Selection = {
      name: partName(field.name, parts.length),
      label: whole ? label : `${label} ${at + 1}–${at + options.length}`,
      type: types[field.kind],
      items: none ? [noneItem(field, items), ...items] : items,
      ...change(field, drawing),
    }
    parts.push({ selectionInput })
  }
  return parts
}

function noneItem(field: Choice, items: readonly Item[]): Item {
  const placeholder = 'placeholder' in field ? (field.placeholder ?? '') : ''
  return {
    text: line(placeholder, limits.control),
    value: noChoice,
    selected: !items.some((selectionItem) => selectionItem.selected),
  }
}

/** Radio buttons and check boxes have no second line: what describes an entry stands after its name. */
function item(option: Option, { most }: Drawing, selected: boolean): Item {
  const label = isBlank(option.label) ? option.value : option.label
  const described = option.description && !isBlank(option.description) && most > limits.control
  const text = described ? `${label} – ${option.description}` : label
  return {
    text: line(text, Math.min(limits.control * (described ? 2 : 1), most)),
    value: option.value,
    selected,
  }
}

function searchMenu(field: Extract<Field, { kind: 'search' }>, label: string, drawing: FieldDrawing): Widget {
  const { speaker, memory } = drawing
  return {
    selectionInput: {
      name: field.name,
      label,
      type: 'MULTI_SELECT',
      multiSelectMaxSelectedItems: 1,
      multiSelectMinQueryLength: field.minQuery ?? 0,
      externalDataSource: { function: speaker.callback, parameters: askChoices(memory, field.source) },
      ...(field.initial
        ? {
            items: toSuggestions([field.initial]).map((selectionItem) => ({
              ...selectionItem,
              selected: true,
            })),
          }
        : {}),
      ...change(field, drawing),
    },
  }
}

/** The entries of a menu that is searched while typing. */
export function toSuggestions(options: readonly Option[]): Item[] {
  return options
    .filter((option) => option.value !== '')
    .slice(0, limits.items)
    .map(({ value, label, description }) => ({
      text: line(isBlank(label) ? value : label, limits.control),
      value,
      selected: false,
      ...(description && !isBlank(description) ? { bottomText: line(description, limits.control) } : {}),
    }))
}

function datePicker(field: Extract<Field, { kind: 'date' }>, label: string, drawing: FieldDrawing): Widget {
  const day = isDate(field.initial) ? { valueMsEpoch: String(Date.parse(field.initial)) } : {}
  return {
    dateTimePicker: { name: field.name, label, type: 'DATE_ONLY', ...day, ...change(field, drawing) },
  }
}

/** The widget that must be filled in before Chat sends the form; none where Chat cannot tell. */
export function requiredName(field: Field): readonly string[] {
  if (field.optional || field.kind === 'files' || field.kind === 'radio' || field.kind === 'checks') return []
  if (field.kind === 'select' && (field.options.length === 0 || !fitsOneMenu(field))) return []
  return [field.name]
}
