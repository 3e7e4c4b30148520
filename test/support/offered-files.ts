import { createHash } from 'node:crypto'
import type { FileContent, IncomingFiles, OfferedFile, OfferedFiles } from '../../src/cases/attachments.ts'
import { ok, type Result } from '../../src/cases/refusal.ts'

/** A file that somebody hands over, its bytes in memory. */
export function anOfferedFile(name: string, bytes: string | Uint8Array): OfferedFile {
  return { name, content: contentOf(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes) }
}

function contentOf(bytes: Uint8Array): FileContent {
  return {
    path: '',
    size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *read() {
      yield bytes
    },
  }
}

/** The files of a send that came through. */
export function offering(...files: readonly OfferedFile[]): Result<OfferedFiles> {
  return ok({ files, discard: async () => {} })
}

/** What is in it. */
export async function readContent({ content }: OfferedFile): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of content.read()) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

/** Where no file is fetched. */
export const noIncoming: IncomingFiles = { open: () => Promise.reject(new Error('no file was to come')) }
