import { createHash, randomBytes } from 'node:crypto'

/** Google's ids: long numbers for users, eleven letters for spaces, threads and messages. */

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `users/1…`, always the same for the same name. */
export function userName(...names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\n')).digest()
  return `users/1${(digest.readBigUInt64BE(0) % 10n ** 18n).toString().padStart(18, '0')}`
}

/** The id of a space, always the same for the same names. */
export function spaceId(...names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\n')).digest()
  return `AAAA${lettersOf(digest.subarray(0, 7))}`
}

/** The id of a thread, message or file. */
export function freshId(): string {
  return lettersOf(randomBytes(11))
}

function lettersOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => letters[byte % letters.length]).join('')
}

/** Microseconds since 1970, never the same twice, always growing. */
export function createMoments(now: () => number, newest: number): () => number {
  let last = newest
  return () => {
    last = Math.max(last + 1, Math.floor(now()) * 1000)
    return last
  }
}

/** As Google's JSON writes a moment: `2026-11-22T09:05:00.123456Z`. */
export function timestamp(micros: number): string {
  const rest = String(micros % 1000).padStart(3, '0')
  return new Date(Math.floor(micros / 1000)).toISOString().replace('Z', `${rest}Z`)
}
