import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Form } from '../../../views/view.ts'
import { aForm } from '../../support/fake-runner.ts'
import { type Bot, botForTests, input, type OpenView, texts } from './support/bot.ts'
import { deadlines, late, openedForm, parts } from './support/slow-runner.ts'

let bot: Bot
botForTests({ deadlines }, (started) => {
  bot = started
})

const opened = (form?: Form) => openedForm(bot, form)

describe('a button in a form', () => {
  const press = (view: OpenView, typed: Record<string, unknown>) =>
    bot.pressIn(view, { type: 'button', action_id: 'run:new:1', value: '{}' }, typed)

  it('hands over what stands in the form, so that it is not lost with it', async () => {
    const view = await opened()
    await press(view, { title: 'Mail bounces' })
    await bot.api.waitFor('views.push')

    expect(bot.runner.asked.at(-1)?.wish.form).toMatchObject({
      command: 'new',
      values: { title: 'Mail bounces', severity: 'P3' },
      hidden: { customer: 'C-midori' },
    })
  })

  it('that asks for the form without its draft clears it, in its place', async () => {
    const view = await opened()
    bot.runner.script.pressed = () => aForm(parts, { anew: true })

    await press(view, { title: 'Mail bounces' })
    const { args, answer } = await bot.api.waitFor('views.update')
    await bot.submit(answer.view as OpenView)

    expect(args.view_id).toBe(view.id)
    expect(bot.api.callsOf('views.push')).toEqual([])
    expect(bot.runner.asked.at(-1)?.rest[1]).toMatchObject({ title: '', severity: 'P3' })
  })
})

