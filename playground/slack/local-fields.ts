import { isRecord } from './local-limits.ts'

/** One input element: what it holds at first, and what a person may put into it. */

export interface FieldContext {
  /** Options that a `block_suggestion` offered for this element. */
  readonly offered: (blockId: string, actionId: string) => readonly unknown[]
  readonly isUser: (id: string) => boolean
  readonly isChannel: (id: string) => boolean
  /** The file as Slack hands it over, if this person uploaded it. */
  readonly file: (id: string) => Readonly<Record<string, unknown>> | undefined
}

/** An element with the block it stands in. */
export interface Placed {
  readonly block: Readonly<Record<string, unknown>>
  readonly element: Readonly<Record<string, unknown>>
  readonly block_id: string
  readonly action_id: string
}

export interface Read {
  readonly value?: Readonly<Record<string, unknown>>
  readonly error?: string
}

type Element = Readonly<Record<string, unknown>>

const textTypes = new Set(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input'])
const single: Readonly<Record<string, readonly [key: string, initial: string]>> = {
  users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  channels_select: ['selected_channel', 'initial_channel'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
}
const several: Readonly<Record<string, readonly [key: string, initial: string]>> = {
  multi_users_select: ['selected_users', 'initial_users'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
}
const oneOption = new Set(['static_select', 'external_select', 'radio_buttons', 'overflow'])
const manyOptions = new Set(['multi_static_select', 'multi_external_select', 'checkboxes'])

/** What an element holds before anybody touched it. */
export function initial(element: Element): Readonly<Record<string, unknown>> {
  const type = String(element.type)
  if (textTypes.has(type)) return { type, value: element.initial_value ?? null }
  if (oneOption.has(type)) return { type, selected_option: element.initial_option ?? null }
  if (manyOptions.has(type)) return { type, selected_options: element.initial_options ?? [] }
  if (type === 'file_input') return { type, files: [] }
  if (type === 'rich_text_input') return { type, rich_text_value: element.initial_value ?? null }
  const one = single[type]
  if (one) return { type, [one[0]]: element[one[1]] ?? null }
  const many = several[type]
  if (many) return { type, [many[0]]: element[many[1]] ?? [] }
  return { type }
}

export function isEmpty(value: unknown): boolean {
  if (!isRecord(value)) return true
  return Object.entries(value).every(
    ([key, inner]) =>
      key === 'type' || inner === null || inner === '' || (Array.isArray(inner) && inner.length === 0),
  )
}

/** Reads what a person put in. */
export function canonical(placed: Placed, sent: unknown, context: FieldContext): Read {
  const { element } = placed
  const type = String(element.type)
  if (!isRecord(sent)) return { error: 'This field was not understood.' }
  if (textTypes.has(type)) return text(element, sent.value)
  if (oneOption.has(type)) {
    if (sent.selected_option === null || sent.selected_option === undefined)
      return { value: { type, selected_option: null } }
    const option = match(placed, sent.selected_option, context)
    return option
      ? { value: { type, selected_option: option } }
      : { error: 'That is not one of the choices.' }
  }
  if (manyOptions.has(type)) return options(placed, sent.selected_options, context)
  if (type === 'file_input') return files(element, sent.files, context)
  if (type === 'rich_text_input') return { value: { type, rich_text_value: sent.rich_text_value ?? null } }
  return picked(element, sent, context)
}

function text(element: Element, sent: unknown): Read {
  const type = String(element.type)
  if (sent === null || sent === undefined || sent === '') return { value: { type, value: null } }
  if (typeof sent !== 'string') return { error: 'This field takes text.' }
  const value = { type, value: sent }
  const longest = typeof element.max_length === 'number' ? element.max_length : 3000
  if (sent.length > longest) return { value, error: `Must be no more than ${longest} characters.` }
  if (typeof element.min_length === 'number' && sent.length < element.min_length) {
    return { value, error: `Must be at least ${element.min_length} characters.` }
  }
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(sent))
    return { value, error: 'Enter a valid email address.' }
  if (type === 'url_text_input' && !URL.canParse(sent)) return { value, error: 'Enter a valid URL.' }
  if (type === 'number_input') return number(element, sent)
  return { value }
}

function number(element: Element, sent: string): Read {
  const value = { type: 'number_input', value: sent }
  if (!/^-?\d+(\.\d+)?$/.test(sent)) return { value, error: 'Enter a number.' }
  if (element.is_decimal_allowed !== true && sent.includes('.'))
    return { value, error: 'Enter a whole number.' }
  if (typeof element.min_value === 'string' && Number(sent) < Number(element.min_value))
    return { value, error: `Must be at least ${element.min_value}.` }
  if (typeof element.max_value === 'string' && Number(sent) > Number(element.max_value))
    return { value, error: `Must be no more than ${element.max_value}.` }
  return { value }
}

/** Every option that this element shows: its own, those of its groups, the suggested, the ones set at first. */
export function choicesOf(placed: Placed, context: FieldContext): readonly unknown[] {
  const { element } = placed
  const listed = [element.options, element.initial_options].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  const groups = Array.isArray(element.option_groups) ? element.option_groups.filter(isRecord) : []
  const grouped = groups.flatMap((group) => (Array.isArray(group.options) ? group.options : []))
  return [
    ...listed,
    ...grouped,
    ...(element.initial_option ? [element.initial_option] : []),
    ...context.offered(placed.block_id, placed.action_id),
  ]
}

function match(placed: Placed, sent: unknown, context: FieldContext): unknown {
  const value = isRecord(sent) ? sent.value : undefined
  return choicesOf(placed, context).find((option) => isRecord(option) && option.value === value)
}

function options(placed: Placed, sent: unknown, context: FieldContext): Read {
  const { element } = placed
  const type = String(element.type)
  if (sent !== null && sent !== undefined && !Array.isArray(sent))
    return { error: 'This field takes a list of choices.' }
  const asked: readonly unknown[] = sent ?? []
  const chosen = asked.map((one) => match(placed, one, context))
  if (chosen.some((one) => one === undefined)) return { error: 'That is not one of the choices.' }
  const value = { type, selected_options: [...new Set(chosen)] }
  if (
    typeof element.max_selected_items === 'number' &&
    value.selected_options.length > element.max_selected_items
  ) {
    return { value, error: `Choose no more than ${element.max_selected_items}.` }
  }
  return { value }
}

function files(element: Element, sent: unknown, context: FieldContext): Read {
  if (sent !== null && sent !== undefined && !Array.isArray(sent))
    return { error: 'This field takes a list of files.' }
  const asked: readonly unknown[] = sent ?? []
  const found: Element[] = asked.flatMap((one) => {
    const file = context.file(String(isRecord(one) ? one.id : one))
    return file ? [file] : []
  })
  if (found.length < asked.length) return { error: 'The file could not be found. Upload it again.' }
  const value = { type: 'file_input', files: found }
  const most = typeof element.max_files === 'number' ? element.max_files : 10
  if (found.length > most) return { value, error: `Add no more than ${most} files.` }
  const tooLarge = found.find((file) => Number(file.size) > 10_000_000)
  if (tooLarge) return { value, error: `${String(tooLarge.name)} is larger than 10 MB.` }
  const types = Array.isArray(element.filetypes)
    ? element.filetypes.map((one) => String(one).toLowerCase())
    : []
  const wrong = found.find((file) => types.length > 0 && !types.includes(String(file.filetype)))
  if (wrong) return { value, error: `${String(wrong.name)} is not of an allowed type (${types.join(', ')}).` }
  return { value }
}

function picked(element: Element, sent: Element, context: FieldContext): Read {
  const type = String(element.type)
  const isKnown = type.includes('users') ? context.isUser : context.isChannel
  const one = single[type]
  if (one) {
    const chosen = sent[one[0]] ?? null
    if (chosen === null || chosen === '') return { value: { type, [one[0]]: null } }
    if (type === 'datetimepicker')
      return Number.isInteger(chosen)
        ? { value: { type, [one[0]]: chosen } }
        : { error: 'Choose a date and a time.' }
    if (typeof chosen !== 'string') return { error: 'This field was not understood.' }
    if (type === 'datepicker' && !isDate(chosen)) return { error: 'Choose a date.' }
    if (type === 'timepicker' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(chosen)) return { error: 'Choose a time.' }
    if (type.endsWith('_select') && !isKnown(chosen)) return { error: 'That is not one of the choices.' }
    return { value: { type, [one[0]]: chosen } }
  }
  const many = several[type]
  if (!many) return { error: `The local Slack does not know the element ${type}.` }
  const chosen = sent[many[0]] ?? []
  if (!Array.isArray(chosen) || !chosen.every((id) => typeof id === 'string' && isKnown(id)))
    return { error: 'That is not one of the choices.' }
  return { value: { type, [many[0]]: chosen } }
}

function isDate(value: string): boolean {
  // A day that its month does not have would be read as one of the next month.
  const day = new Date(`${value}T00:00:00Z`)
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)
  )
}
