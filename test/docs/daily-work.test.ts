import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

/** What each costs is held against the table by the journeys themselves (`expectEfforts`). */
it('each task in the table of docs/daily-work.md is one that a journey counts, and none is left out', () => {
  const journeys = new URL('test/journey/', packageRoot())
  const counted = readdirSync(journeys).flatMap((file) => {
    const source = readFileSync(new URL(file, journeys), 'utf8')
    const tasks = [...source.matchAll(/\.task\('([^']+)'/g)].map(([, task = '']) => task)
    if (tasks.length > 0) expect(source, file).toContain('expectEfforts(')
    return tasks
  })

  const page = readFileSync(new URL('docs/daily-work.md', packageRoot()), 'utf8')
  const [, table = ''] = /^\| Task \| Slack .*\n\|[ |-]+\|\n((?:\|.*\n)+)/m.exec(page) ?? []
  const told = [...table.matchAll(/^\| ([^|]+) \|/gm)].map(([, task]) => task)

  expect(counted.length).toBeGreaterThan(10)
  expect(told.toSorted()).toEqual(counted.toSorted())
})

it('the Japanese table has the same figures, row by row', () => {
  const readFigures = (file: string) => {
    const page = readFileSync(new URL(file, packageRoot()), 'utf8')
    const [, table = ''] = /^\| (?:Task|作業) \| Slack .*\n\|[ |-]+\|\n((?:\|.*\n)+)/m.exec(page) ?? []
    return table
      .trim()
      .split('\n')
      .map((row) =>
        row
          .split('|')
          .slice(2, 4)
          .map((cell) =>
            cell
              .trim()
              .replace(/ clicks?\b/, ' クリック')
              .replace(/, /, '、')
              .replace(/ texts?\b/, ' 入力'),
          ),
      )
  }
  expect(readFigures('docs/daily-work.ja.md')).toEqual(readFigures('docs/daily-work.md'))
  expect(readFigures('docs/daily-work.ja.md').length).toBeGreaterThan(10)
})
