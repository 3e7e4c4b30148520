import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { findInChat } from '../../src/doctor/find-in-chat.ts'
import { serve } from '../support/fake-server.ts'
import { recordingLog } from '../support/recording-log.ts'
import { eachStore } from '../support/stores.ts'

const users: Readonly<Record<string, object>> = {
  'full@x.example': {},
  'guest@x.example': { is_restricted: true },
  'gone@x.example': { deleted: true },
  'unconfirmed@x.example': { is_email_confirmed: false },
}

async function slackThat(auth: object, lookup?: object) {
  const url = await serve((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const user = users[new URLSearchParams(body).get('email') ?? '']
      const found = user ? { ok: true, user: { id: 'U1', ...user } } : { ok: false, error: 'users_not_found' }
      const said = request.url === '/auth.test' ? auth : (lookup ?? found)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said))
    })
  })
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1-abc',
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
    SLACK_API_URL: `${url}/`,
    SLACK_TRUST_EMAIL: 'true',
  })
  return findInChat(config, undefined, recordingLog())
}
const known = { ok: true, user_id: 'UBOT', team_id: 'T1', team: 'Northwind' }

it.each([
  ['full@x.example', true],
  ['guest@x.example', false],
  ['gone@x.example', false],
  ['unconfirmed@x.example', false],
  ['nobody@x.example', false],
])('Slack: %s can act by the email alone: %s', async (email, expected) => {
  const { tenants, isInChat } = await slackThat(known)
  expect(tenants).toEqual({ slack: ['T1'], gchat: [''] })
  expect(await isInChat('slack', email)).toBe(expected)
})

it.each([
  ['a dead token', { ok: false, error: 'invalid_auth' }, undefined],
  ['a missing scope', known, { ok: false, error: 'missing_scope' }],
  ['a limit', known, { ok: false, error: 'ratelimited' }],
])('Slack: with %s nothing is known of anybody', async (_what, auth, lookup) => {
  const { isInChat } = await slackThat(auth, lookup)
  expect(await isInChat('slack', 'full@x.example')).toBeUndefined()
})

eachStore((_, open) => {
  it('Google Chat: whoever wrote to the app is there; without a database nothing is known', async () => {
    const store = await open()
    await store.identities.rememberPerson({
      platform: 'gchat',
      tenant: '',
      user: 'users/1',
      name: 'Mai',
      email: 'mai@x.example',
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
      directChannel: null,
    })
    const config = readConfig({})
    const { isInChat } = await findInChat(config, store, recordingLog())
    expect(await isInChat('gchat', 'mai@x.example')).toBe(true)
    expect(await isInChat('gchat', 'other@x.example')).toBe(false)
    const { isInChat: unread } = await findInChat(config, undefined, recordingLog())
    expect(await unread('gchat', 'mai@x.example')).toBeUndefined()
  })
})
