/** The catalogue that is shipped, for tests. */
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/config/package-root.ts'

export const catalogueFile = fileURLToPath(new URL('data/categories.json', packageRoot()))
