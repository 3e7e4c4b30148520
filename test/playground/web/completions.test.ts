import { describe, expect, it } from 'vitest'
import { findCompletions, parseAlternatives } from '../../../playground/web/lib/completions.ts'

const commands = [
  {
    command: '/case',
    description: 'Cases',
    usage_hint: 'new | list | show 1001 | reply <number> <text> | help',
  },
  { command: '/other', description: 'Other', usage_hint: '' },
]
const people = [
  { name: 'casethread', detail: 'Casethread' },
  { name: 'ben.carter', detail: 'Ben Carter' },
]

function offered(value: string): readonly string[] {
  return findCompletions(value, value.length, commands, people).list.map((each) => each.text)
}

describe('suggestions of the message box', () => {
  it('offers the commands that begin with what is typed, and Enter takes the first', () => {
    expect(offered('/c')).toEqual(['/case '])
    expect(findCompletions('/c', 2, commands, people).eager).toBe(true)
  })

  it('sends a command that is typed out: Enter takes nothing then', () => {
    expect(findCompletions('/case', 5, commands, people).eager).toBe(false)
    expect(findCompletions('/case ', 6, commands, people).eager).toBe(false)
    expect(offered('/case new')).toEqual([])
  })

  it('offers the words of the usage hint without their examples', () => {
    expect(offered('/case ')).toEqual([
      '/case new',
      '/case list',
      '/case show ',
      '/case reply ',
      '/case help',
    ])
    expect(offered('/case re')).toEqual(['/case reply '])
  })

  it('says how a chosen word goes on', () => {
    expect(findCompletions('/case reply 10', 14, commands, people).usage).toBe('/case reply <number> <text>')
    expect(findCompletions('/case new', 9, commands, people).usage).toBeNull()
  })

  it('takes alternatives apart outside of brackets only', () => {
    expect(parseAlternatives('[new | list]')).toEqual(['new', 'list'])
    expect(parseAlternatives('severity <P1|P2>, help')).toEqual(['severity <P1|P2>', 'help'])
  })

  it('offers people after @, at the caret, until a name is typed out', () => {
    const { list } = findCompletions('hi @ca there', 6, commands, people)
    expect(list[0]).toMatchObject({ text: 'hi @casethread  there', caret: 15 })
    expect(offered('mail@ca')).toEqual([])
    expect(offered('@casethread')).toEqual([])
  })
})
