/** A small proxy on this machine: the one that stands before the bot in earnest, and the door to what lives behind a socket file. */
import {
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Forwarder {
  readonly url: string
  close(): Promise<void>
}

/** Listens at any free port and hands each request on to where `target` says at that moment. */
export async function startForwarder(target: () => Promise<RequestOptions>): Promise<Forwarder> {
  const server = createServer((incoming, response) => {
    target()
      .then((to) => handOn(incoming, response, to))
      .catch(() => unreachable(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Sends a request to where it belongs, and its answer back. */
export function handOn(incoming: IncomingMessage, response: ServerResponse, to: RequestOptions): void {
  const { method = 'GET', url: path = '/', headers } = incoming
  const outgoing = request({ ...to, method, path, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  outgoing.on('error', () => unreachable(response))
  // Who looks on no more needs no answer: a stream of events would go on for ever.
  response.on('close', () => outgoing.destroy())
  incoming.pipe(outgoing)
}

function unreachable(response: ServerResponse): void {
  if (!response.headersSent) response.writeHead(502)
  response.end()
}
