/** A card that is too long for one message, as several: nothing of it is left out. */
import { joinSpans } from '../../views/spans.ts'
import type { Block, Card, Inline } from '../../views/view.ts'
import { clean, firstPiece, isBlank } from './plain-text.ts'

/** Small print is one line; a longer one goes on in the next. */
const maxQuiet = 1_500
/** Less of a text than this is not begun at the end of a message. */
const minBegun = 200

/** No message shows more of a text, in UTF-16 units. */
const maxShown = 32_000
/** What is begun at the least where a message has room for nothing else. */
const minForced = 40

/** Whether one message shows all of these blocks. */
type Fits = (blocks: readonly Block[]) => boolean

/**
 * The blocks in their order, in as few lists as they fit into one by one. Texts are parted at a paragraph, a line, a sentence or a
 * word where one ends near, and never within a character. The same each time for the same blocks.
 */
function splitBlocks(blocks: readonly Block[], fits: Fits): readonly (readonly Block[])[] {
  const parts: Block[][] = []
  let part: Block[] = []
  const waiting = blocks.flatMap(splitQuiet).reverse()
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    const tooLong = 'text' in block && block.text.length > maxShown
    if (!tooLong && fits([...part, block])) {
      part.push(block)
      continue
    }
    const [begun, rest] = begin(block, (one) => fits([...part, one]), part.length === 0)
    if (begun) part.push(begun)
    if (rest) waiting.push(rest)
    parts.push(part)
    part = []
  }
  if (part.length > 0 || parts.length === 0) parts.push(part)
  return parts
}

/**
 * As much of a block as still fits, and what is left of it. `forced`: it has the message to itself, so something of it must go: a
 * block that cannot be parted goes whole, cut by the renderer.
 */
function begin(
  block: Block,
  fits: (block: Block) => boolean,
  forced: boolean,
): readonly [Block | undefined, Block | undefined] {
  if (block.kind !== 'text' && block.kind !== 'quote') return forced ? [block, undefined] : [undefined, block]
  const text = clean(block.text)
  let most = 0
  for (let step = Math.min(text.length, maxShown); step >= 1; step = Math.floor(step / 2))
    while (
      most + step <= Math.min(text.length, maxShown) &&
      fits({ ...block, text: text.slice(0, most + step) })
    )
      most += step
  if (forced) most = Math.max(most, minForced)
  else if (most < minBegun) return [undefined, block]
  const first = firstPiece(text, most)
  const rest = text.slice(first.length)
  return [{ ...block, text: first }, isBlank(rest) ? undefined : { ...block, text: rest }]
}

/** What is parted has nothing that stands out. */
function isLong(part: Inline): part is Extract<Inline, { spans: unknown }> {
  return typeof part === 'object' && 'spans' in part && joinSpans(part).length > maxQuiet
}

function splitQuiet(block: Block): readonly Block[] {
  if (block.kind !== 'quiet') return [block]
  const lines: Inline[][] = [[]]
  for (const part of block.parts) {
    const inline = isLong(part) ? joinSpans(part) : part
    if (typeof inline !== 'string' || inline.length <= maxQuiet) {
      lines.at(-1)?.push(inline)
      continue
    }
    let rest = clean(inline)
    while (rest.length > maxQuiet) {
      const first = firstPiece(rest, maxQuiet)
      lines.at(-1)?.push(first)
      lines.push([])
      rest = rest.slice(first.length)
    }
    lines.at(-1)?.push(rest)
  }
  return lines.map((parts) => ({ kind: 'quiet', parts }))
}

/**
 * The same card in as many as it takes. Each of several says which it is; what a person acts with stands in the last one.
 * `mark` says it in words.
 */
export function splitCard(
  card: Card,
  fits: Fits,
  mark: (part: number, parts: number) => string,
): readonly Card[] {
  if (fits(card.blocks) && !card.blocks.some((block) => splitQuiet(block).length > 1)) return [card]
  const marked = (blocks: readonly Block[], part: number, parts: number): readonly Block[] => [
    ...blocks,
    { kind: 'quiet', parts: [mark(part, parts)] },
  ]
  const split = splitBlocks(card.blocks, (blocks) => fits(marked(blocks, 999, 999)))
  if (split.length === 1) return [{ ...card, blocks: split[0] ?? [] }]
  return split.map((blocks, at) => ({
    ...card,
    summary: at === 0 ? card.summary : `${card.summary} (${at + 1}/${split.length})`,
    blocks: marked(blocks, at + 1, split.length),
  }))
}