describe('a field that draws the form anew', () => {
  const change = (view: OpenView, typed: Record<string, unknown>) =>
    bot.pressIn(
      view,
      {
        type: 'external_select',
        action_id: 'in:search:customers',
        block_id: input(view, 'customer').block_id,
      },
      typed,
    )

  it('hands over all that is typed, and keeps it by keeping the fields’ ids', async () => {
    const view = await opened()
    bot.runner.script.refreshed = () => aForm([...parts, { kind: 'text', name: 'grant', label: 'Grant' }])

    await change(view, { customer: 'C-midori', title: 'Mail bounces' })
    const update = await bot.api.waitFor('views.update')

    expect(bot.runner.asked.at(-1)?.rest).toMatchObject([
      'new',
      { customer: 'C-midori', title: 'Mail bounces', severity: 'P3' },
      { customer: 'C-midori' },
    ])
    expect(update).toMatchObject({ args: { view_id: view.id, hash: view.hash }, answer: { ok: true } })
    const drawn = update.args.view as OpenView
    for (const name of ['customer', 'title', 'severity', 'files']) {
      expect(input(drawn, name).block_id).toBe(input(view, name).block_id)
    }
    expect(input(drawn, 'grant')).toBeDefined()
  })

  it('never puts a default of the new form in the place of what the person chose or typed', async () => {
    const view = await opened()
    const again: Form['parts'] = [
      { kind: 'text', name: 'title', label: 'Title', initial: 'A default title' },
      parts[3] as Form['parts'][number],
    ]
    bot.runner.script.refreshed = () => aForm(again)

    await change(view, { title: 'Mail bounces', severity: 'P1' })
    const once = (await bot.api.waitFor('views.update')).answer.view as OpenView
    bot.runner.script.submitted = () => ({ kind: 'notice', tone: 'refused', text: 'Not yet.' })
    const refused = await bot.submit(once, { title: 'Mail bounces', severity: 'P1' })
    bot.api.clear()
    bot.runner.script.refreshed = () => aForm([...again, parts[0] as Form['parts'][number]])
    await bot.pressIn(refused.view as OpenView, { type: 'external_select', action_id: 'in:search:customers' })
    const twice = (await bot.api.waitFor('views.update')).args.view as OpenView

    for (const name of ['title', 'severity']) {
      expect(input(once, name).block_id).toBe(input(view, name).block_id)
      expect(input(twice, name).block_id).toBe(input(view, name).block_id)
    }
  })

  it('puts a new value where the person left the old one, and where the chosen one is no longer offered', async () => {
    const view = await opened(
      aForm([
        { kind: 'search', name: 'customer', label: 'Customer', source: 'customers', refresh: true },
        { kind: 'text', name: 'language', label: 'Language', initial: 'ja' },
        {
          kind: 'select',
          name: 'severity',
          label: 'Severity',
          options: [{ value: 'P1', label: 'P1' }],
          initial: 'P1',
        },
      ]),
    )
    bot.runner.script.refreshed = () =>
      aForm([
        { kind: 'text', name: 'language', label: 'Language', initial: 'en' },
        { kind: 'select', name: 'severity', label: 'Severity', options: [{ value: 'P4', label: 'P4' }] },
      ])

    await change(view, {})
    const drawn = (await bot.api.waitFor('views.update')).answer.view as OpenView
    await bot.submit(drawn)

    expect(input(drawn, 'language').block_id).not.toBe(input(view, 'language').block_id)
    expect(input(drawn, 'severity').block_id).not.toBe(input(view, 'severity').block_id)
    expect(bot.runner.asked.at(-1)?.rest[1]).toEqual({ language: 'en', severity: '' })
  })

  it('changed twice in a row: only the newest is drawn, though its hash is the old one', async () => {
    const view = await opened()
    bot.runner.script.refreshed = async (_wish, _command, values) => {
      await sleep(values.customer === 'C-first' ? 300 : 50)
      return aForm([...parts, { kind: 'text', name: `of-${String(values.customer)}`, label: 'Of' }])
    }

    await change(view, { customer: 'C-first' })
    await change(view, { customer: 'C-second' })
    await sleep(450)

    const updates = bot.api.callsOf('views.update')
    expect(updates).toHaveLength(1)
    expect(input(updates[0]?.args.view as OpenView, 'of-C-second')).toBeDefined()
  })

  it('draws over an older drawing that changed the hash meanwhile', async () => {
    const view = await opened()
    await change(view, { customer: 'C-first' })
    await bot.api.waitFor('views.update')

    await change(view, { customer: 'C-second' })
    const last = await bot.api.waitFor('views.update', 3)

    expect(bot.api.callsOf('views.update')[1]?.answer).toMatchObject({ error: 'hash_conflict' })
    expect(last.answer).toMatchObject({ ok: true })
  })

  it('that fails leaves the form and what is typed, and says so', async () => {
    const view = await opened()
    bot.runner.script.refreshed = () => ({ kind: 'notice', tone: 'failed', text: 'Our fault: 4711' })

    await change(view, { title: 'Mail bounces' })
    const drawn = (await bot.api.waitFor('views.update')).args.view as OpenView

    expect(texts(drawn.blocks)).toContain('Our fault: 4711')
    expect(input(drawn, 'title')).toMatchObject({
      block_id: input(view, 'title').block_id,
      element: { initial_value: 'Mail bounces' },
    })
  })
})

describe('type-ahead', () => {
  it('asks the field’s source with what was typed, and cuts what Slack does not take', async () => {
    const view = await opened()
    bot.runner.script.choices = () => [
      { value: 'C-midori', label: 'みどり'.repeat(40), description: '' },
      { value: 'x'.repeat(151), label: 'too long to come back' },
      ...Array.from({ length: 120 }, (_, at) => ({ value: `C-${at}`, label: `Customer ${at}` })),
    ]

    const reply = await bot.suggest(view, 'in:search:customers', 'みど')

    const options = reply.body.options as readonly { text: { text: string }; value: string }[]
    expect(bot.runner.asked.at(-1)?.rest).toEqual(['customers', 'みど', { customer: 'C-midori' }])
    expect(options).toHaveLength(100)
    expect(options[0]?.text.text).toHaveLength(75)
    expect(options.map((option) => option.value)).not.toContain('x'.repeat(151))
  })

  it('offers nothing rather than nothing at all when the source is slow or breaks', async () => {
    const view = await opened()
    bot.runner.script.choices = () => late([{ value: 'C-1', label: 'Late' }])
    expect((await bot.suggest(view, 'in:search:customers', 'a')).body).toEqual({ options: [] })

    bot.runner.script.choices = () => {
      throw new Error('out of order')
    }
    expect((await bot.suggest(view, 'in:search:customers', 'a')).body).toEqual({ options: [] })
  })
})
