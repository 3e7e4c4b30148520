import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Values } from '../../views/view.ts'
import {
  asForm,
  bindChannel,
  buttonsIn,
  fieldsOf,
  runnerOver,
  told,
  value,
  wishOf,
} from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = await aCaseOf('C09brightwater')
  })

  async function aCaseOf(customer: string): Promise<number> {
    return value(await world.service.create(await world.actor(marcus), aWish({ customer }), customer)).number
  }

  const openForm = async (command: string, wish: Interaction = wishOf(marcus), of = number) =>
    asForm(await runner.commandLine(wish, `${command} ${of}`))
  const last = async () => (await world.store.history(number, { limit: 1, newest: true }))[0]
  const send = (command: string, formState: Values, text: string, by = marcus) =>
    runner.submission(wishOf(by), command, { text, confirmed: [] }, formState as Record<string, string>)

  async function shareWith(audience: object): Promise<void> {
    await bindChannel(world, 'northwind-apps.example.com', 'C1')
    const place = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
    const binding = await world.store.identities.bindingOf(place)
    if (!binding) throw new Error('not bound')
    await world.store.identities.bind(place, { ...binding, audience } as typeof binding)
  }

  describe('NOT-4: Reply goes to the other side, Note stays with one’s own, and both say so', () => {
    it('a partner’s reply is for the desk, by name', async () => {
      const form = await openForm('reply')
      expect(told(form)).toContain('Northwind Apps and the support desk will read this.')
      expect(fieldsOf(form).map(({ name }) => name)).toEqual(['text', 'confirmed'])

      const done = await send('reply', form.formState, 'It is still so.')
      expect(told(done)).toContain(`Reply added to case ${number}. Northwind Apps and the support desk`)
      expect(await last()).toMatchObject({ audience: 'desk', event: { text: 'It is still so.' } })
    })

    it('in a conversation shared with the customer it is for the customer and the desk', async () => {
      const customer = (await world.store.get(number))?.customer
      await shareWith({ party: 'customer', customer: customer?.id, name: customer?.name })
      const form = await openForm('reply')
      expect(told(form)).toContain(`Northwind Apps, ${customer?.name}, and the support desk will read this.`)

      await send('reply', form.formState, 'For all of us.')
      expect(await last()).toMatchObject({ audience: 'everyone' })
    })

    it('in a conversation shared with another customer it is for the desk alone', async () => {
      await shareWith({ party: 'customer', customer: 'C10lakeside', name: 'Lakeside' })
      expect((await openForm('reply')).formState).toMatchObject({ audience: 'desk' })
    })

    it('the desk’s is for the customer where that has people with access, else for the partners', async () => {
      expect((await openForm('reply', wishOf(ben))).formState).toMatchObject({ audience: 'everyone' })
      const without = await aCaseOf('C10lakeside')
      const form = await openForm('reply', wishOf(ben), without)
      expect(form.formState).toMatchObject({ audience: 'desk' })
      expect(told(form)).toContain('Northwind Apps and the support desk will read this.')
    })

    it('a customer’s is for partner and desk, and it has no notes', async () => {
      const form = await openForm('reply', wishOf(amelia))
      expect(form.formState).toMatchObject({ audience: 'everyone' })
      expect(await runner.commandLine(wishOf(amelia), `note ${number} Mine`)).toMatchObject({
        tone: 'refused',
      })
      expect((await last())?.event.type).toBe('created')
    })

    it('a note says that it is one, and stays with its side', async () => {
      const form = await openForm('note')
      expect(told(form)).toContain('Internal note: only Northwind Apps will read this.')
      const done = await send('note', form.formState, 'They may leave us.')
      expect(told(done)).toContain('Only Northwind Apps can read it.')
      expect(await last()).toMatchObject({ audience: 'internal' })
    })

    it('is sent to those whom its form named, also where it is drawn anew elsewhere', async () => {
      const form = await openForm('reply')
      const customer = (await world.store.get(number))?.customer
      await shareWith({ party: 'customer', customer: customer?.id, name: customer?.name })
      const drawn = asForm(await runner.refresh(wishOf(marcus), 'reply', { text: 'x' }, form.formState))
      expect(drawn.formState).toMatchObject({ audience: 'desk' })
    })

    it.each(['reply', 'note'])('typed whole, %s is a note, and offers to send it on', async (command) => {
      const done = await runner.commandLine(wishOf(marcus), `${command} ${number} Typed.`)
      expect(told(done)).toContain('Internal note added')
      expect(await last()).toMatchObject({ audience: 'internal', event: { text: 'Typed.' } })

      const button = buttonsIn(done).find((one) => one.args.draft)
      expect(button !== undefined).toBe(command === 'reply')
      if (!button) return
      const form = asForm(await runner.action(wishOf(marcus), button.command, button.args))
      expect(fieldsOf(form).find(({ name }) => name === 'text')).toMatchObject({ initial: 'Typed.' })
      expect(form.formState).toMatchObject({ audience: 'desk' })
    })
  })

  it('W3: the desk’s reply tells of the status that went with it', async () => {
    const form = await openForm('reply', wishOf(ben))
    const values = { text: 'Which domain?', status: 'action-required', confirmed: [] }
    const done = told(await runner.submission(wishOf(ben), 'reply', values, form.formState))
    expect(done).toContain(`Case ${number} is updated:`)
    expect(done).toContain('• Message added to the case, for Northwind Apps,')
    expect(done).toContain('• Status changed from New to Action required')
  })
})
