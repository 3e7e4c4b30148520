import { describe, expect, it } from 'vitest'
import { createSlackConversations } from '../../../src/chat/slack/conversations.ts'
import { SlackUser } from '../../../src/chat/slack/member-profiles.ts'
import { boltLogger } from '../../../src/chat/slack/slack-log.ts'
import { createWeb } from '../../../src/chat/slack/web-client.ts'
import { serve } from '../../support/fake-server.ts'
import { recordingLog } from '../../support/recording-log.ts'

type Json = Readonly<Record<string, unknown>>
interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  readonly lost?: boolean
}
type Answering = (args: Readonly<Record<string, string>>) => Json | Answer

/** `conversations.info` of a private channel, as Slack answers it. */
const privateChannel = {
  id: 'C0PRIVATE1',
  name: 'northwind-support',
  is_channel: true,
  is_group: false,
  is_im: false,
  is_mpim: false,
  is_private: true,
  created: 1_700_000_000,
  is_archived: false,
  is_general: false,
  unlinked: 0,
  name_normalized: 'northwind-support',
  is_shared: false,
  is_org_shared: false,
  is_pending_ext_shared: false,
  pending_shared: [],
  context_team_id: 'T0HOME',
  updated: 1_700_000_000_000,
  parent_conversation: null,
  creator: 'U0PRIYA',
  is_ext_shared: false,
  shared_team_ids: ['T0HOME'],
  pending_connected_team_ids: [],
  is_member: true,
  topic: { value: '', creator: '', last_set: 0 },
  purpose: { value: '', creator: '', last_set: 0 },
  previous_names: [],
  num_members: 3,
}

/** `users.info` of a full member, as Slack answers it. */
const priya = {
  id: 'U0PRIYA',
  team_id: 'T0HOME',
  name: 'priya.nair',
  deleted: false,
  color: '9f69e7',
  real_name: 'Priya Nair',
  tz: 'Europe/London',
  profile: {
    title: '',
    real_name: 'Priya Nair',
    display_name: 'priya',
    email: 'Priya.Nair@northwind.example.com',
    team: 'T0HOME',
  },
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: false,
  is_app_user: false,
  updated: 1_700_000_000,
  is_email_confirmed: true,
  who_can_share_contact_card: 'EVERYONE',
}
const named = (id: string, over: Json = {}) => ({ ...priya, id, ...over })

/** Slack, with these answers, and what is asked of it. */
async function slackWith(
  methods: Readonly<Record<string, Answering>>,
  home: { readonly isOrganisation?: boolean; readonly teams?: readonly string[] } = {},
) {
  const calls: (Readonly<Record<string, string>> & { readonly method: string })[] = []
  const url = await serve(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const method = request.url?.slice(1) ?? ''
    const args = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString('utf8')))
    calls.push({ ...args, method })
    const said = methods[method]?.(args) ?? { ok: false, error: 'unknown_method' }
    const answer: Answer = 'ok' in said ? { body: said } : (said as Answer)
    if (answer.lost) return void request.socket.destroy()
    response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
      .end(JSON.stringify(answer.body ?? {}))
  })
  const log = recordingLog()
  const clock = { now: new Date('2026-11-02T12:00:00Z') }
  const conversations = createSlackConversations({
    web: createWeb({ botToken: 'xoxb-1', apiUrl: `${url}/`, logger: boltLogger(log) }),
    log,
    now: () => clock.now,
    home: () => ({ team: 'T0HOME', enterprise: undefined, user: 'U0BOT', ...home }),
  })
  const callsOf = (method: string) => calls.filter((call) => call.method === method)
  return { conversations, calls, callsOf, clock, log }
}

const info =
  (over: Json = {}) =>
  () => ({ ok: true, channel: { ...privateChannel, ...over } })
const members =
  (...users: readonly string[]) =>
  () => ({
    ok: true,
    members: users,
    response_metadata: { next_cursor: '' },
  })
const users =
  (...known: readonly { readonly id: string }[]): Answering =>
  ({ user }) => {
    const found = known.find(({ id }) => id === user)
    return found ? { ok: true, user: found } : { ok: false, error: 'user_not_found' }
  }

