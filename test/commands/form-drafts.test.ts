import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { createDrafts, draftMs } from '../../src/cases/draft-keeper.ts'
import { createRecheckAccess } from '../../src/cases/recheck-access.ts'
import { maskPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createTextSeal } from '../../src/store/seal-texts.ts'
import type { Button, Form, Values } from '../../views/view.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, sofia, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'
const olivia = 'olivia.reed@northwind-apps.example.com'
const acting = { in: northwind }
const day = 24 * 60 * 60 * 1000

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let drafts: ReturnType<typeof createDrafts>
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    drafts = createDrafts({
      store: world.store.drafts,
      seal: createTextSeal('secret', 'drafts'),
      mask: maskPersonalData,
      stillWorks: createRecheckAccess({
        directory: world.directory,
        mayWork: (actor) => world.service.mayWork(actor),
      }),
      now: () => world.now(),
    })
    runner = runnerOver(world, { drafts })
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'case')).number
  })

  const typed = (line: string, email = marcus, locale: 'en' | 'ja' = 'en') =>
    runner.commandLine(wishOf(email, locale), line)
  const pass = (ms: number) => world.setNow(new Date(world.now().getTime() + ms))

  function initialOf(form: Form, name: string): unknown {
    const field = fieldsOf(form).find((one) => one.name === name)
    return field && 'initial' in field ? field.initial : undefined
  }

  function discardIn(form: Form): Button {
    const [button] = form.parts.flatMap((part) => (part.kind === 'actions' ? part.buttons : []))
    if (!button) throw new Error('nothing to discard')
    return button
  }

  describe('a form that was not sent', () => {
    const values: Values = {
      customer: 'C09brightwater',
      category: 'gmail.delivery',
      title: 'Mail bounces',
      description: 'All of it',
      severity: 'P1',
      language: 'ja',
      timeZone: 'Europe/Berlin',
      'answer:message-id': '<1@x>',
      confirmed: ['yes'],
      files: ['F1'],
    }

    it.each([
      ['en', 'Restored from your draft of', 'Discard draft'],
      ['ja', '下書きから復元しました', '下書きを破棄'],
    ] as const)(
      'opens again with all that had reached us, and when that was (%s)',
      async (locale, line, label) => {
        await runner.refresh(wishOf(marcus), 'new', values, acting)
        const saved = world.now()
        pass(day)

        const form = asForm(await typed('new', marcus, locale))

        expect(form.parts[0]).toMatchObject({
          kind: 'quiet',
          parts: [expect.stringContaining(line), { at: saved }],
        })
        expect(discardIn(form).label).toBe(label)
        expect(
          ['title', 'description', 'severity', 'language', 'answer:message-id'].map((name) =>
            initialOf(form, name),
          ),
        ).toEqual(['Mail bounces', 'All of it', 'P1', 'ja', '<1@x>'])
        expect([
          initialOf(form, 'customer'),
          initialOf(form, 'category'),
          initialOf(form, 'timeZone'),
        ]).toMatchObject([
          { value: 'C09brightwater' },
          { value: 'gmail.delivery' },
          { value: 'Europe/Berlin', label: 'Europe/Berlin' },
        ])
        expect(initialOf(form, 'confirmed')).toBeUndefined()
      },
    )

    it('is kept when it is refused, when a button in it is pressed, and when we fail', async () => {
      const opened = async () => initialOf(asForm(await typed('new')), 'title')
      await runner.submission(wishOf(marcus), 'new', { ...values, title: 'refused' }, acting)
      expect(await opened()).toBe('refused')

      const form = { command: 'new', values: { ...values, title: 'asked' }, hidden: acting }
      await runner.action({ ...wishOf(marcus), form }, 'grant', { whom: 'C11granite', ...acting })
      expect(await opened()).toBe('asked')

      const broken = { ...world.service, create: () => Promise.reject(new Error('down')) }
      const failing = runnerOver(world, { drafts, service: broken })
      const said = await failing.submission(wishOf(marcus), 'new', { ...values, title: 'failed' }, acting)
      expect(said).toMatchObject({ kind: 'errors' })
      expect(await opened()).toBe('failed')
    })

    it('waits for the customer’s access with its text', async () => {
      const waiting = { customer: 'C11granite', title: 'Locked out', description: 'D', severity: 'P3' }
      expect((await runner.submission(wishOf(marcus), 'new', waiting, acting)).kind).toBe('errors')
      await world.grants.answer(await world.actor(sofia), northwind, 'granted', 'x')

      const form = asForm(await runner.action(wishOf(marcus), 'new', { ...acting, customer: 'C11granite' }))

      expect(initialOf(form, 'title')).toBe('Locked out')
      expect(fieldsOf(form).map(({ name }) => name)).toContain('product')
    })

    it('is gone once it is sent, and when it is discarded', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      const restored = asForm(await typed('new'))
      const { command, args } = discardIn(restored)
      const fresh = asForm(await runner.action(wishOf(marcus), command, args))
      expect([fresh.anew, initialOf(fresh, 'title')]).toEqual([true, undefined])
      expect(JSON.stringify(await typed('new'))).not.toContain('Mail bounces')

      const whole = { ...values, product: 'google-workspace', 'answer:scope': 'one user', files: [] }
      await runner.refresh(wishOf(marcus), 'new', whole, acting)
      expect(await runner.submission(wishOf(marcus), 'new', whole, acting)).toMatchObject({ tone: 'done' })
      expect(JSON.stringify(await typed('new'))).not.toContain('Mail bounces')
    })

    it('follows the customer that is chosen instead', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      await runner.refresh(
        wishOf(marcus),
        'new',
        { ...values, customer: 'C11granite' },
        {
          ...acting,
          customer: 'C09brightwater',
        },
      )

      const [only, another] = await world.store.drafts.find(
        (await world.store.drafts.owners()).map((owner) => ({
          ...owner,
          person: '["slack","T1","U1"]',
          form: 'new',
        }))[0] ?? { account: '', actor: '', person: '', form: '' },
      )
      expect([only?.subject, another]).toEqual(['customer:C11granite', undefined])
    })

    it('is nobody else’s: not of another account, nor of somebody who may not see its customer any more', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      for (const email of [olivia, yui])
        expect(JSON.stringify(await typed('new', email))).not.toContain('Mail bounces')

      world.editDirectory((yaml) => yaml.replaceAll('C09brightwater', 'C09another'))
      expect(JSON.stringify(await typed('new'))).not.toContain('Mail bounces')
    })

    it('is kept for seven days', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      pass(draftMs - 1)
      expect(initialOf(asForm(await typed('new')), 'title')).toBe('Mail bounces')
      pass(1)
      expect(initialOf(asForm(await typed('new')), 'title')).toBeUndefined()
      pass(1)
      expect(await drafts.sweep()).toBe(1)
    })

    it('CRE-3: masks what must not be in a case, and is unreadable in the database', async () => {
      const text = 'card 4111 1111 1111 1111, password: hunter22!'
      await runner.submission(wishOf(marcus), 'new', { ...values, description: text }, acting)

      const kept = String(initialOf(asForm(await typed('new')), 'description'))
      expect(kept).toMatch(/^card 411…111, password: hu…2!$/)
      const [owner] = await world.store.drafts.owners()
      const scope = { person: '["slack","T1","U1"]', form: 'new', account: '', actor: '', ...owner }
      expect(JSON.stringify(await world.store.drafts.find(scope))).not.toMatch(/4111|Mail|bounces/)
    })

    it('ends with the account: suspended, or gone', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      expect(await drafts.sweep()).toBe(0)
      world.editDirectory((yaml) => yaml.replaceAll(marcus, `former.${marcus}`))
      expect(await drafts.sweep()).toBe(1)
      expect(await world.store.drafts.owners()).toEqual([])
    })

    it('ends with the link', async () => {
      await runner.refresh(wishOf(marcus), 'new', values, acting)
      await world.links.unlink(wishOf(marcus).person, marcus)
      expect(await world.store.drafts.owners()).toEqual([])
    })
  })

  describe('a line that was typed and refused', () => {
    it.each([
      ['en', 'Your text is kept for 7 days'],
      ['ja', '7 日間保存されます'],
    ] as const)('on a closed case stands in the form once that opens (%s)', async (locale, kept) => {
      await typed(`close ${number} done`)
      const refused = await typed(`reply ${number} Thank you!`, marcus, locale)
      expect(told(refused)).toContain(kept)

      await typed(`reopen ${number} not done`)
      const form = asForm(await typed(`reply ${number}`))

      expect(initialOf(form, 'text')).toBe('Thank you!')
      await runner.submission(
        wishOf(marcus),
        'reply',
        { text: 'Thank you!', audience: 'everyone' },
        form.formState,
      )
      expect(initialOf(asForm(await typed(`reply ${number}`)), 'text')).toBeUndefined()
    })

    it('with the access withdrawn stands in the form of that case alone', async () => {
      const other = value(await world.service.create(await world.actor(marcus), aWish(), 'other')).number
      const operator = await world.actor(olivia)
      value(await world.grants.record(operator, 'C09brightwater', 'revoked', 'x'))
      await typed(`close ${number} It was the printer.`)
      value(await world.grants.record(operator, 'C09brightwater', 'granted', 'x'))

      expect(initialOf(asForm(await typed(`close ${number}`)), 'note')).toBe('It was the printer.')
      expect(initialOf(asForm(await typed(`close ${other}`)), 'note')).toBeUndefined()
    })

    it('about a case that one may not see is not kept, and is not said to be', async () => {
      expect(told(await typed('reply 9999 secret'))).not.toContain('kept')
      expect(await world.store.drafts.owners()).toEqual([])
    })
  })

  it('a database that keeps no drafts keeps nobody from working', async () => {
    const store = { ...world.store.drafts, keep: () => Promise.reject(new Error('down')) }
    const broken = createDrafts({
      store,
      seal: createTextSeal('secret', 'drafts'),
      mask: maskPersonalData,
      stillWorks: async () => true,
      now: () => world.now(),
    })
    const over = runnerOver(world, { drafts: broken })
    const form = asForm(await over.refresh(wishOf(marcus), 'new', { title: 'T' }, acting))
    expect(initialOf(form, 'title')).toBe('T')
  })
})
