import { describe, expect, it } from 'vitest'
import { customersMeant, customersWith } from '../../src/cases/find-customers.ts'
import { aCustomer } from '../support/build-directory.ts'

const north = aCustomer({ id: 'C1', name: 'North Foods', domain: 'north.example.com' })
const northWest = aCustomer({ id: 'C12', name: 'North West', domain: 'northwest.example.com' })
const midori = aCustomer({ id: 'C3', name: 'みどり商会', domain: 'midori.example.jp' })
const sakura = aCustomer({
  id: 'C4',
  name: '桜商事',
  domain: 'cherry.example.jp',
  phoneticName: 'サクラショウジ',
})
const sakuraService = aCustomer({
  id: 'C5',
  name: '佐倉商事サービス',
  domain: 'sakura.example.jp',
  phoneticName: 'さくら しょうじ さーびす',
})
const all = [north, northWest, midori, sakura, sakuraService]

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
    ['サクラ', [sakura, sakuraService]],
    ['さくら', [sakura, sakuraService]],
    ['ｻｸﾗ', [sakura, sakuraService]],
    ['しょうじ さくら', [sakura, sakuraService]],
    ['ショージ', [sakura, sakuraService]],
    ['さくら 桜', [sakura]],
    ['さくら サビス', [sakuraService]],
    ['サクラギ', []],
  ])('a search for %j finds those that hold every word', (text, expected) => {
    expect(customersWith(text, all)).toEqual(expected)
  })

  it.each([
    ['c1', [north]],
    [' North Foods ', [north]],
    ['NORTH.example.com', [north]],
    ['みどり商会', [midori]],
    ['north', [north, northWest]],
    ['さくらしょうじ', [sakura]],
    ['ｻｸﾗ ｼｮｰｼﾞ', [sakura]],
    ['さくら', [sakura, sakuraService]],
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
