import { beforeEach, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { Values } from '../../views/view.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
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

  const updateForm = async (number: number, who = marcus) =>
    asForm(await runner.commandLine(wishOf(who), `update ${number}`))
  const names = async (number: number, who = marcus) =>
    fieldsOf(await updateForm(number, who)).map((one) => one.name)
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
    const form = await updateForm(number)

    expect(await runner.submission(wishOf(marcus), 'update', everything, form.formState)).toMatchObject({
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
    const form = await updateForm(number)
    const values = { text: 'It works again.', audience: 'everyone', next: 'close', confirmed: [] }
    await runner.submission(wishOf(marcus), 'update', values, form.formState)
    expect(await world.store.get(number)).toMatchObject({ version: 2, status: 'closed', seq: 3 })
  })

  it('UPD-1: when one of them is refused none is made, and the error stands at its field', async () => {
    const number = await aCaseOf()
    const form = await updateForm(number)
    const answers = [
      await runner.submission(wishOf(marcus), 'update', { ...everything, severity: 'P2' }, form.formState),
      await runner.submission(wishOf(marcus), 'update', { ...everything, justification: '' }, form.formState),
      await runner.submission(wishOf(marcus), 'update', { ...everything, next: 'close' }, form.formState),
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
    const form = await updateForm(number)
    await runner.commandLine(wishOf(ben), `severity ${number} P3`)

    const again = asForm(await runner.submission(wishOf(marcus), 'update', everything, form.formState))
    expect(JSON.stringify(again)).toContain('changed the severity from P2 to P3')
    expect(await world.store.get(number)).toMatchObject({ version: 2 })

    const alone = { text: 'Any news?', audience: 'desk', confirmed: [] }
    expect(await runner.submission(wishOf(marcus), 'update', alone, form.formState)).toMatchObject({
      tone: 'done',
    })
    expect(told(await runner.submission(wishOf(marcus), 'update', everything, again.formState))).toContain(
      `Case ${number} is updated`,
    )
  })

  it('VIS-7: an internal message beside an escalation stays internal', async () => {
    const number = await aCaseOf()
    const form = await updateForm(number)
    const values = { ...everything, text: 'They may leave us.', audience: 'internal' }
    await runner.submission(wishOf(marcus), 'update', values, form.formState)
    const desk = told(await runner.commandLine(wishOf(ben), `show ${number}`))
    expect(desk).toContain('No order can be taken.')
    expect(desk).not.toContain('They may leave us.')
  })

  it('offers the partner severity and what comes next, the desk its status as well, and escalating only with Premium', async () => {
    expect(await names(await aCaseOf())).toEqual([
      'severity',
      'text',
      'audience',
      'next',
      'justification',
      'confirmed',
    ])
    const standard = await aCaseOf('C10lakeside')
    expect(await names(standard)).toEqual(['severity', 'text', 'audience', 'next', 'confirmed'])
    expect(JSON.stringify(await updateForm(standard))).not.toContain('Escalate')
    expect(await names(standard, ben)).toEqual([
      'severity',
      'status',
      'text',
      'audience',
      'next',
      'confirmed',
    ])
  })

  it('W3: the confirmation lists everything that happened, files and the status it moved included', async () => {
    const number = await aCaseOf()
    const form = await updateForm(number)
    const done = told(await runner.submission(wishOf(marcus), 'update', everything, form.formState))
    expect(done.split('\n')).toEqual([
      `Case ${number} is updated:`,
      '• Message added to the case, for Northwind Apps and the support desk',
      '• Severity changed from P2 to P1',
      '• Escalated: Business impact',
    ])

    const asked = await updateForm(number, ben)
    await runner.submission(wishOf(ben), 'update', { status: 'action-required' }, asked.formState)
    const again = await updateForm(number)
    const answer = { text: 'Here it is.', audience: 'desk', confirmed: [] }
    expect(told(await runner.submission(wishOf(marcus), 'update', answer, again.formState))).toContain(
      '• Status changed from Action required to In progress',
    )
  })

  it('UPD-7: the desk sets a status without a word, once, and nobody else does', async () => {
    const number = await aCaseOf()
    const form = await updateForm(number, ben)
    const values = { status: 'in-progress', confirmed: [] }
    expect(told(await runner.submission(wishOf(ben), 'update', values, form.formState))).toContain(
      'Status changed from New to In progress',
    )
    const again = await updateForm(number, ben)
    expect(await runner.submission(wishOf(ben), 'update', values, again.formState)).toMatchObject({
      fields: { status: expect.stringContaining('already has this status') },
    })
    const partners = await updateForm(number)
    expect(await runner.submission(wishOf(marcus), 'update', values, partners.formState)).toMatchObject({
      kind: 'errors',
    })
    expect(await world.store.get(number)).toMatchObject({ version: 2, status: 'in-progress' })
  })

  it('sends nothing where nothing was changed, nor a status beside the closing', async () => {
    const number = await aCaseOf()
    const form = await updateForm(number, ben)
    expect(await runner.submission(wishOf(ben), 'update', { text: ' ' }, form.formState)).toMatchObject({
      fields: { '': expect.stringContaining('Nothing to change yet') },
    })
    const both = { status: 'in-progress', next: 'close' }
    expect(await runner.submission(wishOf(ben), 'update', both, form.formState)).toMatchObject({
      fields: { next: expect.stringContaining('not both') },
    })
    expect(await world.store.get(number)).toMatchObject({ version: 1 })
  })

  it('CRE-6: a customer is offered a message with its audience, and nothing else', async () => {
    expect(await names(await aCaseOf(), amelia)).toEqual(['text', 'audience', 'confirmed'])
  })
})
