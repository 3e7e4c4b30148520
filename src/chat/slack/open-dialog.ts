import type { ViewOutput, ViewStateValue } from '@slack/bolt'
import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import type { Button, Values } from '../../../views/view.ts'
import { sameValue } from '../form-values.ts'
import { cut } from '../plain-text.ts'
import { readFieldBlockId } from './render/fields.ts'
import { limits } from './render/limits.ts'
import { note, noteBlockId, noteButtons, readFormState, type Typed, withTouched } from './render/modal.ts'

/** What stands in an open dialog, by the fields' names. */
export function readTyped(view: ViewOutput): Typed {
  const values: Record<string, string | readonly string[]> = {}
  const blockIds = new Map<string, string>()
  const touched = new Set(readFormState(view.private_metadata)?.touched)
  for (const block of inputs(view)) {
    const field = readFieldBlockId(block.block_id)
    if (!field) continue
    blockIds.set(field.name, block.block_id)
    const state = Object.values(view.state.values[block.block_id] ?? {})[0]
    const value = state ? stateValue(state) : ''
    values[field.name] = value
    if (!sameValue(value, initialValue(block.element))) touched.add(field.name)
  }
  return { values, blockIds, touched }
}

/** What a field held before anybody touched it. */
function initialValue(element: InputBlock['element']): Values[string] {
  switch (element.type) {
    case 'checkboxes':
    case 'multi_static_select':
      return (element.initial_options ?? []).map((option) => option.value ?? '')
    case 'file_input':
      return []
    case 'datepicker':
      return element.initial_date ?? ''
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return element.initial_option?.value ?? ''
    case 'plain_text_input':
      return element.initial_value ?? ''
    default:
      return ''
  }
}

function stateValue(
  state: ViewStateValue & { readonly files?: readonly { readonly id: string }[] | null },
): Values[string] {
  switch (state.type) {
    case 'checkboxes':
    case 'multi_static_select':
      return (state.selected_options ?? []).map((option) => option.value ?? '')
    case 'file_input':
      return (state.files ?? []).map((file) => file.id)
    case 'datepicker':
      return state.selected_date ?? ''
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return state.selected_option?.value ?? ''
    default:
      return state.value ?? ''
  }
}

export interface Input {
  readonly block_id: string
  readonly label: string
  readonly element: InputBlock['element']
}

/** The inputs of a dialog, from top to bottom. */
export function inputs(view: ViewOutput): readonly Input[] {
  return (view.blocks as readonly KnownBlock[]).flatMap((block) =>
    block.type === 'input' && block.block_id
      ? [{ block_id: block.block_id, label: block.label.text, element: block.element }]
      : [],
  )
}

/**
 * Errors by field name as Slack wants them, by block id. One that names no field of this dialog goes to the first
 * input, so that none is lost; undefined where the dialog has no input at all.
 */
export function errorsByBlock(
  view: ViewOutput,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const first = inputs(view)[0]
  if (!first) return undefined
  const { blockIds } = readTyped(view)
  const said: Record<string, string> = {}
  for (const [name, text] of Object.entries(fields)) {
    const id = blockIds.get(name) ?? first.block_id
    said[id] = cut(said[id] ? `${said[id]}\n${text}` : text, limits.inputLabel)
  }
  return said
}

/** The same errors as lines of text, each after its field's label. */
export function errorLines(view: ViewOutput, fields: Readonly<Record<string, string>>): string {
  const { blockIds } = readTyped(view)
  const labels = new Map(inputs(view).map((input) => [input.block_id, input.label]))
  return Object.entries(fields)
    .map(([name, text]) => {
      const label = labels.get(blockIds.get(name) ?? '')
      return `⚠ ${label === undefined ? text : `${label}: ${text}`}`
    })
    .join('\n')
}

/** The dialog as it stands, everything typed still in it, with a line of news on top, and what can be done about it. */
export function withNote(view: ViewOutput, text: string, buttons: readonly Button[] = []): ModalView {
  const news = [note(text), ...noteButtons(buttons)]
  const blocks = (view.blocks as readonly KnownBlock[])
    .filter((block) => !block.block_id?.startsWith(noteBlockId))
    .map((block) => refilled(block, view))
  return {
    type: 'modal',
    callback_id: view.callback_id,
    title: literal(view.title.text),
    ...(view.submit ? { submit: literal(view.submit.text) } : {}),
    ...(view.close ? { close: literal(view.close.text) } : {}),
    // What was typed becomes the initial value: the memory goes on telling that it was typed.
    private_metadata: withTouched(view.private_metadata, readTyped(view).touched),
    blocks: [...news, ...blocks].slice(0, limits.viewBlocks),
  }
}

function literal(text: string): { type: 'plain_text'; text: string; emoji: false } {
  return { type: 'plain_text', text, emoji: false }
}

/** An input with what stands in it as its initial value: Slack keeps it by itself, but is not trusted with it. */
function refilled(block: KnownBlock, view: ViewOutput): KnownBlock {
  if (block.type !== 'input' || !block.block_id) return block
  const state = Object.values(view.state.values[block.block_id] ?? {})[0]
  if (!state) return block
  const { element } = block
  switch (element.type) {
    case 'plain_text_input': {
      const { initial_value: _before, ...bare } = element
      return { ...block, element: { ...bare, ...(state.value ? { initial_value: state.value } : {}) } }
    }
    case 'datepicker': {
      const { initial_date: _before, ...bare } = element
      return {
        ...block,
        element: { ...bare, ...(state.selected_date ? { initial_date: state.selected_date } : {}) },
      }
    }
    case 'static_select':
    case 'external_select':
    case 'radio_buttons': {
      const { initial_option: _before, ...bare } = element
      const chosen = state.selected_option
      return { ...block, element: { ...bare, ...(chosen ? { initial_option: chosen } : {}) } } as KnownBlock
    }
    case 'checkboxes':
    case 'multi_static_select': {
      const { initial_options: _before, ...bare } = element
      const chosen = state.selected_options
      return {
        ...block,
        element: { ...bare, ...(chosen?.length ? { initial_options: chosen } : {}) },
      } as KnownBlock
    }
    default:
      return block
  }
}
