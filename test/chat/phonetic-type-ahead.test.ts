import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { aForm } from '../support/fake-runner.ts'
import { runnerOver, wishOf } from '../support/run-commands.ts'
import { sakuraShoji, sakuraTyped, withSakuraShoji } from '../support/sakura-shoji.ts'
import { aWorld, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'
import { addOn, classic } from './gchat/support/build-events.ts'
import { type ChatEndpoint, find, named, startEndpoint } from './gchat/support/chat-endpoint.ts'
import { type Bot, botForTests } from './slack/support/bot.ts'
import { openedForm } from './slack/support/slow-runner.ts'

const parts = [{ kind: 'search', name: 'customer', label: 'お客様', source: 'customers' }] as const
const form = aForm(parts, { formState: {} })

onSqlite((_name, open) => {
  let real: Dispatcher
  beforeEach(async () => {
    const world = await aWorld(await open())
    world.editDirectory(withSakuraShoji)
    real = runnerOver(world)
  })

  describe('VIS-5: on Slack, the type-ahead of customers', () => {
    let bot: Bot
    botForTests({}, (started) => {
      bot = started
    })

    it.each(sakuraTyped)('offers 桜商事 for %s', async (typed) => {
      const view = await openedForm(bot, form)
      bot.runner.script.choices = (_wish, ...rest) => real.options(wishOf(yui, 'ja'), ...rest)

      const { body } = await bot.suggest(view, 'in:search:customers', typed)

      expect(body.options).toContainEqual(
        expect.objectContaining({ value: sakuraShoji.id, text: expect.objectContaining({ text: '桜商事' }) }),
      )
    })
  })

  describe('VIS-5: on Google Chat, the type-ahead of customers', () => {
    let chat: ChatEndpoint
    beforeAll(async () => {
      chat = await startEndpoint()
    })
    afterAll(() => chat.stop())

    it.each([classic, addOn].flatMap((sender) => sakuraTyped.map((typed) => ({ sender, typed }))))(
      '$sender.envelope offers 桜商事 for $typed',
      async ({ sender, typed }) => {
        chat.runner.script.pressed = () => form
        chat.runner.script.choices = (_wish, ...rest) => real.options(wishOf(yui, 'ja'), ...rest)
        const parameters = { ct: 'command', command: 'new', args: '{}' }
        const { body } = await chat.post(sender.click({ parameters, dialog: 'REQUEST_DIALOG' }))
        const source = find(body, 'externalDataSource') as { readonly parameters: never }

        const found = await chat.post(sender.typing(typed, named(source.parameters)))

        const items = find(found.body, 'items') ?? find(found.body, 'suggestions')
        expect(items).toContainEqual(expect.objectContaining({ value: sakuraShoji.id, text: '桜商事' }))
      },
    )
  })
})
