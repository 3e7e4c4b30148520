/** The catalogue of products and categories from its file. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Categories, CategoriesFile, createCategories } from './cases/categories.ts'

/** Throws a sentence that names the file and every fault in it. JSON: a YAML reader would cost every start ten megabytes more. */
export function readCategories(file: string): Categories {
  const result = CategoriesFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!result.success)
    throw new Error(`The categories in ${file} cannot be used:\n${z.prettifyError(result.error)}`)
  return createCategories(result.data)
}
