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
export type Usable = Exclude<
  InputBlockElement | ActionsBlockElement | SectionBlockAccessory,
  { type: 'image' }
>
/** A usable element that holds a value. */
export type Field = Exclude<Usable, Button | Overflow | { type: 'workflow_button' }>

export type { Option }

/** The server has checked what it sends against Slack's own limits and types; here it is only named. */
export function asBlocks(blocks: readonly unknown[] | undefined): readonly KnownBlock[] {
  return (blocks ?? []) as readonly KnownBlock[]
}

/** The block's own id, or one by its place. */
export function blockId(block: KnownBlock, index: number): string {
  return block.block_id ?? `block-${index}`
}

export function actionId(element: Usable): string {
  return element.action_id ?? element.type
}

export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text }
}

function isField<E extends Usable>(element: E): element is E & Field {
  return element.type !== 'button' && element.type !== 'overflow' && element.type !== 'workflow_button'
}

export interface Placed {
  readonly block: string
  readonly field: Field
  /** The input block around it; undefined for an element of a section or an actions block. */
  readonly input?: InputBlock
}

/** Every field of a view or message, in reading order. */
export function fieldsOf(blocks: readonly KnownBlock[]): readonly Placed[] {
  return blocks.flatMap((block, index): Placed[] => {
    const id = blockId(block, index)
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
