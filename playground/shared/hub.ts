import type { ServerResponse } from 'node:http'

/** Server-Sent Events to whoever looks on, each person their own. */
export interface Hub<Event> {
  readonly join: (user: string, response: ServerResponse, first: readonly Event[]) => void
  readonly tell: (user: string, event: Event) => void
  readonly close: () => void
}

const keepAliveMs = 15_000

export function createHub<Event>(): Hub<Event> {
  const watchers = new Set<{ readonly user: string; readonly response: ServerResponse }>()
  const keepAlive = setInterval(() => {
    for (const { response } of watchers) response.write(':\n\n')
  }, keepAliveMs).unref()

  return {
    join(user, response, first) {
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        Connection: 'keep-alive',
      })
      response.write('retry: 1000\n\n')
      const watcher = { user, response }
      watchers.add(watcher)
      response.on('close', () => watchers.delete(watcher))
      for (const event of first) response.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    tell(user, event) {
      for (const watcher of watchers)
        if (watcher.user === user) watcher.response.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    close() {
      clearInterval(keepAlive)
      for (const { response } of watchers) response.end()
    },
  }
}
