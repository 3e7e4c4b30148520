import type { PlainTextElement } from '@slack/types'
import { limits } from './limits.ts'

/** Shown where a text is needed and there is none: Slack refuses empty ones. */
const blank = '–'
const ellipsis = '…'
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Without what JSON or Slack cannot carry: halves of surrogate pairs, control characters other than line break and tab. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
}

/** True when nothing in it can be seen; Slack refuses such a text as empty. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cf}\p{Cc}]/u.test(text)
}

/**
 * The last place at or before `max` where the text may be parted: between two graphemes, or, where a single
 * grapheme is longer than that, between two code points. Lengths are UTF-16 units, the strictest way to count.
 */
function boundary(text: string, max: number): number {
  if (text.length <= max) return text.length
  const at = graphemes.segment(text).containing(max)?.index ?? max
  if (at > 0) return at
  const code = text.charCodeAt(max)
  return code >= 0xdc00 && code <= 0xdfff ? max - 1 : max
}

/** At most `max` long, cut between graphemes, with an ellipsis where something was left out. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return text.slice(0, boundary(text, max - ellipsis.length)) + ellipsis
}

/** The whole text in pieces of at most `max`, parted at a line break or a space where one is near the end. */
export function pieces(text: string, max: number): readonly string[] {
  const found: string[] = []
  let rest = text
  while (rest.length > max) {
    const hard = boundary(rest, max)
    const near = (mark: string) => rest.lastIndexOf(mark, hard - 1) + 1
    const at = [near('\n'), near(' ')].find((place) => place > max / 2) ?? hard
    found.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  found.push(rest)
  return found.filter((piece) => !isBlank(piece))
}

/** Literal text of several lines. `emoji: false` keeps `:tada:` as typed; mentions and links are dead in plain text. */
export function plain(text: string, max: number): PlainTextElement {
  const tidy = clean(text)
  return { type: 'plain_text', text: isBlank(tidy) ? blank : cut(tidy, max), emoji: false }
}

/** Literal text on one line: titles, buttons, options. */
export function line(text: string, max: number): PlainTextElement {
  return plain(clean(text).replace(/\s+/g, ' ').trim(), max)
}

export function escapeMrkdwn(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** True when mrkdwn (with `verbatim`) shows the escaped text as it was typed: no formatting, no emoji code in it. */
export function isSafeInMrkdwn(text: string): boolean {
  return !/^\s*>|[*_~`\n]|:[^\s:]+:/.test(text)
}

/** A moment that each reader sees in their own time zone; the fallback is for clients that cannot. */
export function dateToken(at: Date): string {
  return `<!date^${seconds(at)}^{date_short_pretty} {time}|${dateFallback(at)}>`
}

export function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

export function dateFallback(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/**
 * A message's `text`: what notifications and screen readers say. It is always read as mrkdwn, so an emoji code is
 * parted with a zero-width space.
 */
export function fallbackText(text: string): string {
  const tidy = cut(clean(text).replace(/\s+/g, ' ').trim(), limits.fallback / 5)
  return escapeMrkdwn(isBlank(tidy) ? blank : tidy).replace(/:(?=[^\s:]+:)/g, ':\u200b')
}

/** What was typed in a message, out of the mrkdwn that Slack hands over. */
export function typedText(mrkdwn: string): string {
  return mrkdwn
    .replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_token, target: string, label: string | undefined) => {
      if (/^[!@#]/.test(target)) return label ?? target.replace(/^!(?:subteam\^|date\^)?/, '@')
      const address = target.replace(/^mailto:/, '')
      return label === undefined || label === address ? address : `${label} (${address})`
    })
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}
