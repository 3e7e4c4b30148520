/** A form filled from what its person typed earlier, with when that was and the way to be rid of it. */
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Button, Field, Form, Values } from './view.ts'

export function withDraft(
  form: Form,
  { values, savedAt }: { readonly values: Values; readonly savedAt: Date },
  discard: Button['args'],
  { t }: Translator,
): Form {
  const news: readonly Block[] = [
    { kind: 'quiet', parts: [t('draft.restored'), { at: savedAt }] },
    { kind: 'actions', buttons: [{ label: t('button.discard'), command: form.command, args: discard }] },
  ]
  const parts = form.parts.map((part) => ('name' in part ? filledField(part, values[part.name]) : part))
  return { ...form, parts: [...news, ...parts] }
}

/** What is no longer offered is left as the form has it; what has to be done on purpose is not done by a draft. */
function filledField(field: Field, value: Values[string] | undefined): Field {
  if (value === undefined || field.kind === 'files' || field.name === 'confirmed') return field
  const text = typeof value === 'string' ? value : (value[0] ?? '')
  switch (field.kind) {
    case 'checks': {
      const known = new Set(field.options.map((option) => option.value))
      return { ...field, initial: [value].flat().filter((one) => known.has(one)) }
    }
    case 'select':
    case 'radio':
      return field.options.some((option) => option.value === text) ? { ...field, initial: text } : field
    case 'search':
      // The form knows by itself the name of what it depends on.
      return text === '' || field.refresh || field.initial?.value === text
        ? field
        : { ...field, initial: { value: text, label: text } }
    default:
      return text === '' ? field : { ...field, initial: text }
  }
}
