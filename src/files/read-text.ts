/** Files that an operator writes, in whichever encoding: read in one place, so that none of them is misread (docs/decisions/0036). */
import { createReadStream } from 'node:fs'
import type { FileIssue } from '../config/file-validation-error.ts'
import { type DetectOptions, detectEncoding } from './detect-encoding.ts'
import { createDecoder, decodeText, type Encoding } from './encodings.ts'

export type ReadText =
  | { readonly text: string; readonly encoding: Encoding; readonly issue?: undefined }
  | { readonly issue: FileIssue }

/** The text of a whole file, without a mark at its start; or where its encoding is in doubt. */
export function readText(bytes: Uint8Array, options: DetectOptions = {}): ReadText {
  const detected = detectEncoding(bytes, options)
  if (!detected.encoding) return { issue: detected.issue }
  return { text: decodeText(bytes, detected.encoding), encoding: detected.encoding }
}

/** The bytes of a whole file as UTF-8, for who reads it piece by piece; the same ones where they are UTF-8 already. */
export function readAsUtf8(
  bytes: Uint8Array,
):
  | { readonly bytes: Uint8Array; readonly encoding: Encoding; readonly issue?: undefined }
  | { readonly issue: FileIssue } {
  const detected = detectEncoding(bytes)
  if (!detected.encoding) return { issue: detected.issue }
  const { encoding } = detected
  return { encoding, bytes: encoding === 'utf-8' ? bytes : Buffer.from(decodeText(bytes, encoding)) }
}

/** The text of a file that may be too large to be held at once. `onRead` is told how many of its bytes were read. */
export async function* readTextPieces(
  file: string,
  encoding: Encoding,
  onRead?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = createDecoder(encoding)
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    onRead?.(bytes)
    const piece = decoder.write(chunk)
    if (piece !== '') yield piece
  }
  const last = decoder.end()
  if (last !== '') yield last
}
