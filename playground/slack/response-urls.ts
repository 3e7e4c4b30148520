import { randomBytes } from 'node:crypto'

/** Where an answer goes: the person who acted, the channel, and the message that was acted on. */
export interface Occasion {
  readonly user: string
  readonly channel: string
  /** The ts of the message with the button, if there is one. */
  readonly source?: string
}

/** Addresses that the bot may post to without a token: five times, within thirty minutes. */
export interface ResponseUrls {
  readonly create: (occasion: Occasion) => string
  readonly take: (path: string) => Occasion | 'used_url' | 'expired_url' | 'invalid_url'
}

const uses = 5
const lifeMs = 30 * 60_000

export function createResponseUrls(url: string, team: string, now: () => number): ResponseUrls {
  const open = new Map<string, { readonly occasion: Occasion; readonly at: number; left: number }>()
  return {
    create(occasion) {
      for (const [path, one] of open) if (now() - one.at > 2 * lifeMs) open.delete(path)
      const path = `/actions/${team}/${randomBytes(6).readUIntBE(0, 6)}/${randomBytes(18).toString('base64url')}`
      open.set(path, { occasion, at: now(), left: uses })
      return url + path
    },
    take(path) {
      const one = open.get(path)
      if (!one) return 'invalid_url'
      if (now() - one.at > lifeMs) return 'expired_url'
      if (one.left <= 0) return 'used_url'
      one.left -= 1
      return one.occasion
    },
  }
}
