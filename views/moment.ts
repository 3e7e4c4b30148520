/** A moment within a sentence, in the reader's language and time zone. Elsewhere each chat shows moments in its own way (`Inline`). */
import type { Locale } from '../src/cases/case.ts'
import type { Translator } from '../src/i18n/translator.ts'

type Reading = Pick<Translator, 'locale' | 'timeZone'>

/** Abbreviations that the language's own data lacks, but people know. */
const zoneNames: Readonly<Record<string, string>> = { 'Asia/Tokyo': 'JST' }

const clock = { hour: 'numeric', minute: '2-digit' } as const

/** The day is told where it is not today's: "9:00 AM JST", "Mon, Nov 30, 9:00 AM JST"; 「9:00（JST）」, 「11月30日(月) 9:00（JST）」. */
export function formatMoment(at: Date, now: Date, { locale, timeZone }: Reading): string {
  const zone = zoneNames[timeZone] ?? readZoneName(at, locale, timeZone)
  const hour = format(locale, { timeZone, ...clock }).format(at)
  const day = format(locale, {
    timeZone,
    weekday: 'short',
    month: locale === 'ja' ? 'long' : 'short',
    day: 'numeric',
  })
  const [then, today] = [day.format(at), day.format(now)]
  const told =
    then === today && at.getTime() - now.getTime() < 24 * 3_600_000 ? hour : join(then, hour, locale)
  return locale === 'ja' ? `${told}（${zone}）` : `${told} ${zone}`
}

/** A follow-up date, in the reader's own time: "Mon, Nov 30, 9:00 AM"; 「11月30日(月) 9:00」. */
export function formatFollowUp(at: Date, { locale, timeZone }: Reading): string {
  return format(locale, { timeZone, weekday: 'short', month: 'short', day: 'numeric', ...clock }).format(at)
}

function join(day: string, hour: string, locale: Locale): string {
  return locale === 'ja' ? `${day} ${hour}` : `${day}, ${hour}`
}

function readZoneName(at: Date, locale: Locale, timeZone: string): string {
  const parts = format(locale, { timeZone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

function format(locale: Locale, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, how)
  } catch {
    // What a platform calls a time zone need not be one.
    return new Intl.DateTimeFormat(locale, { ...how, timeZone: 'UTC' })
  }
}
