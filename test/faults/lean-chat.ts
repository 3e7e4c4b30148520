/** As much of Google's Chat API as delivery and commands need, in this process: it outlives every kill of the bot. */
import type { IncomingMessage } from 'node:http'
import { type CallServer, type PlatformAnswer, startCallServer, type UnderstoodCall } from './call-server.ts'
import type { KillTraps } from './kill-traps.ts'
import type { CallFault, PlatformFaults } from './platform-faults.ts'
import type { ShownPost } from './shown-post.ts'

export interface ChatPerson {
  /** `users/1` */
  readonly name: string
  readonly displayName: string
  readonly email: string
  /** Which Google Workspace organisation they are of. */
  readonly organisation: string
}

interface ChatSpace {
  readonly name: string
  readonly members: Map<string, number>
  hasApp: boolean
  readonly messages: ChatMessage[]
}

type Body = Readonly<Record<string, unknown>>

interface ChatMessage {
  readonly id: string
  readonly requestId: string | undefined
  readonly threadKey: string | undefined
  body: Body
  unheard: boolean
  readonly at: number
}

export interface LeanChat {
  readonly server: CallServer
  join(space: string, user: string): void
  leave(space: string, user: string): void
  setApp(space: string, isIn: boolean): void
  posts(): readonly ShownPost[]
}

/** Google's refusals that are about the project or its credentials, by the name that a fault gives them. */
const refusals: Readonly<Record<string, PlatformAnswer>> = {
  'key-disabled': refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
  'app-not-configured': refusal(
    404,
    'NOT_FOUND',
    'Google Chat app not found. To create a Chat app, you must turn on the Chat API.',
  ),
  'service-disabled': refusal(
    403,
    'PERMISSION_DENIED',
    'Google Chat API has not been used in project 1 or it is disabled.',
    [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'SERVICE_DISABLED',
        metadata: { consumer: 'projects/1' },
      },
    ],
  ),
  forbidden: refusal(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
}

