import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { aCard, aForm, done } from '../../support/fake-runner.ts'
import { type Bot, botForTests, input, type OpenView, startBot, texts } from './support/bot.ts'

const deadlines = { answerMs: 150, submitMs: 200 }
const slow = 400

let bot: Bot
botForTests({ deadlines }, (started) => {
  bot = started
})

async function late<T>(answer: T): Promise<T> {
  await sleep(slow)
  return answer
}

describe('a typed command', () => {
  it('is answered in the acknowledgement itself, to the person alone, with no call to Slack', async () => {
    await bot.type('help')
    bot.api.clear()
    bot.runner.script.typed = () => aCard('Nine commands')

    const reply = await bot.type('help')

    expect(reply.body).toMatchObject({ response_type: 'ephemeral', text: 'Nine commands' })
    expect(texts(reply.body.blocks)).toBe('Nine commands')
    expect(bot.api.calls).toEqual([])
  })

  it('reaches the runner as it was typed, with the person, the place and a key of its own', async () => {
    await bot.type('severity 1001 P2 ')
    await bot.type('severity 1001 P2 ')

    const [first, second] = bot.runner.asked
    expect(first?.rest).toEqual(['severity 1001 P2 '])
    expect(first?.wish.place).toEqual({ platform: 'slack', tenant: 'T000000001', channel: bot.channel })
    expect(first?.wish.person).toMatchObject({
      user: bot.user,
      email: 'aoi@hoshi.example.com',
      name: '青木 葵',
    })
    expect(first?.wish.key).toMatch(/^slack:command:/)
    expect(first?.wish.key).not.toBe(second?.wish.key)
  })

  it('opens a form with the trigger', async () => {
    bot.runner.script.typed = () => aForm()

    const reply = await bot.type('new')
    const opened = await bot.api.waitFor('views.open')

    expect(reply).toMatchObject({ status: 200, text: '' })
    expect(opened.answer).toMatchObject({ ok: true })
    expect(opened.args.view).toMatchObject({
      type: 'modal',
      title: { text: 'New case' },
      submit: { text: 'Send' },
    })
  })

  it('whose form comes late spends the trigger on a waiting dialog, and the form is drawn into it', async () => {
    bot.runner.script.typed = () => late(aForm())

    const reply = await bot.type('new')
    const opened = await bot.api.waitFor('views.open')
    const drawn = await bot.api.waitFor('views.update')

    expect(reply).toMatchObject({ status: 200, text: '' })
    expect(texts((opened.args.view as OpenView).blocks)).toBe('One moment…')
    expect(drawn.args.view_id).toBe((opened.answer.view as OpenView).id)
    expect(input(drawn.args.view as OpenView, 'title')).toBeDefined()
  })

  it('whose card comes late is drawn into the waiting dialog', async () => {
    bot.runner.script.typed = () => late(aCard('Twelve cases'))

    await bot.type('list')
    const drawn = await bot.api.waitFor('views.update')

    expect(texts((drawn.args.view as OpenView).blocks)).toBe('Twelve cases')
  })

  it('whose card comes late is told by the response address when the waiting dialog was closed', async () => {
    bot.runner.script.typed = () => late(aCard('Twelve cases'))
    bot.api.substitute('views.update', { body: { ok: false, error: 'not_found' } })

    await bot.type('list')

    expect(await bot.api.waitForResponse()).toMatchObject({
      response_type: 'ephemeral',
      text: 'Twelve cases',
    })
  })

  it.each(['expired_trigger_id', 'exchanged_trigger_id', 'internal_error'])(
    'whose form Slack refuses to open with %s becomes a button that asks for it again',
    async (error) => {
      bot.runner.script.typed = () => aForm()
      bot.api.substitute('views.open', { body: { ok: false, error } })

      await bot.type('new midori')
      const told = await bot.api.waitForResponse()
      const button = (told.blocks as readonly { elements?: readonly Record<string, unknown>[] }[]).at(-1)
        ?.elements?.[0]
      await bot.press(button ?? {})
      const opened = await bot.api.waitFor('views.open', 2)

      expect(opened.answer).toMatchObject({ ok: true })
      expect(bot.runner.asked.map((asked) => asked.rest)).toEqual([['new midori'], ['new midori']])
    },
  )

  it('is answered with a fault’s number, also in the log, when the runner breaks its word and throws', async () => {
    bot.runner.script.typed = () => {
      throw new Error('out of order')
    }

    const reply = await bot.type('list')

    const id = /: (\w{8})/.exec(reply.text)?.[1]
    expect(id).toBeDefined()
    expect(bot.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ fault: id }) }),
    )
  })

  it('is answered with a fault’s number when a view cannot be rendered', async () => {
    const args = { note: 'x'.repeat(3000) }
    bot.runner.script.typed = () =>
      aCard('Card', [{ kind: 'actions', buttons: [{ label: 'Go', command: 'go', args }] }])

    const reply = await bot.type('list')

    expect(texts(reply.body.blocks)).toMatch(/Something went wrong on our end.*: \w{8}/)
  })
})

