import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { connectConversations } from '../../src/doctor/connect-conversations.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { noon } from '../support/build-case.ts'
import { serve } from '../support/fake-server.ts'
import { recordingLog } from '../support/recording-log.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const answers: Readonly<Record<string, object>> = {
  '/auth.test': { user_id: 'UBOT', team_id: 'T1', team: 'Northwind' },
  '/conversations.info': {
    channel: { id: 'C1', name: 'cases', is_member: true, is_private: false, num_members: 2 },
  },
  '/conversations.members': { members: ['UBOT', 'U1'] },
  '/users.info': { user: { id: 'U1', team_id: 'T1', name: 'marcus', profile: { real_name: 'Marcus' } } },
}

/** A workspace whose channel C1 was declared for Northwind Apps and is public now. */
async function connectTo(says: Readonly<Record<string, object>>) {
  const url = await serve((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ok: true, ...answers[path], ...says[path] }))
  })
  const store = await openSqliteStore({ file: ':memory:' })
  onTestFinished(() => store.close())
  const by = 'marcus.bell@northwind-apps.example.com'
  const binding = {
    domain: 'northwind-apps.example.com',
    by,
    at: noon,
    declared: { by, at: noon, confirmed: [] },
  }
  await store.identities.bind(channel, binding)
  const config = readConfig({
    DIRECTORY_FILE: sampleDirectoryFile,
    SLACK_BOT_TOKEN: 'xoxb-1-abc',
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
    SLACK_API_URL: `${url}/`,
    SLACK_DESK_CHANNEL: 'C0123456789',
  })
  return {
    store,
    binding,
    ...(await connectConversations({ config, log: recordingLog(), now: () => noon }, store)),
  }
}

it('PLC-1: looking changes nothing: what was opened is told of and stays declared, nobody’s stay is recorded', async () => {
  const { store, binding, readers, connected, deskPlaces } = await connectTo({})

  expect(await readers.whoReads(channel)).toMatchObject({ kind: 'nobody', why: 'open' })
  expect(await readers.whoReads({ ...channel, channel: 'C0123456789' })).toMatchObject({
    kind: 'nobody',
    why: 'open',
  })

  expect(connected).toEqual([{ platform: 'slack', tenant: 'T1' }])
  expect(deskPlaces).toEqual([{ platform: 'slack', tenant: 'T1', channel: 'C0123456789' }])
  expect(await store.identities.bindingOf(channel)).toEqual(binding)
  expect(await store.conversations.listChanges(channel)).toEqual([])
})

it('PLC-8: nor are the stays of a private channel recorded', async () => {
  const { store, readers } = await connectTo({
    '/conversations.info': {
      channel: { id: 'C1', name: 'cases', is_member: true, is_private: true, num_members: 2 },
    },
  })

  expect(await readers.whoReads(channel)).toMatchObject({ kind: 'declared', members: [{ user: 'U1' }] })
  expect(await store.conversations.listStays(channel, new Date(0))).toEqual([])
})

it('a chat that takes no token is left out: its own chapter says why', async () => {
  const { connected, unreached, deskPlaces } = await connectTo({
    '/auth.test': { ok: false, error: 'invalid_auth' },
  })

  expect(unreached).toEqual([{ platform: 'slack' }])
  expect(connected).toEqual([])
  expect(deskPlaces).toEqual([])
})
