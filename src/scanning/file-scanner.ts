/** What a file holds, looked at here and now: by the thread that does it for the product, and where nobody waits. */
import type { FileScanner, OfferedFile } from '../cases/attachments.ts'
import type { FindPersonalData } from '../cases/personal-data.ts'
import { findInFile, startSearchBudget } from '../cases/personal-data-guard.ts'
import { filesField } from '../cases/take-files.ts'
import { recogniseFile } from '../files/recognise-file.ts'
import { findPersonalData } from '../personal-data/find-personal-data.ts'

export function createFileScanner(find: FindPersonalData = findPersonalData): FileScanner {
  return {
    async recognise(file) {
      const { type, text } = await readFile(file)
      return { type, isText: text !== null }
    },
    async findPersonalData(file, region, ms) {
      const begun = performance.now()
      const { text } = await readFile(file)
      const found =
        text === null
          ? []
          : await findInFile(find, { name: file.name, text }, region, filesField, startSearchBudget(ms))
      return { found, ms: performance.now() - begun }
    },
  }
}

async function readFile({ name, content }: OfferedFile) {
  // Of its size from the start: pieces to be joined would need twice as much.
  const bytes = new Uint8Array(content.size)
  let size = 0
  for await (const piece of content.read()) {
    bytes.set(piece, size)
    size += piece.byteLength
  }
  return recogniseFile({ name, bytes })
}