export async function startLeanChat(parts: {
  readonly people: readonly ChatPerson[]
  readonly spaces: Readonly<Record<string, readonly string[]>>
  readonly now: () => number
  readonly faults: PlatformFaults
  readonly traps: KillTraps
  readonly slots: number
  /** The keys that Google signs its events with, as PEM by their ids. */
  readonly certs: () => Promise<object>
}): Promise<LeanChat> {
  const { now } = parts
  const certs = await parts.certs()
  const people = new Map(parts.people.map((person) => [person.name, person]))
  const spaces = new Map<string, ChatSpace>()
  let made = 0
  for (const [name, members] of Object.entries(parts.spaces))
    spaces.set(name, { name, members: new Map(members.map((user) => [user, 0])), hasApp: true, messages: [] })

  function isDirect({ name }: ChatSpace): boolean {
    return name.startsWith('spaces/DM')
  }

  function describe(space: ChatSpace): object {
    const direct = isDirect(space)
    return {
      name: space.name,
      type: direct ? 'DM' : 'ROOM',
      spaceType: direct ? 'DIRECT_MESSAGE' : 'SPACE',
      ...(direct ? { singleUserBotDm: true } : {}),
      displayName: space.name,
      accessSettings: { accessState: 'PRIVATE' },
      membershipCount: { joinedDirectHumanUserCount: space.members.size },
    }
  }

  function listMembers({ name, members }: ChatSpace): object {
    const memberships = [...members.keys()].map((user) => ({
      name: `${name}/members/${user.slice('users/'.length)}`,
      state: 'JOINED',
      member: {
        name: user,
        displayName: people.get(user)?.displayName ?? user,
        type: 'HUMAN',
        domainId: people.get(user)?.organisation,
      },
    }))
    return { memberships }
  }

  function findMessage({ name, messages }: ChatSpace, id: string): ChatMessage | undefined {
    return messages.find((message) => message.id === id || `${name}/messages/${message.id}` === id)
  }

  function show({ name }: ChatSpace, { id, threadKey, body }: ChatMessage): object {
    return {
      ...body,
      name: `${name}/messages/${id}`,
      clientAssignedMessageId: id,
      thread: { name: `${name}/threads/${threadKey ?? id}`, ...(threadKey ? { threadKey } : {}) },
      space: { name },
    }
  }

  function create(space: ChatSpace, query: URLSearchParams, body: Body): PlatformAnswer {
    const requestId = query.get('requestId') ?? undefined
    const repeated = space.messages.find(
      (message) => requestId !== undefined && message.requestId === requestId,
    )
    if (repeated) return ok(show(space, repeated))
    const wanted = query.get('messageId')
    if (wanted && findMessage(space, wanted))
      return refusal(409, 'ALREADY_EXISTS', 'Requested entity already exists')
    made += 1
    const { thread, ...content } = body
    const named = thread as { readonly threadKey?: string; readonly name?: string } | undefined
    const message: ChatMessage = {
      id: wanted ?? `M${made}`,
      requestId,
      threadKey: named?.threadKey ?? named?.name?.replace(/^.*\/threads\//, ''),
      body: content,
      unheard: false,
      at: now(),
    }
    space.messages.push(message)
    return ok(show(space, message))
  }

  function patch(space: ChatSpace, id: string, query: URLSearchParams, body: Body): PlatformAnswer {
    const message = findMessage(space, id)
    if (!message) return refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
    const fields = (query.get('updateMask') ?? '').split(',')
    message.body = Object.fromEntries([
      ...Object.entries(message.body).filter(([name]) => !fields.includes(name)),
      ...fields.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
    ])
    return ok(show(space, message))
  }

  function remove(space: ChatSpace, id: string): PlatformAnswer {
    const index = space.messages.findIndex((message) => message.id === id)
    if (index < 0) return refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
    space.messages.splice(index, 1)
    return ok({})
  }

  function answerIn(
    space: ChatSpace,
    verb: string,
    rest: string,
    query: URLSearchParams,
    body: Body,
  ): PlatformAnswer {
    if (!space.hasApp) return refusals.forbidden ?? ok({})
    if (rest === '') return ok(describe(space))
    if (rest === 'members') return ok(listMembers(space))
    if (rest === 'messages' && verb === 'POST') return create(space, query, body)
    if (rest === 'messages') return ok({ messages: space.messages.map((message) => show(space, message)) })
    const id = rest.slice('messages/'.length)
    if (verb === 'PATCH' || verb === 'PUT') return patch(space, id, query, body)
    if (verb === 'DELETE') return remove(space, id)
    const message = findMessage(space, id)
    return message ? ok(show(space, message)) : refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
  }

  function findDirect(user: string): PlatformAnswer {
    // Google takes an e-mail for the person's id.
    const person = [...people.values()].find(({ name, email }) => name === user || user === `users/${email}`)
    const space = [...spaces.values()].find((one) => isDirect(one) && one.members.has(person?.name ?? user))
    return space ? ok(describe(space)) : refusal(404, 'NOT_FOUND', 'No direct message.')
  }

  function understand(request: IncomingMessage, path: string, slot: number, text: string): UnderstoodCall {
    const url = new URL(path, 'http://chat/')
    const [, name, rest = ''] = /^\/v1\/(spaces\/[^/:]+)\/?(.*)$/.exec(url.pathname) ?? []
    const verb = request.method ?? 'GET'
    const posts = verb === 'POST' && rest === 'messages'
    const method = posts ? 'messages.create' : `${verb} ${rest.replace(/^messages\/.*/, 'message')}`
    const call = {
      platform: 'gchat',
      method,
      channel: name,
      posts,
      delivers: name !== undefined,
      summary: text.includes(summaryTitle),
      slot,
    } as const
    let space: ChatSpace | undefined
    let before = 0
    return {
      call,
      leaveInDoubt() {
        const posted =
          call.posts && space && space.messages.length > before ? space.messages.at(-1) : undefined
        if (posted) posted.unheard = true
      },
      take() {
        if (url.pathname === '/certs') return ok(certs)
        if (url.pathname === '/v1/spaces:findDirectMessage')
          return findDirect(url.searchParams.get('name') ?? '')
        if (name === undefined)
          return ok({ spaces: [...spaces.values()].filter(({ hasApp }) => hasApp).map(describe) })
        space = spaces.get(name)
        if (!space) return refusals.forbidden ?? ok({})
        before = space.messages.length
        return answerIn(space, verb, rest, url.searchParams, text ? (JSON.parse(text) as Body) : {})
      },
    }
  }

  const server = await startCallServer({
    faults: parts.faults,
    traps: parts.traps,
    slots: parts.slots,
    understand,
    answerFault,
  })

  return {
    server,
    join: (space, user) => void spaces.get(space)?.members.set(user, now()),
    leave: (space, user) => void spaces.get(space)?.members.delete(user),
    setApp(space, isIn) {
      const found = spaces.get(space)
      if (found) found.hasApp = isIn
    },
    posts: () =>
      [...spaces.values()].flatMap(({ name, messages }) => messages.map((message) => toShown(name, message))),
  }
}

/** How Casethread heads what tells how the queues stand, in English. */
const summaryTitle = '"Support queue"'

function toShown(space: string, { id, threadKey, body, unheard, at }: ChatMessage): ShownPost {
  const ours = threadKey !== undefined && id.startsWith(`client-${threadKey}`)
  const [, seq, part] = ours
    ? (/^(?:-(\d+)(?:-p?(\d+))?)?/.exec(id.slice(`client-${threadKey}`.length)) ?? [])
    : []
  return {
    platform: 'gchat',
    channel: space,
    id,
    thread: threadKey ?? null,
    text: JSON.stringify(body),
    number: null,
    seq: ours ? Number(seq ?? 0) : null,
    part: Number(part ?? 0),
    notice: null,
    summary: threadKey === undefined && JSON.stringify(body).includes(summaryTitle),
    unheard,
    at,
  }
}

function answerFault(
  fault: CallFault & { readonly kind: 'limited' | 'server-error' | 'refused' },
): PlatformAnswer {
  switch (fault.kind) {
    case 'limited': {
      const details = fault.ofProject
        ? [
            {
              '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
              reason: 'RATE_LIMIT_EXCEEDED',
              metadata: { consumer: 'projects/1' },
            },
          ]
        : []
      const { status, body } = refusal(
        429,
        'RESOURCE_EXHAUSTED',
        'Resource has been exhausted (e.g. check quota).',
        details,
      )
      return { status, headers: { 'retry-after': String(fault.retryAfterS) }, body }
    }
    case 'server-error':
      return refusal(fault.status, 'UNAVAILABLE', 'The service is currently unavailable.')
    case 'refused':
      return refusals[fault.code] ?? refusal(400, 'INVALID_ARGUMENT', fault.code)
  }
}

function ok(body: object): PlatformAnswer {
  return { status: 200, body }
}

function refusal(
  status: number,
  code: string,
  message: string,
  details: readonly object[] = [],
): PlatformAnswer {
  return { status, body: { error: { code: status, status: code, message, details } } }
}
