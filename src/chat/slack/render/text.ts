import type { PlainTextElement } from '@slack/types'
import { clean, cut, isBlank } from '../../plain-text.ts'
import { limits } from './limits.ts'

/** Shown where a text is needed and there is none: Slack refuses empty ones. */
const blank = '–'

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
