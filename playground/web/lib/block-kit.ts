import type {
  ActionsBlockElement,
  Button,
  InputBlock,
  InputBlockElement,
  KnownBlock,
  Option,
  Overflow,
  PlainTextElement,
  SectionBlockAccessory,
} from '@slack/types'

/** An element that one can use: it has an action_id, or at least should have one. */
export type ActionElement = Exclude<
  InputBlockElement | ActionsBlockElement | SectionBlockAccessory,
  { type: 'image' }
>
/** A usable element that holds a value. */
export type Field = Exclude<ActionElement, Button | Overflow | { type: 'workflow_button' }>

export type { Option }

/** The server has checked what it sends against Slack's own limits and types; here it is only named. */
export function toBlocks(blocks: readonly unknown[] | undefined): readonly KnownBlock[] {
  return (blocks ?? []) as readonly KnownBlock[]
}

/** The block's own id, or one by its place. */
export function getBlockId(block: KnownBlock, index: number): string {
  return block.block_id ?? `block-${index}`
}

export function getActionId(element: ActionElement): string {
  return element.action_id ?? element.type
}

export function toPlainText(text: string): PlainTextElement {
  return { type: 'plain_text', text }
}

function isField<E extends ActionElement>(element: E): element is E & Field {
  return element.type !== 'button' && element.type !== 'overflow' && element.type !== 'workflow_button'
}

export interface PlacedField {
  readonly block: string
  readonly field: Field
  /** The input block around it; undefined for an element of a section or an actions block. */
  readonly input?: InputBlock
}

/** Every field of a view or message, in reading order. */
export function listFields(blocks: readonly KnownBlock[]): readonly PlacedField[] {
  return blocks.flatMap((block, index): PlacedField[] => {
    const id = getBlockId(block, index)
    if (block.type === 'input') return [{ block: id, field: block.element, input: block }]
    if (block.type === 'actions') {
      return block.elements.filter(isField).map((field) => ({ block: id, field }))
    }
    if (block.type === 'section' && block.accessory && block.accessory.type !== 'image') {
      return isField(block.accessory) ? [{ block: id, field: block.accessory }] : []
    }
    return []
  })
}
