import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import fc from 'fast-check'
import { written } from '../support/raw-request.ts'
import { type MutatedRequest, mutatedRequests } from './mutated-requests.ts'

export interface Target {
  readonly url: string
  /** The headers by which the endpoint knows that a body is its chat's. */
  sign(path: string, body: string): Readonly<Record<string, string>>
}

export interface Outcome {
  readonly endpoint: string
  readonly sent: number
  /** How often each status came; 0 for those that were hung up on. */
  readonly statuses: Readonly<Record<number, number>>
  /** What was answered with a fault, or not within `patienceMs`. */
  readonly faults: readonly string[]
}

const patienceMs = 30_000
/** How many requests are under way at a time. */
const lanes = 8

/** Sends so many mutated requests to each endpoint, the same ones for the same seed. */
export async function* attack(target: Target, count: number, seed: number): AsyncGenerator<Outcome> {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes })
  for (const [endpoint, requests] of Object.entries(mutatedRequests))
    yield await attackEndpoint(endpoint, fc.sample(requests, { numRuns: count, seed }), (request) =>
      send(target, request, agent),
    )
  agent.destroy()
  const raw = fc.sample(rawRequests(), { numRuns: Math.ceil(count / 10), seed })
  yield await attackEndpoint('raw', raw, (text) => sendRaw(target.url, text))
}

async function attackEndpoint<T>(
  endpoint: string,
  requests: readonly T[],
  deliver: (request: T) => Promise<number>,
): Promise<Outcome> {
  const statuses: Record<number, number> = {}
  const faults: string[] = []
  const left = requests.values()
  const lane = async () => {
    for (const request of left) {
      const status = await deliver(request).catch((error: unknown) => String(error))
      if (typeof status === 'number') statuses[status] = (statuses[status] ?? 0) + 1
      if (typeof status === 'string' || status >= 500)
        faults.push(`${status}: ${JSON.stringify(request).slice(0, 2_000)}`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return { endpoint, sent: requests.length, statuses, faults }
}

function send({ url, sign }: Target, request: MutatedRequest, agent: Agent): Promise<number> {
  const { method, path, body = '', headers, signed } = request
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const outgoing = httpRequest({
      agent,
      hostname,
      port,
      method,
      path: encodeURI(path).replaceAll('%25', '%'),
      headers: { ...headers, ...(signed ? sign(path, body) : {}), 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(patienceMs),
    })
    outgoing.on('response', (response) => {
      response.resume()
      response.on('close', () => resolve(response.statusCode ?? 0))
    })
    // To hang up is an answer, too.
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(0) : reject(error),
    )
    outgoing.end(body)
  })
}

/** Nothing comes after it: the server need not wait for the rest. */
async function sendRaw(url: string, text: string): Promise<number> {
  const socket = await written(url, text)
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece.toString('latin1')
  })
  socket.setTimeout(patienceMs, () => socket.destroy())
  socket.end()
  if (!socket.closed) await once(socket, 'close')
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0)
}

/** What no HTTP client sends. */
function rawRequests(): fc.Arbitrary<string> {
  const line = fc.oneof(
    fc.constantFrom(
      'POST /slack/events HTTP/1.1',
      'GET // HTTP/1.1',
      'GET http://[/ HTTP/1.1',
      'POST /gchat/events HTTP/9.9',
      'PRI * HTTP/2.0',
      'CONNECT x:1 HTTP/1.1',
      'OPTIONS * HTTP/1.1',
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 200 }),
  )
  const headers = fc.array(
    fc.oneof(
      fc.constantFrom(
        'Host: x',
        'Content-Length: -1',
        'Content-Length: 99999999999',
        'Transfer-Encoding: chunked',
        'Transfer-Encoding: chunked, identity',
        'Expect: 100-continue',
        'Upgrade: websocket',
        'Connection: upgrade',
        `X: ${'a'.repeat(20_000)}`,
      ),
      fc.string({ unit: 'binary-ascii', maxLength: 100 }),
    ),
    { maxLength: 6 },
  )
  const rest = fc.constantFrom('', '0\r\n\r\n', 'zz\r\n', '5\r\nhello\r\n', '\0'.repeat(100))
  // With `Connection: close` and a last chunk nobody waits for long; without, the server's own limits end it.
  return fc
    .tuple(line, headers, rest)
    .map(([first, lines, body]) => `${[first, ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`)
}
