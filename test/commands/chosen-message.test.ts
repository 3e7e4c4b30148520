import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import { createDrafts } from '../../src/cases/draft-keeper.ts'
import { createTextSeal } from '../../src/store/seal-texts.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, marcus, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  describe('NOT-4: a message that somebody points at in their chat', () => {
    let world: World
    let runner: Dispatcher
    let number: number
    const said = { id: '100.000100', edit: '200.000100', text: 'The gateway is gw-17.' }
    const source = { platform: 'slack', tenant: 'T1', channel: 'C1', message: said.id, edit: said.edit }

    beforeEach(async () => {
      world = await aWorld(await open())
      const drafts = createDrafts({
        store: world.store.drafts,
        seal: createTextSeal('secret', 'drafts'),
        mask: async (text) => text,
        stillWorks: async () => true,
        now: () => world.now(),
      })
      runner = runnerOver(world, { drafts })
      number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
    })

    const wish = (email = marcus, chosen = said): Interaction => ({ ...wishOf(email), chosen })
    const openForm = (interaction = wish()) => runner.action(interaction, 'note', { number: String(number) })
    const textIn = (view: { readonly kind: string }) =>
      fieldsOf(asForm(view)).find(({ name }) => name === 'text')
    const last = async () => (await world.store.history(number, { limit: 1, newest: true }))[0]
    const send = (form: { readonly formState: Readonly<Record<string, string>> }, text = said.text) =>
      runner.submission(wishOf(marcus), 'note', { text, audience: 'internal', confirmed: [] }, form.formState)

    it('opens the form with its text, for an internal note, and nothing is sent by that alone', async () => {
      const form = asForm(await openForm())

      expect(textIn(form)).toMatchObject({ initial: said.text })
      expect(fieldsOf(form).find(({ name }) => name === 'audience')).toMatchObject({ initial: 'internal' })
      expect((await last())?.event.type).toBe('created')
    })

    it('is what the entry remembers, by the chat’s own ids and the form’s own channel', async () => {
      const form = asForm(await openForm())
      expect(await send(form, 'The gateway is gw-17, says the customer.')).toMatchObject({ tone: 'done' })

      expect(await last()).toMatchObject({
        audience: 'internal',
        event: { type: 'message', text: 'The gateway is gw-17, says the customer.', source },
      })
      expect(await world.store.entriesFrom({ ...source, platform: 'slack' })).toEqual([{ number, seq: 2 }])
    })

    it('is remembered where the form is drawn once more, also after the case changed', async () => {
      const form = asForm(await openForm())
      const values = { text: said.text, audience: 'internal', severity: 'P1', confirmed: [] }
      value(
        await world.service.change(
          await world.actor(marcus),
          number,
          { changes: [{ kind: 'severity', severity: 'P3' }] },
          'meanwhile',
        ),
      )
      const drawn = asForm(await runner.refresh(wishOf(marcus), 'note', values, form.formState))
      await send(drawn)

      expect(await last()).toMatchObject({ event: { type: 'message', source } })
    })

    it('is not remembered for what is typed or pressed without it', async () => {
      const args = { number: String(number), text: 'Typed.', message: said.id, edit: said.edit }
      await runner.action(wishOf(marcus), 'note', args)

      expect((await last())?.event).toEqual({ type: 'message', text: 'Typed.' })
    })

    it('neither takes the place of a draft nor is one itself', async () => {
      const plain = asForm(await runner.commandLine(wishOf(marcus), `note ${number}`))
      const tooMuch = { text: 'My draft 4111 1111 1111 1111', confirmed: [] }
      await runner.submission(wishOf(marcus), 'note', tooMuch, plain.formState)

      expect(textIn(await openForm())).toMatchObject({ initial: said.text })
      const drafted = asForm(await runner.commandLine(wishOf(marcus), `note ${number}`))
      expect(JSON.stringify(drafted)).toContain('My draft')
      expect(JSON.stringify(drafted)).not.toContain('gw-17')
    })

    it('that is longer than the form takes is cut, and the form says so', async () => {
      const form = asForm(await openForm(wish(marcus, { ...said, text: '長'.repeat(3_100) })))

      expect(textIn(form)).toMatchObject({ initial: '長'.repeat(3_000) })
      expect(told(form)).toContain('Only the first 3,000 of 3,100 characters fit here')
    })

    it('VIS-6: is not added to a case that its person may not see', async () => {
      expect(told(await openForm(wish(yui)))).toContain("There's no case")
    })

    it('a customer’s own people choose no internal audience for it either', async () => {
      const form = asForm(await openForm(wish(amelia)))

      expect(fieldsOf(form).find(({ name }) => name === 'audience')).toMatchObject({ initial: 'everyone' })
    })
  })
})
