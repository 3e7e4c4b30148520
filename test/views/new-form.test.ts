import { describe, expect, it } from 'vitest'
import type { CustomerAccess } from '../../src/cases/case-service.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { grantLine } from '../../views/labels.ts'
import { newForm } from '../../views/new-form.ts'
import type { Field } from '../../views/view.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'

const translator = createTranslatorFactory()('en', 'UTC')

function aForm(access: Partial<CustomerAccess> = {}) {
  return newForm({
    actor: { party: 'partner', account: anAccount() },
    translator,
    categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
    now: noon,
    takesFiles: false,
    access: { customer: aCustomer(), relationship: aRelationship(), grant: aGrant('granted'), ...access },
    initial: {},
  })
}

const fields = () => aForm().parts.filter((part): part is Field => 'name' in part)

describe('the form of a new case', () => {
  it('CRE-2: shows the customer’s address and contact, and has no field that could change them', () => {
    const read = aForm().parts.filter((part) => !('name' in part))
    expect(JSON.stringify(read)).toContain('東京都港区')
    expect(JSON.stringify(read)).toContain('it@midori.example.jp')
    expect(JSON.stringify(read)).toContain('come from the sales console')

    expect(JSON.stringify(fields())).not.toContain('東京都港区')
    expect(JSON.stringify(fields())).not.toContain('it@midori.example.jp')
  })

  it('CRE-7: offers P1, the highest, to P4', () => {
    const severity = fields().find((one) => one.name === 'severity')
    if (severity?.kind !== 'select') throw new Error('no severity to choose')
    expect(severity.options.map((one) => one.value)).toEqual(['P1', 'P2', 'P3', 'P4'])
  })

  it('CRE-1: asks in the order of the rule', () => {
    const names = fields().map((one) => one.name)
    const order = ['customer', 'product', 'severity', 'language', 'timeZone', 'confirmed']
    expect(names.filter((name) => order.includes(name))).toEqual(order)
  })
})

describe('GRA-3: the age of a grant’s change', () => {
  const changed = (minutesAgo: number) => ({
    ...aGrant('granted'),
    changedAt: minutesAfter(noon, -minutesAgo),
  })

  it.each([
    [0, 'Changed less than an hour ago.'],
    [59, 'Changed less than an hour ago.'],
    [60, 'Changed 1 hour ago.'],
    [5 * 60 + 1, 'Changed 5 hours ago.'],
    [24 * 60 - 1, 'Changed 23 hours ago.'],
  ])('is told %d minutes after it', (minutes, text) => {
    expect(grantLine(changed(minutes), translator, noon)).toContain(text)
    expect(JSON.stringify(aForm({ grant: changed(minutes) }))).toContain(text)
  })

  it.each([24 * 60, 48 * 60])('is no longer told %d minutes after it', (minutes) => {
    expect(grantLine(changed(minutes), translator, noon)).toBe('Access granted')
  })
})
