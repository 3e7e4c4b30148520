import { createHash } from 'node:crypto'
import { mongo } from 'mongoose'

const modulus = 2n ** 256n
export const emptyDigest = '0'.repeat(64)

/** The digest of more documents, in whatever order they come: what two collections with the same documents have in common. */
export function addToDigest(digest: string, documents: readonly object[]): string {
  const sum = documents.reduce((sum, document) => sum + digestDocument(document), BigInt(`0x${digest}`))
  return (sum % modulus).toString(16).padStart(64, '0')
}

function digestDocument(document: object): bigint {
  return BigInt(`0x${createHash('sha256').update(toText(document)).digest('hex')}`)
}

/** Fields in the order of their names: not every server keeps theirs. */
function toText(value: unknown): string {
  // The driver writes a lone surrogate as the character for what cannot be read.
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  if (value instanceof Date) return `@${value.getTime()}`
  if (value instanceof mongo.ObjectId) return `#${value.toHexString()}`
  if (Array.isArray(value)) return `[${value.map(toText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${toText(field)}`).join(',')}}`
}
