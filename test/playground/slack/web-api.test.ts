import { afterEach, describe, expect, test } from 'vitest'
import { manifest, type Stage, scopes, setStage, token } from './support.ts'

let stage: Stage

afterEach(() => stage.close())

async function start(changes: Parameters<typeof setStage>[0] = {}) {
  stage = await setStage(changes)
  return {
    client: stage.app.client,
    support: stage.slack.channels.get('support') ?? '',
    aiko: stage.slack.users.get('aiko') ?? '',
  }
}

function call(method: string, args: object, bearer?: string): Promise<Response> {
  return fetch(stage.slack.apiUrl + method, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(args),
  })
}

describe('who may call', () => {
  test('no token, a wrong one, the right one', async () => {
    await start()
    expect(await (await call('auth.test', {})).json()).toEqual({ ok: false, error: 'not_authed' })
    expect(await (await call('auth.test', {}, 'xoxb-wrong')).json()).toEqual({
      ok: false,
      error: 'invalid_auth',
    })
    const good = await call('auth.test', {}, token)
    expect(await good.json()).toMatchObject({
      ok: true,
      user_id: stage.slack.bot.user_id,
      bot_id: stage.slack.bot.bot_id,
    })
    expect(good.headers.get('x-oauth-scopes')).toContain('chat:write')
  })

  test('a scope that the manifest does not ask for is missing', async () => {
    const { client, support } = await start({
      manifest: manifest({ scopes: scopes.filter((scope) => scope !== 'chat:write') }),
    })
    await expect(client.chat.postMessage({ channel: support, text: 'x' })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write' },
    })
  })

  test('mail addresses need their scope', async () => {
    const { client, aiko } = await start({
      manifest: manifest({ scopes: scopes.filter((scope) => scope !== 'users:read.email') }),
    })
    const { user } = await client.users.info({ user: aiko })
    expect(user?.name).toBe('aiko')
    expect(user?.profile?.email).toBeUndefined()
  })

  test('a method that is none is unknown', async () => {
    await start()
    expect(await (await call('chat.frobnicate', {}, token)).json()).toEqual({
      ok: false,
      error: 'unknown_method',
    })
    expect(await (await call('views.generateTriggerId', {}, token)).json()).toEqual({
      ok: false,
      error: 'unknown_method',
    })
  })
})

test('a person has a locale when asked for, a time zone, a name and a mail address', async () => {
  const { client, aiko } = await start()
  const { user } = await client.users.info({ user: aiko, include_locale: true })
  expect(user).toMatchObject({
    locale: 'ja-JP',
    tz: 'Asia/Tokyo',
    tz_offset: 32_400,
    real_name: '佐藤 愛子',
    profile: { email: 'aiko@hoshi.example' },
  })
  expect((await client.users.info({ user: aiko })).user?.locale).toBeUndefined()
  expect((await client.users.lookupByEmail({ email: 'aiko@hoshi.example' })).user?.id).toBe(aiko)
  expect((await client.users.list({})).members?.map((member) => member.name)).toEqual([
    'aiko',
    'ben',
    'testbot',
  ])
})

test('metadata comes back from history and replies when it is asked for, and only then', async () => {
  const { client, support } = await start()
  const metadata = { event_type: 'entry', event_payload: { case: '1001', seq: 7 } }
  const root = await client.chat.postMessage({ channel: support, text: 'root', metadata })
  await client.chat.postMessage({ channel: support, text: 'reply', thread_ts: root.ts ?? '', metadata })

  const history = await client.conversations.history({ channel: support, include_all_metadata: true })
  expect(history.messages?.[0]).toMatchObject({
    text: 'root',
    metadata,
    reply_count: 1,
    bot_id: stage.slack.bot.bot_id,
  })
  const replies = await client.conversations.replies({
    channel: support,
    ts: root.ts ?? '',
    include_all_metadata: true,
  })
  expect(replies.messages).toMatchObject([{ metadata }, { text: 'reply', metadata, thread_ts: root.ts }])
  const plain = await client.conversations.replies({ channel: support, ts: root.ts ?? '' })
  expect(plain.messages?.some((message) => message.metadata)).toBe(false)
})

test('a thread reply stays out of the channel unless it is broadcast', async () => {
  const { client, support } = await start()
  const { ts = '' } = await client.chat.postMessage({ channel: support, text: 'root' })
  await client.chat.postMessage({ channel: support, text: 'quiet', thread_ts: ts })
  await client.chat.postMessage({ channel: support, text: 'loud', thread_ts: ts, reply_broadcast: true })
  const shown = (await client.conversations.history({ channel: support })).messages?.map(
    (message) => message.text,
  )
  expect(shown).toEqual(['loud', 'root'])
  expect((await stage.aiko.messages('support')).map((message) => message.text)).toEqual(['root', 'loud'])
  expect((await stage.aiko.messages('support', ts)).map((message) => message.text)).toEqual([
    'root',
    'quiet',
    'loud',
  ])
})

