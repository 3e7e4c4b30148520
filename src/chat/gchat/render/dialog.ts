import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Conversation } from '../../../../commands/define.ts'
import type { Field, Form, Values } from '../../../../views/view.ts'
import { isDate, isField, keepsTyped, type TypedValues } from '../../form-values.ts'
import { clean, cut, isBlank } from '../../plain-text.ts'
import { type Group, paragraph, renderBlock } from './blocks.ts'
import { closeButton, footerButton } from './buttons.ts'
import { fieldWidgets, requiredName } from './fields.ts'
import { type Frame, fitCard } from './fit.ts'
import { limits } from './limits.ts'
import { askSubmit, type FieldShape, type FormState, readTouched, toMark } from './parameters.ts'
import { wordsFor } from './render-messages.ts'
import type { Speaker } from './speaker.ts'
import { bold, line } from './text.ts'

type ChatCard = chat_v1.Schema$GoogleAppsCardV1Card

export interface DialogOptions extends Speaker {
  readonly place: Conversation
  /** Made when the dialog opens; stays the same while it is open. */
  readonly dialog: string
  readonly step: number
  /** News above the form: what went wrong, told at which field. */
  readonly note?: string
  /** What stands in the dialog that this one is drawn over. */
  readonly typed?: Values
  /** That dialog's memory: it tells which fields the person changed. Without one, all of `typed` counts as changed. */
  readonly over?: FormState
}

/** A form as a dialog, with what was typed before still in it. Its submit and close buttons stand at the bottom. */
export function toDialog(form: Form, how: DialogOptions): ChatCard {
  const speaker: Speaker = { locale: how.locale, timeZone: how.timeZone, callback: how.callback }
  const typed = keepTyped(form, how)
  const parts = form.parts.map((part) => (isField(part) && typed ? withTyped(part, typed) : part))
  const fields = parts.filter(isField)
  const memory: FormState = {
    command: form.command,
    dialog: how.dialog,
    step: how.step,
    formState: form.formState,
    fields: Object.fromEntries(fields.map((field) => [field.name, toShape(field, typed)])),
    place: how.place,
  }
  return fitCard(
    (most) => {
      const drawing = { speaker, surface: 'dialog', most, memory } as const
      return [
        ...noteGroups(how.note),
        ...parts.map(
          (part): Group =>
            isField(part) ? { kept: true, widgets: fieldWidgets(part, drawing) } : renderBlock(part, drawing),
        ),
      ]
    },
    { header: { title: line(form.title, limits.control) }, ...footer(form, fields, memory, speaker) },
    wordsFor(how.locale).cut,
    `The form of ${form.command} is more than a dialog of Google Chat takes`,
  )
}

function noteGroups(note: string | undefined): readonly Group[] {
  if (note === undefined || isBlank(note)) return []
  return [{ kept: true, widgets: paragraph(bold(cut(clean(note), limits.note))) }]
}

function footer(form: Form, fields: readonly Field[], memory: FormState, speaker: Speaker): Frame {
  const close = form.close === undefined ? undefined : closeButton(form.close, speaker)
  if (form.submit === undefined && fields.length === 0) {
    return close ? { fixedFooter: { primaryButton: close } } : {}
  }
  const required = fields.flatMap(requiredName)
  const action: chat_v1.Schema$GoogleAppsCardV1Action = {
    function: speaker.callback,
    parameters: askSubmit(memory),
    loadIndicator: 'SPINNER',
    persistValues: true,
    ...(required.length > 0 ? { requiredWidgets: required } : {}),
  }
  const submit = footerButton(form.submit ?? wordsFor(speaker.locale).ok, action, 'first')
  return { fixedFooter: { primaryButton: submit, ...(close ? { secondaryButton: close } : {}) } }
}

/** What stands in the open dialog, as far as it is still this form's. */
function keepTyped(form: Form, { typed, over }: DialogOptions): TypedValues | undefined {
  if (!typed) return undefined
  const names = form.parts.filter(isField).map((field) => field.name)
  return { values: typed, touched: over ? readTouched(typed, over) : new Set(names) }
}

/** The field with what stands in it as its first value. */
function withTyped(field: Field, typed: TypedValues): Field {
  const value = typed.values[field.name]
  if (value === undefined || field.kind === 'files' || !keepsTyped(field, typed)) return field
  const text = typeof value === 'string' ? value : (value[0] ?? '')
  switch (field.kind) {
    case 'checks':
      return { ...field, initial: [value].flat() }
    case 'search': {
      const { initial, ...empty } = field
      if (text === '') return empty
      // Chat brings back the value alone; the form itself knows the name of what it depends on.
      return initial?.value === text ? field : { ...field, initial: { value: text, label: text } }
    }
    default:
      return { ...field, initial: text }
  }
}

function toShape(field: Field, typed: TypedValues | undefined): FieldShape {
  const touched = typed?.touched.has(field.name) === true && typed.values[field.name] !== undefined
  return {
    kind: field.kind,
    label: line(field.label, limits.label),
    drawn: toMark(drawnValue(field)),
    touched,
  }
}

/** What Chat brings back for a field that nobody touched. */
function drawnValue(field: Field): Values[string] {
  switch (field.kind) {
    case 'files':
      return []
    case 'checks':
      return (field.initial ?? []).filter((value) => field.options.some((option) => option.value === value))
    case 'select':
    case 'radio':
      return field.options.some((option) => option.value === field.initial) ? (field.initial ?? '') : ''
    case 'search':
      return field.initial?.value ?? ''
    case 'date':
      return isDate(field.initial) ? field.initial : ''
    case 'text':
      return clean(field.initial ?? '')
  }
}
