import { describe, expect, it, onTestFinished } from 'vitest'
import type { ConversationChange } from '../../../src/cases/conversation.ts'
import { createGchatConversations } from '../../../src/chat/gchat/conversations.ts'
import type { KnownPeople } from '../../../src/chat/gchat/members.ts'
import { serve } from '../../support/fake-server.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { startEndpoint } from './support/chat-endpoint.ts'
import { apiAt } from './support/fixtures.ts'
import { refusal } from './support/recording-chat-api.ts'

type Json = Readonly<Record<string, unknown>>
interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly lost?: boolean
}

/** `spaces.get` with an app's own credentials, as Google answers it. */
const named = {
  name: 'spaces/AAAA',
  type: 'ROOM',
  displayName: 'Northwind support',
  spaceThreadingState: 'THREADED_MESSAGES',
  spaceType: 'SPACE',
  spaceHistoryState: 'HISTORY_ON',
  createTime: '2026-01-05T09:00:00.000001Z',
  lastActiveTime: '2026-11-02T11:00:00.000001Z',
  membershipCount: { joinedDirectHumanUserCount: 2 },
  accessSettings: {},
  spaceUri: 'https://chat.google.com/room/AAAA?cls=11',
}
const person = (id: number, over: Json = {}) => ({
  name: `spaces/AAAA/members/${id}`,
  state: 'JOINED',
  role: 'ROLE_MEMBER',
  createTime: '2026-01-05T09:00:00.000001Z',
  member: { name: `users/${id}`, type: 'HUMAN', domainId: '2x3dyzz', ...over },
})
const two = { memberships: [person(1), person(2)] }

async function chatWith(
  space: Json | Answer,
  list: Json | ((query: URLSearchParams) => Json) | Answer = two,
  people: KnownPeople['user'] = async () => undefined,
) {
  const paths: string[] = []
  let faulty = true
  const url = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    paths.push(pathname)
    const said = pathname.endsWith('/members')
      ? typeof list === 'function'
        ? list(searchParams)
        : list
      : space
    const isFault = 'status' in said || 'lost' in said
    const whole = pathname.endsWith('/members') ? two : named
    const answer: Answer = isFault ? (faulty ? (said as Answer) : { body: whole }) : { body: said }
    if (answer.lost) return void request.socket.destroy()
    response
      .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
      .end(JSON.stringify(answer.body ?? {}))
  })
  const clock = { now: new Date('2026-11-02T12:00:00Z') }
  const conversations = createGchatConversations({
    api: apiAt(`${url}/`),
    people: { user: people },
    log: recordingLog(),
    now: () => clock.now,
  })
  return {
    conversations,
    paths,
    clock,
    mend: () => {
      faulty = false
    },
  }
}

