import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface ConnectProxy {
  /** `http://127.0.0.1:…`, with the user and the password where it asks for them. */
  readonly url: string
  /** What was let through, in order, each as `host:port`. */
  readonly passed: readonly string[]
  /** What was asked for and not let through. */
  readonly refused: readonly string[]
  /** Forgets what passed. */
  clear(): void
}

/**
 * An HTTP proxy that opens tunnels (CONNECT) to hosts that no name server knows: whatever reaches them went by it. Anything that is asked
 * of it without a tunnel is refused. Serves until the test is over.
 */
export async function startConnectProxy(
  /** The port on this machine that plays a host; undefined: it is not let through. */
  findPort: (host: string) => number | undefined,
  login?: { readonly user: string; readonly password: string },
): Promise<ConnectProxy> {
  const passed: string[] = []
  const refused: string[] = []
  const open = new Set<Socket>()
  const wanted = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
  const server = createServer((request, response) => {
    refused.push(String(request.url))
    response.writeHead(405).end()
  })
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const target = String(request.url)
    const port = findPort(target.replace(/:\d+$/, ''))
    const isKnown = wanted === undefined || request.headers['proxy-authorization'] === wanted
    if (!isKnown || port === undefined) {
      refused.push(target)
      client.end(`HTTP/1.1 ${isKnown ? '403 Forbidden' : '407 Proxy Authentication Required'}\r\n\r\n`)
      return
    }
    passed.push(target)
    const there = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      there.write(head)
      there.pipe(client)
      client.pipe(there)
    })
    for (const socket of [client, there]) {
      open.add(socket)
      socket.on('error', () => {
        client.destroy()
        there.destroy()
      })
      socket.on('close', () => open.delete(socket))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const user = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@` : ''
  return {
    url: `http://${user}127.0.0.1:${port}`,
    passed,
    refused,
    clear() {
      passed.length = 0
      refused.length = 0
    },
  }
}
