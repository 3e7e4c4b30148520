/** A file that the operator writes in YAML (so JSON as well), read as a whole; what is wrong with it is told with its lines. */
import { readFile } from 'node:fs/promises'
import { LineCounter, parseDocument } from 'yaml'
import { formatPath, locateLine, type Path } from '../config/describe-file-issues.ts'
import { type FileIssue, FileValidationError } from '../config/file-validation-error.ts'
import { readText } from './read-text.ts'

export interface YamlFault {
  readonly path: Path
  readonly message: string
}

export interface OperatorYaml {
  readonly sections: Readonly<Record<string, unknown>>
  /** Every fault at once, in the order of their lines. */
  unusable(faults: readonly YamlFault[]): FileValidationError
}

/** `what` names the file in a sentence: "The categories file". Throws a `FileValidationError` for what holds no sections. */
export async function readOperatorYaml(
  what: string,
  file: string,
  sections: readonly string[],
): Promise<OperatorYaml> {
  const fail = (faults: readonly FileIssue[]) => new FileValidationError(what, file, faults)
  const atStart = (message: string) => fail([{ line: 1, path: '', message }])
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw atStart(
      error.code === 'ENOENT'
        ? 'there is no such file: correct the setting'
        : `it cannot be read (${error.code})`,
    )
  })
  const read = readText(bytes)
  if (read.issue) throw fail([read.issue])
  const lines = new LineCounter()
  const document = parseDocument(read.text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw fail(
      document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, path: '', message })),
    )
  }
  let raw: unknown
  try {
    raw = document.toJS()
  } catch (error) {
    // Aliases that multiply, or that refer to nothing.
    throw atStart(error instanceof Error ? error.message : String(error))
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw atStart(`must hold one of ${sections.join(', ')}`)
  return {
    sections: raw as Record<string, unknown>,
    unusable: (faults) =>
      fail(
        faults
          .map(({ path, message }) => ({
            line: locateLine(document, lines, path),
            path: formatPath(path),
            message,
          }))
          .toSorted((a, b) => a.line - b.line),
      ),
  }
}
