/** A case in somebody's direct messages: Google lets no app reply in a thread there, so each update stands by itself. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Case, Reader, Subscription } from '../../../src/cases/case.ts'
import { readCategories } from '../../../src/categories/open-categories.ts'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createPacedWrites } from '../../../src/chat/gchat/paced-writes.ts'
import { createPublisher } from '../../../src/chat/gchat/publisher.ts'
import { splitCardFor, toMessage } from '../../../src/chat/gchat/render/message.ts'
import { readParameters } from '../../../src/chat/gchat/render/parameters.ts'
import { createThreadViews } from '../../../src/chat/thread-views.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { value } from '../../support/run-commands.ts'
import { aWish, aWorld, marcus } from '../../support/sample-world.ts'
import { aSkippingClock } from '../../support/skipping-clock.ts'
import { eachStore } from '../../support/stores.ts'
import { catalogueFile } from '../../support/test-catalogue.ts'
import type { Json } from './support/build-events.ts'
import { named, objects, parametersOf } from './support/chat-endpoint.ts'
import { aGchatThread, apiAt, quick } from './support/fixtures.ts'
import { type ChatServer, startChatServer } from './support/recording-chat-api.ts'

const partner: Reader = { party: 'partner', domain: 'northwind-apps.example.com' }
const callback = 'https://cases.example.com/gchat/events'
const title = 'Invoices of the merger bounce'

let server: ChatServer
let people = 0
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())

eachStore((_name, open) => {
  async function aDesk() {
    people += 1
    const user = `users/${people}`
    const dm = `spaces/DM${people}`
    server.clear()
    server.putDirectMessage(user, dm)
    const world = await aWorld(await open())
    const create = async (input: Partial<ReturnType<typeof aWish>>, key: string): Promise<Case> => {
      const { number } = value(
        await world.service.create(await world.actor(marcus), { ...aWish(), ...input }, key),
      )
      const found = await world.store.get(number)
      if (!found) throw new Error('it was created')
      return found
    }
    const api = apiAt(server.apiUrl, { ...quick, tryMs: 1_000 })
    const write = createPacedWrites(
      api,
      createBudgets(() => 1, aSkippingClock()),
    )
    const publisherFor = (locale: 'en' | 'ja') => ({
      thread: (supportCase: Case): Subscription =>
        aGchatThread({
          id: `own-${people}-${supportCase.number}`,
          channel: user,
          direct: { user, email: marcus },
          reader: partner,
          locale,
        }),
      publisher: createPublisher({
        api,
        write,
        views: createThreadViews({
          categories: readCategories(catalogueFile),
          createTranslator: createTranslatorFactory(),
          directory: world.directory,
          now: () => world.now(),
          flatDirectMessages: ['gchat'],
        }),
        render: (card, how) => toMessage(card, { ...how, callback }),
        split: (card, how) => splitCardFor(card, { ...how, callback }),
        log: recordingLog(),
      }),
    })
    return { world, dm, create, publisherFor }
  }

  const textsOf = (message: unknown) =>
    [...objects(message)].flatMap(({ text }) => (typeof text === 'string' ? [text] : []))

  it.each([
    ['en', 'Case', 'Show history'],
    ['ja', 'ケース', '履歴を表示'],
  ] as const)('in %s each update says which case it is of, and leads to it', async (locale, word, show) => {
    const { world, dm, create, publisherFor } = await aDesk()
    const { publisher, thread } = publisherFor(locale)
    const cases = [await create({ title }, 'test:1'), await create({ title: 'Calendar' }, 'test:2')]
    const sure = { uncertain: false, part: 0 }
    const opened = new Map<number, Subscription>()
    for (const one of cases)
      opened.set(one.number, { ...thread(one), ...(await publisher.open(one, thread(one), sure)) })
    server.clear()

    for (const one of cases) {
      const { entries } = value(await world.service.show(await world.actor(marcus), one.number))
      const [entry] = entries
      const at = opened.get(one.number)
      if (!entry || !at) throw new Error('it begins with an entry')
      server.substitute('create', { lost: true }, 3)
      await publisher.post(one, at, entry, sure).catch(() => undefined)
      await publisher.post(one, at, entry, { uncertain: true, part: 0 })
    }

    const updates = server.messagesIn(dm).slice(cases.length)
    expect(updates).toHaveLength(cases.length)
    for (const [index, { number }] of cases.entries()) {
      expect(textsOf(updates[index]?.cardsV2)[0]).toContain(`${word} ${number}`)
      expect(readParameters(parametersOf(updates[index], show))).toMatchObject({
        kind: 'command',
        command: 'show',
        args: { number: String(number), in: partner.party === 'partner' ? partner.domain : '' },
      })
      // UPD-3: a title that is removed stands in the first card alone, where it is redrawn.
      expect(JSON.stringify(updates[index])).not.toContain(title)
    }
    for (const { query } of server.callsOf('create')) expect(query).not.toHaveProperty('messageReplyOption')
    expect(new Set(server.messagesIn(dm).map((message) => message.thread?.name)).size).toBe(4)
  })

  it('in a space an update stands under its case’s card, and says no more than itself', async () => {
    const { world, create, publisherFor } = await aDesk()
    const { publisher, thread } = publisherFor('en')
    const one = await create({ title }, 'test:1')
    const { direct: _, ...inSpace } = { ...thread(one), channel: `spaces/N${people}` }
    const { root } = await publisher.open(one, inSpace, { uncertain: false })
    const { entries } = value(await world.service.show(await world.actor(marcus), one.number))
    const [entry] = entries
    if (!entry) throw new Error('it begins with an entry')
    await publisher.post(one, inSpace, entry, { uncertain: false, part: 0 })

    const [card, update] = server.messagesIn(inSpace.channel)
    expect([card?.thread?.name, update?.thread?.name]).toEqual([root, root])
    expect(textsOf(update).join(' ')).not.toContain(`Case ${one.number}`)
    const buttons = [...objects(update)].flatMap(({ onClick }) =>
      onClick ? [named((onClick as { action: Json }).action.parameters)] : [],
    )
    expect(buttons).toEqual([])
  })
})
