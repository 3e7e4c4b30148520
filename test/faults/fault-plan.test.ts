import { expect, it } from 'vitest'
import { faultKinds, planWorld, type WorldSize } from './fault-plan.ts'

const size: WorldSize = {
  store: 'sqlite',
  instances: 2,
  kills: 31,
  commands: 40,
  kinds: faultKinds,
}

it('a plan is drawn from its seed alone', () => {
  expect(planWorld(7, 'a world', size)).toEqual(planWorld(7, 'a world', size))
  expect(planWorld(8, 'a world', size)).not.toEqual(planWorld(7, 'a world', size))
})

it('a plan has as many kills as were asked for, and each kind of fault once in any case', () => {
  const { lives, faults, atLeast } = planWorld(7, 'a world', size)
  expect(lives.flat()).toHaveLength(31)
  const first = faults.slice(0, atLeast).map(({ kind }) => kind)
  expect(first.toSorted()).toEqual([...faultKinds].sort())
})
