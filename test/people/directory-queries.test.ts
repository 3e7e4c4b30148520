import { expect, it } from 'vitest'
import { sortByOrder } from '../../src/people/directory-queries.ts'
import { aCustomer } from '../support/build-directory.ts'

const yunagi = aCustomer({ id: 'C1', name: '夕凪ツアーズ', phoneticName: 'ユウナギツアーズ' })
const yamabiko = aCustomer({ id: 'C2', name: '株式会社やまびこ電機', phoneticName: 'やまびこでんき' })
const aoba = aCustomer({ id: 'C3', name: '青葉銀行', phoneticName: 'アオバギンコウ' })
const minato = aCustomer({ id: 'C4', name: 'みなと出版' })
const other = aCustomer({ id: 'C5', name: '蒼羽銀行', phoneticName: 'あおばぎんこう' })
const all = [yunagi, yamabiko, aoba, minato, other]
const ids = (language: string) => all.toSorted(sortByOrder(language)).map(({ id }) => id)

it('VIS-5: Japanese lists of customers go by how the names are read, where that is known', () => {
  expect(ids('ja').toSorted()).toEqual(['C1', 'C2', 'C3', 'C4', 'C5'])
  expect(ids('ja').filter((id) => !['C3', 'C5'].includes(id))).toEqual(['C4', 'C2', 'C1'])
  expect(new Set(ids('ja').slice(0, 2))).toEqual(new Set(['C3', 'C5']))
  expect(ids('en')).toEqual(
    all
      .map(({ phoneticName: _, ...customer }) => customer)
      .toSorted(sortByOrder('en'))
      .map(({ id }) => id),
  )
})
