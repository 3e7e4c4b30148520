/** The catalogue of services and areas from its files. */
import { readFileSync } from 'node:fs'
import type { Categories } from '../cases/categories.ts'
import { createCategories, type ServiceNode, type Tree } from './tree.ts'

/**
 * The catalogue that is shipped: `data/categories.json` and, beside it in `categories/`, a file for each service that it names.
 * They are a part of the program: the tests check them (test/categories/shipped.test.ts), a start reads them as they are.
 * JSON, since a YAML reader would cost every start ten megabytes more.
 */
export function readCategories(file: string): Categories {
  return createCategories(readTree(file))
}

/**
 * The catalogue that is shipped, changed by the operator's own file where there is one: only then are its reader and its checks
 * loaded. Throws a `FileValidationError` with every fault of that file.
 */
export async function openCategories(file: string, ownFile: string | null): Promise<Categories> {
  if (ownFile === null) return readCategories(file)
  const { applyOwnCategoriesFile } = await import('./own-categories-file.ts')
  return createCategories(await applyOwnCategoriesFile(readTree(file), ownFile))
}

/** The tree that is shipped. */
export function readTree(file: string): Tree {
  const { services, ...rest } = read<Omit<Tree, 'services'> & { services: readonly string[] }>(file)
  const folder = file.replace(/\.json$/, '')
  return { ...rest, services: services.map((id) => read<ServiceNode>(`${folder}/${id}.json`)) }
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
