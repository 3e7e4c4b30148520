import { createHash } from 'node:crypto'
import type { Key } from '../cases/ports.ts'

const most = 255

/** The idempotency key out of the ids that Slack gave this very send; what would be too long ends in a hash of it all. */
export function slackKey(...ids: readonly string[]): Key {
  const key = ['slack', ...ids].join(':')
  if (key.length <= most) return key
  const hash = createHash('sha256').update(key).digest('hex')
  return `${key.slice(0, most - hash.length - 1)}~${hash}`
}
