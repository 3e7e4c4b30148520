import type { ContextBlock, KnownBlock, RichTextBlock, RichTextElement, SectionBlock } from '@slack/types'
import { joinSpans } from '../../../../views/spans.ts'
import type { Block, Inline, Spans } from '../../../../views/view.ts'
import { clean, cut, isBlank, pieces } from '../../plain-text.ts'
import { actionBlocks, type Numbering, slackButton } from './buttons.ts'
import { limits } from './limits.ts'
import { dateFallback, dateToken, escapeMrkdwn, isSafeInMrkdwn, line, plain, seconds } from './text.ts'

/** The Slack blocks of one block of ours. `kept` ones stay when a message is too long: what a person acts with. */
export interface Group {
  readonly kept: boolean
  readonly blocks: readonly KnownBlock[]
}

export function renderBlock(block: Block, next: Numbering): Group {
  return { kept: block.kind === 'actions', blocks: slackBlocks(block, next) }
}

function slackBlocks(block: Block, next: Numbering): readonly KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return isBlank(block.text) ? [] : [{ type: 'header', text: line(block.text, limits.header) }]
    case 'text':
      return pieces(clean(block.text), limits.section).map((text) =>
        block.tone === 'strong'
          ? richText({ type: 'rich_text_section', elements: [{ type: 'text', text, style: { bold: true } }] })
          : { type: 'section', text: plain(text, limits.section) },
      )
    case 'quote':
      return pieces(clean(block.text), limits.section).map((text) =>
        richText({ type: 'rich_text_quote', elements: [{ type: 'text', text }] }),
      )
    case 'quiet':
      return contexts(block.parts)
    case 'fields':
      return fieldSections(block.fields)
    case 'item':
      return [
        {
          type: 'section',
          text: itemTitle(block.title),
          ...(block.button ? { accessory: slackButton(block.button, next) } : {}),
        },
        ...contexts(block.detail, block.link),
      ]
    case 'actions':
      return actionBlocks(block.buttons, block.more ?? [], next)
    case 'divider':
      return [{ type: 'divider' }]
  }
}

function richText(element: RichTextBlock['elements'][number]): RichTextBlock {
  return { type: 'rich_text', elements: [element] }
}

/** Small print: literal text stays plain text, only a date needs mrkdwn. What stands out needs styled text, which is never parsed. */
function contexts(
  parts: readonly Inline[],
  link?: { readonly label: string; readonly url: string },
): readonly (ContextBlock | RichTextBlock)[] {
  if (!link && parts.some(standsOut)) return styledLine(parts)
  const told = joined(parts).flatMap((part): ContextBlock['elements'] => {
    if (typeof part !== 'string' && 'at' in part)
      return [{ type: 'mrkdwn', text: dateToken(part.at), verbatim: true }]
    const text = typeof part === 'string' ? part : joinSpans(part)
    return isBlank(text) ? [] : [plain(text.trim(), limits.field)]
  })
  const linked = link && `<${escapeMrkdwn(link.url)}|${escapeMrkdwn(link.label)}>`
  const elements = linked ? [...told, { type: 'mrkdwn' as const, text: linked, verbatim: true }] : told
  const blocks: ContextBlock[] = []
  for (let at = 0; at < elements.length; at += limits.contextElements) {
    blocks.push({ type: 'context', elements: elements.slice(at, at + limits.contextElements) })
  }
  return blocks
}

function isSpans(part: Inline): part is Spans {
  return typeof part === 'object' && 'spans' in part
}

function standsOut(part: Inline): boolean {
  return isSpans(part) && part.spans.some((span) => typeof span !== 'string')
}

function styledLine(parts: readonly Inline[]): readonly RichTextBlock[] {
  const elements: RichTextElement[] = []
  for (const part of parts) {
    const drawn = styled(part)
    if (drawn.length === 0) continue
    if (elements.length > 0) elements.push({ type: 'text', text: ' · ' })
    elements.push(...drawn)
  }
  return elements.length === 0 ? [] : [richText({ type: 'rich_text_section', elements })]
}

function styled(part: Inline): readonly RichTextElement[] {
  if (isSpans(part))
    return part.spans.flatMap((span): readonly RichTextElement[] =>
      typeof span === 'string' ? styledText(span, {}) : styledText(span.strong, { style: { bold: true } }),
    )
  if (typeof part === 'string') return styledText(part.trim(), {})
  const format = '{date_short_pretty} {time}'
  return [{ type: 'date', timestamp: seconds(part.at), format, fallback: dateFallback(part.at) }]
}

