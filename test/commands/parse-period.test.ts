import { describe, expect, it } from 'vitest'
import { parseStatisticsWish } from '../../commands/parse-period.ts'

const now = new Date('2026-11-02T12:00:00Z')
const read = (words: string, timeZone = 'Asia/Tokyo') => parseStatisticsWish(words, { now, timeZone })
const iso = (words: string, timeZone?: string) => {
  const period = read(words, timeZone)?.period
  return period && [period.since.toISOString(), period.until.toISOString()]
}

describe('REP-3: a period', () => {
  it.each([
    ['2026-10', 'Asia/Tokyo', '2026-09-30T15:00:00.000Z', '2026-10-31T15:00:00.000Z'],
    ['2026', 'UTC', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-10-01..2026-10-15', 'UTC', '2026-10-01T00:00:00.000Z', '2026-10-16T00:00:00.000Z'],
    ['2026-10..2026-12', 'UTC', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-10', 'Europe/Berlin', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['先月', 'Asia/Tokyo', '2026-09-30T15:00:00.000Z', '2026-10-31T15:00:00.000Z'],
    ['this-month', 'UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['７日', 'UTC', '2026-10-26T12:00:00.000Z', '2026-11-02T12:00:00.001Z'],
    ['', 'UTC', '2026-10-03T12:00:00.000Z', '2026-11-02T12:00:00.001Z'],
  ])('%s in %s', (words, zone, since, until) => {
    expect(iso(words, zone)).toEqual([since, until])
  })

  it('of a day that begins an hour late begins at its first moment', () => {
    // In Cairo the clocks went from midnight to one on 24 April 2026.
    expect(iso('2026-04-24', 'Africa/Cairo')).toEqual([
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ])
  })

  it.each([
    ['by customer', 'customer'],
    ['お客様別 30d', 'customer'],
    ['2026-10 カテゴリ別', 'category'],
    ['severity', 'severity'],
  ])('goes with a group: %s', (words, by) => {
    expect(read(words)?.by).toBe(by)
  })

  it.each([
    '2026-13',
    '2026-04-31',
    '0d',
    '99999d',
    'tomorrow',
    '2026-10-15..2026-10-01',
    '1999',
    '30d 7d',
    'customer severity',
  ])('that is none is not guessed at: %s', (words) => {
    expect(read(words)).toBeUndefined()
  })
})
