import { describe, expect, it } from 'vitest'
import { customersMeant, customersWith } from '../../src/cases/find-customers.ts'
import { aCustomer } from '../support/build-directory.ts'

const north = aCustomer({ id: 'C1', name: 'North Foods', domain: 'north.example.com' })
const northWest = aCustomer({ id: 'C12', name: 'North West', domain: 'northwest.example.com' })
const midori = aCustomer({ id: 'C3', name: 'みどり商会', domain: 'midori.example.jp' })
const all = [north, northWest, midori]

describe('VIS-8: customers by what people call them', () => {
  it.each([
    ['', all],
    ['  ', all],
    ['north', [north, northWest]],
    ['  NORTH   west ', [northWest]],
    ['foods north.example', [north]],
    ['ｎｏｒｔｈ ｆｏｏｄｓ', [north]],
    ['みどり', [midori]],
    ['c3 みどり', [midori]],
    ['north midori', []],
  ])('a search for %j finds those that hold every word', (text, expected) => {
    expect(customersWith(text, all)).toEqual(expected)
  })

  it.each([
    ['c1', [north]],
    [' North Foods ', [north]],
    ['NORTH.example.com', [north]],
    ['みどり商会', [midori]],
    ['north', [north, northWest]],
    ['nobody', []],
    ['', []],
    ['   ', []],
  ])(
    '%j means who is called just so, else whoever a search finds, nobody without a word',
    (called, expected) => {
      expect(customersMeant(called, all)).toEqual(expected)
    },
  )
})
