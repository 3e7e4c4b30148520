import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { findCommand, parseArguments, splitLine } from '../../commands/parse-line.ts'

describe('a typed line', () => {
  it.each([
    ['severity 1001 P2', 'severity', '1001 P2'],
    ['  list  ', 'list', ''],
    ['返信　1001　ありがとう', '返信', '1001　ありがとう'],
    ['', '', ''],
    ['a\tb', 'a', 'b'],
    ['a  b  c ', 'a', 'b  c'],
  ])('%j has the word %j and the rest %j', (line, word, rest) => {
    expect(splitLine(line)).toEqual({ word, rest })
  })

  it.each([
    ['reply', 'reply'],
    ['REPLY', 'reply'],
    ['ＬＩＳＴ', 'list'],
    ['返信', 'reply'],
    ['優先度', 'severity'],
    ['/new', 'new'],
    ['re/ply', undefined],
    ['//new', undefined],
    ['nothing', undefined],
  ])('%s names the command %s', (word, name) => {
    expect(findCommand(commands, word)?.name).toBe(name)
  })

  it.each<[readonly string[], string, Readonly<Record<string, string>>]>([
    [['number', 'text'], '1001 hello  there\nagain', { number: '1001', text: 'hello  there\nagain' }],
    [['number', 'text'], 'in:hoshi 1001 hello', { in: 'hoshi', number: '1001', text: 'hello' }],
    [['number', 'text'], '1001 in:hoshi hello', { in: 'hoshi', number: '1001', text: 'hello' }],
    [['number', 'text'], '1001 we are in:side', { number: '1001', text: 'we are in:side' }],
    [
      ['words'],
      'P1 in:northwind-apps.example.com mail',
      { in: 'northwind-apps.example.com', words: 'P1 mail' },
    ],
    [['words'], 'in:desk', { in: 'desk' }],
    // Said twice, the last one counts, but in free text only what stands before it.
    [['words'], 'in:a in:b', { in: 'b' }],
    [['words'], 'in:a in:b mail', { in: 'b', words: 'mail' }],
    [['number', 'text'], '1001 in:a in:b', { number: '1001', in: 'a', text: 'in:b' }],
    [['words'], 'in:desk mail', { in: 'desk', words: 'mail' }],
    [['words'], 'mail IN：desk', { in: 'desk', words: 'mail' }],
    [['words'], 'mail begin:desk', { words: 'mail begin:desk' }],
    [['words'], 'mail in: desk', { words: 'mail in: desk' }],
    [['words'], 'mail in:desk  again', { in: 'desk', words: 'mail  again' }],
    [['number', 'severity'], '1001 in:desk', { number: '1001', in: 'desk' }],
    [['number', 'text'], '1001 in:desk', { number: '1001', in: 'desk' }],
    [['number', 'text'], '1001\u3000in：desk\u3000やあ', { number: '1001', in: 'desk', text: 'やあ' }],
    [['number', 'text'], '1001 begin:desk', { number: '1001', text: 'begin:desk' }],
    [[], 'in:desk', { in: 'desk' }],
    [[], 'desk', {}],
    [[], '', {}],
    [['number'], '1001', { number: '1001' }],
    [['number', 'severity'], '', {}],
  ])('for %j, %j gives %j', (words, line, args) => {
    expect(parseArguments(words, line)).toEqual(args)
  })

  it('loses no letter of free text, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const trimmed = text.trim()
        fc.pre(trimmed !== '' && !/^in[:：]/i.test(trimmed))
        expect(parseArguments(['number', 'text'], `1001 ${trimmed}`).text).toBe(trimmed)
      }),
    )
  })
})
