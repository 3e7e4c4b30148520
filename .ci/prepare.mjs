// `npm ci` builds. A production install (`npm ci --omit=dev`) has no build tools: where dist/ is not built from these sources, the tools
// are installed in a temporary folder, dist/ is built there, and the folder is removed (docs/decisions/0020-production-install.md).
import { execSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestFile, digestSources, sourceFiles, sourceFolders } from './source-digest.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

if (areInstalled(['rolldown', 'vite'])) run('npm run build', root)
else if (!isBuilt()) buildElsewhere()

function areInstalled(tools) {
  const { resolve } = createRequire(import.meta.url)
  try {
    for (const tool of tools) resolve(tool)
    return true
  } catch {
    return false
  }
}

/** The package's tarball brings dist/ and no sources. */
function isBuilt() {
  if (!existsSync(join(root, 'src'))) return true
  const digest = join(root, digestFile)
  return existsSync(digest) && readFileSync(digest, 'utf8') === digestSources(root)
}

function buildElsewhere() {
  console.log('Casethread: building dist/ with tools in a temporary folder. This takes a few minutes.')
  const temporary = mkdtempSync(join(tmpdir(), 'casethread-build-'))
  try {
    for (const each of ['package.json', 'playground/package.json', '.ci', ...sourceFiles, ...sourceFolders])
      cpSync(join(root, each), join(temporary, each), { recursive: true })
    run('npm ci --include=dev --ignore-scripts --no-audit --no-fund', temporary)
    run('npm run build:product', temporary)
    rmSync(join(root, 'dist/src'), { recursive: true, force: true })
    cpSync(join(temporary, 'dist/src'), join(root, 'dist/src'), { recursive: true })
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function run(command, cwd) {
  execSync(command, { cwd, stdio: 'inherit' })
}
