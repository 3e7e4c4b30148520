import { describe, expect, it } from 'vitest'
import { toTypedText } from '../../../playground/web/lib/typed-text.ts'

const people = [{ id: 'U1', name: 'priya.nair' }]

describe('a message that a person edits', () => {
  it.each([
    ['a < b &amp;&amp; c &gt; d'.replace('<', '&lt;'), 'a < b && c > d'],
    ['See <https://example.com/?a=1&amp;b=2>', 'See https://example.com/?a=1&b=2'],
    ['<@U1> look', '@priya.nair look'],
    ['*bold* and `code`', '*bold* and `code`'],
  ])('%s is typed as %s', (mrkdwn, typed) => {
    expect(toTypedText(mrkdwn, people)).toBe(typed)
  })
})