describe('who is in a space of Google Chat', () => {
  it('is told of a person’s direct messages by the person, where their space is not known', async () => {
    const own = { name: 'spaces/DM1', type: 'DM', singleUserBotDm: true, spaceType: 'DIRECT_MESSAGE' }
    const { conversations, paths } = await chatWith(own, { memberships: [person(1)] })

    expect(await conversations.read('users/1')).toMatchObject({
      kind: 'read',
      info: { kind: 'direct' },
      members: [{ user: 'users/1' }],
    })
    expect(paths).toEqual(['/v1/spaces:findDirectMessage', '/v1/spaces/DM1', '/v1/spaces/DM1/members'])
  })

  it('is told with id and organisation, and by the name and address that the person came with', async () => {
    const { conversations, paths } = await chatWith(named, two, async (user) =>
      user === 'users/2'
        ? {
            platform: 'gchat',
            tenant: '',
            user,
            name: 'Priya Nair',
            email: 'priya@northwind.example.com',
            locale: 'en',
            timeZone: 'UTC',
            directChannel: null,
          }
        : undefined,
    )

    expect(await conversations.read('spaces/AAAA')).toEqual({
      kind: 'read',
      at: new Date('2026-11-02T12:00:00Z'),
      info: { kind: 'channel', name: 'Northwind support', access: 'untold', external: false },
      members: [
        {
          user: 'users/1',
          tenant: '',
          name: 'users/1',
          kind: 'person',
          standing: 'full',
          organisation: '2x3dyzz',
          email: null,
        },
        {
          user: 'users/2',
          tenant: '',
          name: 'Priya Nair',
          kind: 'person',
          standing: 'full',
          organisation: '2x3dyzz',
          email: 'priya@northwind.example.com',
        },
      ],
    })
    expect(paths).toEqual(['/v1/spaces/AAAA', '/v1/spaces/AAAA/members'])
  })

  it.each<[string, Json, Json]>([
    ['private by the setting', { accessSettings: { accessState: 'PRIVATE' } }, { access: 'private' }],
    ['open to an audience', { accessSettings: { accessState: 'DISCOVERABLE' } }, { access: 'open' }],
    ['untold without the scope', { accessSettings: undefined }, { access: 'untold' }],
    ['external where it lets external people in', { externalUserAllowed: true }, { external: true }],
    [
      'a group’s direct message',
      { spaceType: 'GROUP_CHAT', displayName: undefined },
      { kind: 'group-direct', access: 'private' },
    ],
    ['one of two people with the app', { spaceType: 'DIRECT_MESSAGE' }, { kind: 'group-direct' }],
  ])('is %s', async (_what, over, expected) => {
    const { conversations } = await chatWith({ ...named, ...over })

    expect(await conversations.read('spaces/AAAA')).toMatchObject({ kind: 'read', info: expected })
  })

  it('is one person in a direct message with the app', async () => {
    const direct = {
      name: 'spaces/DDDD',
      type: 'DM',
      spaceType: 'DIRECT_MESSAGE',
      singleUserBotDm: true,
    }
    const { conversations } = await chatWith(direct, { memberships: [person(1)] })

    expect(await conversations.read('spaces/DDDD')).toMatchObject({
      info: { kind: 'direct', name: '', access: 'private' },
      members: [{ user: 'users/1' }],
    })
  })

  it('is read page by page; another app is one, whoever is only invited is not in it', async () => {
    const pages: Readonly<Record<string, Json>> = {
      '': { memberships: [person(1), person(3, { type: 'BOT' })], nextPageToken: 'two' },
      two: { memberships: [person(2), { ...person(4), state: 'INVITED' }] },
    }
    const { conversations } = await chatWith(
      named,
      (query) => pages[query.get('pageToken') ?? ''] ?? { memberships: [] },
    )

    const reading = await conversations.read('spaces/AAAA')

    expect(reading.kind === 'read' && reading.members.map(({ user, kind }) => [user, kind])).toEqual([
      ['users/1', 'person'],
      ['users/3', 'app'],
      ['users/2', 'person'],
    ])
  })
})

describe('a list of Google Chat that is not all', () => {
  const count = (joinedDirectHumanUserCount: number, joinedGroupCount = 0) => ({
    ...named,
    membershipCount: { joinedDirectHumanUserCount, joinedGroupCount },
  })

  it.each<[string, Json, Json, string]>([
    ['is shorter than Google’s count', count(3), two, 'hidden-members'],
    ['is longer than it', count(1), two, 'hidden-members'],
    ['is empty', count(0), {}, 'hidden-members'],
    ['has no count to compare it with', { ...named, membershipCount: undefined }, two, 'hidden-members'],
    ['stands beside a group', count(2, 1), two, 'groups'],
    [
      'names a group',
      count(2),
      {
        memberships: [
          ...two.memberships,
          {
            name: 'spaces/AAAA/members/g1',
            state: 'JOINED',
            role: 'ROLE_MEMBER',
            groupMember: { name: 'groups/g1' },
          },
        ],
      },
      'groups',
    ],
    ['is of more than 500 by the count', count(501), two, 'too-many'],
    [
      'is of more than 500 itself',
      count(2),
      { memberships: Array.from({ length: 501 }, (_, index) => person(index + 1)) },
      'too-many',
    ],
  ])('where it %s', async (_what, space, list, why) => {
    const { conversations } = await chatWith(space, list)

    expect(await conversations.read('spaces/AAAA')).toEqual({ kind: 'incomplete', why })
  })
})