/** An element in which nothing can be seen is refused. */
function styledText(text: string, style: Pick<RichTextElement, 'style'>): readonly RichTextElement[] {
  const tidy = cut(clean(text), limits.section)
  return isBlank(tidy) ? [] : [{ type: 'text', text: tidy, ...style } as RichTextElement]
}

/** Texts beside each other would run together. */
function joined(parts: readonly Inline[]): readonly Inline[] {
  const told: Inline[] = []
  for (const part of parts) {
    const before = told.at(-1)
    if (typeof part !== 'string' || typeof before !== 'string') told.push(part)
    else if (!isBlank(part)) told.splice(-1, 1, isBlank(before) ? part : `${before.trim()} · ${part.trim()}`)
  }
  return told
}

type Labelled = Extract<Block, { kind: 'fields' }>['fields'][number]

function fieldSections(fields: readonly Labelled[]): readonly SectionBlock[] {
  const sections: SectionBlock[] = []
  for (let at = 0; at < fields.length; at += limits.fields) {
    sections.push({ type: 'section', fields: fields.slice(at, at + limits.fields).map(fieldText) })
  }
  return sections
}

/**
 * A bold label over its value where mrkdwn would show both as they are; plain text where a value holds something
 * that mrkdwn would make come alive. Labels are ours and short: what would format is dropped from them.
 */
function fieldText({ label, value }: Labelled): NonNullable<SectionBlock['fields']>[number] {
  const name =
    line(label, 100)
      .text.replace(/[*_~`:<>]/g, ' ')
      .trim() || '–'
  const bold = `*${escapeMrkdwn(name)}*`
  if (typeof value !== 'string' && 'at' in value)
    return { type: 'mrkdwn', text: `${bold}\n${dateToken(value.at)}`, verbatim: true }
  const said = typeof value === 'string' ? value : joinSpans(value)
  const literal = plain(said, limits.field - name.length - 1).text
  const marked = `${bold}\n${escapeMrkdwn(literal)}`
  if (!isSafeInMrkdwn(literal) || marked.length > limits.field)
    return plain(`${name}\n${literal}`, limits.field)
  return { type: 'mrkdwn', text: marked, verbatim: true }
}

function itemTitle(title: string): NonNullable<SectionBlock['text']> {
  const text = line(title, limits.section / 6).text
  if (!isSafeInMrkdwn(text)) return plain(text, limits.section)
  return { type: 'mrkdwn', text: `*${escapeMrkdwn(text)}*`, verbatim: true }
}

/**
 * All groups in order within what the surface takes. Where they are too many or too long, the reading matter is cut
 * first and says so; buttons and fields stay.
 */
export function fitBlocks(
  groups: readonly Group[],
  most: { readonly blocks: number; readonly characters: number },
): KnownBlock[] {
  const note: KnownBlock = { type: 'context', elements: [plain('… /case show', limits.field)] }
  const reserved = groups.filter((group) => group.kept).flatMap((group) => group.blocks)
  const reservedWeight = reserved.reduce((sum, block) => sum + weight(block), 0)
  const keep = reserved.length < most.blocks / 2 && reservedWeight < most.characters / 2
  let room = most.blocks - 1 - (keep ? reserved.length : 0)
  let characters = most.characters - weight(note) - (keep ? reservedWeight : 0)
  let full = false
  const kept: KnownBlock[] = []
  for (const group of groups) {
    if (keep && group.kept) {
      kept.push(...group.blocks)
      continue
    }
    for (const block of group.blocks) {
      if (full) break
      const cost = weight(block)
      if (room < 1 || cost > characters) {
        full = true
        kept.push(note)
        break
      }
      room -= 1
      characters -= cost
      kept.push(block)
    }
  }
  return kept
}

/** How many characters a block adds to a message: every text in it, the hidden ones too. */
export function weight(block: unknown): number {
  if (typeof block === 'string') return block.length
  if (Array.isArray(block)) return block.reduce((sum: number, part) => sum + weight(part), 0)
  if (block === null || typeof block !== 'object') return 0
  return Object.values(block).reduce((sum: number, part) => sum + weight(part), 0)
}
