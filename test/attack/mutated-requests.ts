/** Requests to each endpoint that are nearly what it expects, by chance: drawn by fast-check, so that a seed brings them back. */
import fc from 'fast-check'
import { malformedTargets } from '../support/raw-request.ts'

export interface MutatedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Whether the endpoint's signature or token comes with it. */
  readonly signed: boolean
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const full = (text: string) => text.repeat(3_000).slice(0, 3_000)

/** What a form takes at most, of the kinds that searches, splitting and rendering find hard. */
export const worstTexts: readonly string[] = [
  ...['0 ', '1 1-', '+', '03-3210-', '4111 1111 1111 111', '4242', '(', '1.'].map(full),
  ...['password:', 'eyJ', 'xoxb-', 'sk_live_', '-----BEGIN A ', 'a@', '<!---->', '<@U1>', '&amp;'].map(full),
  ...['ー', '１', 'か', '\u0301', '\u202e', '👩‍👩‍👧', '\t', '*_~`', '> ', '$1', '{a}'].map(full),
]

const commandLines = fc.oneof(
  fc.constantFrom(
    '',
    'list',
    'list open',
    'show 1001',
    'new',
    'help',
    'find mail',
    'link',
    'files 1001',
    'files',
  ),
  fc
    .tuple(
      fc.constantFrom('', 'reply 1001 ', 'find ', 'list ', 'new ', 'show ', 'grant '),
      fc.constantFrom(...worstTexts),
    )
    .map(([command, text]) => command + text),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

export const mutatedRequests: Readonly<Record<string, fc.Arbitrary<MutatedRequest>>> = {
  'slack, signed': slack(true),
  'slack, unsigned': slack(false),
  'gchat, signed': gchat(true),
  'gchat, unsigned': gchat(false),
  link: pages('/link'),
  files: pages('/files'),
  healthz: pages('/healthz'),
}

function slack(signed: boolean): fc.Arbitrary<MutatedRequest> {
  const person = { team_id: 'T1', user_id: 'U1', channel_id: 'C1', channel_name: 'support' }
  const command = (text: string): Json => ({
    command: '/case',
    text,
    ...person,
    trigger_id: '1.2.x',
    response_url: 'http://127.0.0.1:9/none',
    api_app_id: 'A1',
  })
  const user = { id: 'U1', team_id: 'T1', username: 'marcus' }
  const payload = { user, team: { id: 'T1' }, api_app_id: 'A1', trigger_id: '1.2.x', token: 'x' }
  const payloads: readonly Json[] = [
    {
      ...payload,
      type: 'block_actions',
      channel: { id: 'C1' },
      container: { type: 'message', channel_id: 'C1', message_ts: '1.2' },
      response_url: 'http://127.0.0.1:9/none',
      actions: [
        { type: 'button', action_id: 'show:1', block_id: 'b', value: '{"case":"1001"}', action_ts: '1' },
      ],
    },
    {
      ...payload,
      type: 'view_submission',
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: 'reply',
        private_metadata: '{}',
        state: { values: { text: { text: { type: 'plain_text_input', value: 'x' } } } },
      },
    },
    { ...payload, type: 'shortcut', callback_id: 'new' },
    { ...payload, type: 'block_suggestion', action_id: 'customer', block_id: 'b', value: 'mid' },
  ]
  const events: readonly Json[] = [
    { type: 'event_callback', team_id: 'T1', event: { type: 'app_home_opened', user: 'U1', tab: 'home' } },
    { type: 'url_verification', challenge: 'x' },
  ]
  const form = 'application/x-www-form-urlencoded'
  const bodies = fc.oneof(
    commandLines.chain((line) => mutated(command(line))).map((json) => [form, toForm(json)] as const),
    fc
      .constantFrom(...payloads)
      .chain(mutated)
      .map((json) => [form, toForm({ payload: JSON.stringify(json) })] as const),
    fc
      .constantFrom(...events)
      .chain(mutated)
      .map((json) => ['application/json', JSON.stringify(json)] as const),
    fc
      .constantFrom('null', 'payload=null', '[]', 'payload=', 'payload=[]', '', '0')
      .map((text) => [form, text] as const),
  )
  return post('/slack/events', signed, bodies)
}

