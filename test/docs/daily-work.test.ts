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
