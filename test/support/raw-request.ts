import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Opens a connection and writes this on it, byte for byte: what no HTTP client would send. */
export async function written(url: string, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** The status that the server answers this with; undefined where it hangs up without one. */
export async function statusOf(url: string, text: string): Promise<number | undefined> {
  const socket = await written(url, text)
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece.toString('latin1')
  })
  await once(socket, 'close')
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? []
  return status === undefined ? undefined : Number(status)
}

/** A whole request for this target, with nothing after it. */
export function requestFor(target: string, method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
}

/** The first part of a POST whose body goes on, and never comes. */
export function halfPost(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n${lines.join('')}\r\n{"half":`
}

/** Targets that `new URL` throws at, or takes another host from. */
export const malformedTargets = [
  '//',
  '///',
  '//[',
  '/\\',
  '/\\[',
  'http://[/',
  '//link/x',
  'http://',
] as const