describe('a pressed button', () => {
  const button = { type: 'button', action_id: 'run:close:2', value: '{"case":"1001"}' }

  it('reaches the runner as its command and arguments', async () => {
    await bot.press(button)
    await bot.api.waitForResponse()

    expect(bot.runner.asked).toMatchObject([{ what: 'action', rest: ['close', { case: '1001' }] }])
    expect(bot.runner.asked[0]?.wish.key).toMatch(/^slack:action:/)
  })

  it('in a menu reaches the runner alike', async () => {
    await bot.press({
      type: 'overflow',
      action_id: 'more:3',
      selected_option: { value: '["reopen",{"case":"1001"}]' },
    })
    await bot.api.waitForResponse()

    expect(bot.runner.asked).toMatchObject([{ what: 'action', rest: ['reopen', { case: '1001' }] }])
  })

  it('is answered to the person alone, and the message stays', async () => {
    await bot.press(button)

    expect(await bot.api.waitForResponse()).toMatchObject({
      response_type: 'ephemeral',
      replace_original: false,
    })
  })

  it('in a thread is answered in that thread', async () => {
    await bot.press(button, { message: { ts: '100.2', thread_ts: '100.1' } })
    const said = await bot.api.waitFor('chat.postEphemeral')

    expect(said.args).toMatchObject({ channel: bot.channel, user: bot.user, thread_ts: '100.1' })
    expect(bot.runner.asked[0]?.wish.place.thread).toBe('100.1')
  })

  it('in a thread of a channel without the bot is answered by the response address', async () => {
    bot.api.substitute('chat.postEphemeral', { body: { ok: false, error: 'not_in_channel' } })

    await bot.press(button, { message: { ts: '100.2', thread_ts: '100.1' } })

    expect(await bot.api.waitForResponse()).toMatchObject({ text: 'It is done.' })
  })

  it('opens a form, also a late one', async () => {
    bot.runner.script.pressed = () => late(aForm())

    await bot.press(button)
    const drawn = await bot.api.waitFor('views.update')

    expect(input(drawn.args.view as OpenView, 'title')).toBeDefined()
  })

  it('whose form could not be opened becomes a button that runs the same again', async () => {
    bot.runner.script.pressed = () => aForm()
    bot.api.substitute('views.open', { body: { ok: false, error: 'expired_trigger_id' } })

    await bot.press(button)
    const told = await bot.api.waitForResponse()

    const again = (told.blocks as readonly { elements?: readonly Record<string, unknown>[] }[]).at(-1)
      ?.elements?.[0]
    expect(again).toMatchObject({ action_id: expect.stringMatching(/^run:close:/), value: '{"case":"1001"}' })
  })

  it('that is no longer understood says so', async () => {
    await bot.press({ ...button, value: 'gone' })

    expect((await bot.api.waitForResponse()).text).toContain('This button has expired')
  })
})

describe('a button in a dialog', () => {
  const button = { type: 'button', action_id: 'run:show:1', value: '{}' }

  it('puts its answer on top of a form, so that nothing typed is lost', async () => {
    bot.runner.script.typed = () => aForm()
    const view = await bot.open()
    bot.runner.script.pressed = () => aCard('A customer')

    await bot.pressIn(view, button)
    const pushed = await bot.api.waitFor('views.push')

    expect(pushed.answer).toMatchObject({ ok: true })
    expect(bot.api.callsOf('views.update')).toEqual([])
  })

  it('puts a late answer there too', async () => {
    bot.runner.script.typed = () => aForm()
    const view = await bot.open()
    bot.runner.script.pressed = () => late(aCard('A customer'))

    await bot.pressIn(view, button)
    const pushed = await bot.api.waitFor('views.push')
    const drawn = await bot.api.waitFor('views.update')

    expect(drawn.args.view_id).toBe((pushed.answer.view as OpenView).id)
  })

  it('replaces a card that was shown there, and the next form counts as a later one', async () => {
    bot.runner.script.typed = () => late(aCard('A card'))
    await bot.type('show 1001')
    const card = (await bot.api.waitFor('views.update')).answer.view as OpenView
    bot.runner.script.pressed = () => aForm()

    await bot.pressIn(card, button)
    const form = (await bot.api.waitFor('views.update', 2)).answer.view as OpenView

    expect(form.id).toBe(card.id)
    expect(JSON.parse(form.private_metadata).step).toBe(JSON.parse(card.private_metadata).step + 1)
  })
})

