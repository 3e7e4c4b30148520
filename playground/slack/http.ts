import type { IncomingMessage, ServerResponse } from 'node:http'

/** The few things of HTTP that the local Slack needs. */

export class TooLarge extends Error {}

export async function readBody(request: IncomingMessage, limit = 20_000_000): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size > limit) throw new TooLarge(`A request may hold at most ${limit} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function sendJson(
  response: ServerResponse,
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...headers,
  })
  response.end(JSON.stringify(json))
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(text)
}

/** The arguments of a Web API call, from a form, JSON, multipart or the query; JSON within strings is opened. */
export async function readArguments(request: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  const args: Record<string, unknown> = Object.fromEntries(url.searchParams)
  const body = await readBody(request)
  const type = request.headers['content-type'] ?? ''
  if (type.includes('application/json')) {
    const json: unknown = parseJson(body.toString('utf8'))
    if (typeof json === 'object' && json !== null) Object.assign(args, json)
  } else if (type.includes('multipart/form-data')) {
    for (const [key, value] of await formOf(body, type))
      args[key] = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer())
  } else Object.assign(args, Object.fromEntries(new URLSearchParams(body.toString('utf8'))))
  for (const key of ['blocks', 'attachments', 'metadata', 'view', 'files']) {
    const value = args[key]
    if (typeof value === 'string' && value !== '') args[key] = parseJson(value) ?? value
  }
  return args
}

export function formOf(body: Buffer, contentType: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } }).formData()
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
