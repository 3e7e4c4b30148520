import { describe, expect, it } from 'vitest'
import { audiences } from '../../src/cases/case.ts'
import { audienceName } from '../../src/i18n/audience-name.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'

describe('whom an entry is to', () => {
  it.each([
    [
      'partner',
      ['Internal note', 'To the customer', 'To the support desk', 'To the customer and the support desk'],
    ],
    [
      'customer',
      ['Internal note', 'To the partners', 'To the support desk', 'To the partners and the support desk'],
    ],
    ['desk', ['Internal note', 'To the customer', 'To the partners', 'To the customer and the partners']],
  ] as const)('written by the %s names nobody of its own side', (party, names) => {
    const translator = createTranslatorFactory()('en', 'UTC', 'slack')
    const told = new Map(
      audiences.map((audience) => [audience, audienceName(audience, { party }, translator)]),
    )
    expect(['internal', 'customer', 'desk', 'everyone'].map((one) => told.get(one as never))).toEqual(names)
  })
})
