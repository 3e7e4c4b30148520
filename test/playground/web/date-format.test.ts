import { describe, expect, it } from 'vitest'
import { formatDatePattern } from '../../../playground/web/lib/date-format.ts'

const tokyo = { locale: 'ja-JP', timeZone: 'Asia/Tokyo' }
const london = { locale: 'en-GB', timeZone: 'Europe/London' }
const noon = new Date('2026-11-22T12:00:00Z')

function tell(iso: string, pattern: string, timeFormat = london): string {
  return formatDatePattern(Date.parse(iso) / 1000, pattern, 'fallback', timeFormat, noon)
}

describe('date tokens', () => {
  it('are told in the reader’s language and time zone', () => {
    expect(tell('2026-11-20T20:05:00Z', '{date_num} {time}')).toBe('2026-11-20 20:05')
    expect(tell('2026-11-20T20:05:00Z', '{date_num} {time}', tokyo)).toBe('2026-11-21 5:05')
  })

  it('say today and yesterday by the reader’s own day', () => {
    expect(tell('2026-11-22T16:00:00Z', '{date_short_pretty}')).toBe('Today')
    expect(tell('2026-11-21T16:00:00Z', '{date_short_pretty}')).toBe('Yesterday')
    expect(tell('2026-11-21T16:00:00Z', '{date_short_pretty}', tokyo)).toBe('今日')
    expect(tell('2026-11-01T16:00:00Z', '{date_short_pretty}')).toBe('1 Nov 2026')
  })

  it('fall back where a token or the moment is unknown', () => {
    expect(tell('2026-11-22T16:00:00Z', '{moon_phase}')).toBe('fallback')
    expect(formatDatePattern(Number.NaN, '{date}', 'fallback', london)).toBe('fallback')
  })
})
