import { createHash } from 'node:crypto'
import { listReaders, type Visible } from '../../cases/audience.ts'
import type { Reader } from '../../cases/case.ts'

/**
 * What a search looks up: each word of the case once for each reader, so that a reader's matches lie together in the index, in the
 * order of a list (docs/decisions/0015). Readers go by a short name; that two share one finds nothing for either: every query
 * names its reader as well (VIS-1).
 */
export function toSearchKeys(visibleCase: Visible, words: readonly string[]): readonly string[] {
  const names = [...new Set(listReaders(visibleCase).map(toReaderKey))]
  return names.flatMap((name) => [...new Set(words)].map((word) => name + word))
}

/** One word of a reader as `toSearchKeys` has it. */
export function toSearchKey(reader: Reader, word: string): string {
  return toReaderKey(reader) + word
}

/** Always nine characters, the last one a space. */
function toReaderKey(reader: Reader): string {
  const text = reader.party === 'desk' ? 'desk' : JSON.stringify(Object.values(reader))
  return `${createHash('sha256').update(text).digest('base64url').slice(0, 8)} `
}