test('replies can be read from a moment on, page by page', async () => {
  const { client, support } = await start()
  const { ts = '' } = await client.chat.postMessage({ channel: support, text: 'root' })
  const sent: string[] = []
  for (let nth = 0; nth < 5; nth++)
    sent.push((await client.chat.postMessage({ channel: support, text: `r${nth}`, thread_ts: ts })).ts ?? '')
  const since = await client.conversations.replies({ channel: support, ts, oldest: sent[2] ?? '' })
  expect(since.messages?.map((message) => message.text)).toEqual(['root', 'r3', 'r4'])
  const page = await client.conversations.replies({ channel: support, ts, limit: 2 })
  expect(page.has_more).toBe(true)
  const next = await client.conversations.replies({
    channel: support,
    ts,
    limit: 2,
    cursor: page.response_metadata?.next_cursor ?? '',
  })
  expect(next.messages?.map((message) => message.text)).toEqual(['root', 'r2', 'r3'])
})

test('an answer to a reply joins its thread; a thread that is not there is refused', async () => {
  const { client, support } = await start()
  const { ts = '' } = await client.chat.postMessage({ channel: support, text: 'root' })
  const reply = await client.chat.postMessage({ channel: support, text: 'reply', thread_ts: ts })
  const nested = await client.chat.postMessage({
    channel: support,
    text: 'nested',
    thread_ts: reply.ts ?? '',
  })
  expect(nested.message?.thread_ts).toBe(ts)
  await expect(
    client.chat.postMessage({ channel: support, text: 'x', thread_ts: '1600000000.000001' }),
  ).rejects.toThrow('thread_not_found')
})

test('an update without blocks takes the blocks away, one with blocks leaves no mark of an edit', async () => {
  const { client, support } = await start()
  const blocks = [{ type: 'divider' }]
  const { ts = '' } = await client.chat.postMessage({ channel: support, text: 'one', blocks })
  await client.chat.update({ channel: support, ts, text: 'two', blocks })
  expect((await stage.aiko.messages('support'))[0]).toMatchObject({
    text: 'two',
    blocks: [{ type: 'divider' }],
  })
  expect((await stage.aiko.messages('support'))[0]?.edited).toBeUndefined()
  await client.chat.update({ channel: support, ts, text: 'three' })
  expect((await stage.aiko.messages('support'))[0]).toMatchObject({ text: 'three', edited: true })
  expect((await stage.aiko.messages('support'))[0]?.blocks).toBeUndefined()
})

test('the bot changes and deletes only its own messages, and does not see a channel it is not in', async () => {
  const { client, support } = await start()
  const said = await stage.aiko.say('support', 'mine')
  const ts = said.ok ? said.ts : ''
  await expect(client.chat.update({ channel: support, ts, text: 'x' })).rejects.toThrow('cant_update_message')
  await expect(client.chat.delete({ channel: support, ts })).rejects.toThrow('cant_delete_message')
  await expect(client.chat.postMessage({ channel: 'C0000000000', text: 'x' })).rejects.toThrow(
    'channel_not_found',
  )
})

test('a message to a user id goes to their direct message', async () => {
  const { client, aiko } = await start()
  const { channel } = await client.chat.postMessage({ channel: aiko, text: 'hello' })
  expect(channel).toMatch(/^D[A-Z0-9]{10}$/)
  expect((await client.conversations.open({ users: aiko })).channel?.id).toBe(channel)
  expect((await stage.aiko.messages(channel ?? '')).map((message) => message.text)).toEqual(['hello'])
  await expect(stage.ben.messages(channel ?? '')).rejects.toThrow('You are not in that channel.')
})

test('the bot uploads a file into a thread, and people fetch it', async () => {
  const { client, support } = await start()
  const { ts = '' } = await client.chat.postMessage({ channel: support, text: 'root' })
  await client.filesUploadV2({
    channel_id: support,
    thread_ts: ts,
    filename: 'case.csv',
    content: 'a,b',
    initial_comment: 'Here',
  })
  const shared = (await stage.aiko.messages('support', ts)).at(-1)
  expect(shared).toMatchObject({ text: 'Here', files: [{ name: 'case.csv', size: 3, mimetype: 'text/csv' }] })
  const [file] = shared?.files ?? []
  if (!file) throw new Error('no file')
  expect(Buffer.from(await stage.aiko.download(file)).toString()).toBe('a,b')
})

