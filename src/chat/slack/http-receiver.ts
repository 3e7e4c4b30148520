import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type App,
  defaultBodyLimit,
  HTTPModuleFunctions,
  isValidSlackRequest,
  type Receiver,
  ReceiverMultipleAckError,
  type SlashCommand,
} from '@slack/bolt'
import { onceForEach } from '../../cases/once-for-each.ts'
import type { Log } from '../../config/log.ts'
import { readBody } from '../../http/read-body.ts'
import type { Route } from '../../http/request-route.ts'
import type { CommandCall } from './listeners/commands.ts'
import { isSlackBody, type SlashCommandBody } from './request-body.ts'
import { respondTo } from './respond-to.ts'

const fiveMinutes = 5 * 60
const eventsPath = '/slack/events'

/** With its body, as Bolt's own functions take it. */
type Buffered = IncomingMessage & { readonly rawBody: Buffer }

/**
 * Takes Slack's requests at `POST /slack/events` for Bolt, each verified and read once. In the place of Bolt's
 * receiver, which takes any JSON for an object (`null` would end the process there), any timestamp from the future, and lets what
 * nobody answers wait for three seconds.
 */
export function createHttpReceiver(
  signingSecret: string,
  log: Log,
  takeCommand: (call: CommandCall) => Promise<void>,
): { readonly receiver: Receiver; readonly route: Route } {
  let app: App | undefined

  function refuse(response: ServerResponse, status: number, why: string): void {
    log.warn({ status, why }, 'A request to the Slack endpoint was refused; nothing was done')
    response.writeHead(status).end()
  }

  async function takeRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A request stolen ahead of its time would stay good. This and Bolt's check of its age go by the machine's clock.
    if (sentAt(request) > Date.now() / 1000 + fiveMinutes)
      return refuse(response, 401, 'the timestamp is from the future')
    const rawBody = await readBody(request, defaultBodyLimit)
    if (!rawBody) return refuse(response, 413, `the body is larger than ${defaultBodyLimit} bytes`)
    const buffered = Object.assign(request, { rawBody })
    if (!isSigned(buffered, signingSecret)) {
      if (isUnsignedCheck(buffered)) return answer(response)
      return refuse(
        response,
        401,
        'it is not signed with SLACK_SIGNING_SECRET, or is older than five minutes',
      )
    }
    const body = parseBody(buffered)
    if (isCheck(body)) return answer(response)
    if (!isSlackBody(body)) return refuse(response, 400, 'the body is nothing that Slack sends')
    if (body.type === 'url_verification') return answer(response, { challenge: body.challenge })
    const ack = createAck(response)
    if (body.type === undefined) await takeCommand(toCall(body, ack))
    else await app?.processEvent({ body, ack, ...readRetry(request) })
    if (!response.headersSent) refuse(response, 404, 'nothing here takes it')
  }

  return {
    receiver: {
      init(of) {
        app = of
      },
      start: async () => {},
      stop: async () => {},
    },
    route: (request, response, url) =>
      request.method === 'POST' && url.pathname === eventsPath ? takeRequest(request, response) : undefined,
  }
}

function sentAt(request: IncomingMessage): number {
  return Number(request.headers['x-slack-request-timestamp'])
}

/** With the secret, within the last five minutes: by Bolt's own check. */
function isSigned(request: Buffered, signingSecret: string): boolean {
  const signature = request.headers['x-slack-signature']
  const sent = sentAt(request)
  if (typeof signature !== 'string' || Number.isNaN(sent)) return false
  return isValidSlackRequest({
    signingSecret,
    body: request.rawBody.toString(),
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': sent },
  })
}

/** Undefined for what cannot be read. */
function parseBody(request: Buffered): unknown {
  try {
    return HTTPModuleFunctions.parseHTTPRequestBody(request)
  } catch {
    return undefined
  }
}

/** Slack's question whether anybody is there, which it does not sign. Whatever else is in it is not looked at. */
function isUnsignedCheck(request: Buffered): boolean {
  return (
    request.headers['content-type'] === 'application/x-www-form-urlencoded' && isCheck(parseBody(request))
  )
}

function isCheck(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'ssl_check' in body && body.ssl_check === '1'
}

function readRetry(request: IncomingMessage): { retryNum?: number; retryReason?: string } {
  const retryNum = HTTPModuleFunctions.extractRetryNumFromHTTPRequest(request)
  const retryReason = HTTPModuleFunctions.extractRetryReasonFromHTTPRequest(request)
  return {
    ...(retryNum === undefined ? {} : { retryNum }),
    ...(retryReason === undefined ? {} : { retryReason }),
  }
}

function toCall(body: SlashCommandBody, ack: CommandCall['ack']): CommandCall {
  const command = body as SlashCommand
  if (!command.response_url) return { command, ack }
  return { command, ack, respond: (message) => respondTo(command.response_url, message) }
}

/** The first call is the answer to the request. */
function createAck(response: ServerResponse) {
  return async (body?: unknown): Promise<void> => {
    if (response.headersSent) throw new ReceiverMultipleAckError()
    answer(response, body)
  }
}

/** With its length, so that all of it goes out as one piece. */
function answer(response: ServerResponse, body?: unknown): void {
  if (!body) {
    response.writeHead(200, { 'content-length': 0 }).end()
    return
  }
  const isObject = typeof body === 'object'
  const bytes = isObject ? serialise(body) : Buffer.from(String(body))
  const type = isObject ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.byteLength }).end(bytes)
}

/** What is answered again was drawn before. */
const serialise = onceForEach((body: object) => Buffer.from(JSON.stringify(body)))
