import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

it('the index names every decision once, with its date and its status', () => {
  const folder = new URL('docs/decisions/', packageRoot())
  const index = readFileSync(new URL('README.md', folder), 'utf8')
  const named = [
    ...index.matchAll(
      /^\| \[\d{4}\]\((\d{4}-[\w-]+\.md)\) \| .+ \| \d{4}-\d\d-\d\d \| (?:accepted|replaced)\b/gm,
    ),
  ]

  const pages = readdirSync(folder).filter((file) => file !== 'README.md')
  expect(named.map(([, file]) => file)).toEqual(pages.toSorted())
})
