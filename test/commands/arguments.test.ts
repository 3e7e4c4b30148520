import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaseNumber, FreeText, parseAddresses, SearchText, SeverityWord } from '../../commands/arguments.ts'

const messages = (outcome: {
  readonly error?: { readonly issues: readonly { readonly message: string }[] }
}) => outcome.error?.issues.map(({ message }) => message)

describe('the number of a case', () => {
  it.each(['1001', '#1001', ' #1001 ', '１００１', '＃１００１'])('%j is 1001', (typed) => {
    expect(CaseNumber.parse(typed)).toBe(1001)
  })

  it('has up to fifteen digits, so that no digit is lost', () => {
    expect(CaseNumber.parse('9'.repeat(15))).toBe(999_999_999_999_999)
    expect(messages(CaseNumber.safeParse('9'.repeat(16)))).toEqual(['args.number'])
    expect(CaseNumber.parse('1')).toBe(1)
  })

  it.each(['0', '-1', '01', '1.5', '1e3', '10 01', '##1', '10#01', 'x1001', '1001x'])(
    '%j is none, and is told so',
    (typed) => {
      expect(messages(CaseNumber.safeParse(typed))).toEqual(['args.number'])
    },
  )

  it('that was left out is asked for', () => {
    expect(messages(CaseNumber.safeParse(undefined))).toEqual(['args.number-missing'])
    for (const typed of ['', ' ', '#'])
      expect(messages(CaseNumber.safeParse(typed))).toContain('args.number-missing')
  })
})

describe('a severity', () => {
  it.each([
    ['p2', 'P2'],
    [' Ｐ４ ', 'P4'],
  ])('%j is %s', (typed, severity) => {
    expect(SeverityWord.parse(typed)).toBe(severity)
  })

  it.each(['P5', 'high', ''])('%j is none, and is told so', (typed) => {
    expect(messages(SeverityWord.safeParse(typed))).toEqual(['args.severity'])
  })
})

describe('free text', () => {
  it('is taken as it is within its outer white space; nothing typed is nothing given', () => {
    expect(FreeText.parse('  two  words\n')).toBe('two  words')
    expect(FreeText.parse(' \u3000 ')).toBeUndefined()
  })

  it('that is searched for is cut after as many letters as a button carries, emoji counted as one', () => {
    expect(SearchText.parse(' mail ')).toBe('mail')
    expect(SearchText.parse('  ')).toBeUndefined()
    expect(SearchText.parse('🙂'.repeat(201))).toBe('🙂'.repeat(200))
    expect(SearchText.parse(` ${'x'.repeat(200)} `)).toBe('x'.repeat(200))
  })
})

describe('CRE-5: the addresses in a text', () => {
  it('are found whatever people put between and around them', () => {
    const between = fc.array(
      fc.constantFrom(' ', ',', ';', '、', '，', '；', '<', '>', '\n', '\t', '\u3000'),
      {
        minLength: 1,
      },
    )
    const address = fc.constantFrom('kei@example.com', 'mio+1@example.co.jp', 'x_y@z.example')

    fc.assert(
      fc.property(fc.array(fc.tuple(address, between)), between, (parts, first) => {
        const text = first.join('') + parts.map(([one, after]) => one + after.join('')).join('')
        expect(parseAddresses(text)).toEqual(parts.map(([one]) => one))
      }),
    )
  })

  it.each([
    ['"Yamada, Taro" <taro@example.com>', ['taro@example.com']],
    ['“Yamada, Taro” <taro@example.com>; mio@example.com', ['taro@example.com', 'mio@example.com']],
    ['山田 太郎 <taro@example.com>、佐藤 <mio@example.com>', ['taro@example.com', 'mio@example.com']],
    ['Taro Yamada <taro@example.com> Mio Sato <mio@example.com>', ['taro@example.com', 'mio@example.com']],
    ['taro@example.com <taro@example.com>', ['taro@example.com', 'taro@example.com']],
    ["'Mio Sato' <-mio@example.com>", ['-mio@example.com']],
    ['Yamada, taro@example.com', ['Yamada', 'taro@example.com']],
    ['"Yamada, Taro" taro@example.com', ['"Yamada', 'Taro"', 'taro@example.com']],
    ['kei@example.com <br>', ['kei@example.com', 'br']],
  ])('%s: a name before an address in brackets is no address', (text, addresses) => {
    expect(parseAddresses(text)).toEqual(addresses)
  })

  it('are none in an empty text, and one alone needs nothing around it', () => {
    expect(parseAddresses('')).toEqual([])
    expect(parseAddresses('kei@example.com')).toEqual(['kei@example.com'])
  })
})
