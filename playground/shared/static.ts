import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, resolve, sep } from 'node:path'
import { sendText } from './http.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
}

/** Serves the built page; an address without a file is the page itself. */
export async function servePage(
  response: ServerResponse,
  webRoot: string | undefined,
  path: string,
): Promise<void> {
  if (!webRoot) return sendText(response, 404, 'This local Slack was started without its page.')
  const root = resolve(webRoot)
  const wanted = resolve(join(root, safeDecode(path)))
  if (wanted !== root && !wanted.startsWith(root + sep)) return sendText(response, 404, 'Not found')
  const name = extname(wanted) ? wanted : join(root, 'index.html')
  const bytes = await readFile(name).catch(() => undefined)
  if (!bytes) return sendText(response, 404, 'Not found')
  response.writeHead(200, {
    'Content-Type': types[extname(name)] ?? 'application/octet-stream',
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
  })
  response.end(bytes)
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return '/'
  }
}
