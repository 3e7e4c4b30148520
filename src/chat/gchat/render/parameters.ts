/** Everything that a click brings back, as the parameters of its action: strings by name. */
import { createHash } from 'node:crypto'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { z } from 'zod'
import type { Conversation } from '../../../../commands/define.ts'
import type { Button, Field, Form, Values } from '../../../../views/view.ts'
import { clean } from '../../plain-text.ts'
import { RenderError } from '../../render-error.ts'
import { limits } from './limits.ts'
import { line, plain } from './text.ts'

type Parameter = chat_v1.Schema$GoogleAppsCardV1ActionParameter

const fieldKinds = ['text', 'select', 'search', 'checks', 'radio', 'date', 'files'] as const

/** What is needed to read a field's input and to tell an error at it. */
export interface FieldShape {
  readonly kind: Field['kind']
  /** Empty where only the values are asked for: a redrawn form and suggestions need no labels. */
  readonly label: string
  /** A mark of the value that the field was drawn with: another value tells that the person changed it. */
  readonly drawn: string
  /** The person changed it in an earlier drawing of the same form. */
  readonly touched: boolean
}

/** What a dialog carries along unseen. `dialog` and `step` tell a repeated submission from the next one (CRE-8). */
export interface FormState {
  readonly command: string
  /** Made when the dialog opens; the same through all its steps. */
  readonly dialog: string
  /** Counts the forms that were answered in this dialog. */
  readonly step: number
  readonly formState: Form['formState']
  readonly fields: Readonly<Record<string, FieldShape>>
  readonly place: Conversation
}

/** What a click, a change or a type-ahead asks for. */
export type CardRequest =
  | {
      readonly kind: 'command'
      readonly command: string
      readonly args: Readonly<Record<string, string>>
      /** The form in whose dialog the button stands: what is typed there must not be lost to the click. */
      readonly memory?: FormState
    }
  /** A button that wants a confirmation: answer with the dialog of `confirmationOf`, whose yes is the command. */
  | { readonly kind: 'confirm'; readonly button: Button }
  /** Cancel, or no to a confirmation: close the dialog. */
  | { readonly kind: 'close' }
  | { readonly kind: 'submit'; readonly memory: FormState }
  | { readonly kind: 'refresh'; readonly memory: FormState }
  /** Suggestions for a `search` field. Its memory holds no fields. */
  | { readonly kind: 'choices'; readonly memory: FormState; readonly source: string }

const Strings = z.record(z.string(), z.string())
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue('no JSON')
    return z.NEVER
  }
})
const Confirm = z.object({ title: z.string(), text: z.string(), yes: z.string(), no: z.string() })
/** Short, since each control of a dialog carries it: a card may weigh 32 KB. */
const Carried = z
  .object({
    c: z.string(),
    d: z.string(),
    s: z.number().int().nonnegative(),
    h: Strings,
    p: z.union([z.tuple([z.string()]), z.tuple([z.string(), z.string()])]),
    f: z.array(
      z.tuple([
        z.string(),
        z
          .number()
          .int()
          .min(0)
          .max(fieldKinds.length - 1),
        z.string(),
        z.union([z.literal(0), z.literal(1)]),
        z.string(),
      ]),
    ),
  })
  .transform(
    ({ c, d, s, h, p: [channel, thread], f }): FormState => ({
      command: c,
      dialog: d,
      step: s,
      formState: h,
      place: { platform: 'gchat', tenant: '', channel, ...(thread === undefined ? {} : { thread }) },
      fields: Object.fromEntries(
        f.map(([name, kind, drawn, touched, label]) => [
          name,
          { kind: fieldKinds[kind] ?? 'text', label, drawn, touched: touched === 1 },
        ]),
      ),
    }),
  )
const memory = json.pipe(Carried)
const args = json.pipe(Strings)

const Parameters = z.discriminatedUnion('ct', [
  z.object({ ct: z.literal('command'), command: z.string().min(1), args, memory: memory.optional() }),
  z.object({
    ct: z.literal('confirm'),
    command: z.string().min(1),
    args,
    label: z.string(),
    style: z.enum(['primary', 'danger']).optional(),
    confirm: json.pipe(Confirm),
  }),
  z.object({ ct: z.literal('close') }),
  z.object({ ct: z.literal('submit'), memory }),
  z.object({ ct: z.literal('refresh'), memory }),
  z.object({ ct: z.literal('choices'), memory, source: z.string().min(1) }),
])

/** Reads what a click brought; undefined for what is not ours or no longer understood. */
export function readParameters(parameters: Readonly<Record<string, string>>): CardRequest | undefined {
  const read = Parameters.safeParse(parameters)
  if (!read.success) return undefined
  const asked = read.data
  switch (asked.ct) {
    case 'command': {
      const { command, args: given, memory: within } = asked
      return { kind: 'command', command, args: given, ...(within ? { memory: within } : {}) }
    }
    case 'confirm': {
      const { command, args: given, label, style, confirm } = asked
      const button = { label, command, args: given, confirm, ...(style ? { style } : {}) }
      return { kind: 'confirm', button }
    }
    case 'close':
      return { kind: 'close' }
    case 'submit':
    case 'refresh':
      return { kind: asked.ct, memory: asked.memory }
    case 'choices':
      return { kind: 'choices', memory: asked.memory, source: asked.source }
  }
}

