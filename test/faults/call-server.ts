import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { KillTraps } from './kill-traps.ts'
import type { CallFault, PlatformCall, PlatformFaults } from './platform-faults.ts'

export interface PlatformAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}

/** A request that a platform understood; `take` does what it asks for. */
export interface UnderstoodCall {
  readonly call: PlatformCall
  take(): PlatformAnswer
  /** The answer to what was taken may not have reached the bot. */
  leaveInDoubt(): void
}

export interface CallServer {
  /** Where the instance of this slot finds the platform: a port of its own tells who asks. */
  url(slot: number): string
  close(): Promise<void>
}

/**
 * Serves a platform's API to all instances. Between the request and its answer stand the faults, and the traps in which an instance
 * dies.
 */
export async function startCallServer(parts: {
  readonly faults: PlatformFaults
  readonly traps: KillTraps
  readonly slots: number
  understand(request: IncomingMessage, path: string, slot: number, body: string): UnderstoodCall
  answerFault(fault: CallFault & { readonly kind: 'limited' | 'server-error' | 'refused' }): PlatformAnswer
}): Promise<CallServer> {
  const { faults, traps } = parts

  async function handle(slot: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request)
    const path = (request.url ?? '').slice(1)
    const { call, take, leaveInDoubt } = parts.understand(request, path, slot, body)
    if (traps.reach('before-taken', call)) return void request.socket.destroy()
    const fault = faults.befall(call)
    switch (fault?.kind) {
      case 'limited':
      case 'server-error':
      case 'refused':
        return send(response, parts.answerFault(fault))
      case 'cut':
        return void request.socket.destroy()
      case 'answer-lost':
        take()
        leaveInDoubt()
        traps.reach('taken', call)
        return void request.socket.destroy()
      case 'silent':
        take()
        leaveInDoubt()
        traps.reach('taken', call)
        return
      default: {
        const answer = take()
        if (traps.reach('taken', call)) {
          leaveInDoubt()
          return void request.socket.destroy()
        }
        send(response, answer)
        if (traps.reach('answered', call)) leaveInDoubt()
      }
    }
  }

  async function listen(slot: number): Promise<Server> {
    const server = createServer((request, response) => {
      handle(slot, request, response).catch(() => request.socket.destroy())
    })
    server.keepAliveTimeout = 60_000
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return server
  }

  const servers = await Promise.all(Array.from({ length: parts.slots }, (_, slot) => listen(slot)))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  return {
    url: (slot) => `http://127.0.0.1:${ports[slot]}`,
    async close() {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

function send(response: ServerResponse, { status, headers, body }: PlatformAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(body))
}

async function readText(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}
