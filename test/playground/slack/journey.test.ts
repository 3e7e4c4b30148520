import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, setStage } from './support.ts'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
  const { app } = stage
  app.command('/case', async ({ ack, body, client }) => {
    await ack()
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'new',
        private_metadata: body.channel_id,
        title: { type: 'plain_text', text: 'New case' },
        submit: { type: 'plain_text', text: 'Send' },
        blocks: [
          {
            type: 'input',
            block_id: 'title',
            label: { type: 'plain_text', text: 'Title' },
            element: { type: 'plain_text_input', action_id: 'title', max_length: 100 },
          },
        ],
      },
    })
  })
  app.view('new', async ({ ack, body, view, client }) => {
    await ack()
    const channel = view.private_metadata
    const title = view.state.values.title?.title?.value ?? ''
    const root = await client.chat.postMessage({ channel, text: `Case: ${title} by <@${body.user.id}>` })
    await client.chat.postMessage({ channel, thread_ts: root.ts ?? '', text: 'In the thread' })
  })
})

afterAll(() => stage.close())

test('a command opens a form, the form becomes a message, the message gets a thread', async () => {
  const { aiko, ben } = stage

  expect(await aiko.command('support', '/case new')).toEqual({ ok: true })
  const form = await aiko.view()
  expect(form.title?.text).toBe('New case')
  expect(await aiko.submit(form, { Title: 'Mail is late' })).toEqual({ ok: true, closed: true })

  const root = await ben.waitFor(async () =>
    (await ben.messages('support')).find((one) => one.reply_count === 1),
  )
  expect(root.text).toBe(`Case: Mail is late by <@${stage.slack.users.get('aiko')}>`)
  const thread = await ben.messages('support', root.ts)
  expect(thread.map((message) => message.text)).toEqual([root.text, 'In the thread'])
})
