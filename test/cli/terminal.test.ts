import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { alignColumns } from '../../src/cli/align-columns.ts'
import { joinSentences, paint, readLocale } from '../../src/cli/terminal.ts'
import { packageRoot } from '../../src/config/package-root.ts'

describe('the language of the command line', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja' }, 'ja'],
    [{ LANG: 'jam_JM' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ja_JP.eucJP' }, 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_ALL: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: '', LC_ALL: '' }, 'ja'],
  ] as const)('with %j is %s', (env, locale) => {
    expect(readLocale(env)).toBe(locale)
  })

  it('puts a blank between sentences where the language does', () => {
    expect(joinSentences('One.', 'Two.')).toBe('One. Two.')
    expect(joinSentences('一。', '二。')).toBe('一。二。')
  })
})

it('colours are for terminals that show them', () => {
  const terminal = (isTTY: boolean, hasColors: boolean) => ({ isTTY, hasColors: () => hasColors })

  expect(paint('bold', 'Case', terminal(true, true))).toBe('\u001b[1mCase\u001b[22m')
  expect(paint('bold', 'Case', terminal(true, false))).toBe('Case')
  expect(paint('bold', 'Case', terminal(false, true))).toBe('Case')
})

it('tables stand straight under Japanese, which is twice as wide', () => {
  expect(
    alignColumns([
      ['状態', 'x'],
      ['取り消し済み', 'y'],
      ['done', 'z'],
    ]),
  ).toEqual(['状態          x', '取り消し済み  y', 'done          z'])
})

it('every command that tells something has --json', () => {
  const source = readFileSync(new URL('src/cli/cli.ts', packageRoot()), 'utf8')
  const commands = source.split(".command('").slice(1)
  const lacking = commands
    .filter((text) => text.includes('.action(') && !text.includes("'--json'"))
    .map((text) => text.slice(0, text.indexOf("'")))

  expect(commands.length).toBeGreaterThan(25)
  // One serves, one leads through a sign-in.
  expect(lacking).toEqual(['start', 'login'])
})
