import { describe, expect, it } from 'vitest'
import { toSearchTerms } from '../../src/cases/search-terms.ts'

describe('VIS-5: words that can be searched for', () => {
  it('cuts Japanese where a reader would', () => {
    expect(toSearchTerms('メールが届かない')).toContain('メール')
  })

  it('folds width and case, and drops punctuation and repeats', () => {
    expect(toSearchTerms('ＧＭＡＩＬ gmail, Gmail!')).toEqual(['gmail'])
  })

  it('finds the words of a query in the words of a text', () => {
    const text = toSearchTerms('カレンダーの予定が同期されません (Calendar sync)')
    for (const word of toSearchTerms('calendar 予定')) expect(text).toContain(word)
  })

  it('stays bounded for a very long text', () => {
    expect(toSearchTerms(Array.from({ length: 5000 }, (_, index) => `word${index}`).join(' ')).length).toBe(
      400,
    )
  })
})
