import { describe, expect, it } from 'vitest'
import type { FormErrors } from '../../../commands/define.ts'
import type { Form } from '../../../views/view.ts'
import { aCard, aForm, done } from '../../support/fake-runner.ts'
import { type Bot, botForTests, input, type OpenView, texts } from './support/bot.ts'
import { deadlines, late, openedForm, parts } from './support/slow-runner.ts'

let bot: Bot
botForTests({ deadlines }, (started) => {
  bot = started
})

const opened = (form?: Form) => openedForm(bot, form)

const errors = (fields: FormErrors['fields']): FormErrors => ({ kind: 'errors', fields })

describe('a submitted form', () => {
  it('reaches the runner with each value under its field’s name, and the hidden context', async () => {
    const view = await opened()

    await bot.submit(view, {
      customer: 'C-midori',
      title: 'Mail bounces',
      confirm: ['yes'],
      since: '2026-11-01',
      files: ['F1'],
    })
    await bot.api.waitFor('chat.postEphemeral')

    expect(bot.runner.asked.at(-1)?.rest).toEqual([
      'new',
      {
        customer: 'C-midori',
        title: 'Mail bounces',
        description: '',
        severity: 'P3',
        confirm: ['yes'],
        since: '2026-11-01',
        files: ['F1'],
      },
      { customer: 'C-midori' },
    ])
    expect(bot.runner.asked.at(-1)?.wish.place.channel).toBe(bot.channel)
  })

  it('that is done closes all dialogs and tells the person in the channel it came from', async () => {
    const view = await opened()

    const reply = await bot.submit(view)
    const told = await bot.api.waitFor('chat.postEphemeral')

    expect(reply.body).toEqual({ response_action: 'clear' })
    expect(told.args).toMatchObject({ channel: bot.channel, user: bot.user, text: 'It is done.' })
  })

  it('is told directly where the bot is not in the channel', async () => {
    const secret = bot.api.channelId('secret')
    bot.runner.script.typed = () => aForm(parts)
    await bot.type('new', { channel_id: secret })
    const view = (await bot.api.waitFor('views.open')).answer.view as OpenView

    await bot.submit(view)
    const told = await bot.api.waitFor('chat.postMessage')

    expect(bot.api.callsOf('chat.postEphemeral')[0]?.answer).toMatchObject({
      ok: false,
      error: 'not_in_channel',
    })
    expect(told).toMatchObject({ args: { channel: bot.user, text: 'It is done.' }, answer: { ok: true } })
  })

  it('sent three times at once has one key, and a later form another (CRE-8)', async () => {
    const view = await opened()
    await Promise.all([bot.submit(view), bot.submit(view), bot.submit(view)])
    const later = await opened()
    await bot.submit(later)
    bot.runner.script.submitted = (_wish, _command, values) =>
      values.title === 'again' ? aForm(parts, { title: 'Next' }) : done
    const last = await opened()
    const next = await bot.submit(last, { title: 'again' })
    await bot.submit(next.view as OpenView, { title: 'done' })
    await bot.api.waitFor('chat.postEphemeral', 5)

    const keys = bot.runner.asked
      .filter((asked) => asked.what === 'submission')
      .map((asked) => asked.wish.key)
    expect(new Set(keys.slice(0, 3)).size).toBe(1)
    expect(keys).toHaveLength(6)
    expect(new Set(keys).size).toBe(4)
    expect(keys.every((key) => key.startsWith('slack:view:') && key.length <= 255)).toBe(true)
  })

  it('that was opened in a thread is answered in that thread', async () => {
    bot.runner.script.pressed = () => aForm(parts)
    await bot.press(
      { type: 'button', action_id: 'run:reply:1', value: '{}' },
      { message: { ts: '100.2', thread_ts: '100.1' } },
    )
    const view = (await bot.api.waitFor('views.open')).answer.view as OpenView

    await bot.submit(view)

    expect((await bot.api.waitFor('chat.postEphemeral')).args).toMatchObject({ thread_ts: '100.1' })
  })

  it('is replaced by the form that answers it', async () => {
    const view = await opened()
    bot.runner.script.submitted = () =>
      aForm([{ kind: 'text', name: 'reason', label: 'Reason' }], { title: 'One more thing' })

    const reply = await bot.submit(view)

    expect(reply.body).toMatchObject({
      response_action: 'update',
      view: { title: { text: 'One more thing' } },
    })
  })
})

