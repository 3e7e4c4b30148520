// What the product in dist/src was built from, as one digest: so that an install sees whether it is still what the sources say.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export const sourceFolders = ['src', 'commands', 'views']
export const sourceFiles = ['package-lock.json', 'rolldown.config.ts', 'tsconfig.json']
/** Where the build leaves it. */
export const digestFile = 'dist/src/sources.sha256'

export function digestSources(root) {
  const hash = createHash('sha256')
  for (const file of [...sourceFiles, ...sourceFolders.flatMap((folder) => filesIn(root, folder))])
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function filesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
