import type { AppOptions, Logger, Receiver, SocketModeReceiver } from '@slack/bolt'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import type { Route } from '../../http/request-route.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import { createHttpReceiver } from './http-receiver.ts'
import type { CommandCall } from './listeners/commands.ts'
import { appCredential, toUnavailable } from './unavailable.ts'
import { createWeb } from './web-client.ts'

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
  /** Over HTTP slash commands do not go through Bolt: what it prepares for each costs as much as a quick answer. */
  readonly takeCommand: (call: CommandCall) => Promise<void>
  readonly clientOptions: NonNullable<AppOptions['clientOptions']>
}

export async function createReceiver(
  connection: SlackConnection,
  parts: ReceiverParts,
): Promise<SlackReceiver> {
  if (connection.kind === 'http') {
    const http = createHttpReceiver(connection.signingSecret, parts.log, parts.takeCommand)
    return { ...http, open: async () => {}, close: async () => {} }
  }
  const receiver = await createSocketReceiver(connection.appToken, parts)
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

/** Loaded where it is asked for: what it stands on is more than all the rest. */
async function createSocketReceiver(
  appToken: string,
  { logger, clientOptions }: ReceiverParts,
): Promise<SocketModeReceiver> {
  const { default: loaded } = await import('@slack/bolt/dist/receivers/SocketModeReceiver.js')
  // A CommonJS module: Node and the bundle give all that it exports, Vitest its default at once.
  const exported: { readonly default: typeof SocketModeReceiver } | typeof SocketModeReceiver = loaded
  const Receiver = 'default' in exported ? exported.default : exported
  const receiver = new Receiver({ appToken, logger, installerOptions: { clientOptions } })
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
