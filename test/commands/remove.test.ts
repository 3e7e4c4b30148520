import { beforeEach, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { Form } from '../../views/view.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    const partner = await world.actor(marcus)
    number = value(await world.service.create(partner, aWish(), 'create')).number
    const text = 'The password is kumquat.'
    const changes = [
      { kind: 'message', text, audience: 'everyone' },
      { kind: 'message', text: 'A note to ourselves', audience: 'internal' },
    ] as const
    value(await world.service.change(partner, number, { changes: [...changes], confirmed: true }, 'say'))
  })

  const typed = (line: string, who = ben, locale: 'en' | 'ja' = 'en') =>
    runner.commandLine(wishOf(who, locale), line)

  function optionsOf(form: Form) {
    const target = fieldsOf(form).find(({ name }) => name === 'target')
    return target?.kind === 'select' ? target.options : []
  }

  async function remove(form: Form, wanted: string, more: object = {}) {
    const target = optionsOf(form).find(({ label }) => label.includes(wanted))?.value ?? ''
    const values = { target, why: 'Sent by mistake.', sure: ['yes'], confirmed: [], ...more }
    return runner.submission(wishOf(ben), 'remove', values, form.formState)
  }

  it('UPD-3: the desk chooses what, says why, and is told what cannot be called back', async () => {
    const form = asForm(await typed(`remove ${number}`))
    expect(fieldsOf(form).map(({ name }) => name)).toEqual(['target', 'why', 'sure', 'confirmed'])

    const done = told(await remove(form, 'kumquat'))

    expect(done).toContain(`Removed from case ${number}.`)
    expect(done).toContain("It wasn't emailed to anyone.")
    expect(done).toContain("can't be recalled")
    for (const [who, locale, says] of [
      [ben, 'en', '(removed by the support desk)'],
      [marcus, 'en', 'removed the text of a message: Sent by mistake.'],
      [marcus, 'ja', '（サポート窓口が削除しました）'],
    ] as const) {
      const card = told(await typed(`show ${number}`, who, locale))
      expect(card).toContain(says)
      expect(card).not.toContain('kumquat')
    }
  })

  it('UPD-3: the answer counts the threads that cannot be reached', async () => {
    const thread = (await world.store.get(number))?.subscriptions[0]?.id ?? ''
    const claim = await world.store.claim({ number, thread, owner: 'test', now: world.now(), leaseMs: 1 })
    const progress = { root: '1.1', cursor: 3, suspended: 'dropped by an operator' }
    await world.store.saveProgress({ number, token: claim?.token ?? 0, thread, progress })

    const done = told(await remove(asForm(await typed(`remove ${number}`)), 'kumquat'))

    expect(done).toContain('No thread shows it.')
    expect(done).toContain("1 thread can't be reached now.")
  })

  it('UPD-3: a title that is gone is its category, in the reader’s language, on cards and in lists', async () => {
    await remove(asForm(await typed(`削除 ${number}`)), 'the title')

    expect(told(await typed(`show ${number}`, marcus))).toContain(`${number} · (removed) Gmail`)
    expect(told(await typed('list', marcus, 'ja'))).toContain('（削除済み）')
    expect(told(await typed('list', ben))).not.toContain('Mail to one address bounces')
  })

  it('UPD-3, VIS-7: a note of a partner is named by number and time alone, and can be removed', async () => {
    const form = asForm(await typed(`remove ${number}`))
    expect(told(form)).not.toContain('to ourselves')

    await remove(form, "can't see it")

    const card = told(await typed(`show ${number}`, marcus))
    expect(card).not.toContain('to ourselves')
    expect(card).toContain('removed the text of a message: Sent by mistake.')
    expect(told(await typed(`show ${number}`))).not.toContain('Sent by mistake.')
  })

  it('UPD-3: one entry alone may be asked about; one that has nothing is refused', async () => {
    const form = asForm(await typed(`remove ${number} 1`))
    expect(optionsOf(form).every(({ value: target }) => target.startsWith('1/'))).toBe(true)
    const again = asForm(await runner.refresh(wishOf(ben), 'remove', {}, form.formState))
    expect(optionsOf(again)).toEqual(optionsOf(form))

    expect(told(await typed(`remove ${number} 99`))).toContain("can't be removed")
  })

  it.each([
    ['nothing is chosen', { target: '' }, 'target'],
    ['it is not confirmed', { sure: [] }, 'sure'],
    ['no reason is given', { why: '' }, 'why'],
    ['what was chosen is no longer there', { target: '77/text' }, 'target'],
  ])('UPD-3: where %s the form stays and says so, and nothing is removed', async (_what, more, field) => {
    const form = asForm(await typed(`remove ${number}`))

    const answer = await remove(form, 'kumquat', more)

    expect(answer).toMatchObject({ kind: 'errors', fields: { [field]: expect.stringMatching(/\S/) } })
    expect(told(await typed(`show ${number}`, marcus))).toContain('kumquat')
  })

  it.each([
    ['a partner', marcus],
    ['a customer', amelia],
  ])('UPD-3: %s is told to ask the desk, by command and by form', async (_who, who) => {
    const asked = told(await typed(`remove ${number}`, who))
    expect(asked).toContain('Only the support desk can remove content.')
    const form = asForm(await typed(`remove ${number}`))
    const values = { target: '2/text', why: 'Mine', sure: ['yes'] }
    const { in: _desk, ...state } = form.formState
    expect(told(await runner.submission(wishOf(who), 'remove', values, state))).toContain(
      'Only the support desk',
    )
    expect(told(await typed(`show ${number}`))).toContain('kumquat')
  })

  it('UPD-3: the desk’s card offers it, nobody else’s does', async () => {
    const offers = async (who: string) =>
      buttonsIn(await typed(`show ${number}`, who)).some(({ command }) => command === 'remove')
    expect([await offers(ben), await offers(marcus), await offers(amelia)]).toEqual([true, false, false])
  })

  it('UPD-3: a menu holds the newest hundred, and says how to reach the others', async () => {
    const partner = await world.actor(marcus)
    for (let index = 0; index < 12; index += 1) {
      const changes = Array.from(
        { length: 9 },
        () => ({ kind: 'message', text: 'More', audience: 'everyone' }) as const,
      )
      value(await world.service.change(partner, number, { changes }, `more-${index}`))
    }
    const form = asForm(await typed(`remove ${number}`))
    expect(optionsOf(form)).toHaveLength(100)
    expect(told(form)).toContain(`/case remove ${number}`)
  })
})
