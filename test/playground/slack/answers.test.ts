import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Stage, setStage } from './support.ts'

let stage: Stage
let shift = 0
let ackWith: unknown
let responseUrl = ''

const button = {
  type: 'actions',
  elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, value: 'v' }],
} as const

beforeAll(async () => {
  stage = await setStage({ now: () => Date.now() + shift })
  stage.app.command('/case', async ({ ack, body }) => {
    responseUrl = body.response_url
    await ack(ackWith as never)
  })
  stage.app.action('go', async ({ ack, body }) => {
    responseUrl = 'response_url' in body ? String(body.response_url) : ''
    await ack()
  })
})

beforeEach(async () => {
  ackWith = undefined
  shift = 0
  await stage.aiko.command('support', '/case')
})

afterAll(() => stage.close())

function answer(body: object): Promise<Response> {
  return fetch(responseUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function last(person: Stage['aiko'], channel = 'support') {
  return (await person.messages(channel)).at(-1)
}

test('an answer to a command is seen by the person alone', async () => {
  ackWith = 'For Aiko'
  await stage.aiko.command('support', '/case')
  expect(await last(stage.aiko)).toMatchObject({ text: 'For Aiko', ephemeral: true })
  expect((await stage.ben.messages('support')).some((message) => message.text === 'For Aiko')).toBe(false)
})

test('an answer for the channel is seen by all', async () => {
  ackWith = { response_type: 'in_channel', text: 'For all' }
  await stage.aiko.command('support', '/case')
  expect(await last(stage.ben)).toMatchObject({ text: 'For all' })
})

test('blocks in an answer are held to the limits', async () => {
  ackWith = { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] }
  expect(await stage.aiko.command('support', '/case')).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    message: expect.stringContaining('json-pointer:/blocks/0/text/text'),
  })
})

describe('a response_url', () => {
  test('takes five answers and no sixth', async () => {
    for (let nth = 1; nth <= 5; nth++) expect((await answer({ text: `answer ${nth}` })).status).toBe(200)
    const sixth = await answer({ text: 'answer 6' })
    expect(sixth.status).toBe(404)
    expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' })
  })

  test('is dead after thirty minutes', async () => {
    shift = 30 * 60_000 + 1000
    expect(await (await answer({ text: 'late' })).json()).toEqual({ ok: false, error: 'expired_url' })
  })

  test('refuses blocks that Slack would refuse', async () => {
    const response = await answer({ blocks: [{ type: 'nope' }] })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: 'invalid_blocks' })
  })

  test('replaces and deletes the message that was acted on', async () => {
    const channel = stage.slack.channels.get('general') ?? ''
    await stage.app.client.chat.postMessage({ channel, text: 'Question', blocks: [button] })
    const question = await last(stage.aiko, 'general')
    if (!question) throw new Error('no message')
    await stage.aiko.press(question, { action_id: 'go' })

    await answer({ replace_original: true, text: 'Answered' })
    expect(await last(stage.ben, 'general')).toMatchObject({ ts: question.ts, text: 'Answered' })
    await answer({ response_type: 'in_channel', thread_ts: question.ts, text: 'In its thread' })
    expect((await stage.ben.messages('general', question.ts)).map((one) => one.text)).toEqual([
      'Answered',
      'In its thread',
    ])
    await answer({ delete_original: true })
    expect((await stage.ben.messages('general')).some((one) => one.ts === question.ts)).toBe(false)
  })

  test('replaces and deletes an ephemeral message, which no API method can', async () => {
    await answer({ text: 'Only Aiko', blocks: [button] })
    const mine = await last(stage.aiko)
    if (!mine) throw new Error('no message')
    await expect(
      stage.app.client.chat.update({ channel: mine.channel, ts: mine.ts, text: 'x' }),
    ).rejects.toThrow('message_not_found')
    expect(await stage.ben.press(mine, { action_id: 'go' })).toMatchObject({
      ok: false,
      error: 'message_not_found',
    })

    await stage.aiko.press(mine, { action_id: 'go' })
    await answer({ replace_original: true, text: 'Still only Aiko' })
    expect(await last(stage.aiko)).toMatchObject({ ts: mine.ts, text: 'Still only Aiko', ephemeral: true })
    await answer({ delete_original: true })
    expect((await stage.aiko.messages('support')).some((one) => one.ts === mine.ts)).toBe(false)
  })
})

test('chat.postEphemeral reaches its reader, and only one who is in the channel', async () => {
  const { client } = stage.app
  const [aiko, ben] = ['aiko', 'ben'].map((name) => stage.slack.users.get(name) ?? '')
  await client.chat.postEphemeral({
    channel: stage.slack.channels.get('support') ?? '',
    user: ben ?? '',
    text: 'For Ben',
  })
  expect(await last(stage.ben)).toMatchObject({ text: 'For Ben', ephemeral: true })
  expect((await stage.aiko.messages('support')).some((one) => one.text === 'For Ben')).toBe(false)
  await expect(
    client.chat.postEphemeral({
      channel: stage.slack.channels.get('only-ben') ?? '',
      user: aiko ?? '',
      text: 'x',
    }),
  ).rejects.toThrow('user_not_in_channel')
})
