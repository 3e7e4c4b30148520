/** What Slack's Web API is to the delivery bench: it takes posts after a while, notes when they came, and refuses some. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long Slack takes for an answer here, ms. */
const answerMs = 20

export interface SlackRecorder {
  readonly url: string
  /** When each message came, ms since 1970 with fractions, by `case:entry` (the card is entry 0). */
  readonly posts: ReadonlyMap<string, number>
  /** How many posts were refused for being too many. */
  readonly limited: () => number
  /** Channels that are archived, and channels that never answer. */
  readonly archived: Set<string>
  readonly silent: Set<string>
  /** So many at once, then one a second and channel; beside that, this part of all is refused at random. */
  limit(rule: { readonly burst: number; readonly refused: number } | undefined): void
  forget(): void
  close(): void
}

export function moment(): number {
  return performance.timeOrigin + performance.now()
}

export async function startSlackRecorder(): Promise<SlackRecorder> {
  const posts = new Map<string, number>()
  const archived = new Set<string>()
  const silent = new Set<string>()
  const buckets = new Map<string, number>()
  let rule: { readonly burst: number; readonly refused: number } | undefined
  let limited = 0
  let count = 0

  /** A bucket per channel that empties by one a second. */
  function isTooMany(channel: string, now: number): boolean {
    if (!rule) return false
    if (Math.random() < rule.refused) return true
    const emptyAt = Math.max(buckets.get(channel) ?? 0, now)
    if (emptyAt + 1_000 > now + rule.burst * 1_000) return true
    buckets.set(channel, emptyAt + 1_000)
    return false
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request))
    const channel = form.get('channel') ?? ''
    const at = moment()
    const send = (body: object, status = 200, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          'x-oauth-scopes': 'chat:write,commands',
          ...headers,
        })
        .end(JSON.stringify(body))
    if (silent.has(channel)) return
    await sleep(answerMs)
    if (archived.has(channel)) return void send({ ok: false, error: 'is_archived' })
    if (request.url?.endsWith('/auth.test'))
      return void send({ ok: true, user_id: 'UBOT', bot_id: 'B1', team_id: 'T1', team: 'Bench' })
    if (!request.url?.endsWith('/chat.postMessage')) return void send({ ok: true, messages: [] })
    if (isTooMany(channel, at)) {
      limited += 1
      return void send({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '1' })
    }
    const { event_payload: of = {} } = JSON.parse(form.get('metadata') ?? '{}') as {
      event_payload?: { case?: number; entry?: number }
    }
    posts.set(`${of.case}:${of.entry}`, at)
    count += 1
    send({ ok: true, channel, ts: `${Math.floor(at / 1_000)}.${String(count).padStart(6, '0')}` })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    posts,
    limited: () => limited,
    archived,
    silent,
    limit(next) {
      rule = next
      buckets.clear()
    },
    forget() {
      posts.clear()
      archived.clear()
      silent.clear()
      limited = 0
      rule = undefined
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
