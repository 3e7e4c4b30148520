import { createHash } from 'node:crypto'
import type { Platform } from '../cases/case.ts'
import type { IdempotencyKey } from '../cases/case-store.ts'

const maxLength = 255

/** The idempotency key out of the ids that a platform gave this very send; what would be too long ends in a hash of it all. */
export function createIdempotencyKey(platform: Platform, ...ids: readonly string[]): IdempotencyKey {
  const key = [platform, ...ids].join(':')
  if (key.length <= maxLength) return key
  const hash = createHash('sha256').update(key).digest('hex')
  return `${key.slice(0, maxLength - hash.length - 1)}~${hash}`
}
