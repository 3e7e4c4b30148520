import { describe, expect, it } from 'vitest'
import { suggestClosest } from '../../src/config/suggest-closest.ts'

const words = ['new', 'list', 'show', 'severity', 'reopen']

describe('the nearest known word', () => {
  it.each([
    ['serverity', 'severity'],
    ['sevrity', 'severity'],
    ['SEVERITY', 'severity'],
    ['lsit', 'list'],
    ['nwe', 'new'],
    ['repoen', 'reopen'],
  ])('to %s is %s: a letter more, less, other or swapped', (typed, meant) => {
    expect(suggestClosest(typed, words)).toBe(meant)
  })

  it.each(['banana', '', 'xyz', '再開', 'severity'.repeat(600)])('to %j is none', (typed) => {
    expect(suggestClosest(typed, words)).toBeUndefined()
  })

  it('may be asked for with fewer slips', () => {
    expect(suggestClosest('severxyy', words, 3)).toBe('severity')
    expect(suggestClosest('severxyy', words, 8)).toBeUndefined()
  })
})
