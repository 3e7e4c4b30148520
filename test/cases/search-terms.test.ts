import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toQueryTerms, toSearchTerms } from '../../src/cases/search-terms.ts'

function finds(typed: string, text: string): boolean {
  const terms = new Set(toSearchTerms(text))
  return toQueryTerms(typed).every((term) => terms.has(term))
}

describe('VIS-5: words that can be searched for', () => {
  it('folds width, case and accents, and drops punctuation and repeats', () => {
    expect(toSearchTerms('ＧＭＡＩＬ gmail, Gmail!')).toEqual(['gmail'])
    expect(toSearchTerms('Café')).toEqual(toSearchTerms('CAFE'))
  })

  it('plain text goes by the same words as beside other signs', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('SMTP_AUTH a@b.example ', 'sign in ', '-x--y.z '),
        (text, before) => {
          const plain = (before + text).replace(/\P{ASCII}/gu, ' ')
          expect(toSearchTerms(plain)).toEqual(toSearchTerms(`${plain}「`))
        },
      ),
    )
  })

  it.each([
    ['サーバ', 'サーバーが落ちた'],
    ['サーバー', 'ファイルサーバの容量'],
    ['ﾕｰｻﾞ', 'ユーザーの追加'],
    ['めーる', 'メールが届かない'],
    ['届きません', 'メールが届かない'],
    ['取消', '予約の取り消し'],
    ['取り消し', '予約の取消'],
    ['パスワードリセット', 'パスワードのリセット'],
    ['ウインドウ', 'ウィンドウが閉じる'],
    ['バックアップコード', 'バックアップ コードがない'],
    ["O'Brien", 'O’Brien & Sons'],
    ['yamada', 'hanako.yamada@midori.example.jp'],
    ['SMTP', 'SMTP_AUTH を使う'],
    ['ABC12345', 'order ABC-12345'],
    ['ABC-12345', 'order abc12345'],
    ['bounced', 'The mail bounces'],
    ['e-mail', 'no emails arrive'],
    ['log in', 'the login fails'],
    ['5.7.1', '550-5.7.1 rejected'],
    ['Mail is not delivered', 'mail delivered late'],
  ])('%s finds “%s”', (typed, text) => {
    expect(finds(typed, text)).toBe(true)
  })

  it.each([
    ['メール', 'カメラと始める'],
    ['5.7.1', '5 7 1'],
    ['請求', '求人の申請'],
    ['signin', 'a sign that came in'],
    ['の', 'メールの転送'],
    ['drive', 'Calendar'],
  ])('%s does not find “%s”', (typed, text) => {
    expect(finds(typed, text)).toBe(false)
  })

  it('a text is found by all of itself, and a query looks for something wherever there are letters', () => {
    const parts = fc.constantFrom(
      'メール',
      'サーバー',
      '請求書',
      '届かない',
      'を',
      'mails',
      'SMTP_AUTH',
      'ABC-12',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 6 }), (chosen) => {
        const text = chosen.join('')
        expect(toQueryTerms(text).length > 0).toBe(text.trim() !== '')
        if (/[^を\s]/.test(text)) expect(finds(text, text)).toBe(true)
      }),
    )
  })

  it('stays bounded for a very long text', () => {
    const long = Array.from({ length: 5000 }, (_, index) => `word${index}`).join(' ')
    expect(toSearchTerms(long).length).toBe(1_000)
    expect(toSearchTerms('-'.repeat(100_000), 'a-'.repeat(50_000), 'ー'.repeat(100_000)).length).toBeLessThan(
      1_000,
    )
  })
})
