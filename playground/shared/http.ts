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

/** A body that is not what its content type says. The message is Slack's error name. */
export class BadBody extends Error {}

/**
 * The arguments of a Web API call, from a form, JSON, multipart or the query; JSON within strings is opened.
 * Throws a BadBody for what cannot be read.
 */
export async function readArguments(request: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  const body = await readBody(request)
  const sent = await bodyArguments(body, request.headers['content-type'] ?? '')
  const args: Record<string, unknown> = { ...Object.fromEntries(url.searchParams), ...sent }
  for (const key of ['blocks', 'attachments', 'metadata', 'view', 'files']) {
    const value = args[key]
    if (typeof value === 'string' && value !== '') args[key] = parseJson(value) ?? value
  }
  return args
}

async function bodyArguments(body: Buffer, type: string): Promise<Record<string, unknown>> {
  if (type.includes('application/json')) {
    const json = body.byteLength === 0 ? {} : parseJson(body.toString('utf8'))
    if (json === undefined) throw new BadBody('invalid_json')
    if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new BadBody('json_not_object')
    return { ...json }
  }
  if (type.includes('multipart/form-data')) {
    const form = await formOf(body, type).catch((cause: unknown) => {
      throw new BadBody('invalid_form_data', { cause })
    })
    return Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))
  }
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
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
