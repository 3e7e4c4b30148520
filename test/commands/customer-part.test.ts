import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { toOwnId } from '../../src/cases/own-cases.ts'
import type { Card } from '../../views/view.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const brightwater = 'C09brightwater'
const northwind = 'northwind-apps.example.com'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  const written = {
    title: 'The invoice is wrong',
    description: 'It names the wrong plan.',
    product: 'google-workspace',
    category: 'gmail.delivery',
    'answer:message-id': '<x@mail.example.com>',
    'answer:scope': 'all',
    severity: 'P3',
    confirmed: [],
  }
  const initialOf = (form: ReturnType<typeof asForm>, name: string) => {
    const field = fieldsOf(form).find((one) => one.name === name)
    return field && 'initial' in field ? field.initial : undefined
  }
  const send = async (email: string, values: object, formState: Readonly<Record<string, string>>) => {
    const view = await runner.submission(wishOf(email), 'new', { ...written, ...values }, formState)
    return { text: told(view), number: Number(/Case (\d+) is open/.exec(told(view))?.[1]) }
  }

  describe('CRE-10: the form of a new case', () => {
    it('asks first for whom it is, and for the own domain asks for no customer', async () => {
      const first = asForm(await runner.commandLine(wishOf(marcus), 'new'))
      expect(fieldsOf(first)[0]).toMatchObject({ name: 'for', initial: 'customer' })

      const own = asForm(await runner.refresh(wishOf(marcus), 'new', { for: 'own' }, first.formState))
      expect(fieldsOf(own).map(({ name }) => name)).toEqual(
        expect.not.arrayContaining(['customer', 'hidden']),
      )
      expect(own.formState).toMatchObject({ customer: toOwnId(northwind) })

      const { number } = await send(marcus, { for: 'own' }, own.formState)
      expect(told(await runner.commandLine(wishOf(ben), `show ${number}`))).toContain('Own case of')
      expect(told(await runner.commandLine(wishOf(amelia), `show ${number}`))).toContain("There's no case")
    })

    it('goes back to a customer without keeping the own domain', async () => {
      const own = asForm(await runner.refresh(wishOf(marcus), 'new', { for: 'own' }, {}))
      const back = asForm(await runner.refresh(wishOf(marcus), 'new', { for: 'customer' }, own.formState))

      expect(back.formState).not.toHaveProperty('customer')
      expect(fieldsOf(back).map(({ name }) => name)).toContain('customer')
    })

    it('suggests hiding a billing case, and takes the suggestion back with the category', async () => {
      const values = { for: 'customer', customer: brightwater, category: 'billing.transfer' }
      const billing = asForm(await runner.refresh(wishOf(marcus), 'new', values, {}))
      expect(initialOf(billing, 'hidden')).toEqual(['yes'])

      const other = { ...values, category: 'gmail.delivery', hidden: ['yes'] }
      const mail = asForm(await runner.refresh(wishOf(marcus), 'new', other, billing.formState))
      expect(initialOf(mail, 'hidden')).toEqual([])
    })

    it('hides what was chosen, until it is shown by the form that says what that means', async () => {
      const values = { for: 'customer', customer: brightwater, hidden: ['yes'] }
      const { number } = await send(marcus, values, {})
      const unseen = `There's no case ${number} that you can see.`

      expect(told(await runner.commandLine(wishOf(amelia), `show ${number}`))).toContain(unseen)
      expect(told(await runner.commandLine(wishOf(amelia), 'list'))).not.toContain(written.title)
      const card = await runner.commandLine(wishOf(marcus), `show ${number}`)
      expect(told(card)).toContain('Not visible to the customer')
      const update = asForm(await runner.commandLine(wishOf(marcus), `update ${number}`))
      const audience = fieldsOf(update).find(({ name }) => name === 'audience')
      expect(audience).toMatchObject({ options: [{ value: 'internal' }, { value: 'desk' }] })

      const button = buttonsIn(card).find(({ command }) => command === 'reveal')
      const form = asForm(await runner.action(wishOf(marcus), 'reveal', button?.args ?? {}))
      await runner.submission(wishOf(marcus), 'reveal', {}, form.formState)
      const shown = told(await runner.commandLine(wishOf(amelia), `show ${number}`))
      expect(shown).toContain('made the case visible to the customer')
      expect(shown).not.toContain('Show to the customer')
      expect(told(await runner.commandLine(wishOf(amelia), 'list'))).toContain(written.title)
    })
  })

  describe('CRE-9: a customer’s user', () => {
    it('opens a case for the own organisation, from home, list or command', async () => {
      expect(buttonsIn(await runner.home(wishOf(amelia))).map(({ command }) => command)).toContain('new')
      expect(
        buttonsIn(await runner.commandLine(wishOf(amelia), 'list')).map(({ command }) => command),
      ).toContain('new')
      const form = asForm(await runner.commandLine(wishOf(amelia), 'new The invoice is wrong'))
      expect(form.formState).toMatchObject({ customer: brightwater })
      expect(fieldsOf(form).map(({ name }) => name)).toEqual(
        expect.not.arrayContaining(['for', 'customer', 'hidden', 'share']),
      )

      const { number } = await send(amelia, {}, form.formState)
      expect(told(await runner.commandLine(wishOf(marcus), `show ${number}`))).toContain('Amelia Stone')
      expect(told(await runner.commandLine(wishOf(ben), `show ${number}`))).toContain(written.title)
      expect((await world.store.get(number))?.subscriptions).toMatchObject([
        { reader: { party: 'customer', customer: brightwater }, direct: {} },
      ])
    })

    it('waits for the partner where that answers first, until it passes the case on', async () => {
      world.editDirectory((yaml) =>
        yaml.replace(`  - domain: ${northwind}\n`, `  - domain: ${northwind}\n    firstLine: partner\n`),
      )
      const form = asForm(await runner.commandLine(wishOf(amelia), 'new'))
      const { number } = await send(amelia, {}, form.formState)
      const unseen = `There's no case ${number} that you can see.`

      expect(told(await runner.commandLine(wishOf(ben), `show ${number}`))).toContain(unseen)
      expect(told(await runner.commandLine(wishOf(ben), 'list'))).not.toContain(written.title)
      const card = await runner.commandLine(wishOf(marcus), `show ${number}`)
      expect(buttonsIn(card).map(({ label }) => label)).toContain('Pass to the desk')
      expect(told(await runner.commandLine(wishOf(marcus), `pass ${number} Beyond us.`))).toContain(
        `Case ${number} is now with the support desk.`,
      )
      expect(told(await runner.commandLine(wishOf(ben), `show ${number}`))).toContain('Beyond us.')
      expect(told(await runner.commandLine(wishOf(marcus), `pass ${number}`))).toContain(
        'already with the support desk',
      )
    })
  })

  describe('NOT-4: what the customer said', () => {
    it.each([
      ['en', 'Amelia Stone (customer) said on 2026-01-05 (Phone)'],
      ['ja', 'Amelia Stone 様（お客様）の発言（2026-01-05、電話）'],
    ] as const)('is asked by a form, and marked in the history in %s', async (locale, expected) => {
      const { number } = value(await world.service.create(await world.actor(marcus), aWish(), 'c'))
      const card = await runner.commandLine(wishOf(ben), `show ${number}`)
      const button = buttonsIn(card).find(({ command }) => command === 'said')
      const form = asForm(await runner.action(wishOf(ben), 'said', button?.args ?? {}))
      const values = {
        text: 'It works for two of us.',
        by: 'Amelia Stone',
        way: 'phone',
        on: '2026-01-05',
        audience: 'everyone',
        confirmed: [],
      }
      expect(told(await runner.submission(wishOf(ben), 'said', values, form.formState))).toContain(
        `The customer's message is in case ${number}.`,
      )

      const shown = told(await runner.commandLine(wishOf(marcus, locale), `show ${number}`))
      expect(shown).toContain(expected)
      expect(shown).toContain('Ben Carter')
    })
  })
})

