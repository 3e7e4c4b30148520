/** `npm run generate`: brings up to date what repeats the definitions of the commands. */
import { writeFileSync } from 'node:fs'
import { packageRoot } from '../src/config/package-root.ts'
import { generatedFiles } from './generated.ts'

for (const { path, was, is } of generatedFiles()) {
  if (was !== is) writeFileSync(new URL(path, packageRoot()), is)
  console.log(`${path}: ${was === is ? 'up to date' : 'written'}`)
}
