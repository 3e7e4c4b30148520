import type { InputBlock, KnownBlock, PlainTextElement, PlainTextOption } from '@slack/types'
import type { Field, Option } from '../../../../views/view.ts'
import { isDate } from '../../form-values.ts'
import { clean, isBlank } from '../../plain-text.ts'
import { fits, limits } from './limits.ts'
import { line, plain } from './text.ts'

/** The names under which a field's value comes back. Slack keeps what was typed as long as both stay the same. */
export function fieldBlockId(name: string, revision: number): string {
  const id = `in:${revision}:${name}`
  return fits(`The field name ${name}`, id, limits.id)
}

/** The field's name and revision out of a block id of ours. */
export function readFieldBlockId(
  blockId: string,
): { readonly name: string; readonly revision: number } | undefined {
  const match = /^in:(\d+):(.*)$/s.exec(blockId)
  return match?.[2] === undefined ? undefined : { revision: Number(match[1]), name: match[2] }
}

export function searchSource(actionId: string): string | undefined {
  return actionId.startsWith('in:search:') ? actionId.slice('in:search:'.length) : undefined
}

export function isFieldAction(actionId: string): boolean {
  return actionId.startsWith('in:')
}

export function slackField(field: Field, blockId: string): KnownBlock {
  const element = slackElement(field)
  if (!element) {
    // Slack refuses a menu without entries; the form must open all the same.
    return { type: 'section', text: plain(`${line(field.label, 500).text}\n–`, limits.section) }
  }
  return {
    type: 'input',
    block_id: blockId,
    label: line(field.label, limits.inputLabel),
    element,
    ...(field.hint && !isBlank(field.hint) ? { hint: plain(field.hint, limits.inputLabel) } : {}),
    ...(field.optional ? { optional: true } : {}),
    ...(field.refresh ? { dispatch_action: true } : {}),
  }
}

function slackElement(field: Field): InputBlock['element'] | undefined {
  switch (field.kind) {
    case 'text':
      return textInput(field)
    case 'select':
      return staticSelect(field)
    case 'search':
      return {
        type: 'external_select',
        action_id: fits('A search field’s source', `in:search:${field.source}`, limits.id),
        min_query_length: field.minQuery ?? 0,
        ...placeholder(field.placeholder),
        ...(field.initial ? { initial_option: slackOption(field.initial) } : {}),
      }
    case 'radio':
      // Slack shows at most ten radio buttons; a menu takes more.
      if (field.options.length > limits.choices) return staticSelect({ ...field, kind: 'select' })
      return radioButtons(field)
    case 'checks':
      return checkboxes(field)
    case 'date':
      return {
        type: 'datepicker',
        action_id: 'in:date',
        ...(isDate(field.initial) ? { initial_date: field.initial } : {}),
      }
    case 'files':
      return {
        type: 'file_input',
        action_id: 'in:files',
        max_files: Math.min(Math.max(1, field.max), limits.files),
      }
  }
}

function textInput(field: Extract<Field, { kind: 'text' }>): InputBlock['element'] {
  const most = Math.min(field.maxLength ?? limits.inputText, limits.inputText)
  const initial = clean(field.initial ?? '')
    .slice(0, most)
    .toWellFormed()
  return {
    type: 'plain_text_input',
    action_id: 'in:text',
    max_length: most,
    ...(field.multiline ? { multiline: true } : {}),
    ...placeholder(field.placeholder),
    ...(isBlank(initial) ? {} : { initial_value: initial }),
  }
}

function staticSelect(field: Extract<Field, { kind: 'select' }>): InputBlock['element'] | undefined {
  if (field.options.length === 0) return undefined
  const initial = field.options.find((option) => option.value === field.initial)
  const common = {
    type: 'static_select',
    action_id: 'in:select',
    ...placeholder(field.placeholder),
    ...(initial ? { initial_option: slackOption(initial) } : {}),
  } as const
  if (field.options.length <= limits.selectOptions)
    return { ...common, options: field.options.map(slackOption) }
  return { ...common, option_groups: optionGroups(field.options) }
}

interface Grouped {
  label: PlainTextElement
  options: PlainTextOption[]
}

/** A menu takes 100 entries, or 100 groups of 100: more entries than fit in one go into numbered groups. */
function optionGroups(options: readonly Option[]): Grouped[] {
  const made: Grouped[] = []
  for (let at = 0; at < options.length; at += limits.selectOptions) {
    const part = options.slice(at, at + limits.selectOptions)
    made.push({
      label: line(`${at + 1}–${at + part.length}`, limits.optionText),
      options: part.map(slackOption),
    })
  }
  return made.slice(0, limits.selectOptions)
}

function radioButtons(field: Extract<Field, { kind: 'radio' }>): InputBlock['element'] | undefined {
  if (field.options.length === 0) return undefined
  const initial = field.options.find((option) => option.value === field.initial)
  return {
    type: 'radio_buttons',
    action_id: 'in:radio',
    options: field.options.map(slackOption),
    ...(initial ? { initial_option: slackOption(initial) } : {}),
  }
}

function checkboxes(field: Extract<Field, { kind: 'checks' }>): InputBlock['element'] | undefined {
  if (field.options.length === 0) return undefined
  const ticked = field.options.filter((option) => field.initial?.includes(option.value)).map(slackOption)
  const initial = ticked.length > 0 ? { initial_options: ticked } : {}
  const options = field.options.slice(0, limits.selectOptions).map(slackOption)
  if (options.length > limits.choices) {
    return { type: 'multi_static_select', action_id: 'in:checks', options, ...initial }
  }
  return { type: 'checkboxes', action_id: 'in:checks', options, ...initial }
}

/** A menu entry. Its value is never cut: it is what comes back. */
export function slackOption(option: Option): PlainTextOption {
  const label = isBlank(option.label) ? option.value : option.label
  return {
    text: line(label, limits.optionText),
    value: fits('A menu entry’s value', option.value, limits.optionValue),
    ...(option.description && !isBlank(option.description)
      ? { description: line(option.description, limits.optionText) }
      : {}),
  }
}

function placeholder(text: string | undefined): { placeholder?: ReturnType<typeof line> } {
  return text && !isBlank(text) ? { placeholder: line(text, limits.placeholder) } : {}
}
