/** What both platforms ask of a form's fields. */
import type { Field, Form, Values } from '../../views/view.ts'

export function isField(part: Form['parts'][number]): part is Field {
  return 'name' in part
}

export function isDate(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
}

export function sameValue(one: Values[string], other: Values[string]): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other
  return one.length === other.length && one.every((value) => other.includes(value))
}

/** What stands in an open form, and which fields the person changed. */
export interface TypedValues {
  readonly values: Values
  readonly touched: ReadonlySet<string>
}

/**
 * Whether what stands in a field stays when the form is drawn anew: not where the chosen entry is no longer offered, and not
 * where the new form says another value for a field that the person left as it was (another customer's language, say).
 */
export function keepsTyped(field: Field, typed: TypedValues): boolean {
  const value = typed.values[field.name]
  if (value === undefined || field.kind === 'files') return true
  if ('options' in field) {
    const known = new Set(field.options.map((option) => option.value))
    if ([value].flat().some((value) => value !== '' && !known.has(value))) return false
  }
  if (field.initial === undefined || typed.touched.has(field.name)) return true
  if (field.kind === 'search') return field.initial.value === value
  return sameValue(field.initial, value)
}
