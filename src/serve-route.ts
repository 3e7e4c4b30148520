import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Route } from './platform/route.ts'

/** A server for one route, for where no platform keeps one. It answers `GET /healthz` as the others do. */
export async function serveRoute(options: {
  readonly host: string
  readonly port: number
  readonly route: Route
}): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (options.route(request, response)) return
    const healthy = request.method === 'GET' && request.url === '/healthz'
    response
      .writeHead(healthy ? 200 : 404, { 'content-type': 'text/plain' })
      .end(healthy ? 'ok' : 'not found')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      return closed
    },
  }
}