function gchat(signed: boolean): fc.Arbitrary<MutatedRequest> {
  const user = {
    name: 'users/1',
    displayName: 'Marcus Bell',
    email: 'marcus.bell@northwind-apps.example.com',
    type: 'HUMAN',
  }
  const space = { name: 'spaces/AAAA', type: 'ROOM', spaceType: 'SPACE', displayName: 'Support' }
  const common = { userLocale: 'en', timeZone: { id: 'UTC', offset: 0 }, hostApp: 'CHAT' }
  const event = (line: string): Json => ({
    type: 'MESSAGE',
    eventTime: '2026-11-02T12:00:03.105487Z',
    space,
    user,
    common,
    message: {
      name: 'spaces/AAAA/messages/M1.M1',
      sender: user,
      text: `/case ${line}`,
      argumentText: line,
      slashCommand: { commandId: '100' },
      thread: { name: 'spaces/AAAA/threads/T1' },
      space,
    },
  })
  const clicked: Json = {
    type: 'CARD_CLICKED',
    eventTime: '2026-11-02T12:00:03.105487Z',
    space,
    user,
    common: { ...common, parameters: { a: 'show', case: '1001' }, invokedFunction: 'show' },
    action: { actionMethodName: 'show', parameters: [{ key: 'case', value: '1001' }] },
    message: { name: 'spaces/AAAA/messages/M2.M2', space, thread: { name: 'spaces/AAAA/threads/T1' } },
  }
  const bodies = fc
    .oneof(commandLines.map(event), fc.constant(clicked))
    .chain(mutated)
    .map((json) => ['application/json', JSON.stringify(json)] as const)
  return post('/gchat/events', signed, bodies)
}

function post(
  path: string,
  signed: boolean,
  bodies: fc.Arbitrary<readonly [type: string, body: string]>,
): fc.Arbitrary<MutatedRequest> {
  return fc
    .tuple(
      bodies.chain(([type, body]) => fc.tuple(fc.constant(type), damaged(body))),
      someHeaders(),
    )
    .map(([[type, body], headers]) => ({
      method: 'POST',
      path,
      signed,
      headers: { 'content-type': type, ...headers },
      body,
    }))
}

function pages(path: string): fc.Arbitrary<MutatedRequest> {
  const rest = fc.oneof(
    fc.constantFrom(
      '',
      '/',
      '/callback',
      '/callback?state=x&code=y',
      '/%',
      '/%zz',
      '/..',
      '//',
      '?',
      '/unlink',
      '/undo',
    ),
    fc.webPath(),
    fc.webQueryParameters().map((query) => `/callback?${query}`),
    fc.base64String({ maxLength: 400 }).map((token) => `/${encodeURIComponent(token)}`),
    fc.constantFrom(...worstTexts).map((text) => `/${encodeURIComponent(text).slice(0, 8_000)}`),
  )
  const targets = fc.oneof(
    { weight: 8, arbitrary: rest.map((end) => path + end) },
    fc.constantFrom(...malformedTargets),
  )
  return fc.record({
    method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'),
    path: targets,
    headers: someHeaders(),
    body: fc.option(fc.string({ maxLength: 500 }), { nil: undefined, freq: 3 }),
    signed: fc.constant(false),
  })
}

function someHeaders(): fc.Arbitrary<Readonly<Record<string, string>>> {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
    fc.constantFrom(
      'Bearer',
      'Bearer a.b.c',
      'application/json; charset=x',
      'multipart/form-data',
      '-1',
      '1e9',
      '%',
    ),
  )
  const names = [
    'content-type',
    'cookie',
    'authorization',
    'x-slack-request-timestamp',
    'x-slack-retry-num',
    'accept-language',
    'origin',
  ]
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 }),
  )
}

/** Up to three places of it changed, taken out or wrapped. */
function mutated(base: Json): fc.Arbitrary<Json> {
  const values = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...worstTexts)) as fc.Arbitrary<Json>
  const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'remove', 'wrap'), values), {
    maxLength: 3,
  })
  return changes.map((all) =>
    all.reduce<Json>((json, [at, how, value]) => {
      const place = at % countPlaces(json)
      return (
        changeAt(json, place, (old) => (how === 'set' ? value : how === 'wrap' ? [old] : undefined)) ?? null
      )
    }, base),
  )
}

function countPlaces(json: Json): number {
  if (typeof json !== 'object' || json === null) return 1
  return 1 + Object.values(json).reduce<number>((sum, inner) => sum + countPlaces(inner), 0)
}

function changeAt(json: Json, place: number, change: (old: Json) => Json | undefined): Json | undefined {
  if (place === 0 || typeof json !== 'object' || json === null) return change(json)
  let left = place - 1
  const entries: (readonly [string, Json])[] = []
  for (const [key, inner] of Object.entries(json) as (readonly [string, Json])[]) {
    const count = countPlaces(inner)
    const next = left >= 0 && left < count ? changeAt(inner, left, change) : inner
    left -= count
    if (next !== undefined) entries.push([key, next])
  }
  return Array.isArray(json) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

function damaged(body: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(body) },
    fc.nat(Math.max(0, body.length - 1)).map((end) => body.slice(0, end)),
    fc
      .tuple(fc.nat(body.length), fc.string({ unit: 'binary', maxLength: 20 }))
      .map(([at, extra]) => body.slice(0, at) + extra + body.slice(at)),
    fc.constantFrom('', body + body),
  )
}

function toForm(json: Json): string {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return JSON.stringify(json)
  const fields = Object.entries(json).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(fields as [string, string][]).toString()
}
