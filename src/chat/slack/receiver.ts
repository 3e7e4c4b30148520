import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AppOptions,
  defaultBodyLimit,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Logger,
  type Receiver,
  SocketModeReceiver,
} from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { readBody } from '../../http/read-body.ts'
import type { Route } from '../../http/request-route.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import { appCredential, toUnavailable } from './unavailable.ts'
import { createWeb } from './web-client.ts'

const fiveMinutes = 5 * 60
const eventsPath = '/slack/events'
/** How long a socket may take to open, ms. */
const openMs = 15_000

/** How Slack's requests come: to `POST /slack/events`, or over a socket that the app opens. */
export type SlackConnection =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string }

export interface SlackReceiver {
  readonly receiver: Receiver
  /** Where requests come over HTTP: for the server that others share. */
  readonly route: Route | undefined
  open(): Promise<void>
  close(): Promise<void>
}

interface ReceiverParts {
  readonly log: Log
  readonly logger: Logger
  readonly clientOptions: NonNullable<AppOptions['clientOptions']>
}

export function createReceiver(connection: SlackConnection, parts: ReceiverParts): SlackReceiver {
  if (connection.kind === 'http') return httpReceiver(connection.signingSecret, parts)
  const receiver = socketReceiver(connection.appToken, parts)
  return {
    receiver,
    route: undefined,
    async open() {
      // Slack's client goes on asking for ever: whether it is of any use is asked first.
      const web = createWeb({
        botToken: connection.appToken,
        apiUrl: parts.clientOptions.slackApiUrl,
        logger: parts.logger,
      })
      await web.apps.connections.open().catch((error: unknown) => {
        throw toUnavailable(error, appCredential)
      })
      if ((await withTimeout(receiver.start(), openMs)) !== timedOut) return
      void receiver.stop()
      throw new ChatUnavailable('Slack opened no socket: check that the network lets WebSockets through', {
        refused: false,
      })
    },
    close: async () => {
      await receiver.stop()
    },
  }
}

/**
 * Takes Slack's requests at `POST /slack/events`. Bolt checks the signature and refuses a timestamp that is more than
 * five minutes old, but takes any from the future, so that a request stolen ahead of its time would stay good; those
 * are turned away here with 401. Both checks go by the machine's clock.
 */
function httpReceiver(signingSecret: string, { log, logger }: ReceiverParts): SlackReceiver {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: [eventsPath], logger })

  function refuse(response: ServerResponse, status: number, why: string): void {
    log.warn({ status, why }, 'A request to the Slack endpoint was refused; nothing was done')
    response.writeHead(status).end()
  }

  async function takeEvent(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stamp = Number(request.headers['x-slack-request-timestamp'])
    if (stamp > Date.now() / 1000 + fiveMinutes)
      return refuse(response, 401, 'the timestamp is from the future')
    const rawBody = await readBody(request, defaultBodyLimit)
    if (!rawBody) return refuse(response, 413, `the body is larger than ${defaultBodyLimit} bytes`)
    const buffered = Object.assign(request, { rawBody })
    if (await signedButUnknown(buffered, signingSecret))
      return refuse(response, 400, 'the body is nothing that Slack sends')
    receiver.requestListener(buffered, response)
  }

  return {
    receiver,
    route: (request, response, url) =>
      request.method === 'POST' && url.pathname === eventsPath ? takeEvent(request, response) : undefined,
    open: async () => {},
    close: async () => {},
  }
}

const text = z.string()
const Part = z.looseObject({})
const Named = z.looseObject({ id: text })
const View = z.looseObject({ id: text, callback_id: text, private_metadata: text.optional() })
const interaction = {
  user: z.looseObject({ id: text, team_id: text.optional() }),
  team: Named.nullish(),
  enterprise: Part.nullish(),
  channel: Named.nullish(),
  container: Part.nullish(),
  message: Part.nullish(),
}

/** What Slack sends to this app, with as much of its parts as Bolt and we take for granted. */
const Body = z.union([
  z.discriminatedUnion('type', [
    z.looseObject({ type: z.literal('url_verification') }),
    z.looseObject({
      type: z.literal('event_callback'),
      team_id: text.nullish(),
      event: z.looseObject({
        type: text,
        user: z.union([text, Part]).optional(),
        channel: z.union([text, Part]).nullish(),
      }),
      authorizations: z.array(Part).nullish(),
    }),
    z.looseObject({
      type: z.literal('block_actions'),
      ...interaction,
      view: View.nullish(),
      actions: z.array(z.looseObject({ type: text, action_id: text, block_id: text.optional() })).min(1),
    }),
    z.looseObject({ type: z.literal(['view_submission', 'view_closed']), ...interaction, view: View }),
    z.looseObject({ type: z.literal('shortcut'), ...interaction, callback_id: text }),
    z.looseObject({
      type: z.literal('message_action'),
      ...interaction,
      callback_id: text,
      channel: Named,
      message: Part,
    }),
    z.looseObject({
      type: z.literal('block_suggestion'),
      ...interaction,
      view: View.nullish(),
      action_id: text,
      value: text,
    }),
  ]),
  z.looseObject({ command: text, text: text.optional(), user_id: text, type: z.undefined().optional() }),
  // Slack's question whether anybody is there.
  z.looseObject({ ssl_check: z.literal('1') }),
])

/**
 * Bolt takes any JSON for an object (`null` would end the process there), and lets what it does not know wait for three
 * seconds. All else that is wrong with a request, its signature first, is Bolt's to refuse.
 */
async function signedButUnknown(
  request: IncomingMessage & { readonly rawBody: Buffer },
  signingSecret: string,
): Promise<boolean> {
  try {
    const signed = await HTTPModuleFunctions.parseAndVerifyHTTPRequest({ signingSecret }, request)
    return !Body.safeParse(HTTPModuleFunctions.parseHTTPRequestBody(signed)).success
  } catch {
    return false
  }
}

function socketReceiver(appToken: string, { logger, clientOptions }: ReceiverParts): SocketModeReceiver {
  const receiver = new SocketModeReceiver({ appToken, logger, installerOptions: { clientOptions } })
  guardMessages(receiver.client, logger)
  return receiver
}

/** Slack's client, too, takes any JSON for an envelope with an object in it; it rejects, with nobody to catch that. */
function guardMessages(client: SocketModeReceiver['client'], logger: Logger): void {
  const listeners = client.listeners('ws_message')
  client.removeAllListeners('ws_message')
  client.on('ws_message', async (...message: unknown[]) => {
    try {
      await Promise.all(listeners.map((listener) => listener(...message)))
    } catch (error) {
      logger.error('A message over the socket was not understood', error)
    }
  })
}
