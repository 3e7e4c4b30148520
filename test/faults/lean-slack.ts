/** As much of Slack's Web API as delivery and commands need, in this process: it outlives every kill of the bot. */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type CallServer, type PlatformAnswer, startCallServer, type UnderstoodCall } from './call-server.ts'
import { botUser, team } from './fault-scene.ts'
import type { KillTraps } from './kill-traps.ts'
import type { CallFault, PlatformFaults } from './platform-faults.ts'
import type { ShownPost } from './shown-post.ts'

const bot = 'B1'

/** What is read of a dialog. */
export interface SlackView {
  readonly callback_id: string
  readonly private_metadata: string
  readonly blocks: readonly {
    readonly type: string
    readonly block_id?: string
    readonly optional?: boolean
    readonly element?: {
      readonly type: string
      readonly action_id: string
      readonly initial_value?: string
      readonly initial_option?: Option
      readonly options?: readonly Option[]
      readonly option_groups?: readonly { readonly options: readonly Option[] }[]
    }
  }[]
}

interface Option {
  readonly value: string
}

export interface SlackPerson {
  readonly id: string
  readonly name: string
  readonly email: string
}

interface SlackChannel {
  readonly id: string
  readonly members: Map<string, number>
  archived: boolean
  hasBot: boolean
  readonly messages: SlackMessage[]
}

interface SlackMessage {
  readonly ts: string
  readonly thread_ts?: string
  readonly user: string
  /** Missing where a person wrote it. */
  readonly bot_id?: string
  text: string
  blocks: unknown
  metadata: z.infer<typeof Metadata> | undefined
  unheard: boolean
  readonly at: number
}

const Metadata = z.looseObject({
  event_type: z.string(),
  event_payload: z.looseObject({
    case: z.number().optional(),
    entry: z.number().optional(),
    part: z.number().optional(),
    notice: z.string().optional(),
    summary: z.string().optional(),
  }),
})

export interface LeanSlack {
  readonly server: CallServer
  /** The token that a bot which starts now is given. */
  token(): string
  /** Bots that bear the token of now are told this from now on, whatever they ask. */
  refuseToken(code: string): void
  /** The token of now is good again. */
  acceptToken(): void
  /** A new token; the one before stays refused. */
  renewToken(): void
  join(channel: string, user: string): void
  leave(channel: string, user: string): void
  setBot(channel: string, isIn: boolean): void
  setArchived(channel: string, archived: boolean): void
  /** Somebody writes in a thread; answers the message's `ts`. What Slack tells the bot of it is the caller's to send. */
  say(channel: string, user: string, text: string, thread: string): string
  /** What the bot posted. */
  posts(): readonly ShownPost[]
  /** What was told to somebody alone by the `response_url` of a trigger; undefined where nothing came for a while. */
  toldBy(trigger: string): Promise<string | undefined>
  /** The dialogs that were opened, by their triggers. */
  readonly views: ReadonlyMap<string, SlackView>
}

type Args = Readonly<Record<string, string>>

/** What may be asked without being in the channel. */
const posting = new Set(['chat.postMessage', 'chat.update', 'chat.delete'])
const delivering = new Set([
  ...posting,
  'conversations.history',
  'conversations.replies',
  'conversations.open',
  'conversations.info',
  'conversations.members',
  'users.info',
])

