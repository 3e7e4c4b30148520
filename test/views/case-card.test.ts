import { describe, expect, it } from 'vitest'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { type CardOptions, caseWithHistory } from '../../views/case-card.ts'
import { aCase, anEntry } from '../support/build-case.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const createTranslator = createTranslatorFactory()
const supportCase = aCase()
const entries = [anEntry()]
const options: CardOptions = {
  translator: createTranslator('en', 'UTC'),
  categories: readCategories(catalogueFile),
  reader: { party: 'partner', domain: 'a.example.com' },
  escalatable: false,
  reopenable: false,
}
const draw = (over: Partial<CardOptions> = {}, shown = entries, of = supportCase, more = false) =>
  caseWithHistory(of, shown, more, { ...options, ...over })

describe('a card with its history', () => {
  it('of the same case, entries and options is drawn once', () => {
    expect(draw({}, [...entries])).toBe(draw())
  })

  it.each([
    ['in another language', () => draw({ translator: createTranslator('ja', 'UTC') })],
    ['in another time zone', () => draw({ translator: createTranslator('en', 'Asia/Tokyo') })],
    ['in another chat', () => draw({ translator: createTranslator('en', 'UTC', 'gchat') })],
    ['for another side', () => draw({ reader: { party: 'desk' } })],
    ['for somebody who may no longer write', () => draw({ readOnly: {} })],
    ['with an access that is assumed', () => draw({ assumed: true })],
    ['with escalating offered', () => draw({ escalatable: true })],
    ['with another place offered', () => draw({ follow: [{ label: 'x', command: 'follow', args: {} }] })],
    ['with a thread that waits', () => draw({ threads: { lines: [], unlisted: 1, upToDate: 0 } })],
    ['with more entries before', () => draw({}, entries, supportCase, true)],
    ['with one more entry', () => draw({}, [...entries, anEntry({ seq: 2 })])],
    ['with an entry that was changed', () => draw({}, [anEntry()])],
    ['of the case as it was read anew', () => draw({}, entries, aCase())],
  ])('%s is another one', (_, drawAnother) => {
    const before = draw()

    expect(drawAnother()).not.toBe(before)
  })

  it.each([
    ['en', 'Assumed, not confirmed'],
    ['ja', '付与済みとみなす（未確認）'],
  ] as const)('GRA-1: says in %s that the access is assumed', (locale, label) => {
    const translator = createTranslator(locale, 'UTC')

    expect(JSON.stringify(draw({ translator, assumed: true }))).toContain(label)
    expect(JSON.stringify(draw({ translator }))).not.toContain(label)
  })

  it('is drawn anew once too many others were', () => {
    const before = draw()
    for (let one = 0; one < 20; one += 1) draw({ threads: { lines: [], unlisted: one + 1, upToDate: 0 } })

    expect(draw()).not.toBe(before)
    expect(draw()).toEqual(before)
  })
})

describe('whom a card speaks for', () => {
  it.each([
    [{ party: 'partner', domain: 'hoshi.example.com' } as const, 'On behalf of hoshi.example.com'],
    [{ party: 'customer', customer: 'C-midori' } as const, 'On behalf of みどり商会'],
    [{ party: 'desk' } as const, 'On behalf of Support desk'],
  ])('is named: %o', (reader, told) => {
    expect(JSON.stringify(draw({ reader }).blocks)).toContain(told)
  })
})
