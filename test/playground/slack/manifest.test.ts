import { afterEach, expect, test } from 'vitest'
import { manifest, type Stage, setStage } from './support.ts'

let stage: Stage

afterEach(() => stage.close())

const plain = (text: string) => ({ type: 'plain_text', text }) as const

test('without interactivity no button and no shortcut reaches the bot', async () => {
  stage = await setStage({ manifest: { ...manifest(), settings: { interactivity: { is_enabled: false } } } })
  const seen: string[] = []
  stage.app.shortcut('new_case', async ({ ack }) => {
    seen.push('shortcut')
    await ack()
  })
  expect(await stage.aiko.shortcut('new_case')).toMatchObject({ ok: false, error: 'dispatch_failed' })
  expect(seen).toEqual([])
})

test('without a home tab nothing can be published to it', async () => {
  const { features, ...rest } = manifest()
  stage = await setStage({ manifest: { ...rest, features: { ...features, app_home: {} } } })
  await expect(
    stage.app.client.views.publish({
      user_id: stage.slack.users.get('aiko') ?? '',
      view: { type: 'home', blocks: [] },
    }),
  ).rejects.toThrow('not_enabled')
})

test('where the app takes no messages, nothing can be typed in its direct message', async () => {
  const { features, ...rest } = manifest()
  const app_home = { ...features.app_home, messages_tab_read_only_enabled: true }
  stage = await setStage({ manifest: { ...rest, features: { ...features, app_home } } })
  const direct = (await stage.aiko.state()).channels.find((channel) => channel.is_im)
  expect(direct?.read_only).toBe(true)
  expect(await stage.aiko.say(direct?.id ?? '', 'hello')).toMatchObject({
    ok: false,
    error: 'restricted_action',
  })
  expect(await stage.aiko.command(direct?.id ?? '', '/case')).toMatchObject({
    ok: false,
    error: 'restricted_action',
  })
})

test('a manifest that is none is refused at the start', async () => {
  const stillborn = setStage({ manifest: { features: { slash_commands: [{ command: 'case' }] } } })
  await expect(stillborn).rejects.toThrow(/slash_commands/)
  stage = await setStage()
})

test('an external select in a message asks the bot for choices, and takes only those', async () => {
  stage = await setStage()
  const chosen: unknown[] = []
  const options = ['Aozora', 'Blue Lake'].map((name) => ({ text: plain(name), value: name }))
  stage.app.options('customer', ({ ack }) => ack({ options }))
  stage.app.action('customer', async ({ ack, action }) => {
    chosen.push('selected_option' in action ? action.selected_option : action)
    await ack()
  })
  await stage.app.client.chat.postMessage({
    channel: stage.slack.channels.get('support') ?? '',
    text: 'Which?',
    blocks: [
      {
        type: 'actions',
        block_id: 'row',
        elements: [{ type: 'external_select', action_id: 'customer', min_query_length: 0 }],
      },
    ],
  })
  const [message] = await stage.aiko.messages('support')
  if (!message) throw new Error('no message')
  const at = { channel: message.channel, ts: message.ts }
  const ask = async (path: string, body: object) =>
    (
      await fetch(`${stage.slack.url}/local/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: 'aiko', ...body }),
      })
    ).json()
  const act = (selected_option: object) =>
    ask('action', {
      container: { type: 'message', ...at },
      action: { action_id: 'customer', selected_option },
    })

  expect(await act(options[0] ?? {})).toMatchObject({ ok: false, error: 'invalid_action' })
  expect(await ask('suggest', { message: at, block_id: 'row', action_id: 'customer', value: '' })).toEqual({
    ok: true,
    options,
  })
  expect(await act(options[1] ?? {})).toEqual({ ok: true })
  expect(chosen).toEqual([options[1]])
})