export async function startLeanSlack(parts: {
  readonly people: readonly SlackPerson[]
  readonly channels: Readonly<Record<string, readonly string[]>>
  readonly now: () => number
  readonly faults: PlatformFaults
  readonly traps: KillTraps
  readonly slots: number
}): Promise<LeanSlack> {
  const { now } = parts
  const people = new Map(parts.people.map((person) => [person.id, person]))
  const channels = new Map<string, SlackChannel>()
  const refusedTokens = new Map<string, string>()
  const told = new Map<string, string>()
  const views = new Map<string, SlackView>()
  let tokens = 1
  let lastStamp = 0

  for (const [id, members] of Object.entries(parts.channels)) addChannel(id, members)

  function addChannel(id: string, members: readonly string[]): SlackChannel {
    const channel: SlackChannel = {
      id,
      members: new Map(members.map((user) => [user, 0])),
      archived: false,
      hasBot: true,
      messages: [],
    }
    channels.set(id, channel)
    return channel
  }

  const token = () => `xoxb-faults-${tokens}`

  /** A person's id stands for the direct message with them. */
  function findChannel(id: string | undefined): SlackChannel | undefined {
    const person = people.get(id ?? '')
    if (!person) return channels.get(id ?? '')
    return channels.get(`D${person.id}`) ?? addChannel(`D${person.id}`, [person.id])
  }

  /** Of what it is not in, Slack tells an app as if there were no such channel. */
  function readable(id: string | undefined): SlackChannel | undefined {
    const channel = findChannel(id)
    return channel?.hasBot ? channel : undefined
  }

  function nextStamp(): string {
    lastStamp = Math.max(lastStamp + 1, Math.floor(now() * 1000))
    return (lastStamp / 1e6).toFixed(6)
  }

  function post(args: Args): object {
    const channel = readable(args.channel)
    if (!channel) return refused('channel_not_found')
    if (channel.archived) return refused('is_archived')
    if (args.thread_ts && !channel.messages.some(({ ts }) => ts === args.thread_ts))
      return refused('thread_not_found')
    const message: SlackMessage = {
      ts: nextStamp(),
      ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
      user: botUser,
      bot_id: bot,
      text: args.text ?? '',
      blocks: parse(args.blocks),
      metadata: readMetadata(args),
      unheard: false,
      at: now(),
    }
    channel.messages.push(message)
    return { ok: true, channel: channel.id, ts: message.ts }
  }

  function update(args: Args): object {
    const channel = readable(args.channel)
    if (!channel) return refused('channel_not_found')
    if (channel.archived) return refused('is_archived')
    const message = channel.messages.find(({ ts }) => ts === args.ts)
    if (!message) return refused('message_not_found')
    message.text = args.text ?? ''
    message.blocks = parse(args.blocks)
    if (args.metadata) message.metadata = readMetadata(args)
    return { ok: true, channel: channel.id, ts: message.ts }
  }

  function isSummary(method: string, args: Args): boolean {
    if (method === 'chat.postMessage') return readMetadata(args)?.event_payload.summary !== undefined
    const edited = findChannel(args.channel)?.messages.find(({ ts }) => ts === args.ts)
    return method === 'chat.update' && edited?.metadata?.event_payload.summary !== undefined
  }

  function remove(args: Args): object {
    const messages = readable(args.channel)?.messages
    const index = messages?.findIndex(({ ts }) => ts === args.ts) ?? -1
    if (index < 0) return refused('message_not_found')
    messages?.splice(index, 1)
    return { ok: true }
  }

  function listMessages(args: Args, inThread: boolean): object {
    const channel = readable(args.channel)
    if (!channel) return refused('channel_not_found')
    const root = channel.messages.find(({ ts }) => ts === args.ts)
    if (inThread && !root) return refused('thread_not_found')
    const oldest = Number(args.oldest ?? 0)
    const latest = Number(args.latest ?? Number.POSITIVE_INFINITY)
    const isWithin = (ts: string) =>
      args.inclusive === 'true'
        ? Number(ts) >= oldest && Number(ts) <= latest
        : Number(ts) > oldest && Number(ts) < latest
    const found = channel.messages.filter(({ ts, thread_ts }) =>
      inThread ? ts === args.ts || (thread_ts === args.ts && isWithin(ts)) : !thread_ts && isWithin(ts),
    )
    const ordered = inThread ? found : found.toReversed()
    const from = Number(args.cursor ?? 0)
    const limit = Number(args.limit ?? 100)
    const page = ordered.slice(from, from + limit)
    const next = from + limit < ordered.length ? String(from + limit) : ''
    const messages = page.map(({ at: _at, unheard: _unheard, metadata, ...shown }) => ({
      type: 'message',
      ...shown,
      ...(args.include_all_metadata === 'true' && metadata ? { metadata } : {}),
    }))
    return { ok: true, messages, has_more: next !== '', response_metadata: { next_cursor: next } }
  }

  function describeChannel({ id, archived, members }: SlackChannel): object {
    const direct = id.startsWith('D')
    return {
      id,
      name: id.toLowerCase(),
      is_im: direct,
      is_private: !direct,
      is_member: true,
      is_archived: archived,
      num_members: members.size + 1,
    }
  }

  function describePerson({ id, name, email }: SlackPerson): object {
    return {
      id,
      team_id: team,
      name,
      real_name: name,
      locale: 'en-GB',
      tz: 'Europe/London',
      is_email_confirmed: true,
      is_restricted: false,
      updated: 1,
      profile: { email, real_name: name },
    }
  }

  function answer(method: string, args: Args): object {
    switch (method) {
      case 'auth.test':
        return {
          ok: true,
          url: 'https://faults.slack.com/',
          team: 'Faults',
          team_id: team,
          user: 'casethread',
          user_id: botUser,
          bot_id: bot,
        }
      case 'chat.postMessage':
        return post(args)
      case 'chat.update':
        return update(args)
      case 'chat.delete':
        return remove(args)
      case 'chat.getPermalink':
        return {
          ok: true,
          permalink: `https://faults.slack.com/archives/${args.channel}/p${args.message_ts}`,
        }
      case 'conversations.history':
        return listMessages(args, false)
      case 'conversations.replies':
        return listMessages(args, true)
      case 'conversations.info': {
        const channel = readable(args.channel)
        return channel ? { ok: true, channel: describeChannel(channel) } : refused('channel_not_found')
      }
      case 'conversations.members': {
        const channel = readable(args.channel)
        if (!channel) return refused('channel_not_found')
        return {
          ok: true,
          members: [...channel.members.keys(), botUser],
          response_metadata: { next_cursor: '' },
        }
      }
      case 'conversations.open': {
        const channel = findChannel(args.users)
        return channel ? { ok: true, channel: { id: channel.id } } : refused('user_not_found')
      }
      case 'conversations.list':
      case 'users.conversations':
        return {
          ok: true,
          channels: [...channels.values()].filter(({ hasBot }) => hasBot).map(describeChannel),
        }
      case 'users.info': {
        const person = people.get(args.user ?? '')
        return person ? { ok: true, user: describePerson(person) } : refused('user_not_found')
      }
      case 'users.list':
        return {
          ok: true,
          members: [...people.values()].map(describePerson),
          response_metadata: { next_cursor: '' },
        }
      case 'users.lookupByEmail': {
        const person = [...people.values()].find(({ email }) => email === args.email)
        return person ? { ok: true, user: describePerson(person) } : refused('users_not_found')
      }
      case 'views.open':
        views.set(args.trigger_id ?? '', parse(args.view) as SlackView)
        return { ok: true, view: { id: args.trigger_id } }
      case 'views.update':
        views.set(args.view_id ?? '', parse(args.view) as SlackView)
        return { ok: true, view: { id: args.view_id } }
      default:
        return { ok: true }
    }
  }

  function understand(
    request: { readonly headers: Readonly<Record<string, string | string[] | undefined>> },
    path: string,
    slot: number,
    body: string,
  ): UnderstoodCall {
    const method = path.replace(/^api\//, '').replace(/\?.*$/, '')
    if (path.startsWith('response/')) {
      const call = {
        platform: 'slack',
        method: 'response',
        channel: undefined,
        posts: false,
        delivers: false,
        summary: false,
        slot,
      } as const
      return {
        call,
        take() {
          told.set(path.slice('response/'.length), body)
          return { status: 200, body: { ok: true } }
        },
        leaveInDoubt() {},
      }
    }
    const args = readArgs(String(request.headers['content-type'] ?? ''), body)
    const bearer = String(request.headers.authorization ?? '').replace(/^Bearer /, '') || (args.token ?? '')
    const call = {
      platform: 'slack',
      method,
      channel: findChannel(args.channel)?.id,
      posts: method === 'chat.postMessage',
      delivers: delivering.has(method),
      summary: isSummary(method, args),
      slot,
    } as const
    let posted: SlackMessage | undefined
    return {
      call,
      take(): PlatformAnswer {
        const code = refusedTokens.get(bearer)
        if (code !== undefined) return { status: 200, body: refused(code) }
        const body = answer(method, args)
        if (call.posts && 'ts' in body) posted = findChannel(args.channel)?.messages.at(-1)
        return { status: 200, body }
      },
      leaveInDoubt() {
        if (posted) posted.unheard = true
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
    views,
    async toldBy(trigger) {
      for (let look = 0; look < 50 && !told.has(trigger); look += 1) await sleep(30)
      return told.get(trigger)
    },
    token,
    refuseToken: (code) => void refusedTokens.set(token(), code),
    acceptToken: () => void refusedTokens.delete(token()),
    renewToken() {
      tokens += 1
    },
    join: (channel, user) => void channels.get(channel)?.members.set(user, now()),
    leave: (channel, user) => void channels.get(channel)?.members.delete(user),
    setBot(channel, isIn) {
      const found = channels.get(channel)
      if (found) found.hasBot = isIn
    },
    setArchived(channel, archived) {
      const found = channels.get(channel)
      if (found) found.archived = archived
    },
    say(id, user, text, thread) {
      const ts = nextStamp()
      const said = {
        ts,
        thread_ts: thread,
        user,
        text,
        blocks: [],
        metadata: undefined,
        unheard: false,
        at: now(),
      }
      channels.get(id)?.messages.push(said)
      return ts
    },
    posts: () =>
      [...channels.values()].flatMap(({ id, messages }) =>
        messages.filter(({ bot_id }) => bot_id !== undefined).map((message) => toShown(id, message)),
      ),
  }
}

function readMetadata({ metadata }: Args): z.infer<typeof Metadata> | undefined {
  return Metadata.safeParse(parse(metadata)).data
}

function toShown(channel: string, message: SlackMessage): ShownPost {
  const { ts, thread_ts, text, blocks, metadata, unheard, at } = message
  const payload = metadata?.event_payload
  return {
    platform: 'slack',
    channel,
    id: ts,
    thread: payload?.case === undefined ? null : (thread_ts ?? ts),
    text: `${text}\n${JSON.stringify(blocks ?? [])}`,
    number: payload?.case ?? null,
    seq: payload?.entry ?? null,
    part: payload?.part ?? 0,
    notice: payload?.notice ?? null,
    summary: payload?.summary !== undefined,
    unheard,
    at,
  }
}

function answerFault(
  fault: CallFault & { readonly kind: 'limited' | 'server-error' | 'refused' },
): PlatformAnswer {
  switch (fault.kind) {
    case 'limited':
      return {
        status: 429,
        headers: { 'retry-after': String(fault.retryAfterS) },
        body: refused('ratelimited'),
      }
    case 'server-error':
      return { status: fault.status, body: {} }
    case 'refused':
      return { status: 200, body: refused(fault.code) }
  }
}

function refused(error: string): object {
  return { ok: false, error }
}

function readArgs(type: string, body: string): Args {
  if (type.includes('json')) {
    const read = (parse(body) ?? {}) as Readonly<Record<string, unknown>>
    return Object.fromEntries(
      Object.entries(read).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    )
  }
  return Object.fromEntries(new URLSearchParams(body))
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
