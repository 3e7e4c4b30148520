import { describe, expect, it } from 'vitest'
import { parseFollowUp, toIsoDay } from '../../src/cases/parse-follow-up.ts'

/** A Wednesday; in Tokyo it is already Thursday. */
const now = new Date('2026-11-04T20:30:00Z')

const inTokyo = (text: string) => parseFollowUp(text, now, 'Asia/Tokyo')?.toISOString()
const inUtc = (text: string) => parseFollowUp(text, now, 'UTC')?.toISOString()

describe('OWN-3: a follow-up date', () => {
  it.each([
    ['3d', '2026-11-07T09:00:00.000Z'],
    ['3 days', '2026-11-07T09:00:00.000Z'],
    ['in 2 weeks', '2026-11-18T09:00:00.000Z'],
    ['1 month', '2026-12-04T09:00:00.000Z'],
    ['4h', '2026-11-05T00:30:00.000Z'],
    ['90 min', '2026-11-04T22:00:00.000Z'],
    ['tomorrow', '2026-11-05T09:00:00.000Z'],
    ['Tomorrow at 14:30', '2026-11-05T14:30:00.000Z'],
    ['tomorrow 3pm', '2026-11-05T15:00:00.000Z'],
    ['today 23:00', '2026-11-04T23:00:00.000Z'],
    ['monday', '2026-11-09T09:00:00.000Z'],
    ['wed', '2026-11-11T09:00:00.000Z'],
    ['this friday', '2026-11-06T09:00:00.000Z'],
    ['next friday', '2026-11-13T09:00:00.000Z'],
    ['next week', '2026-11-09T09:00:00.000Z'],
    ['next month', '2026-12-01T09:00:00.000Z'],
    ['2026-12-03', '2026-12-03T09:00:00.000Z'],
    ['12/3', '2026-12-03T09:00:00.000Z'],
    ['1/15', '2027-01-15T09:00:00.000Z'],
    ['Dec 3', '2026-12-03T09:00:00.000Z'],
    ['3rd December', '2026-12-03T09:00:00.000Z'],
    ['March 1, 2027', '2027-03-01T09:00:00.000Z'],
  ])('"%s" is %s in UTC', (text, expected) => {
    expect(inUtc(text)).toBe(expected)
  })

  it.each([
    ['明日', '2026-11-06T00:00:00.000Z'],
    ['あさって', '2026-11-07T00:00:00.000Z'],
    ['来週月曜', '2026-11-09T00:00:00.000Z'],
    ['来週の月曜日 14:00', '2026-11-09T05:00:00.000Z'],
    ['来週', '2026-11-09T00:00:00.000Z'],
    ['再来週', '2026-11-16T00:00:00.000Z'],
    ['金曜', '2026-11-06T00:00:00.000Z'],
    ['木曜日', '2026-11-12T00:00:00.000Z'],
    ['３日後', '2026-11-08T00:00:00.000Z'],
    ['2週間後', '2026-11-19T00:00:00.000Z'],
    ['1か月', '2026-12-05T00:00:00.000Z'],
    ['4時間後', '2026-11-05T00:30:00.000Z'],
    ['12月3日', '2026-12-03T00:00:00.000Z'],
    ['2027年1月4日', '2027-01-04T00:00:00.000Z'],
    ['12月3日 14時', '2026-12-03T05:00:00.000Z'],
    ['明日の午後3時半', '2026-11-06T06:30:00.000Z'],
    ['来月', '2026-12-01T00:00:00.000Z'],
  ])('「%s」 is %s in Tokyo, where it is Thursday already', (text, expected) => {
    expect(inTokyo(text)).toBe(expected)
  })

  it.each(['', 'soon', '2026-02-30', '13/40', '99', 'in a bit', '月末ごろ', 'x'.repeat(200)])(
    '"%s" names no day',
    (text) => {
      expect(inUtc(text)).toBeUndefined()
    },
  )

  it('is the local morning on both sides of a change of the clocks', () => {
    const before = new Date('2026-03-27T12:00:00Z')
    expect(parseFollowUp('1d', before, 'Europe/Berlin')?.toISOString()).toBe('2026-03-28T08:00:00.000Z')
    expect(parseFollowUp('3d', before, 'Europe/Berlin')?.toISOString()).toBe('2026-03-30T07:00:00.000Z')
    expect(parseFollowUp('2026-03-29 02:30', before, 'Europe/Berlin')?.toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    )
  })

  it('takes a zone that nobody knows for UTC, and tells the local day', () => {
    expect(parseFollowUp('1d', now, 'Mars/Base')?.toISOString()).toBe('2026-11-05T09:00:00.000Z')
    expect(toIsoDay(now, 'Asia/Tokyo')).toBe('2026-11-05')
    expect(toIsoDay(now, 'America/Los_Angeles')).toBe('2026-11-04')
  })
})
