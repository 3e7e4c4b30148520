import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import { asForm, bindChannel, buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const root = '1700000000.000100'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    const wish = aWish({ threads: [] })
    number = value(await world.service.create(await world.actor(marcus), wish, 'create')).number
    await world.store.addSubscription(number, {
      id: 'here',
      platform: 'slack',
      tenant: 'T1',
      channel: 'C1',
      root,
      reader: { party: 'partner', domain: 'northwind-apps.example.com' },
      locale: 'en',
      cursor: 0,
      renderedVersion: 0,
      tries: 0,
      retryAt: null,
      suspended: null,
    })
  })

  const inThread = (email = marcus, more: Partial<Interaction> = {}): Interaction => ({
    ...wishOf(email),
    place: { platform: 'slack', tenant: 'T1', channel: 'C1', thread: root },
    ...more,
  })
  const aloud = (email = marcus) => inThread(email, { aloud: true })
  const last = async () => (await world.store.history(number, { limit: 1, newest: true }))[0]

  describe('W8: in a case’s thread a command knows its case', () => {
    it.each([
      ['severity P1', { severity: 'P1' }],
      ['close It works again.', { status: 'closed' }],
      [`severity #${'NUMBER'} P1`, { severity: 'P1' }],
    ])('%s', async (line, changed) => {
      await runner.commandLine(inThread(), line.replace('NUMBER', String(number)))
      expect(await world.store.get(number)).toMatchObject(changed)
    })

    it('also without a text: its form opens', async () => {
      expect(asForm(await runner.commandLine(inThread(), 'reply')).formState).toMatchObject({
        number: String(number),
      })
    })

    it('a short number before a text is part of the text, a long or marked one is a case', async () => {
      await runner.commandLine(inThread(), 'note 3 users are affected')
      expect(await last()).toMatchObject({ event: { text: '3 users are affected' } })
      await runner.commandLine(inThread(), `note ${number} users are affected`)
      expect(await last()).toMatchObject({ event: { text: 'users are affected' } })
      expect(told(await runner.commandLine(inThread(), 'note #77 users are affected'))).toContain('77')
      expect(told(await runner.commandLine(inThread(), 'show 9999'))).toContain('9999')
    })

    it('elsewhere it asks for the number as ever', async () => {
      expect(told(await runner.commandLine(wishOf(marcus), 'close'))).toContain('Which case?')
      const other = { platform: 'slack', tenant: 'T1', channel: 'C2', thread: root } as const
      expect(told(await runner.commandLine(inThread(marcus, { place: other }), 'close'))).toContain(
        'Which case?',
      )
    })

    it('VIS-6: who may not see the case is told no more than by its number', async () => {
      expect(told(await runner.commandLine(inThread(yui), 'show'))).toBe(
        told(await runner.commandLine(wishOf(yui), `show ${number}`)),
      )
    })
  })

  describe('NOT-4: what is said aloud is for those who read in the conversation, never for fewer', () => {
    const place = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const

    async function shareWith(audience?: object): Promise<void> {
      await bindChannel(world, 'northwind-apps.example.com', 'C1')
      const binding = await world.store.identities.bindingOf(place)
      if (binding && audience)
        await world.store.identities.bind(place, { ...binding, audience } as typeof binding)
    }

    it.each([
      ['its own channel', undefined, marcus, 'internal'],
      ['one shared with the customer', 'customer', marcus, 'customer'],
      ['one shared with the customer, said by the customer', 'customer', amelia, 'everyone'],
      ['one shared with the customer, said by the desk', 'customer', ben, 'everyone'],
      ['one shared with the desk', 'desk', marcus, 'desk'],
      ['the partner’s own channel, said by the desk', undefined, ben, 'desk'],
    ])('in %s', async (_where, shared, who, audience) => {
      const customer = (await world.store.get(number))?.customer
      await shareWith(
        shared === 'customer'
          ? { party: 'customer', customer: customer?.id, name: customer?.name }
          : shared === undefined
            ? undefined
            : { party: shared },
      )
      const acting = who === marcus ? 'in:northwind-apps.example.com ' : ''
      const done = await runner.commandLine(aloud(who), `reply ${acting}Heard by all here.`)
      expect(done).toMatchObject({ tone: 'done' })
      const entries = await world.store.history(number, { after: 1, limit: 1 })
      expect(entries).toMatchObject([{ audience, event: { text: 'Heard by all here.' } }])
    })

    it('where nobody knows who reads, nothing is added: the form opens with the text', async () => {
      const form = asForm(await runner.commandLine(aloud(), 'reply Heard by whom?'))
      expect(JSON.stringify(form)).toContain('Heard by whom?')
      expect((await last())?.event.type).toBe('created')
    })

    it('who is asked which account acts says it aloud all the same', async () => {
      await shareWith({ party: 'desk' })
      const asked = await runner.commandLine(aloud(), 'note Heard by all here.')
      const button = buttonsIn(asked).find(({ args }) => args.in === 'northwind-apps.example.com')
      if (button) await runner.action(inThread(), button.command, button.args)
      expect(await last()).toMatchObject({ audience: 'desk' })
    })
  })
})
