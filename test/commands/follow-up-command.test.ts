import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { caseCard } from '../../views/case-card.ts'
import type { View } from '../../views/view.ts'
import { aCase } from '../support/build-case.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let old: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    old = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
    await runner.commandLine(wishOf(marcus), `close ${old} done`)
    world.setNow(new Date(world.now().getTime() + 31 * 24 * 60 * 60 * 1000))
  })

  const values = {
    customer: 'C09brightwater',
    title: 'It is back',
    description: 'Again',
    product: 'google-workspace',
    category: 'gmail.delivery',
    'answer:message-id': '<x@mail.example.com>',
    'answer:scope': 'all',
    severity: 'P2',
    confirmed: [],
  }

  async function pressFollowUp(line = `reopen ${old}`) {
    const [button] = buttonsIn(await runner.commandLine(wishOf(marcus), line))
    if (!button) throw new Error(`${line} offered nothing`)
    return runner.action(wishOf(marcus), button.command, button.args)
  }

  it.each(['reopen', 'reply', 'close'])(
    'UPD-4, UPD-5: %s offers the follow-up, filled in from the case',
    async (word) => {
      const form = asForm(await pressFollowUp(`${word} ${old}`))
      const initial = Object.fromEntries(
        fieldsOf(form).map((one) => [one.name, 'initial' in one ? one.initial : undefined]),
      )
      expect(initial).toMatchObject({
        customer: { value: 'C09brightwater' },
        category: { value: 'gmail.delivery' },
        title: aWish().title,
        description: aWish().description,
        // W3: as severe as the case that it goes on from.
        severity: aWish().severity,
      })
      expect(aWish().severity).not.toBe('P3')
      expect(form.formState).toMatchObject({ followUpOf: String(old) })
      // Partners of today read the text: the earlier number stands in the form, not in what is sent.
      expect(JSON.stringify(initial)).not.toContain(String(old))
    },
  )

  it('UPD-4: stays a follow-up when the form is drawn anew, and the cards link both ways', async () => {
    const first = asForm(await pressFollowUp())
    const form = asForm(await runner.refresh(wishOf(marcus), 'new', values, first.formState))
    const sent = told(await runner.submission(wishOf(marcus), 'new', values, form.formState))
    const made = /Case (\d+) is open/.exec(sent)?.[1]

    const card = await runner.commandLine(wishOf(marcus), `show ${made}`)
    expect(told(card)).toContain(`"label":"Follow-up to","value":"${old}"`)
    // W3: the linked number is a button.
    expect(buttonsIn(card as View)).toContainEqual(
      expect.objectContaining({
        label: `Case ${old}`,
        args: expect.objectContaining({ number: String(old) }),
      }),
    )
    expect(told(await runner.commandLine(wishOf(ben), `show ${old}`))).toContain(
      `"label":"Continued in","value":"${made}"`,
    )
    expect(JSON.stringify(await pressFollowUp())).toContain(`This case already has a follow-up: ${made}`)
  })

  it('UPD-4, GRA-4: stays a follow-up when its form comes back after a missing grant was mended', async () => {
    const grantIs = (state: string) =>
      world.editDirectory((yaml) =>
        yaml.replace(
          /(- customer: C09brightwater\n {4}domain: northwind-apps\.example\.com\n {4}state: )\w+/,
          `$1${state}`,
        ),
      )
    grantIs('revoked')
    const without = asForm(await pressFollowUp())
    expect(fieldsOf(without).map(({ name }) => name)).not.toContain('product')

    grantIs('granted')
    const { customer, title, description, severity } = values
    const typed = { customer, title, description, severity }
    const again = asForm(await runner.submission(wishOf(marcus), 'new', typed, without.formState))

    expect(again.formState).toMatchObject({ followUpOf: String(old) })
    expect(JSON.stringify(again.parts)).toContain(`Follow-up to case ${old}`)
    expect(fieldsOf(again)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'product' }),
        expect.objectContaining({ name: 'title', initial: title }),
      ]),
    )
    const sent = told(await runner.submission(wishOf(marcus), 'new', values, again.formState))
    const made = Number(/Case (\d+) is open/.exec(sent)?.[1])
    expect((await world.store.get(made))?.followUpOf?.number).toBe(old)
  })

  it('the desk, which opens no cases, is offered none', async () => {
    expect(buttonsIn(await runner.commandLine(wishOf(ben), `reopen ${old}`))).toEqual([])
  })

  describe('VIS-2: the card of a partner that came later', () => {
    const of = aCase({
      partners: [
        { domain: 'hoshi.example.com', kind: 'reseller' },
        { domain: 'tsuki.example.com', kind: 'support-partner' },
      ],
      followUpOf: { number: 4711, partners: [{ domain: 'hoshi.example.com', kind: 'reseller' }] },
    })
    const cardFor = (domain: string) =>
      JSON.stringify(
        caseCard(of, {
          translator: createTranslatorFactory()('en', 'UTC'),
          categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
          reader: { party: 'partner', domain },
          escalatable: false,
          reopenable: false,
        }),
      )

    it('does not say that there was an earlier case', () => {
      expect(cardFor('hoshi.example.com')).toContain('4711')
      expect(cardFor('tsuki.example.com')).not.toContain('4711')
    })
  })
})
