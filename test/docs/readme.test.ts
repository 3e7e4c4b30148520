import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { samplePeople } from '../../playground/sample-people.ts'
import { settingNames } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'

describe.each(['README.md', 'README.ja.md'])('%s', (file) => {
  const text = readFileSync(new URL(file, packageRoot()), 'utf8')

  it('tells of every command, and of none that there is not', () => {
    const told = new Set([...text.matchAll(/`\/case ([a-z]+)\b/g)].map(([, name]) => name))
    expect([...told].toSorted()).toEqual(commands.map(({ name }) => name).toSorted())
  })

  it('describes every setting, and none that there is not; where Slack is, nobody sets but the playground', () => {
    const rows = text.split('\n').filter((line) => /^\| `[A-Z]/.test(line))
    const told = rows.flatMap((row) => row.split('|')[1]?.match(/[A-Z][A-Z_]+/g) ?? [])
    const wanted = settingNames.filter((name) => name !== 'SLACK_API_URL')
    expect(told.toSorted()).toEqual(wanted.toSorted())
  })

  it('names the package as npm makes it', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as {
      readonly version: string
    }
    expect([...text.matchAll(/casethread-(\d[\w.-]*)\.tgz/g)].map(([, told]) => told)).toEqual([version])
  })

  it('tells of people as the playground calls them', () => {
    const names = samplePeople.map(({ real_name: name }) => name)
    const [, people = ''] =
      /(?:^Then switch to another user|^左上でほかのユーザー).*\n\n((?:- .*\n)+)/m.exec(text) ?? []
    const lines = people.trim().split('\n')
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines)
      expect(
        names.some((name) => line.includes(name)),
        line,
      ).toBe(true)
  })

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(2)
    for (const path of links) expect(() => readFileSync(new URL(path, packageRoot()))).not.toThrow(/ENOENT/)
  })
})
