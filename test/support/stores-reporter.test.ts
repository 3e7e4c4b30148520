import { expect, it } from 'vitest'
import { type Counted, storesLine } from './stores-reporter.ts'

const names = { SQLite: 'SQLite 3.45', MongoDB: 'MongoDB 7.0.0 (replica set)' }

it('tells how many tests ran on each store, and which servers these were', () => {
  const tests: readonly Counted[] = [
    { store: 'SQLite', state: 'passed' },
    { store: 'SQLite', state: 'failed' },
    { store: undefined, state: 'passed' },
    { store: 'MongoDB', state: 'passed' },
    { store: 'MongoDB', state: 'passed' },
    { store: 'MongoDB', state: 'skipped' },
  ]
  expect(storesLine(tests, names)).toBe(
    'SQLite 3.45: 1 failed, 1 passed · MongoDB 7.0.0 (replica set): 2 passed, 1 skipped',
  )
})

it('says so where no test of a store ran, and nothing where none has to do with one', () => {
  expect(storesLine([{ store: 'MongoDB', state: 'skipped' }], names)).toBe(
    'MongoDB 7.0.0 (replica set): 0 passed, 1 skipped',
  )
  expect(storesLine([{ store: undefined, state: 'passed' }], names)).toBeUndefined()
})
