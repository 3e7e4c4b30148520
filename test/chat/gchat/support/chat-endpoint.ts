import type { Dispatcher } from '../../../../commands/dispatcher.ts'
import { commands } from '../../../../commands/index.ts'
import { createEndpoint, type EndpointOptions } from '../../../../src/chat/gchat/endpoint.ts'
import { createVerify } from '../../../../src/chat/gchat/verify.ts'
import { startServer } from '../../../../src/http/server.ts'
import { fakeRunner } from '../../../support/fake-runner.ts'
import { recordingLog } from '../../../support/recording-log.ts'
import type { Json } from './build-events.ts'
import { endpoint, projectNumber, startGoogleKeys } from './google-keys.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

/** The endpoint behind a real server, with Google's keys beside it and a sender that signs as Google does. */
export async function startEndpoint(
  options: {
    readonly runner?: Dispatcher
    readonly answerMs?: number
    readonly onPresence?: (space: string) => void
    /** Where nothing is said each event is new: tests send the same ones again and again. */
    readonly recent?: EndpointOptions['recent']
    /** Where nothing is said nobody is known. */
    readonly people?: EndpointOptions['people']
  } = {},
) {
  const google = await startGoogleKeys()
  const log = recordingLog()
  const runner = fakeRunner()
  const chat = createEndpoint({
    dispatcher: options.runner ?? runner,
    commands,
    verify: createVerify({
      trustUrl: true,
      projectNumber,
      url: endpoint,
      certsUrl: google.certsUrl,
      log,
      now: () => new Date(),
    }),
    log,
    url: endpoint,
    people: options.people ?? { remember() {}, findDirectSpace: async () => undefined },
    recent: options.recent ?? { once: (_ids, work) => work() },
    ...(options.onPresence ? { onPresence: options.onPresence } : {}),
    ...(options.answerMs === undefined ? {} : { answerMs: options.answerMs }),
  })
  const server = await startServer({ host: '127.0.0.1', port: 0, route: chat.route, log })

  async function send(
    body: string,
    request: { method?: string; path?: string; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const method = request.method ?? 'POST'
    const response = await fetch(`${server.url}${request.path ?? '/gchat/events'}`, {
      method,
      headers: { 'content-type': 'application/json; charset=utf-8', ...request.headers },
      ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: json(text) }
  }

  /** As Google sends it: each envelope with the token of its own. */
  function post(event: Json, token?: string): Promise<Reply> {
    const made =
      'chat' in event && !('type' in (event.chat as Json)) ? google.claims.addOn() : google.claims.url()
    return send(JSON.stringify(event), { headers: { authorization: `Bearer ${token ?? google.sign(made)}` } })
  }

  return {
    google,
    log,
    runner,
    send,
    post,
    url: server.url,
    idle: () => chat.idle(),
    async stop() {
      await server.close()
      await google.stop()
    },
  }
}

function json(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}

export type ChatEndpoint = Awaited<ReturnType<typeof startEndpoint>>

/** The first value under this name, anywhere within. */
export function find(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (name in value) return (value as Json)[name]
  for (const inner of Object.values(value)) {
    const found = find(inner, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** All objects within. */
export function* objects(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Json
  for (const inner of Object.values(value)) yield* objects(inner)
}

/** What a click on the control with this text sends: its action's parameters by name. */
export function parametersOf(shown: unknown, text: string): Readonly<Record<string, string>> {
  for (const one of objects(shown))
    if (one.text === text && one.onClick) return named((one.onClick as { action: Json }).action.parameters)
  throw new Error(`nothing to click says ${text} in ${JSON.stringify(shown)}`)
}

export function named(parameters: unknown): Readonly<Record<string, string>> {
  const list = parameters as readonly { readonly key: string; readonly value: string }[]
  return Object.fromEntries(list.map(({ key, value }) => [key, value]))
}

/** The card that an answer shows in a dialog, whichever envelope it is in. */
export function dialogIn(body: Json): Json {
  const card = find(body, 'body') ?? find(body, 'pushCard') ?? find(body, 'updateCard')
  if (!card) throw new Error(`no dialog in ${JSON.stringify(body)}`)
  return card as Json
}

/** The message that an answer makes, whichever envelope it is in. */
export function messageIn(body: Json): Json {
  const message = find(body, 'createMessageAction') as { readonly message: Json } | undefined
  if (message) return message.message
  if ('cardsV2' in body) return body
  throw new Error(`no message in ${JSON.stringify(body)}`)
}
