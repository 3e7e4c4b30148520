import { describe, expect, it } from 'vitest'
import { type Question, resolveAnswer } from '../../src/cases/categories.ts'

const text: Question = { id: 'id', label: { en: 'Id', ja: '番号' }, optional: false, choices: [] }
const choice: Question = {
  ...text,
  choices: [
    { id: 'one', name: { en: 'One user', ja: '1 人' } },
    { id: 'all', name: { en: 'Everyone', ja: '全員' } },
  ],
}

describe('CRE-1: the answer as the case keeps it', () => {
  it('free text stays as it was written', () => {
    expect(resolveAnswer(text, 'One USER', 'ja')).toBe('One USER')
  })

  it.each(['all', 'ALL', 'everyone', '全員'])('the choice called %j is kept by its name', (given) => {
    expect(resolveAnswer(choice, given, 'en')).toBe('Everyone')
    expect(resolveAnswer(choice, given, 'ja')).toBe('全員')
  })

  it('no answer is none, and what is no choice is told apart from it', () => {
    expect(resolveAnswer(choice, '', 'en')).toBe('')
    expect(resolveAnswer(choice, 'some', 'en')).toBeUndefined()
  })
})
