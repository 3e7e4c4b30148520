import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface SocketServer {
  readonly url: string
  readonly port: number
  /** Sends one envelope to the bot and answers what it acknowledges it with. */
  ask(
    envelope: Readonly<Record<string, unknown>> & { readonly envelope_id: string },
  ): Promise<Readonly<Record<string, unknown>>>
  /** Sends this as it is, and waits for nothing. */
  send(text: string): void
  /** What whoever connects from now on is told instead of a greeting; undefined: they are greeted. Null: nothing at all. */
  answerWith(text: string | null | undefined): void
  /** How many have connected so far. */
  connected(): number
  /** Ends the socket as Slack does when it renews one. */
  hangUp(): void
  close(): Promise<void>
}

/** Slack's end of Socket Mode: greets whoever connects, hands over envelopes and reads their acknowledgements. */
export async function startSocketServer(): Promise<SocketServer> {
  const waiting = new Map<string, (answer: Readonly<Record<string, unknown>>) => void>()
  const hello = JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } })
  let socket: Socket | undefined
  let greeting: string | null | undefined
  let connections = 0
  const server = createServer()
  server.on('upgrade', (request, connection: Socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    connection.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    if (greeting !== null) connection.write(frame(greeting ?? hello))
    connections += 1
    socket = connection
    let pending = Buffer.alloc(0)
    connection.on('error', () => connection.destroy())
    connection.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk])
      for (let read = unframe(pending); read; read = unframe(pending)) {
        pending = pending.subarray(read.size)
        if (read.code === 8) connection.end()
        if (read.code !== 1) continue
        const answer = JSON.parse(read.text) as Readonly<Record<string, unknown>>
        waiting.get(String(answer.envelope_id))?.(answer)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/link`,
    port,
    ask: (envelope) =>
      new Promise((resolve) => {
        waiting.set(envelope.envelope_id, resolve)
        socket?.write(frame(JSON.stringify(envelope)))
      }),
    send(text) {
      socket?.write(frame(text))
    },
    answerWith(text) {
      greeting = text
    },
    connected: () => connections,
    hangUp() {
      // A close frame, 1000.
      socket?.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]))
    },
    async close() {
      socket?.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** One unmasked text frame of up to 64 KB (RFC 6455, 5.2). */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const head =
    payload.length < 126
      ? Buffer.from([0x81, payload.length])
      : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
  return Buffer.concat([head, payload])
}

/** The first whole masked frame of what came in. */
function unframe(
  data: Buffer,
): { readonly code: number; readonly text: string; readonly size: number } | undefined {
  if (data.length < 2) return undefined
  const short = (data[1] ?? 0) & 127
  const at = short === 126 ? 4 : 2
  if (data.length < at + 4) return undefined
  const length = short === 126 ? data.readUInt16BE(2) : short
  const size = at + 4 + length
  if (data.length < size) return undefined
  const mask = data.subarray(at, at + 4)
  const payload = data.subarray(at + 4, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return { code: (data[0] ?? 0) & 15, text: Buffer.from(payload).toString('utf8'), size }
}
