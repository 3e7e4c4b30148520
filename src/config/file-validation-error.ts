/** One thing to mend in a file that the operator writes. `line` counts from 1. */
export interface FileIssue {
  readonly line: number
  /** Such as `customers[3].timeZone`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
}

/** A file that cannot be used, with every fault found in it, in the order of their lines. */
export class FileValidationError extends Error {
  readonly file: string
  readonly faults: readonly FileIssue[]

  constructor(what: string, file: string, faults: readonly FileIssue[]) {
    const lines = faults.map(
      (fault) => `  line ${fault.line}${fault.path && `, ${fault.path}`}: ${fault.message}`,
    )
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`
    super(`${what} ${file} has ${count}:\n${lines.join('\n')}`)
    this.name = 'FileValidationError'
    this.file = file
    this.faults = faults
  }
}
