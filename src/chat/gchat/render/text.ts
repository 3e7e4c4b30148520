import { joinSpans } from '../../../../views/spans.ts'
import type { Inline } from '../../../../views/view.ts'
import { clean, cut, isBlank } from '../../plain-text.ts'
import type { Speaker } from './speaker.ts'

/** Shown where a text is needed and there is none. */
const blank = '–'
const grey = '#757575'

/**
 * Literal text for a field that Google Chat reads as HTML (text paragraphs, decorated text, section headers): nothing in it
 * comes alive, line breaks and indents stay.
 */
export function html(text: string): string {
  return escaped(clean(text))
    .replace(/\t/g, '\u00a0\u00a0\u00a0 ')
    .replace(/^ | (?= )/gm, '\u00a0')
    .replace(/\n/g, '<br>')
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

export function bold(text: string): string {
  return `<b>${html(text)}</b>`
}

/** Small print. */
export function faint(text: string): string {
  return `<font color="${grey}">${html(text)}</font>`
}

/** Literal text, at most `max` long, never empty. */
export function plain(text: string, max: number): string {
  const tidy = clean(text)
  return isBlank(tidy) ? blank : cut(tidy, max)
}

/** Literal text on one line, at most `max` long, never empty. */
export function oneLine(text: string, max: number): string {
  return plain(clean(text).replace(/\s+/g, ' ').trim(), max)
}

/**
 * One line for labels, buttons and entries of a menu. Chat does not say whether it reads HTML there: a `<` that could begin a
 * tag or a mention becomes a lookalike, so that it reads the same either way.
 */
export function line(text: string, max: number): string {
  return oneLine(text, max).replace(/<(?=[a-z/!?])/gi, '‹')
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** A moment in the reader's words and time zone, which is named: `Nov 2, 2026, 9:00 PM GMT+9`. */
export function moment(at: Date, { locale, timeZone }: Pick<Speaker, 'locale' | 'timeZone'>): string {
  const key = `${locale} ${timeZone}`
  const format = formats.get(key) ?? formatFor(locale, timeZone)
  formats.set(key, format)
  return format.format(at)
}

function formatFor(locale: string, timeZone: string): Intl.DateTimeFormat {
  const how = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  } as const
  try {
    return new Intl.DateTimeFormat(locale, { ...how, timeZone })
  } catch {
    return new Intl.DateTimeFormat(locale, { ...how, timeZone: 'UTC' })
  }
}

export function inline(part: Inline, speaker: Speaker): string {
  if (typeof part === 'string') return part.trim()
  return 'at' in part ? moment(part.at, speaker) : joinSpans(part).trim()
}