describe('the App Home tab', () => {
  let events = 0
  const opened = (tab: string) => {
    events += 1
    return bot.post(
      JSON.stringify({
        type: 'event_callback',
        team_id: 'T000000001',
        api_app_id: 'A1',
        event_id: `Ev${events}`,
        event_time: 1,
        event: { type: 'app_home_opened', user: bot.user, channel: 'D1', tab, event_ts: '1.1' },
      }),
      'application/json',
    )
  }

  it('is drawn for the person who opens it', async () => {
    await opened('home')
    const drawn = await bot.api.waitFor('views.publish')

    expect(drawn.args.user_id).toBe(bot.user)
    expect(texts((drawn.args.view as OpenView).blocks)).toBe('My cases')
    expect(bot.runner.asked[0]?.wish.place.channel).toBe(bot.user)
  })

  it('is left alone when the person opens the messages beside it', async () => {
    await opened('messages')
    await opened('home')
    await bot.api.waitFor('views.publish')

    expect(bot.runner.asked).toHaveLength(1)
  })

  it('answers its buttons in a dialog, and is drawn anew', async () => {
    await opened('home')
    const home = (await bot.api.waitFor('views.publish')).answer.view as OpenView

    await bot.pressIn({ ...home, type: 'home' }, { type: 'button', action_id: 'run:show:1', value: '{}' })
    const dialog = await bot.api.waitFor('views.open')
    await bot.api.waitFor('views.publish', 2)

    expect(texts((dialog.args.view as OpenView).blocks)).toContain('It is done.')
  })
})

describe('the shortcut "Create a case" on a message', () => {
  const shortcut = async (text: string, more: object = {}) =>
    bot.interaction({
      type: 'message_action',
      callback_id: 'case_new',
      trigger_id: await bot.trigger(),
      action_ts: '1.1',
      message_ts: '100.2',
      response_url: bot.api.responseUrl(),
      user: { id: bot.user, team_id: 'T000000001' },
      team: { id: 'T000000001' },
      channel: { id: bot.channel, name: 'cases' },
      message: { type: 'message', ts: '100.2', thread_ts: '100.1', text, ...more },
    })

  it('opens the form for a new case with what was said, as the writer saw it', async () => {
    bot.runner.script.pressed = () => aForm()

    await shortcut(
      '&lt;Mail&gt; to <mailto:a@b.example|a@b.example> bounces, see <https://x.example|the log> <@U1|ben> :tada:',
    )
    await bot.api.waitFor('views.open')

    expect(bot.runner.asked).toMatchObject([
      {
        what: 'action',
        rest: [
          'new',
          { description: '<Mail> to a@b.example bounces, see the log (https://x.example) ben :tada:' },
        ],
      },
    ])
    expect(bot.runner.asked[0]?.wish.place).toMatchObject({ channel: bot.channel, thread: '100.1' })
  })

  it('takes the message’s files along, whoever put them there, and tells how much else there is', async () => {
    bot.runner.script.pressed = () => aForm()
    const files = [
      { id: 'F1', user: bot.user },
      { id: 'F2', user: 'UOTHER' },
      { id: 'F3', mode: 'external' },
    ]
    const blocks = [{ type: 'rich_text' }, { type: 'image' }]
    await shortcut('See these', { files, blocks, attachments: [{ text: 'shared' }] })
    await bot.api.waitFor('views.open')

    expect(bot.runner.asked[0]?.wish.files).toEqual(['F1', 'F2'])
    expect(bot.runner.asked[0]?.rest[1]).toEqual({ description: 'See these', leftOut: '3' })
  })

  it('takes a message of any length', async () => {
    bot.runner.script.pressed = (_wish, _command, { description }) =>
      aForm([
        {
          kind: 'text',
          name: 'description',
          label: 'What happened',
          multiline: true,
          initial: description ?? '',
        },
      ])

    await shortcut('long '.repeat(4000))
    const opened = await bot.api.waitFor('views.open')

    expect(opened.answer).toMatchObject({ ok: true })
  })
})

it('stops only when the answers under way are given', async () => {
  const leaving = await startBot({ deadlines })
  leaving.runner.script.pressed = () => late(done)
  await leaving.press({ type: 'button', action_id: 'run:close:1', value: '{}' })
  await leaving.slack.stop()
  const drawn = leaving.api.callsOf('views.update')
  await leaving.api.close()

  expect(drawn).toHaveLength(1)
})