onSqlite((_name, open) => {
  it('VIS-9: the desk asks the customer’s admin by a button, whose press makes the new partner’s case', async () => {
    const world = await aWorld(await open())
    const { number } = value(await world.service.create(await world.actor(marcus), aWish(), 'c'))
    world.editDirectory((yaml) =>
      yaml
        .replace(
          `  - customer: ${brightwater}\n    domain: ${northwind}\n`,
          `  - customer: ${brightwater}\n    domain: hoshi-cloud.example.com\n`,
        )
        .replace(`    customer: ${brightwater}\n`, `    customer: ${brightwater}\n    admin: true\n`),
    )
    const asked: Card[] = []
    const runner = runnerOver(world, {
      messages: {
        async send(_to, compose) {
          asked.push(compose('en', 'UTC'))
          return true
        },
      },
    })

    expect(told(await runner.commandLine(wishOf(marcus), `close ${number} done`))).toContain(
      'hands them over to its current partner',
    )
    expect(told(await runner.commandLine(wishOf(ben), `handover ${number}`))).toContain("I've asked")
    const allow = asked.flatMap(buttonsIn).find(({ command }) => command === 'handover')
    const done = told(await runner.action(wishOf(amelia), 'handover', allow?.args ?? {}))
    const next = /It continues in case (\d+)/.exec(done)?.[1]

    expect(
      told(await runner.commandLine(wishOf('yui.suzuki@hoshi-cloud.example.com'), `show ${next}`)),
    ).toContain(aWish().title)
  })
})
