import { fileURLToPath } from 'node:url'
import { openCategories } from '../categories/open-categories.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { packageRoot } from '../config/package-root.ts'
import { type Finding, ok, problem } from './finding.ts'

/** The operator's own categories: what is wrong with the file a start tells as well. */
export async function checkCategories(file: string): Promise<readonly Finding[]> {
  const about = { kind: 'categories', subject: file } as const
  try {
    await openCategories(fileURLToPath(new URL('data/categories.json', packageRoot())), file)
    return [ok(about, `${file} can be laid over the categories that are shipped.`)]
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    return [
      problem({ ...about, cause: 'settings' }, error.message, 'Correct the file: with it nothing starts.'),
    ]
  }
}
