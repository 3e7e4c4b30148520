import { createHash, timingSafeEqual } from 'node:crypto'
import type { Route } from './request-route.ts'

/** Figures in the text format that monitoring reads. */
export interface Figures {
  readonly contentType: string
  render(): Promise<string>
}

/** `GET /metrics`; with a token only for whoever bears it. */
export function createMetricsRoute(figures: Figures, token: string | null): Route {
  return (request, response, { pathname }) => {
    if (pathname !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
    if (token !== null && !isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
      response
        .writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Bearer' })
        .end('unauthorized')
      return Promise.resolve()
    }
    return answer()
    async function answer(): Promise<void> {
      const text = await figures.render()
      response.writeHead(200, { 'content-type': figures.contentType }).end(text)
    }
  }
}

/** Takes as long whatever is the same. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
