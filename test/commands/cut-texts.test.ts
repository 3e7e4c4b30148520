import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { message } from '../../src/chat/slack/render/message.ts'
import { viewLimits } from '../../views/view-limits.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, wishOf } from '../support/run-commands.ts'
import { aWorld, marcus, type World } from '../support/sample-world.ts'
import { aTrade } from '../support/simulation/simulated-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  describe('a text that a new case has no room for', () => {
    async function opened(args: Readonly<Record<string, string>>, locale: 'en' | 'ja' = 'en') {
      const form = asForm(await runner.action(wishOf(marcus, locale), 'new', args))
      const above = (name: string) => {
        const at = form.parts.findIndex((part) => 'name' in part && part.name === name)
        return JSON.stringify(form.parts[at - 1])
      }
      const initial = (name: string) => {
        const field = fieldsOf(form).find((one) => one.name === name)
        return field?.kind === 'text' ? field.initial : undefined
      }
      return { form, above, initial }
    }

    it.each([
      ['en', 'Only the first 200 characters fit here. The whole text is in the description.'],
      ['ja', '最初の 200 文字のみ入力されています'],
    ] as const)('is told at the title, and whole in the description (%s)', async (locale, words) => {
      const text = `${'ab'.repeat(100)} and more`
      const { above, initial } = await opened({ text }, locale)

      expect(above('title')).toContain(words)
      expect([initial('title'), initial('description')]).toEqual(['ab'.repeat(100), text])
    })

    it.each([
      ['en', '3,000 of 40,000', '2 files or other parts of the message are not included.'],
      ['ja', '40,000 文字のうち最初の 3,000 文字', 'メッセージのファイルなど 2 件は含まれていません'],
    ] as const)(
      'is told at the description, with what else does not come along (%s)',
      async (locale, cut, left) => {
        const args = { description: 'x'.repeat(40_000), leftOut: '2' }
        const { form, above, initial } = await opened(args, locale)

        expect(above('description')).toContain(cut)
        expect(JSON.stringify(form.parts[0])).toContain(left)
        expect(initial('description')).toHaveLength(3_000)
      },
    )

    it('that fits is told of nowhere', async () => {
      const { form } = await opened({ text: 'a', description: 'b', leftOut: '0' })
      expect(JSON.stringify(form)).not.toContain('⚠')
    })
  })

  describe('the arguments of a button', () => {
    const long = 'a'.repeat(1_300)

    it('fit as a whole where an account has to be chosen: a text too many is left out and told', async () => {
      const trade = await aTrade()
      const view = await trade.runner.commandLine(trade.wish('duo', 'ask'), `grant ${long} ${long}`)
      await trade.close()

      if (view.kind !== 'notice') throw new Error(told(view))
      expect(() => message(view)).not.toThrow()
      expect(view.text).toContain('too long to carry over')
      expect(
        buttonsIn(view).map(({ args }) => JSON.stringify(args).length <= viewLimits.buttonArguments),
      ).toEqual(buttonsIn(view).map(() => true))
    })

    it('are never cut into another wish: the customer is named again instead', async () => {
      const view = await runner.commandLine(wishOf(marcus), `grant example granted ${long}${long}`)

      expect(view).toMatchObject({
        kind: 'notice',
        tone: 'refused',
        text: expect.stringContaining('Several customers'),
      })
      expect(buttonsIn(view)).toEqual([])
    })

    it('that are too long cost the button, not the answer', async () => {
      const trade = await aTrade()
      const [first] = buttonsIn(await trade.runner.commandLine(trade.wish('duo', 'ask'), 'list'))
      const args = { ...first?.args, whom: `${long}${long}` }
      const view = await trade.runner.action(trade.wish('duo', 'press'), 'grant', args)
      await trade.close()

      if (view.kind !== 'notice') throw new Error(told(view))
      expect(view.tone).toBe('refused')
      expect(() => message(view)).not.toThrow()
    })
  })
})