function written(values: Readonly<Record<string, string | undefined>>): Parameter[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
}

/** The parameters of a command's button, with the form it stands in; of the question before it, where it has one. */
export function askCommand(button: Button, within?: FormState): Parameter[] {
  const given = JSON.stringify(button.args)
  if (given.length > limits.arguments) {
    throw new RenderError(
      `The arguments of the button for ${button.command} are ${given.length} characters long; ${limits.arguments} are taken`,
    )
  }
  const { command, label, style, confirm } = button
  if (!confirm) return written({ ct: 'command', command, args: given, memory: within && carried(within) })
  const question = {
    title: line(confirm.title, limits.label),
    text: plain(confirm.text, limits.question),
    yes: line(confirm.yes, limits.label),
    no: line(confirm.no, limits.label),
  }
  return written({
    ct: 'confirm',
    command,
    args: given,
    label: line(label, limits.label),
    style,
    confirm: JSON.stringify(question),
  })
}

export function askClose(): Parameter[] {
  return written({ ct: 'close' })
}

export function askSubmit(formState: FormState): Parameter[] {
  return written({ ct: 'submit', memory: carried(formState) })
}

/** Without the labels, which only errors need. */
export function askRefresh(formState: FormState): Parameter[] {
  const fields = Object.fromEntries(
    Object.entries(formState.fields).map(([name, shape]) => [name, { ...shape, label: '' }]),
  )
  return written({ ct: 'refresh', memory: carried({ ...formState, fields }) })
}

/** Without the fields: a source is asked with what was typed into its own field alone. */
export function askChoices(formState: FormState, source: string): Parameter[] {
  return written({ ct: 'choices', memory: carried({ ...formState, fields: {} }), source })
}

function carried({ command, dialog, step, formState: hidden, place, fields }: FormState): string {
  const short: z.input<typeof Carried> = {
    c: command,
    d: dialog,
    s: step,
    h: hidden,
    p: place.thread === undefined ? [place.channel] : [place.channel, place.thread],
    f: Object.entries(fields).map(([name, { kind, drawn, touched, label }]) => [
      name,
      fieldKinds.indexOf(kind),
      drawn,
      touched ? 1 : 0,
      label,
    ]),
  }
  return JSON.stringify(short)
}

/** Six letters that stand for a value. */
export function toMark(value: Values[string]): string {
  const text = typeof value === 'string' ? value : JSON.stringify([...value].sort())
  return createHash('sha256').update(text).digest('base64url').slice(0, 6)
}

/** The names of the fields that the person changed in this dialog. */
export function readTouched(values: Values, formState: FormState): ReadonlySet<string> {
  return new Set(
    Object.entries(formState.fields).flatMap(([name, { touched, drawn }]) => {
      const value = values[name]
      return touched || (value !== undefined && toMark(value) !== drawn) ? [name] : []
    }),
  )
}

/** The entry that stands for no choice: a menu of Google Chat cannot be emptied again. */
export const noChoice = '_none'

/** A menu takes 100 entries: more go into further menus, under the field's name and a number. */
export function partName(field: string, part: number): string {
  return part === 0 ? field : `${field}#${part + 1}`
}

const maxParts = 20

/** What stands in the widgets of a form, by the names of its fields. */
export function readInputs(
  inputs: Readonly<Record<string, chat_v1.Schema$Inputs>> | undefined,
  formState: Pick<FormState, 'fields'>,
): Values {
  const values: Record<string, string | readonly string[]> = {}
  for (const [name, { kind }] of Object.entries(formState.fields)) {
    const parts = Array.from({ length: maxParts }, (_, part) => inputs?.[partName(name, part)])
    values[name] = inputValue(
      kind,
      parts.filter((inputs) => inputs !== undefined),
    )
  }
  return values
}

function inputValue(kind: Field['kind'], parts: readonly chat_v1.Schema$Inputs[]): Values[string] {
  if (kind === 'files') return []
  if (kind === 'date') return readDate(parts[0])
  const given = parts.flatMap((part) => part.stringInputs?.value ?? []).map(String)
  if (kind === 'text') return clean(given[0] ?? '')
  const chosen = given.filter((value) => value !== '' && value !== noChoice)
  return kind === 'checks' ? [...new Set(chosen)] : (chosen[0] ?? '')
}

/** A picked day comes as midnight in UTC. */
function readDate(input: chat_v1.Schema$Inputs | undefined): string {
  const at = new Date(Number(input?.dateInput?.msSinceEpoch ?? Number.NaN))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10)
}