test("a person's file in a message is an event with a file that the bot can read", async () => {
  const { client } = await start()
  const seen: string[] = []
  stage.app.event('file_shared', async ({ event }) => {
    seen.push((await client.files.info({ file: event.file_id })).file?.name ?? '')
  })
  const file = await stage.aiko.upload('trace.log', 'x')
  await stage.aiko.say('support', '', { files: [file.id] })
  await stage.aiko.waitFor(async () => seen.length > 0)
  expect(seen).toEqual(['trace.log'])
})

test('a channel can be made by the bot, with a Japanese name', async () => {
  const { client, aiko } = await start()
  const { channel } = await client.conversations.create({ name: 'ケース-1001' })
  await client.conversations.invite({ channel: channel?.id ?? '', users: aiko })
  for (const person of [stage.aiko, stage.ben]) {
    // Public: read by everybody, whoever is in it.
    const made = (await person.state()).channels.find((one) => one.name === 'ケース-1001')
    expect(made?.members.toSorted()).toEqual([aiko, stage.slack.bot.user_id].toSorted())
  }
})

test('the home tab is told of being opened and shows what the bot publishes', async () => {
  await start()
  stage.app.event('app_home_opened', async ({ event, client }) => {
    const text = { type: 'plain_text', text: `Hello ${event.user}` } as const
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [{ type: 'header', text }] },
    })
  })
  const home = await stage.aiko.home()
  expect(home).toMatchObject({
    type: 'home',
    blocks: [{ text: { text: `Hello ${stage.slack.users.get('aiko')}` } }],
  })
})

test('shortcuts bring the message that they were used on', async () => {
  await start()
  const seen: string[] = []
  stage.app.shortcut({ callback_id: 'make_case', type: 'message_action' }, async ({ ack, shortcut }) => {
    seen.push(shortcut.message.text ?? '')
    await ack()
  })
  stage.app.shortcut('new_case', async ({ ack, shortcut }) => {
    seen.push(shortcut.type)
    await ack()
  })
  await stage.aiko.say('support', 'It is slow')
  const [message] = await stage.ben.messages('support')
  expect(await stage.ben.shortcut('make_case', message)).toEqual({ ok: true })
  expect(await stage.ben.shortcut('new_case')).toEqual({ ok: true })
  expect(seen).toEqual(['It is slow', 'shortcut'])
})

test('a reaction reaches the bot and everybody who looks on', async () => {
  await start()
  const seen: string[] = []
  stage.app.event('reaction_added', async ({ event }) => {
    seen.push(event.reaction)
  })
  await stage.aiko.say('support', 'It is slow')
  const [message] = await stage.ben.messages('support')
  if (!message) throw new Error('no message')
  await stage.ben.react(message, 'ticket')
  await stage.ben.waitFor(async () => seen.length > 0)
  expect((await stage.aiko.messages('support'))[0]?.reactions).toEqual([
    { name: 'ticket', users: [stage.slack.users.get('ben')] },
  ])
})

describe('faults for tests', () => {
  test('more messages than the rate allows are 429 with Retry-After, per channel', async () => {
    const { support } = await start({ rateLimit: { perSecond: 1, burst: 2 } })
    const post = (channel: string) => call('chat.postMessage', { channel, text: 'x' }, token)
    expect([(await post(support)).status, (await post(support)).status]).toEqual([200, 200])
    const third = await post(support)
    expect(third.status).toBe(429)
    expect(third.headers.get('retry-after')).toBe('1')
    expect(await third.json()).toEqual({ ok: false, error: 'ratelimited' })
    expect((await post(stage.slack.channels.get('general') ?? '')).status).toBe(200)
  })

  test('a method fails as often as it is told to', async () => {
    const { client, support } = await start()
    stage.slack.fail('chat.postMessage', { error: 'channel_not_found', times: 1 })
    stage.slack.fail('chat.postMessage', { status: 503, times: 1 })
    const post = () => client.chat.postMessage({ channel: support, text: 'x' })
    await expect(post()).rejects.toThrow('channel_not_found')
    await expect(post()).rejects.toThrow('503')
    expect((await post()).ok).toBe(true)
  })

  test('a method can be made to hang, and to say when to come again', async () => {
    const { client, support } = await start()
    stage.slack.fail('auth.test', { hang: true, times: 1 })
    const signal = AbortSignal.timeout(150)
    await expect(fetch(`${stage.slack.apiUrl}auth.test`, { method: 'POST', signal })).rejects.toThrow(
      'timeout',
    )
    stage.slack.fail('chat.update', { status: 429, error: 'ratelimited', retryAfter: 7, times: 1 })
    expect((await call('chat.update', {}, token)).headers.get('retry-after')).toBe('7')
    expect((await client.chat.postMessage({ channel: support, text: 'x' })).ok).toBe(true)
  })
})
