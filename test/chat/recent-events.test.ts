import { beforeEach, expect, it } from 'vitest'
import { createRecentEvents, maxRemembered, type RecentEvents } from '../../src/chat/recent-events.ts'

let clock: number
let recent: RecentEvents<string>
let done: string[]
beforeEach(() => {
  clock = Date.UTC(2026, 10, 2)
  recent = createRecentEvents({ now: () => new Date(clock) })
  done = []
})

async function doIt(name: string): Promise<string> {
  done.push(name)
  return `${name} is done`
}

it('an event that comes again is not done again, and gets the first answer, also while that is at work', async () => {
  const both = await Promise.all([
    recent.once(['Ev1'], () => doIt('first')),
    recent.once(['Ev1'], () => doIt('second')),
  ])

  expect(both).toEqual(['first is done', 'first is done'])
  expect(done).toEqual(['first'])
})

it('one id in common makes two events the same', async () => {
  await recent.once(['Ev1', 'message C1 1.1'], () => doIt('first'))
  await recent.once(['Ev2', 'message C1 1.1'], () => doIt('second'))
  await recent.once(['Ev3', 'message C1 1.2'], () => doIt('third'))

  expect(done).toEqual(['first', 'third'])
})

it('an event without an id is new each time', async () => {
  await recent.once([], () => doIt('first'))
  await recent.once([], () => doIt('second'))

  expect(done).toEqual(['first', 'second'])
})

it('is remembered for ten minutes, and not beyond', async () => {
  await recent.once(['Ev1'], () => doIt('first'))
  clock += 10 * 60_000 - 1
  await recent.once(['Ev1'], () => doIt('too early'))
  clock += 2
  await recent.once(['Ev1'], () => doIt('later'))

  expect(done).toEqual(['first', 'later'])
})

it('what failed is tried by the next delivery', async () => {
  const failing = recent.once(['Ev1', 'message C1 1.1'], () => Promise.reject(new Error('no')))

  await expect(failing).rejects.toThrow('no')
  expect(await recent.once(['Ev1'], () => doIt('again'))).toBe('again is done')
})

it('never remembers more than its bound: the oldest goes first', async () => {
  for (let count = 0; count <= maxRemembered; count += 1) await recent.once([`Ev${count}`], async () => '')

  await recent.once(['Ev0'], () => doIt('the oldest'))
  await recent.once([`Ev${maxRemembered}`], () => doIt('the newest'))

  expect(done).toEqual(['the oldest'])
})
