import { beforeEach, describe, expect, it } from 'vitest'
import type { DirectMessages, Recipient, SentMessage } from '../../commands/define.ts'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Button, Card, Form, View } from '../../views/view.ts'
import { runnerOver } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, personWith, sofia, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'
const olivia = 'olivia.reed@northwind-apps.example.com'

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let sends = 0
  let sent: { readonly to: Recipient; readonly card: Card }[]
  let redrawn: { readonly message: SentMessage; readonly card: Card }[]
  let here: Set<string>
  let away: boolean

  beforeEach(async () => {
    world = await aWorld(await open())
    sent = []
    redrawn = []
    here = new Set([sofia, marcus])
    away = false
    const messages: DirectMessages = {
      async send(to, compose) {
        if (away) throw new Error('Slack is away')
        if (!here.has(to.email)) return false
        sent.push({ to, card: compose('en', 'UTC') })
        return true
      },
      async redraw(message, card) {
        redrawn.push({ message, card })
        return true
      },
    }
    runner = runnerOver(world, { messages })
  })

  function by(email: string): Interaction {
    sends += 1
    return {
      person: personWith(email),
      place: { platform: 'slack', tenant: 'T1', channel: 'C1' },
      key: `test:${sends}`,
    }
  }

  const told = (view: View) => (view.kind === 'notice' ? view.text : JSON.stringify(view))
  const typed = (email: string, line: string) => runner.commandLine(by(email), line)

  function buttonsIn(view: View): readonly Button[] {
    if (view.kind === 'notice') return view.buttons ?? []
    const blocks = view.kind === 'form' ? view.parts : view.blocks
    return blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : []))
  }

  function press(email: string, button: Button | undefined): Promise<View> {
    if (!button) throw new Error('there is no such button')
    return runner.action(by(email), button.command, button.args)
  }

  describe('a partner', () => {
    it('GRA-2: asks from the refused form; the admin’s button grants it, and who asked is told', async () => {
      const form = await runner.action(by(marcus), 'new', { customer: 'C11granite' })
      const ask = buttonsIn(form).find((one) => one.command === 'grant')
      expect(ask?.label).toBe('Ask Sofia Marin')

      expect(told(await press(marcus, ask))).toContain('messaged Sofia Marin at Granite Insurance')
      expect(sent).toMatchObject([{ to: { email: sofia } }])
      const question = sent[0]?.card
      if (!question) throw new Error('nobody was asked')
      expect(told(question)).toContain(
        'Northwind Apps (northwind-apps.example.com) is requesting access to the support cases of Granite',
      )

      expect(told(await press(sofia, buttonsIn(question)[0]))).toContain('can now work on the support cases')
      expect(sent[1]).toMatchObject({ to: { email: marcus } })
      expect(told(await typed(marcus, 'grant granite'))).toContain('has already granted access')
    })

    it('GRA-4: the same form goes on where it stood: it grows by what can be filled now', async () => {
      const values = { customer: 'C11granite', title: 'T', description: 'D', severity: 'P3', confirmed: [] }
      const refused = await runner.submission(by(marcus), 'new', values, { in: northwind })
      expect(refused.kind).toBe('errors')
      await world.grants.answer(await world.actor(sofia), northwind, 'granted', 'x')

      const grown = (await runner.submission(by(marcus), 'new', values, { in: northwind })) as Form

      expect(grown.kind).toBe('form')
      const fields = grown.parts.flatMap((part) => ('name' in part ? [part.name] : []))
      expect(fields).toEqual(expect.arrayContaining(['product', 'category', 'title']))
    })

    it('GRA-4: a change that was refused keeps its form, with the way to ask', async () => {
      await world.grants.answer(await world.actor(sofia), northwind, 'granted', 'x')
      const made = await world.service.create(
        await world.actor(marcus),
        aWish({ customer: 'C11granite' }),
        'k',
      )
      if (!made.ok) throw new Error('refused')
      const form = (await typed(marcus, `reply ${made.value.number}`)) as Form
      await world.grants.answer(await world.actor(sofia), northwind, 'revoked', 'x')

      const values = { text: 'Hello', audience: 'everyone' }
      const refused = await runner.submission(by(marcus), 'reply', values, form.formState)

      expect(refused).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect(buttonsIn(refused as View)).toMatchObject([{ command: 'grant', args: { whom: 'C11granite' } }])
    })

    it('is given the words for a mail where no admin is in this chat, which uses nothing up, and when it has just asked', async () => {
      here.clear()
      const mail = told(await typed(marcus, 'grant granite'))
      expect(mail).toContain('No admin of Granite Insurance is in this chat')
      expect(mail).toContain('it-desk@granite-insurance.example.com')
      expect(mail).toContain('Dear Sofia Marin')

      here.add(sofia)
      expect(told(await typed(marcus, 'grant granite'))).toContain('messaged Sofia Marin')
      const again = told(await typed(marcus, 'grant granite'))
      expect(again).toContain('asked within the last hour')
      expect(again).toContain('Dear Sofia Marin')
      expect(sent).toHaveLength(1)
    })

    it('GRA-2: where the admins could not be messaged nobody counts as asked, and a button asks again', async () => {
      away = true
      const failed = await typed(marcus, 'grant granite')
      away = false
      const asked = await press(marcus, buttonsIn(failed)[0])

      expect(failed).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect(told(failed)).toContain('nobody was asked. Try again.')
      expect(buttonsIn(failed)).toMatchObject([{ label: 'Try again', args: { whom: 'C11granite' } }])
      expect(told(asked)).toContain('messaged Sofia Marin at Granite Insurance')
      expect(sent).toHaveLength(1)
    })

    it('means whoever is called just so, before others that hold the words too', async () => {
      const domain = 'granite-insurance.example.com'
      world.editDirectory((yaml) => yaml.replace('name: Lakeside Schools', `name: Lakeside by ${domain}`))

      expect(buttonsIn(await typed(marcus, 'grant granite')).length).toBe(2)
      expect(told(await typed(marcus, `grant ${domain}`))).toContain('Granite Insurance')
    })

    it('chooses where several customers are meant, and is told where there is none', async () => {
      const choice = await typed(marcus, 'grant example')
      expect(buttonsIn(choice).length).toBeGreaterThan(2)
      expect(told(await typed(marcus, 'grant aoba'))).toContain('has no such customer')
      expect(told(await typed(marcus, 'grant'))).toContain('/case grant <customer>')
    })
  })

  describe('the customer', () => {
    it('looks at a partner’s access, withdraws it and grants it again', async () => {
      const standing = await typed(sofia, `grant ${northwind}`)
      expect(told(standing)).toContain('Access revoked')
      await press(sofia, buttonsIn(standing)[0])
      const again = await typed(sofia, `許可 ${northwind}`)
      // GRA-3
      expect(told(again)).toContain('Access granted. Changed less than an hour ago.')
      expect(buttonsIn(again)).toMatchObject([{ label: 'Revoke access' }, { label: "Partners' access" }])
      expect(told(await press(sofia, buttonsIn(again)[0]))).toContain('Access revoked.')
    })

    it('is asked before an access that is in use ends, by a button and by a word', async () => {
      await typed(sofia, `grant ${northwind} granted`)
      const [withdraw] = buttonsIn(await typed(sofia, `grant ${northwind}`))
      expect(withdraw?.confirm?.text).toContain('Do you want to revoke it?')

      const question = await typed(sofia, `grant ${northwind} revoked`)
      expect(told(question)).toContain('Do you want to revoke it?')
      expect((await world.directory.grant('C11granite', northwind)).state).toBe('granted')
      expect(told(await press(sofia, buttonsIn(question)[0]))).toContain('Access revoked.')
    })

    it('revokes nothing with the Decline of a question that is settled, and is shown how it stands', async () => {
      await typed(marcus, 'grant granite')
      const [grantIt, decline] = buttonsIn(sent[0]?.card as View)
      await press(sofia, grantIt)

      const stale = await press(sofia, decline)

      expect(told(stale)).toContain('Nothing changed')
      expect((await world.directory.grant('C11granite', northwind)).state).toBe('granted')
      expect(sent.map(({ to }) => to.email)).toEqual([sofia, marcus])
      expect(told(await press(sofia, buttonsIn(stale)[0]))).toContain('Access granted')
    })

    it.each(['declined', 'never answered'])('a question is replaced by the next one: %s', async (first) => {
      await typed(marcus, 'grant granite')
      const [oldGrant, oldDecline] = buttonsIn(sent[0]?.card as View)
      if (first === 'declined') await press(sofia, oldDecline)
      world.setNow(new Date(world.now().getTime() + 2 * 60 * 60 * 1000))
      await typed(marcus, 'grant granite')

      expect(told(await press(sofia, oldGrant))).toContain('Nothing changed')
      expect((await world.directory.grant('C11granite', northwind)).state).toBe('revoked')
      const [grantIt] = buttonsIn(sent.at(-1)?.card as View)
      expect(told(await press(sofia, grantIt))).toContain('can now work')
    })

    it('settles nothing with a button that bears no id, nor with one that was shown beside another state', async () => {
      const [grantIt] = buttonsIn(await typed(sofia, `grant ${northwind}`))
      await press(sofia, grantIt)
      await press(sofia, buttonsIn(await typed(sofia, `grant ${northwind}`))[0])
      const { version: _, ...args } = grantIt?.args ?? {}

      expect(told(await press(sofia, grantIt))).toContain('Nothing changed')
      expect(told(await runner.action(by(sofia), 'grant', args))).toContain('Nothing changed')
      expect((await world.directory.grant('C11granite', northwind)).state).toBe('revoked')
    })

    it('sees an answered question drawn anew, with nothing left to decide', async () => {
      await typed(marcus, 'grant granite')
      const [grantIt] = buttonsIn(sent[0]?.card as View)
      const wish = { ...by(sofia), message: '1700.1' }
      await runner.action(wish, 'grant', grantIt?.args ?? {})

      expect(redrawn).toMatchObject([{ message: { platform: 'slack', channel: 'C1', id: '1700.1' } }])
      expect(told(redrawn[0]?.card as View)).toContain('Access granted by Sofia Marin')
      expect(buttonsIn(redrawn[0]?.card as View).map(({ args }) => Object.keys(args))).toEqual([
        ['whom', 'in'],
      ])
    })

    it('GRA-5: makes a partner that is none yet its support partner', async () => {
      const standing = await typed(sofia, 'grant hoshi-cloud.example.com')
      expect(told(standing)).toContain('makes it a support partner, immediately')
      expect(told(await press(sofia, buttonsIn(standing)[0]))).toContain(
        'is now a support partner of Granite',
      )
    })

    it('GRA-1: who is no admin of it settles nothing, by no button either', async () => {
      const args = { whom: northwind, state: 'granted', in: 'customer:C11granite' }
      expect(told(await typed(amelia, `grant ${northwind} granted`))).toContain(
        'Only an admin at the customer',
      )
      for (const email of [amelia, marcus, ben]) await runner.action(by(email), 'grant', args)
      expect((await world.directory.grant('C11granite', northwind)).state).toBe('revoked')
    })

    it('CRE-6: lists, reads and answers its cases; a word typed whole reaches all', async () => {
      const made = await world.service.create(await world.actor(marcus), aWish(), 'made')
      if (!made.ok) throw new Error('refused')
      const { number } = made.value

      expect(told(await typed(amelia, 'list'))).toContain('Cases of Brightwater Foods')
      const card = await typed(amelia, `show ${number}`)
      expect(buttonsIn(card).map(({ command }) => command)).toEqual([
        'reply',
        'update',
        'show',
        'list',
        'new',
        'follow',
      ])
      const form = (await press(amelia, buttonsIn(card)[1])) as Form
      const audience = form.parts.find((part) => 'name' in part && part.name === 'audience')
      expect(audience).toMatchObject({
        initial: 'everyone',
        options: [{ value: 'everyone' }, { value: 'customer' }],
      })
      await typed(amelia, `reply ${number} It is the printer.`)
      expect(await world.store.history(number, { after: 1, limit: 5 })).toMatchObject([
        { audience: 'everyone', author: { party: 'customer', name: 'Amelia Stone' } },
      ])

      for (const line of ['customers', `close ${number} x`, `severity ${number} P1`])
        expect(await typed(amelia, line), line).toMatchObject({ kind: 'notice', tone: 'refused' })
    })
  })

  describe('an operator', () => {
    it('GRA-1: writes down what was said elsewhere, with evidence', async () => {
      expect(told(await typed(olivia, 'grant granite granted'))).toContain(
        'Say how Granite Insurance confirmed it',
      )
      expect(told(await typed(olivia, 'grant C11granite granted mail of 1 March'))).toContain(
        'Recorded: Granite Insurance has granted',
      )
      expect(await world.store.directory.recordedGrant('C11granite', northwind)).toMatchObject({
        state: 'granted',
        evidence: 'mail of 1 March',
      })
      expect(told(await typed(marcus, 'grant granite revoked because'))).toContain('Only an administrator')
    })

    it('UPD-3: and the desk takes the evidence away again, nobody else', async () => {
      await typed(ben, 'grant C11granite granted Kumquat said so')
      const line = `grant C11granite ${northwind} forget It named a person.`
      expect(told(await typed(marcus, line))).toContain('Only the support desk')
      expect(told(await typed(ben, `grant C11granite ${northwind} forget`))).toContain('Say why')

      expect(told(await typed(ben, line))).toContain('Removed: the evidence on record')

      const kept = await world.store.directory.recordedGrant('C11granite', northwind)
      expect(kept).toMatchObject({ state: 'granted', evidence: null })
      expect(told(await typed(ben, line))).toContain('There is no evidence on record')
    })

    it('in the desk names the partner where there are several', async () => {
      expect(told(await typed(ben, 'grant C07tokiwa revoked call'))).toContain('Which partner of')
      expect(told(await typed(ben, `grant C07tokiwa ${northwind} revoked call`))).toContain('has revoked')
      expect(told(await typed(ben, 'grant C07tokiwa'))).toContain('The support desk can')
    })
  })
})