describe('who is in a conversation of Slack', () => {
  it.each([
    ['team_access_not_granted', 'read'],
    ['internal_error', 'unavailable'],
  ])('where an organisation’s workspace answers %s is: %s', async (error, kind) => {
    const many = Array.from({ length: 40 }, (_, at) => named(`U0${at}`))
    const { conversations, callsOf } = await slackWith(
      {
        'conversations.info': info(),
        'conversations.members': members(...many.map(({ id }) => id)),
        'users.list': ({ team_id }) =>
          team_id === 'T0GONE' ? { ok: false, error } : { ok: true, members: many },
      },
      { isOrganisation: true, teams: ['T0GONE', 'T0HOME'] },
    )

    expect(await conversations.read('C0CASES')).toMatchObject({ kind })
    expect(callsOf('users.info')).toEqual([])
  })

  it('is told with name, standing, organisation and confirmed address, the app itself left out', async () => {
    const { conversations } = await slackWith({
      'conversations.info': info(),
      'conversations.members': members('U0PRIYA', 'U0BOT', 'U0GUEST', 'U0APP', 'U0FAR', 'U0GONE', 'U0NEW'),
      'users.info': users(
        priya,
        named('U0GUEST', { is_restricted: true }),
        named('U0APP', { is_bot: true, real_name: 'Standup', profile: { real_name: 'Standup' } }),
        named('U0FAR', { team_id: 'T0FAR', is_stranger: false }),
        named('U0GONE', { deleted: true }),
        named('U0NEW', { is_email_confirmed: false }),
      ),
    })

    const reading = await conversations.read('C0PRIVATE1')

    expect(reading).toMatchObject({
      kind: 'read',
      at: new Date('2026-11-02T12:00:00Z'),
      info: { kind: 'channel', name: 'northwind-support', access: 'private', external: false },
    })
    const told = reading.kind === 'read' ? reading.members : []
    expect(told[0]).toEqual({
      user: 'U0PRIYA',
      tenant: 'T0HOME',
      name: 'Priya Nair',
      kind: 'person',
      standing: 'full',
      organisation: 'T0HOME',
      email: 'priya.nair@northwind.example.com',
    })
    expect(told.map((one) => [one.user, one.kind, one.standing, one.tenant, one.email !== null])).toEqual([
      ['U0PRIYA', 'person', 'full', 'T0HOME', true],
      ['U0GUEST', 'person', 'guest', 'T0HOME', false],
      ['U0APP', 'app', 'full', 'T0HOME', false],
      ['U0FAR', 'person', 'outside', 'T0FAR', false],
      ['U0GONE', 'person', 'deactivated', 'T0HOME', false],
      ['U0NEW', 'person', 'full', 'T0HOME', false],
    ])
  })

  it.each<[string, Json, Json]>([
    ['a public channel is open', { is_private: false }, { kind: 'channel', access: 'open' }],
    ['one that is shared over Slack Connect is external', { is_ext_shared: true }, { external: true }],
    ['so is one whose invitation is on its way', { is_pending_ext_shared: true }, { external: true }],
    [
      'one of several workspaces of the organisation is not',
      { is_shared: true, is_org_shared: true },
      { external: false },
    ],
    [
      'a direct message has no name',
      { is_im: true, name: undefined, is_member: undefined, is_private: undefined },
      { kind: 'direct', name: '', access: 'private' },
    ],
    [
      'nor has one of several people',
      { is_mpim: true, name: 'mpdm-aoi--ben-1', is_private: true },
      { kind: 'group-direct', name: '', access: 'private' },
    ],
  ])('%s', async (_what, channel, expected) => {
    const { conversations } = await slackWith({
      'conversations.info': info(channel),
      'conversations.members': members('U0PRIYA', 'U0BOT'),
      'users.info': users(priya),
    })

    expect(await conversations.read('C0PRIVATE1')).toMatchObject({ kind: 'read', info: expected })
  })

  it('of a direct message that goes by the person is that person', async () => {
    const { conversations, calls } = await slackWith({ 'users.info': users(priya) })

    expect(await conversations.read('U0PRIYA')).toMatchObject({
      info: { kind: 'direct', access: 'private' },
      members: [{ user: 'U0PRIYA', standing: 'full' }],
    })
    expect(calls.map(({ method }) => method)).toEqual(['users.info'])
  })

  it('is read page by page, and the workspace’s people once where many are unknown', async () => {
    const everyone = Array.from({ length: 450 }, (_, index) => `U${1000 + index}`)
    const { conversations, callsOf } = await slackWith({
      'conversations.info': info({ num_members: 451 }),
      'conversations.members': ({ cursor, limit }) => {
        const from = Number(cursor ?? 0)
        const to = from + Number(limit)
        return {
          ok: true,
          members: ['U0BOT', ...everyone].slice(from, to),
          response_metadata: { next_cursor: to < 451 ? String(to) : '' },
        }
      },
      'users.list': ({ cursor }) => ({
        ok: true,
        members: (cursor ? everyone.slice(300) : everyone.slice(0, 300)).map((id) => named(id)),
        cache_ts: 1,
        response_metadata: { next_cursor: cursor ? '' : 'dXNlcjpVMEc5V0ZYTlo=' },
      }),
    })

    const reading = await conversations.read('C0PRIVATE1')
    await conversations.read('C0PRIVATE1')

    expect(reading.kind === 'read' && reading.members.map(({ user }) => user)).toEqual(everyone)
    expect(callsOf('conversations.members')).toHaveLength(6)
    expect(callsOf('users.list').map(({ cursor }) => cursor)).toEqual([undefined, 'dXNlcjpVMEc5V0ZYTlo='])
    expect(callsOf('users.info')).toEqual([])
  })

  it('is not read of more than 500, by Slack’s count or by the list', async () => {
    const counted = await slackWith({ 'conversations.info': info({ num_members: 502 }) })
    expect(await counted.conversations.read('C1')).toEqual({ kind: 'incomplete', why: 'too-many' })
    expect(counted.calls).toHaveLength(1)

    let page = 0
    const listed = await slackWith({
      'conversations.info': info({ num_members: undefined }),
      'conversations.members': ({ limit }) => {
        page += 1
        const ids = Array.from({ length: Number(limit) }, (_, index) => `U${page}x${index}`)
        return { ok: true, members: ids, response_metadata: { next_cursor: String(page) } }
      },
    })
    expect(await listed.conversations.read('C1')).toEqual({ kind: 'incomplete', why: 'too-many' })
    expect(listed.callsOf('conversations.members')).toHaveLength(3)
  })

  it('is asked anew each time; profiles are not, until a day is over', async () => {
    let present = ['U0PRIYA', 'U0BOT']
    const { conversations, callsOf, clock } = await slackWith({
      'conversations.info': info(),
      'conversations.members': () => members(...present)(),
      'users.info': users(priya, named('U0BEN')),
    })
    await conversations.read('C1')
    present = ['U0PRIYA', 'U0BOT', 'U0BEN']

    const reading = await conversations.read('C1')

    expect(reading.kind === 'read' && reading.members.map(({ user }) => user)).toEqual(['U0PRIYA', 'U0BEN'])
    expect(callsOf('users.info').map(({ user }) => user)).toEqual(['U0PRIYA', 'U0BEN'])
    clock.now = new Date(clock.now.getTime() + 25 * 60 * 60_000)
    await conversations.read('C1')
    expect(callsOf('users.info')).toHaveLength(4)
  })

  it('counts somebody whom Slack does not show to the app as an outsider', async () => {
    const { conversations } = await slackWith({
      'conversations.info': info(),
      'conversations.members': members('U0HIDDEN', 'U0BOT'),
      'users.info': () => ({ ok: false, error: 'user_not_visible' }),
    })

    expect(await conversations.read('C1')).toMatchObject({
      members: [{ user: 'U0HIDDEN', standing: 'outside', organisation: null, email: null }],
    })
  })
})

