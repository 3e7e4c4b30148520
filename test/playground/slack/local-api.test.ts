import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LocalEvent } from '../../../playground/protocol.ts'
import { type Stage, setStage } from './support.ts'

let stage: Stage
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slack-page-'))
  await writeFile(join(folder, 'index.html'), '<h1>page</h1>')
  await writeFile(join(folder, '..', 'slack-secret.txt'), 'secret')
  stage = await setStage({ webRoot: folder, welcome: { en: { title: 'Welcome', steps: [] } } })
})

afterAll(async () => {
  await stage.close()
  await rm(join(folder, '..', 'slack-secret.txt'))
  await rm(folder, { recursive: true })
})

function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(stage.slack.url + path, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += String(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    outgoing.on('error', reject).end()
  })
}

async function post(path: string, body: unknown) {
  const response = await fetch(`${stage.slack.url}/local/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return response.json()
}

/** Reads events until `count` have come. */
async function watch(user: string, count: number): Promise<LocalEvent[]> {
  const response = await fetch(`${stage.slack.url}/local/events?user=${user}`)
  const events: LocalEvent[] = []
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true })
    const parts = rest.split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)))
    if (events.length >= count) break
  }
  return events
}

test('a page of another site may not look on, nor another name for this machine', async () => {
  expect((await get('/local/state')).status).toBe(200)
  expect((await get('/local/state', { Origin: 'https://evil.example' })).status).toBe(403)
  expect((await get('/local/state', { Host: 'evil.example' })).status).toBe(403)
  const form = await fetch(`${stage.slack.url}/local/message`, {
    method: 'POST',
    body: 'user=aiko',
    headers: { 'Content-Type': 'text/plain' },
  })
  expect(form.status).toBe(415)
})

test('a request that is not understood is answered with a sentence that names the field', async () => {
  expect(await post('command', { user: 'aiko', channel: 'support', command: '/case' })).toMatchObject({
    ok: false,
    error: 'invalid_request',
    message: expect.stringContaining('text:'),
  })
  expect(await post('action', { user: 'aiko', container: { type: 'sky' }, action: {} })).toMatchObject({
    ok: false,
    error: 'invalid_request',
  })
  expect(await post('message', 'nonsense')).toMatchObject({ ok: false, error: 'invalid_request' })
  expect(await post('nothing', {})).toMatchObject({ ok: false, error: 'not_found' })
})

test('nobody writes or reads where they are not', async () => {
  expect(await stage.aiko.say('only-ben', 'hello')).toMatchObject({ ok: false, error: 'channel_not_found' })
  await expect(stage.aiko.messages('only-ben')).rejects.toThrow('You are not in that channel.')
  expect(await post('message', { user: 'testbot', channel: 'support', text: 'as the bot' })).toMatchObject({
    ok: false,
    error: 'user_not_found',
  })
  const file = await stage.ben.upload('mine.txt', 'x')
  await expect(stage.aiko.download(file)).rejects.toThrow('404')
})

test('those who look on are told of messages, and only of their own', async () => {
  const bens = watch('ben', 5)
  const aikos = watch('aiko', 4)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await stage.ben.say('only-ben', 'secret')
  const said = await stage.ben.say('support', 'open')
  const ts = said.ok ? said.ts : ''
  await stage.aiko.say('support', 'reply', { thread: ts })

  expect((await aikos).map((event) => event.type)).toEqual(['views', 'message', 'message', 'message_changed'])
  expect(JSON.stringify(await aikos)).not.toContain('secret')
  expect(await bens).toMatchObject([
    { type: 'views', stack: [] },
    { type: 'message', message: { text: 'secret' } },
    { type: 'message', message: { text: 'open' } },
    { type: 'message', message: { text: 'reply', thread_ts: ts } },
    { type: 'message_changed', message: { text: 'open', reply_count: 1 } },
  ])
})

test('the state names the person, the channels they are in, commands and shortcuts', async () => {
  const state = await stage.aiko.state()
  expect(state).toMatchObject({
    me: { name: 'aiko', title: 'Support, Hoshi Cloud' },
    commands: [{ command: '/case', description: 'Cases', usage_hint: 'new' }],
    shortcuts: [{ callback_id: 'make_case' }, { callback_id: 'new_case' }],
  })
  expect(state.channels.map((channel) => channel.name)).toEqual(['support', 'general', 'Testbot'])
  expect(state.channels.map((channel) => channel.id)).toEqual([
    expect.stringMatching(/^C[A-Z0-9]{10}$/),
    expect.stringMatching(/^C[A-Z0-9]{10}$/),
    expect.stringMatching(/^D[A-Z0-9]{10}$/),
  ])
})

test('the page is served from its folder and nothing outside it', async () => {
  expect(await get('/')).toEqual({ status: 200, body: '<h1>page</h1>' })
  expect((await get('/channel/support')).body).toBe('<h1>page</h1>')
  expect((await get('/..%2fslack-secret.txt')).status).toBe(404)
  expect((await get('/missing.js')).status).toBe(404)
  expect(JSON.parse((await get('/local/welcome?user=aiko')).body)).toEqual({ title: 'Welcome', steps: [] })
})
