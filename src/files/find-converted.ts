import { existsSync } from 'node:fs'
import { detectFileEncoding } from './detect-encoding.ts'
import { type Encoding, encodingNames } from './encodings.ts'

export interface ConvertedFile {
  readonly file: string
  readonly encoding: Encoding
  /** As people know it. */
  readonly name: string
}

/** Those of the files that are not written in UTF-8, and are read all the same: whoever wrote them is to know as what. */
export async function findConverted(files: readonly (string | null)[]): Promise<readonly ConvertedFile[]> {
  const there = files.filter((file): file is string => file !== null && existsSync(file))
  const all = await Promise.all(
    there.map(async (file) => {
      const { encoding = 'utf-8' } = await detectFileEncoding(file)
      return { file, encoding, name: encodingNames[encoding] }
    }),
  )
  return all.filter(({ encoding }) => encoding !== 'utf-8')
}
