import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { joinSpans } from '../../../../views/spans.ts'
import type { Block, Inline, Spans } from '../../../../views/view.ts'
import { clean, cut, firstPiece, isBlank, pieces } from '../../plain-text.ts'
import { buttonRow, chatButton, type Standing } from './buttons.ts'
import { limits } from './limits.ts'
import { wordsFor } from './render-messages.ts'
import { bold, faint, html, inline, line, oneLine, plain } from './text.ts'

type Widget = chat_v1.Schema$GoogleAppsCardV1Widget
type Decorated = chat_v1.Schema$GoogleAppsCardV1DecoratedText

/** The widgets of one block of ours. */
export interface Group {
  /** What a person acts with stays when a card is too long. */
  readonly kept: boolean
  /** Begins a section of its own under this header, in HTML. */
  readonly heading?: string
  readonly widgets: readonly Widget[]
  /** Stands in a section of its own, which shows this many widgets until it is unfolded. */
  readonly shown?: number
}

export interface Drawing extends Standing {
  /** The longest that a text may be, in UTF-16 units: the longer ones are cut to it when a card weighs too much. */
  readonly most: number
}

export function renderBlock(block: Block, drawing: Drawing): Group {
  if (block.kind === 'heading') return headed(block.text)
  if (block.kind === 'quote') return quote(block.text, drawing)
  return { kept: block.kind === 'actions', widgets: toWidgets(block, drawing) }
}

type Plain = Exclude<Block, { kind: 'heading' } | { kind: 'quote' }>

function toWidgets(block: Plain, drawing: Drawing): readonly Widget[] {
  switch (block.kind) {
    case 'text': {
      const text = cut(clean(block.text), drawing.most)
      return paragraph(isBlank(text) ? '' : block.tone === 'strong' ? bold(text) : html(text))
    }
    case 'quiet':
      return paragraph(faintLine(block.parts, drawing))
    case 'fields':
      return fieldList(block.fields, drawing)
    case 'item': {
      const title = bold(oneLine(block.title, Math.min(limits.heading, drawing.most)))
      const detail = faintLine(block.detail, drawing)
      const link = block.link && ` · <a href="${html(block.link.url)}">${html(block.link.label)}</a>`
      const text = `${title}${detail ? `<br>${detail}` : ''}${link ?? ''}`
      const button = block.button ? { button: chatButton(block.button, drawing) } : {}
      return [{ decoratedText: { text, wrapText: true, ...button } }]
    }
    case 'actions':
      return buttonRow(block.buttons, block.more ?? [], drawing)
    case 'divider':
      return [{ divider: {} }]
  }
}

function headed(text: string): Group {
  if (isBlank(text)) return { kept: false, widgets: [] }
  return { kept: false, heading: html(oneLine(text, limits.heading)), widgets: [] }
}

export function paragraph(text: string): readonly Widget[] {
  return text === '' ? [] : [{ textParagraph: { text } }]
}

/** Small print on one line; a moment follows the word before it (`Updated Nov 2`), and so does a mark (`Nov 2 – Nov 9`). */
function faintLine(parts: readonly Inline[], { speaker, most }: Drawing): string {
  const longest = Math.min(limits.value, most)
  let drawn = ''
  let text = ''
  const draw = () => {
    if (text !== '') drawn += faint(text)
    text = ''
  }
  for (const part of parts) {
    const said = cut(clean(inline(part, speaker)), longest)
    if (isBlank(said)) continue
    const isMoment = typeof part === 'object' && 'at' in part
    const apart = isMoment || /^\p{P}$/u.test(said) ? ' ' : ' · '
    if (text !== '' || drawn !== '') text += apart
    if (typeof part === 'object' && 'spans' in part && joinSpans(part).length <= longest) {
      draw()
      drawn += drawSpans(part)
    } else text += said
  }
  draw()
  return drawn
}

function drawSpans({ spans }: Spans): string {
  return spans.map((span) => (typeof span === 'string' ? faint(span) : bold(span.strong))).join('')
}

type Labelled = Extract<Block, { kind: 'fields' }>['fields'][number]

/** Label over value; four and more in two columns, each read from top to bottom. */
function fieldList(fields: readonly Labelled[], drawing: Drawing): readonly Widget[] {
  const widgets = fields.map((field): { decoratedText: Decorated } => ({
    decoratedText: fieldText(field, drawing),
  }))
  if (widgets.length < 4) return widgets
  const half = Math.ceil(widgets.length / 2)
  const column = (part: typeof widgets) => ({
    horizontalSizeStyle: 'FILL_AVAILABLE_SPACE',
    horizontalAlignment: 'START',
    verticalAlignment: 'TOP',
    widgets: part,
  })
  return [{ columns: { columnItems: [column(widgets.slice(0, half)), column(widgets.slice(half))] } }]
}

function fieldText({ label, value }: Labelled, { speaker, most }: Drawing): Decorated {
  const text = html(plain(inline(value, speaker), Math.min(limits.value, most)))
  return { topLabel: line(label, limits.label), text, wrapText: true }
}

/** What a person wrote, under a quotation mark; a long one shows its beginning and unfolds. */
function quote(text: string, drawing: Drawing): Group {
  // Empty lines around it are nothing that somebody said.
  const said = cut(
    clean(text)
      .trimEnd()
      .replace(/^(?:[^\S\n]*\n)+/, ''),
    drawing.most,
  )
  if (isBlank(said)) return { kept: false, widgets: [] }
  const quoted = (part: string): Widget => ({
    decoratedText: {
      startIcon: {
        materialIcon: { name: 'format_quote' },
        altText: wordsFor(drawing.speaker.locale).quote,
      },
      startIconVerticalAlignment: 'TOP',
      text: html(part.replace(/\n$/, '')),
      wrapText: true,
    },
  })
  if (said.length <= limits.quote && said.split('\n').length <= limits.quoteLines)
    return { kept: false, widgets: [quoted(said)] }
  const first = beginning(said)
  const rest = pieces(said.slice(first.length), limits.quotePiece)
  return { kept: false, widgets: [first, ...rest].map(quoted), shown: 1 }
}

/** The first lines, as far as they are shown without unfolding. */
function beginning(text: string): string {
  const lines = text.split('\n').slice(0, limits.quoteLines - 2)
  return firstPiece(text, Math.min(limits.quoteFirst, lines.join('\n').length + 1))
}
