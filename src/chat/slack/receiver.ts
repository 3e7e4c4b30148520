import type { AppOptions, Logger, Receiver, SocketModeReceiver } from '@slack/bolt'
import type { Log } from '../../config/log.ts'
import { createProxyDispatcher } from '../../config/proxied-network.ts'
import type { Route } from '../../http/request-route.ts'
import { createHttpReceiver } from './http-receiver.ts'
import type { CommandCall } from './listeners/commands.ts'
import { keepSocketOpen } from './socket.ts'

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
  return { receiver, route: undefined, ...keepSocketOpen(receiver.client, parts.log) }
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
  // The client takes Node's own way unless it is given another, whatever `fetch` does.
  const dispatcher = await createProxyDispatcher(process.env)
  const receiver = new Receiver({
    appToken,
    // Why there is no socket is told once, and in words, by whoever keeps it open.
    logger: { ...logger, error: (...parts) => logger.info(...parts) },
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { ...clientOptions, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    },
    ...(dispatcher ? { dispatcher } : {}),
  })
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
