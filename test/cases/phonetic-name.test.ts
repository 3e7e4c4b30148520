import { describe, expect, it } from 'vitest'
import {
  equalsPhonetic,
  listPhoneticPairs,
  listSearchedPairs,
  matchesPhonetic,
  PhoneticName,
  toPhoneticForms,
} from '../../src/cases/phonetic-name.ts'

function finds(name: string, typed: string): boolean {
  return matchesPhonetic(toPhoneticForms(name), toPhoneticForms(typed))
}

describe('VIS-5: a name that is read サクラショウジ', () => {
  it.each([
    'サクラショウジ',
    'さくらしょうじ',
    'ｻｸﾗｼｮｳｼﾞ',
    'サクラ',
    'さくら',
    'ｻｸﾗ',
    'さく',
    'ショウジ',
    'しょう',
    'サクラショージ',
    'さくらしょーじ',
    'ショージ',
    'ｼｮｰｼﾞ',
    'サクラ・ショウジ',
  ])('is found by %s', (typed) => {
    expect(finds('サクラショウジ', typed)).toBe(true)
    expect(finds('さくら しょうじ', typed)).toBe(true)
  })

  it.each(['サクラギ', 'ザクラ', 'ショジ', 'ラクサ', '桜', 'ー', '・', ''])('is not found by %j', (typed) => {
    expect(finds('サクラショウジ', typed)).toBe(false)
  })
})

describe('VIS-5: the spellings of one name', () => {
  it.each([
    ['コンピューターサービス', 'コンピュータサービス'],
    ['コンピュータサービス', 'コンピューター'],
    ['サーバーワークス', 'さーばわーくす'],
    ['オオサカガス', 'オーサカガス'],
    ['オーサカガス', 'おおさかがす'],
    ['ユウナギツアーズ', 'ユーナギツアーズ'],
    ['ケイセイ', 'けーせー'],
    ['ニイガタ', 'ニーガタ'],
    ['ウィンドウ', 'ういんどう'],
    ['ミカヅキ', 'みかずき'],
    ['ツヅキ', 'ツズキ'],
    ['ABCショウジ', 'ａｂｃ'],
    ['ダイ3コウギョウ', 'だい３'],
    ['ガッコウ', 'ｶﾞｯｺｳ'],
  ])('%s is found by %s', (name, typed) => {
    expect(finds(name, typed)).toBe(true)
  })

  it.each([
    ['ユザワインサツ', 'ユーザー'],
    ['カドカワ', 'カード'],
    ['ショクヒン', 'ショウ'],
    ['ハハ', 'パパ'],
    ['サバ', 'サーバー'],
  ])('%s is not found by %s', (name, typed) => {
    expect(finds(name, typed)).toBe(false)
  })

  it('a name is looked up by a pair of letters that it has in whichever spelling it is found', () => {
    const names = [
      'コンピューターサービス',
      'オオサカガス',
      'オーサカガス',
      'ユウナギツアーズ',
      'サクラショウジ',
    ]
    const typed = [
      'コンピュータサ',
      'オーサカ',
      'おおさか',
      'ユーナギ',
      'ショージ',
      'くらし',
      'ツアズ',
      'サービ',
      'ター',
    ]
    const hits = names.flatMap((name) =>
      typed.filter((one) => finds(name, one)).map((one) => [name, one] as const),
    )

    expect(hits.length).toBeGreaterThan(9)
    for (const [name, one] of hits) {
      const known = listPhoneticPairs(toPhoneticForms(name))
      expect(listSearchedPairs(toPhoneticForms(one)).some((pair) => known.includes(pair))).toBe(true)
    }
    expect(listSearchedPairs(toPhoneticForms('サ'))).toEqual([])
    expect(listSearchedPairs(toPhoneticForms('ー'))).toEqual([])
  })

  it('one is all of a name in any spelling of it, and no part is', () => {
    const name = toPhoneticForms('サクラショウジ')
    const whole = ['さくら しょうじ', 'ｻｸﾗｼｮｰｼﾞ', 'サクラショウジ']

    expect(whole.map((typed) => equalsPhonetic(name, toPhoneticForms(typed)))).toEqual([true, true, true])
    expect(equalsPhonetic(name, toPhoneticForms('サクラ'))).toBe(false)
  })
})

describe('a phonetic name that is written down', () => {
  it.each([
    ['サクラショウジ', 'サクラショウジ'],
    ['さくらしょうじ', 'さくらしょうじ'],
    ['ｻｸﾗ ｼｮｳｼﾞ', 'サクラ ショウジ'],
    ['　サクラ　　ショウジ ', 'サクラ ショウジ'],
    ['ＡＢＣ・サービス２', 'ABC・サービス2'],
    ['ピー&ジー', 'ピー&ジー'],
    ['ア'.repeat(200), 'ア'.repeat(200)],
  ])('%j is kept in full-width kana', (written, kept) => {
    expect(PhoneticName.parse(written)).toBe(kept)
  })

  it.each([
    '桜商事',
    'サクラ商事',
    'Sakura Shoji',
    'サクラ（株）',
    '123',
    '',
    '  ',
    'サクラ\u0000',
    'ア'.repeat(201),
    7,
  ])('%j is refused', (written) => {
    expect(PhoneticName.safeParse(written).success).toBe(false)
  })
})
