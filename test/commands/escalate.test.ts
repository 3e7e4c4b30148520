import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createThreadViews } from '../../src/chat/thread-views.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { aThread } from '../support/build-case.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  async function aCaseOf(customer: string): Promise<number> {
    return value(await world.service.create(await world.actor(marcus), aWish({ customer }), customer)).number
  }

  const offers = async (number: number, who = marcus) =>
    buttonsIn(await runner.commandLine(wishOf(who), `show ${number}`)).some(
      (one) => one.command === 'escalate',
    )

  describe('UPD-2: escalating from chat', () => {
    it('asks for the reason and the justification, begins with what was typed, and says when it is done', async () => {
      const number = await aCaseOf('C09brightwater')
      const form = asForm(await runner.commandLine(wishOf(marcus), `escalate ${number} Orders stand still`))
      expect(fieldsOf(form).map((one) => one.name)).toEqual(['reason', 'justification', 'confirmed'])
      expect(fieldsOf(form)[1]).toMatchObject({ initial: 'Orders stand still' })

      const values = { reason: 'resolution-time', justification: 'Orders stand still', confirmed: [] }
      expect(told(await runner.submission(wishOf(marcus), 'escalate', values, form.formState))).toBe(
        `Case ${number} is escalated.`,
      )
      const card = told(await runner.commandLine(wishOf(marcus), `show ${number}`))
      expect(card).toContain('"label":"Escalated","value":"Resolution time"')
      expect(card).toContain('escalated the case: Resolution time')
    })

    it('works by its Japanese name', async () => {
      const number = await aCaseOf('C09brightwater')
      expect(
        asForm(await runner.commandLine(wishOf(marcus, 'ja'), `エスカレーション ${number}`)).command,
      ).toBe('escalate')
    })

    it('an open form of a case that somebody escalated meanwhile keeps its text and says so', async () => {
      const number = await aCaseOf('C09brightwater')
      const form = asForm(await runner.commandLine(wishOf(marcus), `escalate ${number}`))
      const values = { reason: 'resolution-time', justification: 'Orders stand still', confirmed: [] }
      await runner.submission(wishOf(marcus), 'escalate', values, form.formState)
      const second = await runner.submission(wishOf(marcus), 'escalate', values, form.formState)
      expect(JSON.stringify(second)).toMatch(/escalated/)
      expect(second.kind).not.toBe('notice')
    })

    it('the button stands on the card of an open case of a Premium customer, for its partner, until it is used', async () => {
      const premium = await aCaseOf('C09brightwater')
      const standard = await aCaseOf('C10lakeside')
      expect(await offers(premium)).toBe(true)
      expect(await offers(premium, ben)).toBe(false)
      expect(await offers(standard)).toBe(false)

      await runner.commandLine(wishOf(marcus), `close ${premium} done`)
      expect(await offers(premium)).toBe(false)
    })

    it('the card of a thread offers it to its partner and not to the desk', async () => {
      const number = await aCaseOf('C09brightwater')
      const views = createThreadViews({
        categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
        createTranslator: createTranslatorFactory(),
        directory: world.directory,
        now: () => world.now(),
      })
      const of = value(await world.service.show(await world.actor(marcus), number)).case
      const partners = aThread({ reader: { party: 'partner', domain: 'northwind-apps.example.com' } })
      const named = async (thread: typeof partners) =>
        buttonsIn(await views.root(of, thread)).map((one) => one.command)
      expect(await named(partners)).toContain('escalate')
      expect(await named(aThread({ reader: { party: 'desk' } }))).not.toContain('escalate')
    })

    it.each([
      ['a customer without Premium support', 'C10lakeside', marcus, "doesn't have Premium support"],
      ['the desk', 'C09brightwater', ben, 'Only partners can escalate a case to the support desk'],
    ])('%s is refused before a form opens, with what to do instead', async (_who, customer, email, text) => {
      const number = await aCaseOf(customer)
      expect(told(await runner.commandLine(wishOf(email), `escalate ${number}`))).toContain(text)
    })
  })
})
