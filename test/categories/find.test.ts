import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitWords } from '../../src/cases/normalize.ts'
import { createFinder } from '../../src/categories/find-categories.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { catalogueFile } from '../support/test-catalogue.ts'
import { english, japanese } from './queries.ts'

const categories = readCategories(catalogueFile)
const all = categories.services.flatMap((service) => service.categories)
const found = (query: string) => categories.find(query).map(({ id }) => id)

describe('CRE-1: a category is found by keyword', () => {
  it.each(english)('%s: %s is among the first three', (typed, meant) => {
    expect(found(typed).slice(0, 3)).toContain(meant)
  })

  it.each(japanese)('%s：%s is among the first three', (typed, meant) => {
    expect(found(typed).slice(0, 3)).toContain(meant)
  })

  it('the very one that is meant is first for nine in ten', () => {
    const queries = [...english, ...japanese]
    const first = queries.filter(([typed, meant]) => found(typed)[0] === meant)
    expect(first.length / queries.length).toBeGreaterThanOrEqual(0.9)
  })

  it.each(['en', 'ja'] as const)(
    'by its whole name in %s, as it stands in the form, it is the first',
    (locale) => {
      const wrong = all.filter(({ id, path }) => found(path[locale])[0] !== id)
      expect(wrong.map(({ id, path }) => [id, path[locale], found(path[locale])[0]])).toEqual([])
    },
  )
})

describe('what is typed in another way finds the same', () => {
  it.each([
    ['shared drive limit', 'limit drive shared'],
    ['請求書 金額', '金額　請求書'],
    ['DKIM', 'ｄｋｉｍ'],
    ['パスワード', 'ﾊﾟｽﾜｰﾄﾞ'],
    ['パスワード', 'ぱすわーど'],
    ['サーバー', 'サーバ'],
    ['sign-in', 'signin'],
    ['e-mail bounce', 'EMAIL BOUNCES'],
    ['policies', 'policy'],
    ['メール 届かない', 'メール届かない'],
  ])('%s and %s', (one, other) => {
    expect(found(one).length).toBeGreaterThan(0)
    expect(found(other).slice(0, 3).toSorted()).toEqual(found(one).slice(0, 3).toSorted())
  })

  it.each([
    ['the beginning of a word', 'quaran', 'gmail.quarantine'],
    ['the middle of a word', 'relay.gmail', 'gmail.relay'],
    ['a part of a Japanese word', 'シングルサイン', 'identity.sso'],
    ['a letter too few', 'quarntine', 'gmail.quarantine'],
    ['two letters swapped', 'delegaiton', 'gmail.delegation'],
    ['a small word left out of the matter', 'how can I get my invoice', 'billing.invoice'],
    ['both languages at once', 'gmail 転送', 'gmail.settings'],
    ['no space between the languages', 'Chromebookを登録', 'devices.chrome'],
  ])('%s: %s', (_what, typed, meant) => {
    expect(found(typed).slice(0, 3)).toContain(meant)
  })
})

describe('a finder', () => {
  const one = (id: string, keywords: readonly string[]) => ({
    id,
    paths: [id],
    names: [id],
    keywords,
    serviceNames: [],
    serviceKeywords: [],
  })
  const find = createFinder([
    one('alpha', ['mail', 'green apple']),
    one('beta', ['mail list', 'りんご']),
    one('gamma', []),
  ])

  it.each(['', ' ', '›', '！？', 'zzzzqqqq'])('finds nothing for %j', (query) => {
    expect(find(query)).toEqual([])
  })

  it('puts a keyword before a part of one, and keeps the given order among equals', () => {
    expect(find('mail')).toEqual(['alpha', 'beta'])
    expect(find('list mail')[0]).toBe('beta')
  })

  it('takes a word that means nothing by itself for what it is when nothing else is typed', () => {
    expect(createFinder([one('can', [])])('can')).toEqual(['can'])
  })

  it('takes any text, however long, and answers each category once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5_000 }), (query) => {
        const ids = found(query)
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 100 },
    )
  })
})

describe('words', () => {
  it.each([
    ['メールが届かない', ['めーる', '届']],
    ['お支払い', ['支払']],
    ['sign-in 550-5.7.1', ['signin', '550', '5.7.1']],
    ['サーバーのエラー', ['さーば', 'えら']],
    ['つながらない', ['つながらない']],
  ])('of %s', (text, words) => {
    expect(
      splitWords(text)
        .filter(({ ending }) => !ending)
        .map((word) => word.text),
    ).toEqual(words)
  })
})
