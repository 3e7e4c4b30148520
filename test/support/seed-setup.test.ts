import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { randomFrom } from './random-from.ts'
import { seedOf } from './seed-setup.ts'

it('is the given one, a fixed one in CI, and a new one elsewhere or where it is asked for', () => {
  const draw = () => 0.5

  expect(seedOf({ FC_SEED: '42', CI: 'true' }, draw)).toBe(42)
  expect(seedOf({ CI: 'true' }, draw)).toBe(seedOf({ CI: '1' }, () => 0.1))
  expect(seedOf({}, draw)).toBe(2 ** 30)
  expect(seedOf({ CI: 'false' }, draw)).toBe(2 ** 30)
  expect(seedOf({ CI: 'true', FC_SEED: 'random' }, draw)).toBe(2 ** 30)
  expect(() => seedOf({ FC_SEED: 'abc' }, draw)).toThrow('FC_SEED')
})

it('is what every property draws from, and named where one fails', () => {
  const seed = inject('seed')

  expect(() => fc.assert(fc.property(fc.nat(), () => false))).toThrow(`seed: ${seed}`)
})

it('draws the same again from the same names', () => {
  const drawn = (name: string) => Array.from({ length: 5 }, randomFrom(name))

  expect(drawn('a')).toEqual(drawn('a'))
  expect(drawn('a')).not.toEqual(drawn('b'))
})
