import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from 'emulate'
import { stableId, type Translator } from './ids.ts'
import { isRecord } from './local-limits.ts'
import type { Channel, WorkspaceState } from './workspace-state.ts'

/**
 * The emulator that plays the Web API. It knows every person under a name of its own; the ids that it makes up are bound
 * to the public ones in the translator.
 */
export interface Emulator {
  /**
   * Calls a method as the bot with the manifest's scopes, as the app with every scope, or as a person by id.
   * Ids within the arguments and the answer are the emulator's own.
   */
  readonly call: (method: string, args: Readonly<Record<string, unknown>>, as: string) => Promise<Json>
  readonly upload: (path: string, body: Buffer, contentType: string) => Promise<number>
  readonly close: () => Promise<void>
}

export type Json = Readonly<Record<string, unknown>>

const everyScope = [
  'chat:write',
  'channels:read',
  'channels:history',
  'channels:join',
  'channels:manage',
  'channels:write',
  'groups:read',
  'groups:history',
  'groups:write',
  'im:read',
  'im:history',
  'im:write',
  'mpim:read',
  'mpim:history',
  'mpim:write',
  'users:read',
  'users:read.email',
  'users.profile:read',
  'users.profile:write',
  'users:write',
  'files:read',
  'files:write',
  'pins:read',
  'pins:write',
  'bookmarks:read',
  'bookmarks:write',
  'reactions:read',
  'reactions:write',
  'team:read',
]

/** The emulator refuses a token after 5000 calls an hour, so each role has several and uses them in turn. */
const tokensOf = { bot: 60, app: 20, person: 4 }

export async function startEmulator(
  state: WorkspaceState,
  ids: Translator,
  publicUrl: string,
): Promise<Emulator> {
  const folder = await mkdtemp(join(tmpdir(), 'slack-'))
  const socketPath =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\slack-${randomBytes(8).toString('hex')}`
      : join(folder, 'api')
  const tokens = new Map<string, readonly string[]>()
  const roles = [
    { key: 'bot', user: state.bot.name, scopes: [...state.scopes], count: tokensOf.bot },
    { key: 'app', user: state.bot.name, scopes: everyScope, count: tokensOf.app },
    ...state.people.map((person) => ({
      key: person.id,
      user: person.name,
      scopes: everyScope,
      count: tokensOf.person,
    })),
  ]
  for (const role of roles)
    tokens.set(
      role.key,
      Array.from({ length: role.count }, () => `xoxe-${randomBytes(18).toString('hex')}`),
    )

  const emulator = await createEmulator({
    service: 'slack',
    // It takes any bearer for its admin and would listen on every interface: so it gets a socket file, which
    // `server.listen` accepts in the place of a port, and no port is taken or opened.
    port: socketPath as unknown as number,
    baseUrl: publicUrl,
    seed: {
      slack: {
        team: { name: state.team.name, domain: state.team.domain },
        users: state.people.map((person) => ({
          name: person.name,
          real_name: person.real_name,
          email: person.email,
          profile: { title: person.title },
        })),
        oauth_apps: [
          {
            client_id: 'local',
            client_secret: randomBytes(18).toString('hex'),
            name: state.bot.real_name,
            redirect_uris: [],
            app_id: state.bot.app_id,
            bot_id: state.bot.bot_id,
            bot_user_id: state.bot.id,
            bot_name: state.bot.name,
            scopes: [...state.scopes],
          },
        ],
        tokens: roles.flatMap((role) =>
          (tokens.get(role.key) ?? []).map((token) => ({
            token,
            user: role.user,
            scopes: role.scopes,
            app_id: state.bot.app_id,
            ...(role.user === state.bot.name ? { bot_id: state.bot.bot_id } : {}),
          })),
        ),
        strict_scopes: true,
      },
    },
  })
  const agent = new Agent({ keepAlive: true })
  let turn = 0

  function send(
    path: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request({
        socketPath,
        path,
        method: 'POST',
        agent,
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      })
      outgoing.on('error', reject)
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 500, text: Buffer.concat(chunks).toString('utf8') }),
        )
      })
      outgoing.end(body)
    })
  }

  async function call(method: string, args: Readonly<Record<string, unknown>>, as: string): Promise<Json> {
    const own = tokens.get(as) ?? []
    const token = own[turn++ % own.length]
    if (!token) throw new Error(`Nobody is called ${as} in this workspace`)
    const { status, text } = await send(`/api/${method}`, JSON.stringify(args), {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
    })
    if (status === 404) return { ok: false, error: 'unknown_method' }
    const json: unknown = JSON.parse(text)
    if (!isRecord(json) || typeof json.ok !== 'boolean')
      throw new Error(`The Slack emulator answered ${status} to ${method}`)
    return json as Json
  }

  await bindPeople(state, ids, call)
  await bindChannels(state, ids, call)
  return {
    call,
    async upload(path, body, contentType) {
      return (await send(path, body, { 'Content-Type': contentType })).status
    },
    async close() {
      agent.destroy()
      await emulator.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Call = Emulator['call']

async function bindPeople(state: WorkspaceState, ids: Translator, call: Call): Promise<void> {
  ids.bind(state.team.id, 'T000000001')
  const { members } = await must(call('users.list', { limit: 1000 }, 'app'))
  for (const member of Array.isArray(members) ? members.filter(isRecord) : []) {
    const person = state.people.find((one) => one.name === member.name)
    if (person) ids.bind(person.id, String(member.id))
  }
}

async function bindChannels(state: WorkspaceState, ids: Translator, call: Call): Promise<void> {
  for (const channel of state.channels.values()) await bindChannel(state, channel, ids, call)
}

/** Makes a channel in the emulator. Its name there is its public id, since the emulator takes no Japanese names. */
export async function bindChannel(state: WorkspaceState, channel: Channel, ids: Translator, call: Call) {
  const person = channel.members.find((member) => member !== state.bot.id)
  if (channel.is_im) {
    const opened = await must(call('conversations.open', { users: ids.inside(person ?? '') }, 'app'))
    ids.bind(channel.id, String(isRecord(opened.channel) ? opened.channel.id : ''))
    return
  }
  const creator = channel.members.includes(state.bot.id) ? 'app' : (person ?? 'app')
  const name = stableId('', channel.id).toLowerCase()
  const made = await must(call('conversations.create', { name, is_private: channel.is_private }, creator))
  const inside = String(isRecord(made.channel) ? made.channel.id : '')
  ids.bind(channel.id, inside)
  const others = channel.members.filter((member) => member !== (creator === 'app' ? state.bot.id : creator))
  for (let start = 0; start < others.length; start += 100) {
    const users = others
      .slice(start, start + 100)
      .map(ids.inside)
      .join(',')
    await must(call('conversations.invite', { channel: inside, users }, creator))
  }
}

async function must(answer: Promise<Json>): Promise<Json> {
  const json = await answer
  if (json.ok !== true) throw new Error(`The Slack emulator refused to be set up: ${String(json.error)}`)
  return json
}
