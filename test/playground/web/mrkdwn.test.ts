import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntities, parseMrkdwn, parseSpans, type Span } from '../../../playground/web/lib/mrkdwn.ts'

function textOf(spans: readonly Span[]): string {
  return spans
    .map((span) => ('children' in span ? textOf(span.children) : 'text' in span ? span.text : ''))
    .join('')
}

describe('what a person reads of mrkdwn', () => {
  it.each([
    ['a time', 'at 10:30:20'],
    ['a sum', '2 * 3 * 4 and 2*3*4'],
    ['a heading of Markdown', '# note'],
    ['a link of Markdown', '[a](http://b.example)'],
    ['a file name', 'case_2024_report_final'],
    ['a path', 'C:\\new\\*.log'],
    ['stars that open and never close', '*open'],
    ['Japanese between stars', '日本語*太字*です'],
    ['an unknown token', 'a <strange> b'],
    ['an unclosed fence', 'a ```b'],
  ])('leaves %s as it was typed', (_, typed) => {
    expect(parseMrkdwn(typed)).toEqual([{ kind: 'text', spans: [{ kind: 'text', text: typed }] }])
  })

  it('knows bold, italic, struck and code at the borders of words', () => {
    expect(parseSpans('(*b* _i_ ~s~ `c *d*`)').map((span) => span.kind)).toEqual([
      'text',
      'bold',
      'text',
      'italic',
      'text',
      'strike',
      'text',
      'code',
      'text',
    ])
  })

  it('knows links, people, channels and date tokens', () => {
    expect(parseSpans('<https://a.example?b=1&amp;c=2|A &amp; B>')).toEqual([
      { kind: 'link', url: 'https://a.example?b=1&c=2', text: 'A & B' },
    ])
    expect(parseSpans('<@U1><#C1|general>').map((span) => ('id' in span ? span.id : null))).toEqual([
      'U1',
      'C1',
    ])
    expect(parseSpans('<!date^1700^{date} {time}|then>')).toEqual([
      { kind: 'date', seconds: 1700, pattern: '{date} {time}', url: null, fallback: 'then' },
    ])
  })

  it('makes no link of an address that could run a script', () => {
    expect(parseSpans('<javascript:alert(1)|click>')).toEqual([
      { kind: 'text', text: '<javascript:alert(1)|click>' },
    ])
  })

  it('sets quotes and fenced text apart, line breaks kept', () => {
    expect(parseMrkdwn('&gt; one\n> two\nthree\n```\n x &lt;\n```').map((each) => each.kind)).toEqual([
      'quote',
      'text',
      'pre',
    ])
    expect(parseMrkdwn('```\n  x &lt;\n```')).toEqual([{ kind: 'pre', text: '  x <' }])
  })

  it('loses no letter or digit of any text without markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab1 .:#\\-日本\n()[]!') }), (typed) => {
        const shown = parseMrkdwn(typed).map((each) => ('spans' in each ? textOf(each.spans) : each.text))
        expect(shown.join('\n').replace(/\s/g, '')).toBe(decodeEntities(typed).replace(/\s/g, ''))
      }),
    )
  })
})
