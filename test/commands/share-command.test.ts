import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
  })

  const typed = (line: string, who = marcus) => runner.commandLine(wishOf(who), line)

  it('CRE-5: typed addresses are added, those with a minus taken out', async () => {
    expect(told(await typed(`share ${number} a@example.com, <B@example.com>`))).toContain(
      'a@example.com, b@example.com',
    )
    expect(told(await typed(`共有 ${number} -a@example.com c@example.com`))).toContain(
      'b@example.com, c@example.com',
    )
    expect(told(await typed(`share ${number} -b@example.com -c@example.com`))).toContain(
      'is no longer shared with anyone',
    )
  })

  it('CRE-5: the form adds and takes out, and the card tells the first five and how many more', async () => {
    const seven = Array.from({ length: 7 }, (_, index) => `u${index}@example.com`)
    const empty = asForm(await typed(`share ${number}`))
    expect(fieldsOf(empty).map((one) => one.name)).toEqual(['add'])
    await runner.submission(wishOf(marcus), 'share', { add: seven.join('\n') }, empty.formState)
    expect(told(await typed(`show ${number}`))).toContain('u4@example.com, and 2 more')

    const form = asForm(await typed(`share ${number}`))
    const values = { add: '', remove: ['u0@example.com', 'u1@example.com'] }
    await runner.submission(wishOf(marcus), 'share', values, form.formState)
    expect((await world.store.get(number))?.sharedWith).toEqual(seven.slice(2))
  })

  it('CRE-5: of a closed case an address can still be taken out, and none be added', async () => {
    await typed(`share ${number} a@example.com b@example.com c@example.com`)
    await typed(`close ${number} done`)
    const shares = async () =>
      buttonsIn(await typed(`show ${number}`)).filter(({ command }) => command === 'share')

    expect(await shares()).toHaveLength(1)
    expect(told(await typed(`share ${number} d@example.com -a@example.com`))).toContain('is closed')
    expect(told(await typed(`share ${number} -a@example.com`))).toContain('b@example.com, c@example.com')
    const form = asForm(await typed(`share ${number}`))
    expect(fieldsOf(form).map((one) => one.name)).toEqual(['remove'])
    await runner.submission(
      wishOf(marcus),
      'share',
      { remove: ['b@example.com', 'c@example.com'] },
      form.formState,
    )

    expect((await world.store.get(number))?.sharedWith).toEqual([])
    expect(await shares()).toEqual([])
    expect(told(await typed(`share ${number}`))).toContain('is closed')
  })

  it('NOT-3: where mail is not set up the answer says so, in both languages, and says nothing where there is nobody to mail', async () => {
    expect(told(await typed(`share ${number} a@example.com`))).toContain(
      "Email isn't set up, so nobody will be emailed. Ask your administrator.",
    )
    const japanese = await runner.commandLine(wishOf(marcus, 'ja'), `share ${number} b@example.com`)
    expect(told(japanese)).toContain('メールは送信されません')
    expect(told(await typed(`share ${number} -a@example.com -b@example.com`))).not.toContain(
      "Email isn't set up",
    )

    const withMail = await aWorld(world.store, undefined, { sendsMail: true, newId: randomUUID })
    const told2 = told(
      await runnerOver(withMail).commandLine(wishOf(marcus), `share ${number} a@example.com`),
    )
    expect(told2).toContain('is shared with: a@example.com')
    expect(told2).not.toContain("Email isn't set up")
  })

  it('an address that is none is named, and what was typed stays', async () => {
    const form = asForm(await typed(`share ${number} a@example.com nobody`))
    expect(told(form)).toContain('\\"nobody\\" isn\'t an email address')
    expect(fieldsOf(form)[0]).toMatchObject({ initial: 'a@example.com\nnobody' })
  })

  it('the new case form takes them too', async () => {
    const values = {
      customer: 'C09brightwater',
      title: 'Mail bounces',
      description: 'All of it',
      product: 'google-workspace',
      category: 'gmail.delivery',
      'answer:message-id': '<x@mail.example.com>',
      'answer:scope': 'all',
      severity: 'P2',
      share: 'A@example.com; b@example.com',
      confirmed: [],
    }
    const answer = await runner.submission(wishOf(marcus), 'new', values, {
      in: 'northwind-apps.example.com',
    })
    expect(told(answer)).toContain("Email isn't set up")
    expect((await world.store.get(number + 1))?.sharedWith).toEqual(['a@example.com', 'b@example.com'])
  })

  it('is on the partner’s card while the case is open, and not on the desk’s', async () => {
    const offered = async (who: string) =>
      buttonsIn(await typed(`show ${number}`, who)).some((one) => one.command === 'share')
    expect(await offered(marcus)).toBe(true)
    expect(await offered(ben)).toBe(false)
    expect(told(await typed(`share ${number}`, ben))).toContain('Only the partner can choose')
    await typed(`close ${number} done`)
    expect(await offered(marcus)).toBe(false)
  })
})
