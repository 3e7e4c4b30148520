import { describe, expect, it } from 'vitest'
import { isConfirmation } from '../../src/cases/is-confirmation.ts'

describe('OWN-3: a confirmation', () => {
  it.each([
    'Thanks!',
    'Thank you very much.',
    'OK, got it. Thanks a lot!',
    'Noted, thanks for the update',
    '承知しました。',
    'ありがとうございます。承知いたしました。',
    '了解です！ありがとうございました。',
    'ご連絡ありがとうございます。確認しました。よろしくお願いいたします。',
  ])('is "%s"', (text) => {
    expect(isConfirmation(text)).toBe(true)
  })

  it.each([
    '',
    'Yes',
    'Hello',
    'Thanks, but it still fails',
    'Thanks. When will it work?',
    'OK?',
    'It happened again.',
    '承知しましたが、まだ届きません。',
    'ありがとうございます。もう一件あります。',
    'よろしいでしょうか？',
  ])('is not "%s"', (text) => {
    expect(isConfirmation(text)).toBe(false)
  })

  it('is nothing that came with a file', () => {
    const file = { id: 'f', name: 'a.txt', type: 'text/plain', size: 1, sha256: '' }
    expect(isConfirmation('Thanks', [file])).toBe(false)
  })
})
