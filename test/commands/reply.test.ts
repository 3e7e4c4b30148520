import { beforeEach, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { Values } from '../../views/view.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  async function aCaseOf(customer = 'C09brightwater'): Promise<number> {
    return value(await world.service.create(await world.actor(marcus), aWish({ customer }), customer)).number
  }

  const replyForm = async (number: number, who = marcus) =>
    asForm(await runner.commandLine(wishOf(who), `reply ${number}`))
  const names = async (number: number, who = marcus) =>
    fieldsOf(await replyForm(number, who)).map((one) => one.name)
  const everything: Values = {
    text: 'Orders stand still.',
    audience: 'desk',
    severity: 'P1',
    next: 'business-impact',
    justification: 'No order can be taken.',
    confirmed: [],
  }

  it('UPD-1: message, severity and escalation go out as one commit, their entries in order', async () => {
    const number = await aCaseOf()
    const form = await replyForm(number)

    expect(await runner.submission(wishOf(marcus), 'reply', everything, form.formState)).toMatchObject({
      tone: 'done',
    })

    const of = await world.store.get(number)
    expect(of).toMatchObject({
      version: 2,
      seq: 4,
      severity: 'P1',
      escalation: { reason: 'business-impact' },
    })
    expect((await world.store.history(number, { limit: 9 })).map((one) => [one.seq, one.event.type])).toEqual(
      [
        [1, 'created'],
        [2, 'message'],
        [3, 'severity-changed'],
        [4, 'escalated'],
      ],
    )
  })

  it('UPD-1: a message and the closing go out as one commit', async () => {
    const number = await aCaseOf()
    const form = await replyForm(number)
    const values = { text: 'It works again.', audience: 'everyone', next: 'close', confirmed: [] }
    await runner.submission(wishOf(marcus), 'reply', values, form.formState)
    expect(await world.store.get(number)).toMatchObject({ version: 2, status: 'closed', seq: 3 })
  })

  it('UPD-1: when one of them is refused none is made, and the error stands at its field', async () => {
    const number = await aCaseOf()
    const form = await replyForm(number)
    const answers = [
      await runner.submission(wishOf(marcus), 'reply', { ...everything, severity: 'P2' }, form.formState),
      await runner.submission(wishOf(marcus), 'reply', { ...everything, justification: '' }, form.formState),
      await runner.submission(wishOf(marcus), 'reply', { ...everything, next: 'close' }, form.formState),
    ]
    expect(answers).toMatchObject([
      { kind: 'errors', fields: { severity: expect.stringContaining('is already P2') } },
      { kind: 'errors', fields: { justification: 'Fill in this field.' } },
      { kind: 'errors', fields: { next: expect.stringContaining('Choose a reason to escalate') } },
    ])
    expect(await world.store.get(number)).toMatchObject({ version: 1, seq: 1 })
  })

  it('UPD-6: overtaken by another change it comes back with what changed, whole; a message alone goes through', async () => {
    const number = await aCaseOf()
    const form = await replyForm(number)
    await runner.commandLine(wishOf(ben), `severity ${number} P3`)

    const again = asForm(await runner.submission(wishOf(marcus), 'reply', everything, form.formState))
    expect(JSON.stringify(again)).toContain('changed the severity from P2 to P3')
    expect(await world.store.get(number)).toMatchObject({ version: 2 })

    const alone = { text: 'Any news?', audience: 'desk', confirmed: [] }
    expect(await runner.submission(wishOf(marcus), 'reply', alone, form.formState)).toMatchObject({
      tone: 'done',
    })
    expect(told(await runner.submission(wishOf(marcus), 'reply', everything, again.formState))).toContain(
      `added to case ${number}`,
    )
  })

  it('VIS-7: an internal message beside an escalation stays internal', async () => {
    const number = await aCaseOf()
    const form = await replyForm(number)
    const values = { ...everything, text: 'They may leave us.', audience: 'internal' }
    await runner.submission(wishOf(marcus), 'reply', values, form.formState)
    const desk = told(await runner.commandLine(wishOf(ben), `show ${number}`))
    expect(desk).toContain('No order can be taken.')
    expect(desk).not.toContain('They may leave us.')
  })

  it('offers the partner severity and what comes next, the desk its status, and escalating only with Premium', async () => {
    expect(await names(await aCaseOf())).toEqual([
      'text',
      'audience',
      'severity',
      'next',
      'justification',
      'confirmed',
    ])
    const standard = await aCaseOf('C10lakeside')
    expect(await names(standard)).toEqual(['text', 'audience', 'severity', 'next', 'confirmed'])
    expect(JSON.stringify(await replyForm(standard))).not.toContain('Escalate')
    expect(await names(standard, ben)).toEqual(['text', 'audience', 'status', 'confirmed'])
  })
})
