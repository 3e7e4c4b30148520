import type { IncomingMessage, ServerResponse } from 'node:http'
import { HTTPReceiver, type Logger, SocketModeReceiver } from '@slack/bolt'
import type { Route } from '../platform/route.ts'

const fiveMinutes = 5 * 60

/**
 * Takes Slack's requests at `POST /slack/events` and answers `GET /healthz`. Bolt checks the signature and refuses a
 * timestamp that is more than five minutes old, but takes any from the future, so that a request stolen ahead of its
 * time would stay good; those are turned away here with 401. Both checks go by the machine's clock.
 */
export function httpReceiver(options: {
  readonly signingSecret: string
  readonly logger: Logger
  /** Looked at before Slack's own. */
  readonly route?: Route | undefined
}): HTTPReceiver {
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret,
    endpoints: ['/slack/events'],
    logger: options.logger,
    customRoutes: [{ path: '/healthz', method: ['GET'], handler: healthy }],
  })
  const listen = receiver.requestListener
  receiver.requestListener = (request, response) => {
    if (options.route?.(request, response)) return
    const stamp = Number(request.headers['x-slack-request-timestamp'])
    if (stamp > Date.now() / 1000 + fiveMinutes) {
      options.logger.warn('A request with a timestamp from the future was refused')
      response.writeHead(401).end()
      return
    }
    listen(request, response)
  }
  return receiver
}

export function socketReceiver(options: {
  readonly appToken: string
  readonly logger: Logger
  readonly apiUrl: string | undefined
}): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: options.appToken,
    logger: options.logger,
    ...(options.apiUrl === undefined
      ? {}
      : { installerOptions: { clientOptions: { slackApiUrl: options.apiUrl } } }),
  })
}

function healthy(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
}
