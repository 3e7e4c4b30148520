import type { LocalViewState } from '../protocol.ts'
import { canonical, type FieldContext, initial, isEmpty, type Placed } from './local-fields.ts'
import { elementsOf, isRecord } from './local-limits.ts'

/** What a view's inputs hold, and what Slack's client refuses before it sends anything. */

const stateless = new Set(['button', 'overflow', 'image', 'workflow_button'])

/** Every element that can be acted on, with the block it stands in. */
export function placedElements(blocks: readonly unknown[]): Placed[] {
  return blocks.filter(isRecord).flatMap((block) =>
    elementsOf(block).map((element) => ({
      block,
      element,
      block_id: String(block.block_id ?? ''),
      action_id: String(element.action_id ?? ''),
    })),
  )
}

/** Slack fills in the ids that an app leaves out. */
export function withIds(blocks: readonly unknown[], makeId: () => string): unknown[] {
  return blocks.map((block) => {
    if (!isRecord(block)) return block
    const named = (element: unknown) =>
      isRecord(element) && element.type !== 'image'
        ? { ...element, action_id: element.action_id ?? makeId() }
        : element
    return {
      ...block,
      block_id: block.block_id ?? makeId(),
      ...(block.accessory ? { accessory: named(block.accessory) } : {}),
      ...(block.element ? { element: named(block.element) } : {}),
      ...(block.type === 'actions' && Array.isArray(block.elements)
        ? { elements: block.elements.map(named) }
        : {}),
    }
  })
}

/** The state of fresh blocks; what an earlier state holds under the same ids and type is kept, as Slack's client does. */
export function stateOf(blocks: readonly unknown[], earlier: LocalViewState): LocalViewState {
  const values: Record<string, Record<string, unknown>> = {}
  for (const { element, block_id, action_id } of placedElements(blocks)) {
    if (stateless.has(String(element.type))) continue
    const kept = earlier[block_id]?.[action_id]
    const block = values[block_id] ?? {}
    values[block_id] = block
    block[action_id] = isRecord(kept) && kept.type === element.type ? kept : initial(element)
  }
  return values
}

/**
 * Brings what a client sent into the form that Slack sends on. `errors` holds, per block_id, what the client refuses;
 * with `complete` also required fields that are empty (a submission), without it they may still be (an action).
 */
export function readState(
  blocks: readonly unknown[],
  earlier: LocalViewState,
  given: LocalViewState,
  context: FieldContext,
  complete: boolean,
): { readonly values: LocalViewState; readonly errors: Readonly<Record<string, string>> } {
  const values: Record<string, Record<string, unknown>> = {}
  const errors: Record<string, string> = {}
  const before = stateOf(blocks, earlier)
  for (const placed of placedElements(blocks)) {
    const { block, element, block_id, action_id } = placed
    if (stateless.has(String(element.type))) continue
    const sent = given[block_id]?.[action_id]
    const read =
      sent === undefined ? { value: before[block_id]?.[action_id] } : canonical(placed, sent, context)
    const inBlock = values[block_id] ?? {}
    values[block_id] = inBlock
    inBlock[action_id] = read.value ?? initial(element)
    if ('error' in read && read.error) errors[block_id] = read.error
    const required = complete && block.type === 'input' && block.optional !== true
    if (required && !errors[block_id] && isEmpty(inBlock[action_id]))
      errors[block_id] = 'Please complete this required field.'
  }
  return { values, errors }
}
