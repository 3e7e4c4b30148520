import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkView } from '../../playground/slack/local-limits.ts'
import { CatalogueFile, entryLimit, ServiceNode } from '../../src/categories/catalogue-schema.ts'
import { readCategories, readTree } from '../../src/categories/open-categories.ts'
import { createCategories } from '../../src/categories/tree.ts'
import { validateTree } from '../../src/categories/validate-tree.ts'
import { formView } from '../../src/chat/slack/render/modal.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { serviceOptions } from '../../views/category-fields.ts'
import { newForm } from '../../views/new-form.ts'
import { noon } from '../support/build-case.ts'
import { aCustomer, aGrant, anAccount } from '../support/build-directory.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const categories = readCategories(catalogueFile)
const all = categories.services.flatMap((service) => service.categories)
const folder = catalogueFile.replace('.json', '')
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))

describe('CRE-1: the catalogue that is shipped', () => {
  it('is as its check wants it, without a short form that only the operator may use', () => {
    const { services, ...rest } = CatalogueFile.parse(json(catalogueFile))
    const checked = {
      ...rest,
      services: services.map((id) => ServiceNode.parse(json(`${folder}/${id}.json`))),
    }
    expect(validateTree(checked)).toEqual([])
    expect(createCategories(checked).services).toEqual(categories.services)
  })

  it('has a file for each service and no other', () => {
    const named = readTree(catalogueFile).services.map(({ id }) => `${id}.json`)
    expect(readdirSync(folder).toSorted()).toEqual(named.toSorted())
  })

  it('is a tree: services with several areas each, and one for what belongs nowhere', () => {
    const alone = categories.services.filter((service) => service.categories.length === 1)
    expect(alone.map(({ id }) => id)).toEqual(['other'])
    expect(categories.services.length).toBeGreaterThanOrEqual(18)
    expect(all.length).toBeGreaterThanOrEqual(100)
    for (const service of categories.services.filter(({ id }) => id !== 'other')) {
      expect(service.categories.length, service.id).toBeGreaterThanOrEqual(4)
      expect(service.categories.at(-1)?.id).toBe(`${service.id}.other`)
    }
  })

  it('goes on knowing the ids that cases bear', () => {
    const borne = [
      'gmail.delivery',
      'gmail.spam',
      'drive.sharing',
      'drive.sync',
      'calendar.events',
      'meet.quality',
      'chat.spaces',
      'admin.users',
      'identity.login',
      'billing.invoice',
      'devices.mobile',
      'other',
    ]
    expect(borne.filter((id) => categories.category(id) === undefined)).toEqual([])
  })

  it('knows the categories of the import’s samples', () => {
    const lines = readFileSync(new URL('docs/samples/cases.jsonl', packageRoot()), 'utf8').trim().split('\n')
    const ids = lines.map((line) => (JSON.parse(line) as { category: string }).category)
    expect(ids.filter((id) => !categories.category(id))).toEqual([])
  })

  it.each(['en', 'ja'] as const)('can be chosen from a menu with nothing typed, in %s', (locale) => {
    const options = serviceOptions(categories.services, createTranslatorFactory()(locale, 'UTC'))
    expect(options.length).toBeLessThanOrEqual(100)
    expect(options.find(({ value }) => value === 'gmail')?.description).toContain(
      locale === 'ja' ? '送受信、' : 'Sending and receiving, ',
    )
  })

  it.each(['en', 'ja'] as const)('fits whole into Slack’s forms, in %s', (locale) => {
    for (const category of all) {
      const service = categories.service(category.service)
      const form = newForm({
        actor: { party: 'partner', account: anAccount() },
        translator: createTranslatorFactory()(locale, 'UTC'),
        categories,
        now: noon,
        takesFiles: true,
        access: { customer: aCustomer(), grant: aGrant('granted') },
        initial: {},
        service,
        category,
      })
      const view = formView(form, { place: { platform: 'slack', tenant: 'T1', channel: 'C1' }, step: 0 })
      expect(checkView(view, 'modal'), category.id).toBeUndefined()
      const shown = JSON.stringify(view)
      for (const one of category.guidance)
        expect(shown, category.id).toContain(JSON.stringify(one[locale]).slice(1, -1))
      for (const { label, choices } of category.questions) {
        expect(shown, category.id).toContain(label[locale])
        for (const { name } of choices) expect(shown, category.id).toContain(name[locale])
      }
      expect(category.path[locale].length).toBeLessThanOrEqual(entryLimit)
    }
  })

  it('asks for nothing that is personal data by itself', () => {
    const labels = all.flatMap(({ questions }) => questions.map(({ label }) => label))
    expect(labels.filter(({ en }) => /password|phone number|e-?mail address of/i.test(en))).toEqual([])
    expect(labels.filter(({ ja }) => /パスワード|電話番号|氏名/.test(ja))).toEqual([])
  })
})
