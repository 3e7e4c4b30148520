/** Holds what tasks cost in a journey against the table of docs/daily-work.md. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Platform } from '../../src/cases/case.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import type { Effort } from './visitor.ts'

const columns = { slack: 1, gchat: 2 } as const satisfies Record<Platform, number>

/** Every task of the journey has a row of its name, and the row says what it cost. */
export function expectEfforts(efforts: ReadonlyMap<string, Effort>, chat: Platform): void {
  const told = readTable(chat)
  const found = Object.fromEntries([...efforts].map(([task, effort]) => [task, describeEffort(effort)]))
  const expected = Object.fromEntries([...efforts.keys()].map((task) => [task, told.get(task)]))
  expect(found).toEqual(expected)
}

/** `2 clicks, 1 text`. */
function describeEffort({ clicks, texts }: Effort): string {
  const parts = [
    ...(clicks > 0 ? [plural(clicks, 'click')] : []),
    ...(texts > 0 ? [plural(texts, 'text')] : []),
  ]
  return parts.join(', ')
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function readTable(chat: Platform): ReadonlyMap<string, string> {
  const page = readFileSync(new URL('docs/daily-work.md', packageRoot()), 'utf8')
  return new Map(
    page
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) =>
        line
          .split('|')
          .slice(1)
          .map((cell) => cell.trim()),
      )
      .map((cells) => [cells[0] ?? '', cells[columns[chat]] ?? '']),
  )
}
