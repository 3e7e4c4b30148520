import { readFileSync } from 'node:fs'
import { packageRoot } from '../../config/package-root.ts'
import type { Route } from '../../http/request-route.ts'

export const avatarPath = '/gchat/avatar.png'

/** `GET /gchat/avatar.png`: the app's picture, for the "Avatar URL" of its configuration. Anybody may have it. */
export function createAvatarRoute(): Route {
  const picture = readFileSync(new URL('data/listing/icon-256.png', packageRoot()))
  return ({ method }, response, { pathname }) => {
    if (pathname !== avatarPath || (method !== 'GET' && method !== 'HEAD')) return undefined
    response.writeHead(200, {
      'Content-Type': 'image/png',
      'Content-Length': picture.byteLength,
      'Cache-Control': 'public, max-age=86400',
      'X-Content-Type-Options': 'nosniff',
    })
    response.end(method === 'HEAD' ? undefined : picture)
    return Promise.resolve()
  }
}
