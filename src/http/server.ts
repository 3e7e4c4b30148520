import { createServer, type ServerOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../config/log.ts'
import { answerRequests } from './answer-requests.ts'
import type { Route } from './request-route.ts'
import { type CloseServer, createCloser, serverLimits } from './server-limits.ts'

/** A server of the process: for the chats' endpoints, account linking and downloads; for metrics. Rejects where the port is not to be had. */
export async function startServer(options: {
  readonly host: string
  readonly port: number
  readonly route: Route
  readonly log: Log
  readonly limits?: ServerOptions
  /** The setting that says the port, for whoever has to choose another. */
  readonly portSetting?: string
}): Promise<{ readonly url: string; readonly close: CloseServer }> {
  const server = createServer(options.limits ?? serverLimits, answerRequests(options.route, options.log))
  const close = createCloser(server)
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error) => reject(Object.assign(error, { setting: options.portSetting ?? 'PORT' }))
    server.once('error', fail)
    server.listen(options.port, options.host, () => {
      server.off('error', fail)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${toHostname(options.host)}:${port}`,
    close,
  }
}

/** What a browser on this machine can open. */
function toHostname(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
