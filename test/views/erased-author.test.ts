import { expect, it } from 'vitest'
import { toTombstone } from '../../src/cases/erased-people.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { addressNames, authorName, personName } from '../../views/labels.ts'

const gone = { email: toTombstone('abc'), name: '' }
const translatorFor = createTranslatorFactory()

it.each([
  [
    'en',
    'former colleague of northwind.example',
    'former colleague of the support desk',
    'former contact of the customer',
    'former colleague',
  ],
  ['ja', 'northwind.example の元担当者', 'サポート窓口の元担当者', 'お客様側の元担当者', '元担当者'],
] as const)('an erased author is told as such (%s)', (locale, partner, desk, customer, alone) => {
  const translator = translatorFor(locale, 'UTC')
  expect(authorName({ ...gone, party: 'partner', domain: 'northwind.example' }, translator)).toBe(partner)
  expect(authorName({ ...gone, party: 'desk' }, translator)).toBe(desk)
  expect(authorName({ ...gone, party: 'customer' }, translator)).toBe(customer)
  expect(personName(gone, translator)).toBe(alone)
  expect(addressNames(['a@example.com', gone.email], translator)).toBe(`a@example.com, ${alone}`)
})
