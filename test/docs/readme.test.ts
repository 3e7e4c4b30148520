import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { samplePeople } from '../../playground/sample-people.ts'
import { settingNames } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'

const read = (file: string) => readFileSync(new URL(file, packageRoot()), 'utf8')

/** What a screen shows of the page before somebody scrolls: the first lines, pictures not counted. */
const firstScreenLines = 45

describe.each(['README.md', 'README.ja.md'])('%s', (file) => {
  const text = read(file)

  it('shows on its first screen what this is, a case on both chats, and two commands to try it', () => {
    const screen = text.split('\n').slice(0, firstScreenLines).join('\n')
    expect(screen).toContain('```sh\nnpm ci\nnpm start\n```')
    for (const chat of ['slack', 'gchat'])
      expect(screen).toMatch(
        new RegExp(
          `<picture>\\n  <source media="\\(prefers-color-scheme: dark\\)" srcset="\\./docs/pictures/case-${chat}(-ja)?-dark\\.png">\\n  <img src="\\./docs/pictures/case-${chat}\\1\\.png"`,
        ),
      )
  })

  it('is short: the rest stands in guides', () => {
    expect(text.split('\n').length).toBeLessThan(130)
  })

  it('has pictures that are there, with words for those who do not see them', () => {
    const pictures = [...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, path = '']) => path)
    expect(pictures).toHaveLength(4)
    for (const path of pictures)
      expect(readFileSync(new URL(path, packageRoot())).subarray(1, 4).toString()).toBe('PNG')
    expect([...text.matchAll(/<img [^>]*alt="([^"]{40,})"/g)]).toHaveLength(2)
  })
})

it.each(['docs/commands.md', 'docs/commands.ja.md'])(
  '%s tells of every command, and of none that there is not',
  (file) => {
    const told = new Set([...read(file).matchAll(/`\/case ([a-z]+)\b/g)].map(([, name]) => name))
    expect([...told].toSorted()).toEqual(commands.map(({ name }) => name).toSorted())
  },
)

it.each(['docs/settings.md', 'docs/settings.ja.md'])(
  '%s describes every setting, and none that there is not',
  (file) => {
    const [, table = ''] =
      /^## .*\n\n\| (?:Variable|変数) .*\n\|[ |-]+\|\n((?:\|.*\n)+)/m.exec(read(file)) ?? []
    const told = table.split('\n').flatMap((row) => row.split('|')[1]?.match(/[A-Z][A-Z_]+/g) ?? [])
    expect(told.toSorted()).toEqual(settingNames.toSorted())
  },
)

it.each(['docs/quick-start.md', 'docs/quick-start.ja.md'])('%s names the package as npm makes it', (file) => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string }
  expect([...read(file).matchAll(/casethread-(\d[\w.-]*)\.tgz/g)].map(([, told]) => told)).toEqual([version])
})

it.each(['docs/playground.md', 'docs/playground.ja.md'])(
  '%s tells of people as the playground calls them',
  (file) => {
    const names = samplePeople.map(({ real_name: name }) => name)
    const [, people = ''] =
      /(?:^Then switch to another user|^左上でほかのユーザー).*\n\n((?:- .*\n)+)/m.exec(read(file)) ?? []
    const lines = people.trim().split('\n')
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines)
      expect(
        names.some((name) => line.includes(name)),
        line,
      ).toBe(true)
  },
)