describe('errors', () => {
  it('stand at their fields', async () => {
    const view = await opened()
    bot.runner.script.submitted = () =>
      errors({ title: 'Say what it is about.', severity: 'P1 needs Premium.' })

    const reply = await bot.submit(view)

    expect(reply.body).toEqual({
      response_action: 'errors',
      errors: {
        [input(view, 'title').block_id as string]: 'Say what it is about.',
        [input(view, 'severity').block_id as string]: 'P1 needs Premium.',
      },
    })
  })

  it('that name no field of the form stand at the first one, all of them', async () => {
    const view = await opened()
    bot.runner.script.submitted = () =>
      errors({ form: 'The grant was revoked.', grant: 'Ask the customer.', customer: 'Not yours.' })

    const reply = await bot.submit(view)

    expect(reply.body.errors).toEqual({
      [input(view, 'customer').block_id as string]: 'The grant was revoked.\nAsk the customer.\nNot yours.',
    })
  })

  it('of a form without fields are shown above it', async () => {
    const view = await opened(aForm([{ kind: 'text', text: 'Close this case?' }], { command: 'close' }))
    bot.runner.script.submitted = () => errors({ form: 'It is closed already.' })

    const reply = await bot.submit(view)

    expect(reply.body.response_action).toBe('update')
    expect(texts((reply.body.view as OpenView).blocks)).toBe('⚠ It is closed already.\nClose this case?')
  })

  it('and refusals and faults leave everything typed in the form, with what can be done about it', async () => {
    const typed = {
      customer: 'C-midori',
      title: 'Mail bounces',
      description: 'a\n<b> :tada:',
      confirm: ['yes'],
      since: '2026-11-01',
    }
    bot.runner.script.submitted = () => ({
      kind: 'notice',
      tone: 'refused',
      text: 'This case is closed.',
      buttons: [{ label: 'Reopen', command: 'reopen', args: { case: '1001' } }],
    })
    const view = await opened()

    const first = await bot.submit(view, typed)
    const again = await bot.submit(first.view as OpenView)

    expect(texts((first.view as OpenView).blocks)).toContain('⚠ This case is closed.\nReopen')
    expect(bot.runner.asked.at(-1)?.rest[1]).toMatchObject(typed)
    expect(
      (again.view as OpenView).blocks.filter((block) => block.block_id?.startsWith('note')),
    ).toHaveLength(2)
  })

  it('of a runner that throws keep the form too, and say the fault’s number', async () => {
    bot.runner.script.submitted = () => {
      throw new Error('out of order')
    }
    const view = await opened()

    const reply = await bot.submit(view, { title: 'Mail bounces' })

    expect(texts((reply.view as OpenView).blocks)).toMatch(/ID: \w{8}/)
    expect(input(reply.view as OpenView, 'title').element).toMatchObject({ initial_value: 'Mail bounces' })
  })
})

describe('a submission that takes long', () => {
  it('keeps its dialog with everything typed, and the outcome is drawn into it', async () => {
    bot.runner.script.submitted = () => late(aCard('Case 1001 is open'))
    const view = await opened()

    const reply = await bot.submit(view, { title: 'Mail bounces' })
    const outcome = await bot.api.waitFor('views.update')

    expect(reply.body.response_action).toBe('update')
    expect(texts((reply.view as OpenView).blocks)).toContain('Working on it')
    expect(input(reply.view as OpenView, 'title').element).toMatchObject({ initial_value: 'Mail bounces' })
    expect(outcome.answer).toMatchObject({ ok: true })
    expect(texts((outcome.args.view as OpenView).blocks)).toBe('Case 1001 is open')
  })

  it('has the same key when the person sends it again meanwhile', async () => {
    bot.runner.script.submitted = () => late(done)
    const view = await opened()

    const reply = await bot.submit(view)
    await bot.submit(reply.view as OpenView)
    await bot.api.waitFor('views.update', 2)

    const keys = bot.runner.asked
      .filter((asked) => asked.what === 'submission')
      .map((asked) => asked.wish.key)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })

  it('that ends in errors shows the form again with everything typed and the errors on top', async () => {
    bot.runner.script.submitted = () =>
      late(errors({ title: 'Too long.', form: 'Ask the customer for the grant.' }))
    const view = await opened()

    await bot.submit(view, { title: 'Mail bounces', customer: 'C-midori' })
    const drawn = (await bot.api.waitFor('views.update')).args.view as OpenView

    expect(texts(drawn.blocks)).toMatch(/^⚠ Title: Too long\.\n⚠ Ask the customer for the grant\./)
    expect(input(drawn, 'title').element).toMatchObject({ initial_value: 'Mail bounces' })
    expect(input(drawn, 'customer').element).toMatchObject({ initial_option: { value: 'C-midori' } })
  })

  it('is told by message when the person has closed the dialog', async () => {
    bot.runner.script.submitted = () => late(done)
    bot.api.substitute('views.update', { body: { ok: false, error: 'not_found' } })
    const view = await opened()

    await bot.submit(view)

    expect((await bot.api.waitFor('chat.postEphemeral')).args).toMatchObject({ text: 'It is done.' })
  })
})
