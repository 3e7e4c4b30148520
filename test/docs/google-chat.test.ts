import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { packageRoot } from '../../src/config/package-root.ts'

const guide = readFileSync(new URL('docs/google-chat.md', packageRoot()), 'utf8')
const rows = [...guide.matchAll(/^\| (\d+) +\| `\/case-([a-z]+)` +\| (yes|no) +\|$/gm)]

it('the guide names every command with the id that its events bear', () => {
  expect(rows.map(([, id, name]) => [Number(id), name])).toEqual(
    commands
      .toSorted((a, b) => a.chatCommandId - b.chatCommandId)
      .map(({ chatCommandId, name }) => [chatCommandId, name]),
  )
})

it('the guide lets exactly those commands open a dialog that have a form', () => {
  const withForms = commands
    .filter((command) => command.auth === 'account' && command.submit)
    .map(({ name }) => name)
  const opening = rows.filter(([, , , dialog]) => dialog === 'yes').map(([, , name]) => name)
  expect(opening.toSorted()).toEqual(withForms.toSorted())
})
