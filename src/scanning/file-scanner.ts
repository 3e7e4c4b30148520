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
      const { text } = await readFile(file)
      if (text === null) return []
      return findInFile(find, { name: file.name, text }, region, filesField, startSearchBudget(ms))
    },
  }
}

async function readFile({ name, content }: OfferedFile) {
  const pieces: Uint8Array[] = []
  for await (const piece of content.read()) pieces.push(piece)
  return recogniseFile({ name, bytes: Buffer.concat(pieces) })
}
