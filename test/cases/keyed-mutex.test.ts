import { setImmediate as soon } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createKeyedMutex } from '../../src/cases/keyed-mutex.ts'

it('what is asked for one case runs one after the other, in order, and a failure holds up nobody', async () => {
  const { run } = createKeyedMutex()
  const seen: string[] = []
  const work = (name: string) => async () => {
    seen.push(`${name} begins`)
    await soon()
    seen.push(`${name} ends`)
    if (name === 'b') throw new Error('b fails')
    return name
  }

  const answers = await Promise.allSettled(['a', 'b', 'c'].map((name) => run(1001, work(name))))

  expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    'a',
    'b fails',
    'c',
  ])
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

it('one case does not wait for another', async () => {
  const { run } = createKeyedMutex()
  const never = run(1001, () => new Promise(() => {}))

  const other = await Promise.race([never, run(1002, async () => 'done')])

  expect(other).toBe('done')
})

it('a case whose work has ended is forgotten: the next one begins at once', async () => {
  const { run } = createKeyedMutex()
  await run(1001, async () => {})
  let begun = false

  const turn = run(1001, async () => {
    begun = true
  })

  expect(begun).toBe(true)
  await turn
})

it('tells whether somebody has their turn at a case, and forgets them once all who waited are through', async () => {
  const { run, isLocked } = createKeyedMutex()
  let end = () => {}
  const first = run(1001, () => new Promise<void>((resolve) => (end = resolve)))
  const second = run(1001, async () => {})

  expect([isLocked(1001), isLocked(1002)]).toEqual([true, false])
  end()
  await first
  // The second waits for its turn still, and must not be run beside a third.
  expect(isLocked(1001)).toBe(true)
  await second
  expect(isLocked(1001)).toBe(false)
})
