import { createHash, randomBytes } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** An id as Slack writes them, always the same for the same names. */
export function stableId(prefix: string, ...names: readonly string[]): string {
  const digest = createHash('sha256')
    .update([prefix, ...names].join('\n'))
    .digest()
  return prefix + [...digest.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

export function randomId(prefix: string): string {
  return prefix + [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** Public ids and timestamps outside, the emulator's own inside. */
export interface Translator {
  readonly bind: (outside: string, inside: string) => void
  readonly inside: (outside: string) => string
  /** Rewrites a whole answer: exact values, keys, and mentions within text. */
  readonly outward: (json: unknown) => unknown
}

export function createTranslator(): Translator {
  const inward = new Map<string, string>()
  const outward = new Map<string, string>()

  function rewrite(json: unknown): unknown {
    if (typeof json === 'string') {
      return (
        outward.get(json) ??
        json.replace(
          /<([@#])([A-Z0-9]+)/g,
          (_, sign: string, id: string) => `<${sign}${outward.get(id) ?? id}`,
        )
      )
    }
    if (Array.isArray(json)) return json.map(rewrite)
    if (typeof json !== 'object' || json === null) return json
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [outward.get(key) ?? key, rewrite(value)]),
    )
  }

  return {
    bind(outside, inside) {
      inward.set(outside, inside)
      outward.set(inside, outside)
    },
    inside: (outside) => inward.get(outside) ?? outside,
    outward: rewrite,
  }
}

/** Message timestamps: seconds with six decimals, never the same twice, always growing. */
export function createTimestamps(now: () => number, newest: string | undefined): () => string {
  let last = newest ? Number(newest.replace('.', '')) : 0
  return () => {
    last = Math.max(last + 1, Math.floor(now()) * 1000)
    const digits = String(last).padStart(16, '0')
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`
  }
}
