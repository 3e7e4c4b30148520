import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalSlack, startLocalSlack } from '../../../playground/slack/local-slack.ts'
import { slackOptions, token } from './support.ts'

let slack: LocalSlack

beforeAll(async () => {
  slack = await startLocalSlack(slackOptions())
})

afterAll(() => slack.close())

async function post(path: string, body: string, contentType = 'application/json') {
  const headers = { 'Content-Type': contentType, Authorization: `Bearer ${token}` }
  const response = await fetch(slack.url + path, { method: 'POST', headers, body })
  return {
    status: response.status,
    answer: (await response.json()) as { ok: unknown; error?: unknown; message?: unknown },
  }
}

test.each([
  ['application/json', '{"channel":', 'invalid_json'],
  ['application/json', '[1]', 'json_not_object'],
  ['multipart/form-data', 'no boundary', 'invalid_form_data'],
])('a body of %s that reads %s is %s', async (type, body, error) => {
  expect((await post('/api/chat.postMessage', body, type)).answer).toEqual({ ok: false, error })
})

const methods = [
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'views.open',
  'views.update',
  'views.publish',
]
const reads = [
  'users.info',
  'conversations.replies',
  'conversations.history',
  'files.info',
  'files.completeUploadExternal',
]
const acts = ['command', 'message', 'action', 'suggest', 'submit', 'close', 'shortcut', 'home', 'reaction']
const keys = [
  'user',
  'user_id',
  'channel',
  'text',
  'ts',
  'thread_ts',
  'blocks',
  'view',
  'view_id',
  'metadata',
  'attachments',
  'users',
  'files',
  'limit',
  'cursor',
  'oldest',
  'trigger_id',
  'container',
  'action',
  'state',
  'command',
  'value',
]

function anything() {
  const known = [
    ...slack.users.values(),
    ...slack.channels.values(),
    ...slack.users.keys(),
    ...slack.channels.keys(),
  ]
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(...known, '/case', '', {}, [], null),
  )
  return fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 })
}

test('whatever the bot sends, it gets a yes or a named error', async () => {
  const calls = fc.asyncProperty(fc.constantFrom(...methods, ...reads), anything(), async (method, args) => {
    const { status, answer } = await post(`/api/${method}`, JSON.stringify(args))
    expect(status).toBe(200)
    expect(answer.ok === true || typeof answer.error === 'string').toBe(true)
  })
  await fc.assert(calls, { numRuns: 300 })
})

test('whatever a page sends, it gets a yes or an error with a sentence', async () => {
  const calls = fc.asyncProperty(fc.constantFrom(...acts), anything(), async (act, body) => {
    const { status, answer } = await post(`/local/${act}`, JSON.stringify(body))
    expect(status).toBe(200)
    expect(
      answer.ok === true || (typeof answer.error === 'string' && typeof answer.message === 'string'),
    ).toBe(true)
  })
  await fc.assert(calls, { numRuns: 300 })
})