describe('what Slack does not tell', () => {
  const platformError = (error: string, more: Json = {}) => ({ ok: false, error, ...more })

  it.each<[string, Json | Answer]>([
    ['an outage', { status: 503 }],
    ['a fault of Slack', platformError('internal_error')],
    ['a list that could not be fetched', platformError('fetch_members_failed')],
    ['a lost connection', { lost: true }],
    ['a limit', { status: 429, headers: { 'retry-after': '7' }, body: platformError('ratelimited') }],
    ['a token that is over', platformError('token_expired')],
  ])('because of %s may be asked again, wherever it happens', async (_what, fault) => {
    const whole: Readonly<Record<string, Answering>> = {
      'conversations.info': info(),
      'conversations.members': members('U0PRIYA', 'U0BOT'),
      'users.info': users(priya),
    }
    for (const method of Object.keys(whole)) {
      let broken = true
      const right = whole[method] as Answering
      const { conversations, clock } = await slackWith({
        ...whole,
        [method]: (args) => (broken ? fault : right(args)),
      })

      expect(await conversations.read('C1'), method).toMatchObject({
        kind: 'unavailable',
        why: expect.stringContaining(method),
      })
      broken = false
      clock.now = new Date(clock.now.getTime() + 8_000)
      expect(await conversations.read('C1'), method).toMatchObject({ kind: 'read' })
    }
  })

  it('is not asked for while a limit holds', async () => {
    const { conversations, callsOf, clock } = await slackWith({
      'conversations.info': () => ({ status: 429, headers: { 'retry-after': '20' } }),
    })
    await conversations.read('C1')
    clock.now = new Date(clock.now.getTime() + 19_000)

    expect(await conversations.read('C1')).toMatchObject({ kind: 'unavailable' })
    expect(callsOf('conversations.info')).toHaveLength(1)
    clock.now = new Date(clock.now.getTime() + 1_000)
    await conversations.read('C1')
    expect(callsOf('conversations.info')).toHaveLength(2)
  })

  it('for want of a scope is told with the scope', async () => {
    const needed = 'channels:read,groups:read,mpim:read,im:read'
    const { conversations } = await slackWith({
      'conversations.info': () => platformError('missing_scope', { needed, provided: 'chat:write' }),
    })
    expect(await conversations.read('C1')).toEqual({ kind: 'not-permitted', scope: needed })

    const silent = await slackWith({
      'conversations.info': info(),
      'conversations.members': members('U0PRIYA'),
      'users.info': () => platformError('missing_scope'),
    })
    expect(await silent.conversations.read('C1')).toEqual({ kind: 'not-permitted', scope: 'users:read' })
  })

  it.each<[string, Answering]>([
    ['there is no such channel to the app', () => platformError('channel_not_found')],
    ['the app is not in the public channel', info({ is_private: false, is_member: false })],
    ['the channel is archived', info({ is_archived: true })],
  ])('since %s', async (_what, answer) => {
    const { conversations } = await slackWith({
      'conversations.info': answer,
      'conversations.members': members('U0PRIYA'),
      'users.info': users(priya),
    })

    expect(await conversations.read('C1')).toEqual({ kind: 'not-in-it' })
  })

  it('is never nobody: an empty list of a direct message is no answer', async () => {
    const { conversations } = await slackWith({
      'conversations.info': info({ is_im: true }),
      'conversations.members': members('U0BOT'),
    })

    expect(await conversations.read('D1')).toMatchObject({ kind: 'unavailable' })
  })

  it('of people, when their list broke off: what came is kept, the rest is asked for again', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `U${100 + index}`)
    let broken = true
    const { conversations, callsOf } = await slackWith({
      'conversations.info': info(),
      'conversations.members': members(...many),
      'users.list': ({ cursor }) => {
        if (!cursor)
          return {
            ok: true,
            members: many.slice(0, 20).map((id) => named(id)),
            response_metadata: { next_cursor: 'next' },
          }
        if (broken) return { status: 502 }
        return { ok: true, members: [], response_metadata: { next_cursor: '' } }
      },
      'users.info': users(...many.map((id) => named(id))),
    })
    expect(await conversations.read('C1')).toMatchObject({ kind: 'unavailable' })
    broken = false

    const reading = await conversations.read('C1')

    expect(reading.kind === 'read' && reading.members).toHaveLength(40)
    expect(callsOf('users.info')).toHaveLength(20)
  })
})

