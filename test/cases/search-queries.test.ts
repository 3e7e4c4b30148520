/**
 * VIS-5: what people type, on 300 cases, finds just the ones that they mean. With whole words, cut by a dictionary and compared as they stand,
 * 54 of the 92 Japanese queries and 31 of the 70 English ones did.
 */
import { describe, expect, it } from 'vitest'
import { collectSearchTerms } from '../../src/cases/create-case.ts'
import { toQueryTerms } from '../../src/cases/search-terms.ts'
import { aCase, anEntry } from '../support/build-case.ts'
import { searchCases } from '../support/search-cases.ts'
import { englishQueries, japaneseQueries } from './search-queries.ts'

const found = new Map(
  searchCases.map(({ number, title, customer, category, description, answers }) => [
    number,
    new Set(
      collectSearchTerms(
        aCase({ number, title, customer, category }),
        anEntry({
          event: {
            type: 'created',
            description,
            answers: answers.map((answer) => ({ question: 'Message-ID', answer })),
          },
        }),
      ),
    ),
  ]),
)

describe('VIS-5: a search', () => {
  it('has enough to go by', () => {
    expect(searchCases).toHaveLength(300)
    expect(japaneseQueries.length).toBeGreaterThanOrEqual(80)
    expect(englishQueries.length).toBeGreaterThanOrEqual(60)
  })

  it.each([...japaneseQueries, ...englishQueries])('%s', (typed, meant) => {
    const wanted = toQueryTerms(typed)
    const numbers = [...found]
      .filter(([, terms]) => wanted.every((word) => terms.has(word)))
      .map(([number]) => number)

    expect(numbers).toEqual(toNumbers(meant))
  })
})

/** `1001-1003,1010`, as it stands in the queries. */
function toNumbers(meant: string): readonly number[] {
  return meant
    .split(',')
    .filter(Boolean)
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}
