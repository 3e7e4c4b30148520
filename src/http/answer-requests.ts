import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../config/log.ts'
import { BrokenOff } from './read-body.ts'
import type { Route } from './request-route.ts'

/**
 * What every server of ours does with its requests: `route` first, then `GET /healthz` and what `readiness` answers, else 404. Nothing gets past it:
 * a target that is no address is told 400, and whatever a route throws or rejects with is logged and told 500.
 */
export function answerRequests(route: Route | undefined, log: Log, readiness?: Route): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const answered = route?.(request, response, url) ?? readiness?.(request, response, url)
    if (answered) return answered
    const healthy = url.pathname === '/healthz' && (request.method === 'GET' || request.method === 'HEAD')
    say(response, healthy ? 200 : 404, healthy ? 'ok' : 'not found')
  }

  function failed(response: ServerResponse, at: object, error: unknown): void {
    if (error instanceof BrokenOff) log.info(at, 'A request was broken off before it was here')
    else log.error({ ...at, err: error }, 'A request could not be answered')
    if (response.headersSent || error instanceof BrokenOff) response.destroy()
    else say(response, 500, 'failed')
  }

  return (request, response) => {
    const { method } = request
    const url = parseUrl(request)
    if (!url) {
      log.warn({ method }, 'A request was refused: its target is no address')
      say(response, 400, 'bad request')
      return
    }
    // No more of the path: it may hold a token.
    const at = { method, path: url.pathname.split('/', 2).join('/') }
    answer(request, response, url).catch((error: unknown) => failed(response, at, error))
  }
}

/** Undefined where there is none. Two slashes at the front, of either kind, would name another host. */
function parseUrl({ url = '/' }: IncomingMessage): URL | undefined {
  if (/^\/[/\\]/.test(url)) return undefined
  try {
    return new URL(url, 'http://localhost')
  } catch {
    return undefined
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text)
}
