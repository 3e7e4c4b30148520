import { FileValidationError } from '../config/file-validation-error.ts'

/** A directory file that cannot be used, with every fault found in it, in the order of their lines. */
export class DirectoryFileError extends FileValidationError {
  constructor(file: string, faults: FileValidationError['faults']) {
    super('The directory file', file, faults)
    this.name = 'DirectoryFileError'
  }
}