describe('a profile that Slack’s events tell of', () => {
  const read = async (over: Json = {}) => {
    const slack = await slackWith({
      'conversations.info': info(),
      'conversations.members': members('U0PRIYA', 'U0BOT'),
      'users.info': users(priya),
    })
    await slack.conversations.read('C1')
    const makesDifference = slack.conversations.profiles.put(
      SlackUser.parse(named('U0PRIYA', { updated: 1_700_000_500, ...over })),
    )
    const reading = await slack.conversations.read('C1')
    return { makesDifference, member: reading.kind === 'read' ? reading.members[0] : undefined, ...slack }
  }

  it('takes the place of the one that is kept', async () => {
    const { makesDifference, member, callsOf } = await read({ is_ultra_restricted: true })

    expect(makesDifference).toBe(true)
    expect(member).toMatchObject({ standing: 'guest', email: null })
    expect(callsOf('users.info')).toHaveLength(1)
  })

  it('makes no difference where only its status changed', async () => {
    const { makesDifference } = await read({ profile: { ...priya.profile, status_text: 'at lunch' } })

    expect(makesDifference).toBe(false)
  })

  it('does not give way to an older answer', async () => {
    const { member, makesDifference } = await read({ updated: 1_600_000_000, deleted: true })

    expect(makesDifference).toBe(false)
    expect(member).toMatchObject({ standing: 'full' })
  })
})
