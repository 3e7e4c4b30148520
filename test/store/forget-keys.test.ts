import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, minutesAfter, noon } from '../support/build-case.ts'

let store: Store

beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' })
})

afterEach(() => store.close())

it('keys of cases that nobody changed for long go, however many; those of others stay, and a late repetition is still held off', async () => {
  const { case: first } = await store.create(aNewCase())
  let current = first
  for (let change = 0; change < 600; change += 1) {
    const committed = await store.commit(aCommit(current, { updatedAt: noon }, { key: `change-${change}` }))
    if (committed.kind !== 'committed') throw new Error(committed.kind)
    current = committed.case
  }
  const { case: other } = await store.create(aNewCase({ number: 1002 }, { key: 'other' }))
  const late = minutesAfter(noon, 60)
  await store.commit(aCommit(other, { updatedAt: late }, { key: 'late' }))

  expect(await store.forgetKeys?.(noon)).toBe(0)
  expect(await store.forgetKeys?.(late)).toBe(600)

  expect(await store.committedWith(1001, 'change-599')).toBeUndefined()
  expect(await store.committedWith(1002, 'late')).toEqual([2])
  expect((await store.commit(aCommit(first, {}, { key: 'change-0' }))).kind).toBe('conflict')
  expect((await store.get(1001))?.version).toBe(601)
})
