import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'

/** How long a request may take to arrive, ms; Node's own limits are a minute for the headers and five for the whole. */
export const serverLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
} as const satisfies ServerOptions

/** Closes a server: what is being answered is seen through, or destroyed when `cut` is aborted. */
export type CloseServer = (cut?: AbortSignal) => Promise<void>

/** How often a closing server looks for connections that nobody waits for, ms. */
const arrivalMs = 1_000

/**
 * Watches a server from before its first connection, to close it later. Where no whole request has come, nothing has
 * begun: such a connection is given a second. (Node waits for it, and once it closes no longer holds it to any limit.)
 */
export function createCloser(server: Server): CloseServer {
  const sockets = new Set<Socket>()
  const requests = new Set<IncomingMessage>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (request, response) => {
    requests.add(request)
    response.once('close', () => requests.delete(request))
  })

  function destroyUnbegun(): void {
    const begun = new Set([...requests].filter(({ complete }) => complete).map(({ socket }) => socket))
    for (const socket of sockets) if (!begun.has(socket)) socket.destroy()
  }

  return async (cut) => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    const timer = setInterval(destroyUnbegun, arrivalMs)
    cut?.addEventListener('abort', () => server.closeAllConnections(), { once: true })
    await closed
    clearInterval(timer)
  }
}
