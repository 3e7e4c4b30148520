/**
 * Slack's mrkdwn as a tree. Written here because the ready-made renderer loses what people type: `10:30:20` came out as
 * `10 30 20`, `# note` as nothing, `2 * 3` as `2 ** 3`. Here, whatever is not markup stays text, character for character.
 */

export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  | { readonly kind: 'user' | 'channel'; readonly id: string; readonly text: string | null }
  | { readonly kind: 'broadcast'; readonly text: string }
  | {
      readonly kind: 'date'
      readonly seconds: number
      readonly pattern: string
      readonly url: string | null
      readonly fallback: string
    }

export type Paragraph =
  | { readonly kind: 'text' | 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'pre'; readonly text: string }

const marks: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = {
  '*': 'bold',
  _: 'italic',
  '~': 'strike',
}

const emoji: Readonly<Record<string, string>> = {
  white_check_mark: '✓',
  heavy_check_mark: '✔️',
  warning: '⚠',
  x: '❌',
  no_entry: '⛔',
  lock: '🔒',
  unlock: '🔓',
  bell: '🔔',
  memo: '📝',
  paperclip: '📎',
  eyes: '👀',
  wave: '👋',
  tada: '🎉',
  pray: '🙏',
  thumbsup: '👍',
  '+1': '👍',
  '-1': '👎',
  rotating_light: '🚨',
  red_circle: '🔴',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  hourglass: '⌛',
  ticket: '🎫',
  bulb: '💡',
  smile: '😄',
  slightly_smiling_face: '🙂',
}

/** Slack knows three entities and no other. */
export function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  )
}

export function findEmoji(name: string): string | null {
  return Object.hasOwn(emoji, name) ? (emoji[name] ?? null) : null
}

/** `:name:` of a plain_text, too, is drawn as its sign; unknown names stay as they are. */
export function replaceEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => findEmoji(name) ?? whole)
}

export function parseMrkdwn(text: string): readonly Paragraph[] {
  const found: Paragraph[] = []
  const parts = text.split('```')
  // an unclosed fence is three plain characters
  const fences = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('```')]
  fences.forEach((part, index) => {
    if (index % 2 === 1) {
      found.push({ kind: 'pre', text: decodeEntities(part.replace(/^\n|\n$/g, '')) })
      return
    }
    // the line breaks at a fence belong to the fence
    const before = index > 0 ? part.replace(/^\n/, '') : part
    const text = index < fences.length - 1 ? before.replace(/\n$/, '') : before
    if (text !== '' || fences.length === 1) found.push(...parseLines(text))
  })
  return found
}

function parseLines(text: string): readonly Paragraph[] {
  const found: { kind: 'text' | 'quote'; lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const quoted = line.match(/^(?:&gt;|>) ?(.*)$/)
    const kind = quoted ? 'quote' : 'text'
    const last = found.at(-1)
    if (last?.kind === kind) last.lines.push(quoted?.[1] ?? line)
    else found.push({ kind, lines: [quoted?.[1] ?? line] })
  }
  return found
    .map(({ kind, lines }) => ({ kind, text: lines.join('\n') }))
    .filter((each) => each.text !== '' || found.length === 1)
    .map(({ kind, text: joined }) => ({ kind, spans: parseSpans(joined) }))
}

/** One paragraph's spans. */
export function parseSpans(text: string): readonly Span[] {
  const spans: Span[] = []
  let plain = ''
  let at = 0
  while (at < text.length) {
    const hit = tokenAt(text, at) ?? codeAt(text, at) ?? markAt(text, at) ?? emojiAt(text, at)
    if (!hit) {
      plain += text.charAt(at)
      at += 1
      continue
    }
    if (plain) spans.push({ kind: 'text', text: decodeEntities(plain) })
    plain = ''
    spans.push(hit.span)
    at = hit.end
  }
  if (plain) spans.push({ kind: 'text', text: decodeEntities(plain) })
  return spans
}

type Hit = { readonly span: Span; readonly end: number } | null

function tokenAt(text: string, at: number): Hit {
  if (text.charAt(at) !== '<') return null
  const close = text.indexOf('>', at)
  if (close < 0) return null
  const span = readToken(text.slice(at + 1, close))
  return span && { span, end: close + 1 }
}

function readToken(inside: string): Span | null {
  const bar = inside.indexOf('|')
  const target = bar < 0 ? inside : inside.slice(0, bar)
  const label = bar < 0 ? null : decodeEntities(inside.slice(bar + 1))
  if (/^@[A-Z0-9]+$/.test(target)) return { kind: 'user', id: target.slice(1), text: label }
  // Google Chat's
  if (/^users\/\w+$/.test(target)) return { kind: 'user', id: target, text: label }
  if (/^#[A-Z0-9]+$/.test(target)) return { kind: 'channel', id: target.slice(1), text: label }
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: 'broadcast', text: `@${target.slice(1)}` }
  const date = target.match(/^!date\^(-?\d+)\^([^^]+)(?:\^(.+))?$/)
  if (date) {
    return {
      kind: 'date',
      seconds: Number(date[1]),
      pattern: decodeEntities(date[2] ?? ''),
      url: date[3] ?? null,
      fallback: label ?? '',
    }
  }
  if (/^(https?:|mailto:|tel:)/i.test(target)) {
    const url = decodeEntities(target)
    return { kind: 'link', url, text: label ?? url.replace(/^(mailto|tel):/i, '') }
  }
  return null
}

function codeAt(text: string, at: number): Hit {
  if (text.charAt(at) !== '`') return null
  const close = text.indexOf('`', at + 1)
  const inside = text.slice(at + 1, close)
  if (close < 0 || inside === '' || inside.includes('\n')) return null
  return { span: { kind: 'code', text: decodeEntities(inside) }, end: close + 1 }
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}]/u.test(char)
}

/** `*bold*` and its kin count only at the borders of words and within one line, as in Slack. */
function markAt(text: string, at: number): Hit {
  const sign = text.charAt(at)
  const kind = marks[sign]
  if (!kind || (at > 0 && isWord(text.charAt(at - 1)))) return null
  const next = text.charAt(at + 1)
  if (next === '' || next === sign || /\s/.test(next)) return null
  for (let close = at + 2; close < text.length; close += 1) {
    const char = text.charAt(close)
    if (char === '\n') return null
    if (char !== sign || /\s/.test(text.charAt(close - 1)) || isWord(text.charAt(close + 1))) continue
    return { span: { kind, children: parseSpans(text.slice(at + 1, close)) }, end: close + 1 }
  }
  return null
}

function emojiAt(text: string, at: number): Hit {
  if (text.charAt(at) !== ':') return null
  const name = text.slice(at).match(/^:([a-z0-9_+-]+):/)?.[1]
  const drawn = name === undefined ? null : findEmoji(name)
  return drawn === null || name === undefined
    ? null
    : { span: { kind: 'text', text: drawn }, end: at + name.length + 2 }
}
