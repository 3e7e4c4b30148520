import { expect, it } from 'vitest'
import { toTombstone } from '../../src/cases/erased-people.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { toMessage as toChatMessage } from '../../src/chat/gchat/render/message.ts'
import { message as toSlackMessage } from '../../src/chat/slack/render/message.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { erasePerson } from '../../src/people/erase-person.ts'
import { findKnownPerson } from '../../src/people/person-traces.ts'
import { aThread } from '../support/build-case.ts'
import { value } from '../support/run-commands.ts'
import { aWish, aWorld, marcus } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const northwind = 'northwind-apps.example.com'
const readers = [
  { party: 'partner', domain: northwind },
  { party: 'customer', customer: 'C09brightwater' },
  { party: 'desk' },
] as const
const formers = {
  en: `former colleague of ${northwind}`,
  ja: `${northwind} の元担当者`,
} as const

eachStore((_name, open) => {
  it('the whole of a drawn case whose author was erased says who it was by the domain alone, in both chats', async () => {
    const store = await open()
    const world = await aWorld(store)
    const { number } = value(await world.service.create(await world.actor(marcus), aWish(), 'create'))
    const change = async (changes: Parameters<typeof world.service.change>[2]['changes'], key: string) =>
      value(await world.service.change(await world.actor(marcus), number, { changes }, key))
    await change([{ kind: 'message', text: 'It began on Monday.', audience: 'everyone' }], 'message')
    await change([{ kind: 'severity', severity: 'P1' }], 'severity')
    const views = createThreadViews({
      categories: readCategories(catalogueFile),
      createTranslator: createTranslatorFactory(),
      directory: world.directory,
      now: () => world.now(),
    })

    /** All that stands in a thread: the card and each entry, as the two chats are sent them. */
    async function draw(locale: 'en' | 'ja', reader: (typeof readers)[number]) {
      const supportCase = await store.get(number)
      if (!supportCase) throw new Error('it was created')
      const thread = aThread({ reader, locale })
      const entries = await store.history(number, { limit: 99 })
      const cards = [
        await views.root(supportCase, thread),
        ...entries.map((entry) => views.entry(supportCase, thread, entry)),
      ]
      const how = { locale, timeZone: 'UTC', callback: 'casethread' }
      return [
        JSON.stringify(cards.map(toSlackMessage)),
        JSON.stringify(cards.map((card) => toChatMessage(card, how))),
      ]
    }

    for (const locale of ['en', 'ja'] as const)
      for (const reader of readers)
        for (const drawn of await draw(locale, reader)) expect(drawn).toContain('Marcus Bell')

    world.editDirectory((yaml) => yaml.replaceAll(/ {2}- email: marcus\.bell@[^\n]*\n( {4}[^\n]*\n)+/g, ''))
    await erasePerson(await findKnownPerson(marcus, store), toTombstone('abc'), store)

    for (const locale of ['en', 'ja'] as const)
      for (const reader of readers)
        for (const drawn of await draw(locale, reader)) {
          expect(drawn).toContain(formers[locale])
          expect(drawn).not.toMatch(/marcus|bell\b|erased\.invalid|former-abc/i)
        }
  })
})