describe('what Google Chat does not tell', () => {
  const insufficient = refusal('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
  ])
  const disabled = refusal('PERMISSION_DENIED', 'Google Chat API has not been used in project 1 before.', [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'SERVICE_DISABLED' },
  ])

  it.each<[string, Answer, Json]>([
    ['an outage', { status: 503 }, { kind: 'unavailable' }],
    ['a lost connection', { lost: true }, { kind: 'unavailable' }],
    ['a limit', { status: 429, headers: { 'retry-after': '7' } }, { kind: 'unavailable' }],
    ['credentials that are over', { status: 401 }, { kind: 'unavailable' }],
    ['a project without the API', { status: 403, body: disabled }, { kind: 'unavailable' }],
    [
      'a project without the app',
      { status: 404, body: refusal('NOT_FOUND', 'Chat app not found.') },
      { kind: 'unavailable' },
    ],
    [
      'a missing scope',
      { status: 403, body: insufficient },
      { kind: 'not-permitted', scope: 'https://www.googleapis.com/auth/chat.bot' },
    ],
    [
      'a space that the app is not in',
      { status: 403, body: refusal('PERMISSION_DENIED', 'This Chat app is not a member of this space.') },
      { kind: 'not-in-it' },
    ],
    [
      'a space that is gone',
      { status: 404, body: refusal('NOT_FOUND', 'Space not found.') },
      { kind: 'not-in-it' },
    ],
  ])('for %s says so, and is asked again', async (_what, fault, expected) => {
    for (const [space, list] of [
      [fault, two],
      [named, fault],
    ] as const) {
      const { conversations, mend, clock } = await chatWith(space, list)

      expect(await conversations.read('spaces/AAAA')).toMatchObject(expected)
      mend()
      clock.now = new Date(clock.now.getTime() + 8_000)
      expect(await conversations.read('spaces/AAAA')).toMatchObject({ kind: 'read' })
    }
  })

  it('is not asked for while a limit holds', async () => {
    const { conversations, paths, clock } = await chatWith({
      status: 429,
      headers: { 'retry-after': '20' },
    })
    await conversations.read('spaces/AAAA')
    clock.now = new Date(clock.now.getTime() + 19_000)

    expect(await conversations.read('spaces/AAAA')).toMatchObject({ kind: 'unavailable' })
    expect(paths).toHaveLength(1)
  })
})

it('the app’s coming and going is told, by a message that mentions it too', async () => {
  const heard: ConversationChange[] = []
  const { conversations } = await chatWith(named)
  conversations.onChange((change) => heard.push(change))
  const endpoint = await startEndpoint({ onPresence: (space) => conversations.tell(space) })
  onTestFinished(() => endpoint.stop())
  const base = {
    eventTime: '2026-11-02T12:00:00.000001Z',
    user: { name: 'users/1', displayName: 'Priya', type: 'HUMAN' },
    space: { name: 'spaces/AAAA', type: 'ROOM' },
  }
  const message = { name: 'spaces/AAAA/messages/1.1', text: '@Casethread', argumentText: '' }

  await endpoint.post({ type: 'MESSAGE', ...base, message })
  await endpoint.post({ type: 'ADDED_TO_SPACE', ...base })
  await endpoint.post({ type: 'ADDED_TO_SPACE', ...base, message })
  await endpoint.post({ type: 'REMOVED_FROM_SPACE', ...base })

  const change = { platform: 'gchat', tenant: '', channel: 'spaces/AAAA', what: 'changed' }
  expect(heard).toEqual([change, change, change])
})

it('who adds the app to their direct messages is told as well: a thread of theirs waits under their name', async () => {
  const heard: string[] = []
  const endpoint = await startEndpoint({ onPresence: (place) => heard.push(place) })
  onTestFinished(() => endpoint.stop())

  await endpoint.post({
    type: 'ADDED_TO_SPACE',
    eventTime: '2026-11-02T12:00:00.000001Z',
    user: { name: 'users/1', displayName: 'Priya', type: 'HUMAN' },
    space: { name: 'spaces/DM1', type: 'DM', singleUserBotDm: true },
  })

  expect(heard).toEqual(['spaces/DM1', 'users/1'])
})
