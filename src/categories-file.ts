/** The catalogue of services and areas from its files. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Categories } from './cases/categories.ts'
import { CatalogueFile, ServiceNode } from './categories/schema.ts'
import { createCategories, type Tree, treeFaults } from './categories/tree.ts'

/**
 * The catalogue that is shipped: `data/categories.json` and, beside it in `categories/`, a file for each service that it names.
 * Throws a sentence that names the file and every fault in it. JSON: a YAML reader would cost every start ten megabytes more.
 */
export function readCategories(file: string): Categories {
  return createCategories(readTree(file))
}

/**
 * The catalogue that is shipped, changed by the operator's own file where there is one: only then is its reader loaded.
 * Throws a `FileFaultError` with every fault of that file.
 */
export async function openCategories(file: string, ownFile: string | null): Promise<Categories> {
  if (ownFile === null) return readCategories(file)
  const { withOwnFile } = await import('./categories/own-file.ts')
  return createCategories(await withOwnFile(readTree(file), ownFile))
}

function readTree(file: string): Tree {
  const { products, questions, services } = read(file, CatalogueFile)
  const folder = file.replace(/\.json$/, '')
  const tree = {
    products,
    questions,
    services: services.map((id) => read(`${folder}/${id}.json`, ServiceNode)),
  }
  const faults = treeFaults(tree).map(
    ({ service, area, key, message }) => `${area ?? service} ${key ?? ''} ${message}`,
  )
  if (faults.length > 0) throw new Error(`The categories in ${folder} cannot be used:\n${faults.join('\n')}`)
  return tree
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (result.success) return result.data
  throw new Error(`The categories in ${file} cannot be used:\n${z.prettifyError(result.error)}`)
}
