import { expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aThread } from '../support/build-case.ts'
import { told, value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const northwind = 'northwind-apps.example.com'
const olivia = `olivia.reed@${northwind}`
const partner: Reader = { party: 'partner', domain: northwind }
const customer: Reader = { party: 'customer', customer: 'C09brightwater' }

onSqlite((_name, open) => {
  it('OWN-1, OWN-4: a thread’s card names who works on it to its own side alone, while they can', async () => {
    const world = await aWorld(await open())
    const { number } = value(await world.service.create(await world.actor(marcus), aWish(), 'create'))
    const assign = async (who: string, to: string) =>
      value(
        await world.service.change(await world.actor(who), number, { changes: [{ kind: 'assign', to }] }, to),
      )
    await assign(marcus, olivia)
    await assign(ben, ben)
    const views = createThreadViews({
      categories: readCategories(catalogueFile),
      createTranslator: createTranslatorFactory(),
      directory: world.directory,
      now: () => world.now(),
    })
    const namedTo = async (reader: Reader) => {
      const stored = await world.store.get(number)
      if (!stored) throw new Error('it was created')
      const card = told(await views.root(stored, aThread({ reader, locale: 'en' })))
      const words = ['Olivia Reed', 'Ben Carter', `"Handled by","value":"${northwind}, support"`]
      return words.filter((word) => card.includes(word))
    }

    expect(await namedTo({ party: 'desk' })).toEqual(['Olivia Reed', 'Ben Carter'])
    expect(await namedTo(partner)).toEqual(['Olivia Reed'])
    expect(await namedTo(customer)).toEqual([`"Handled by","value":"${northwind}, support"`])

    world.editDirectory((yaml) =>
      yaml.replace(`email: ${olivia}\n`, `email: ${olivia}\n    suspended: true\n`),
    )
    expect(await namedTo(partner)).toEqual([])
    expect(await namedTo(customer)).toEqual([])
  })
})
