import type { KnownBlock } from '@slack/types'
import { type Field, listFields } from './block-kit.ts'
import { type Draft, type Drafts, findDraft } from './drafts.ts'
import type { PageTexts } from './page-texts.ts'

/** Slack's own limit where a text field names none. */
export const textLimit = 3000

export type FieldErrors = Readonly<Record<string, string>>

/** What Slack's client refuses before the bot is asked: block_id → sentence. */
export function checkForm(blocks: readonly KnownBlock[], drafts: Drafts, texts: PageTexts): FieldErrors {
  const errors: Record<string, string> = {}
  for (const { block, field, input } of listFields(blocks)) {
    if (!input) continue
    const draft = findDraft(drafts, block, field)
    const fault = isEmpty(draft) ? (input.optional ? null : texts.required) : findFault(field, draft, texts)
    if (fault) errors[block] = fault
  }
  return errors
}

function isEmpty(draft: Draft): boolean {
  if (draft.kind === 'text') return draft.text.trim() === ''
  return draft.kind === 'files' ? draft.files.length === 0 : draft.options.length === 0
}

function findFault(field: Field, draft: Draft, texts: PageTexts): string | null {
  if (draft.kind === 'files') {
    const max = field.type === 'file_input' ? (field.max_files ?? 10) : 10
    return draft.files.length > max ? texts.tooManyFiles(max) : null
  }
  if (draft.kind === 'options') {
    const max = 'max_selected_items' in field ? field.max_selected_items : undefined
    return max !== undefined && draft.options.length > max ? texts.maxItems(max) : null
  }
  const { text } = draft
  switch (field.type) {
    case 'plain_text_input': {
      const max = field.max_length ?? textLimit
      if (text.length > max) return texts.tooLong(max, text.length - max)
      return field.min_length !== undefined && text.length < field.min_length
        ? texts.tooShort(field.min_length)
        : null
    }
    case 'number_input':
      return numberFault(field, text, texts)
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text.trim()) ? null : texts.notAnEmail
    case 'url_text_input':
      return URL.canParse(text.trim()) ? null : texts.notAUrl
    default:
      return null
  }
}

function numberFault(
  field: Extract<Field, { type: 'number_input' }>,
  text: string,
  texts: PageTexts,
): string | null {
  const value = Number(text)
  if (Number.isNaN(value) || (!field.is_decimal_allowed && !Number.isInteger(value))) return texts.notANumber
  if (field.min_value !== undefined && value < Number(field.min_value)) return texts.tooLow(field.min_value)
  if (field.max_value !== undefined && value > Number(field.max_value)) return texts.tooHigh(field.max_value)
  return null
}
