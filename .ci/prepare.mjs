// `npm ci` builds, where there is something to build with. A production install (`npm ci --omit=dev`) has no build tools: it runs the
// dist/ that lies beside it (docs/decisions/0020-production-install.md).
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const tools = createRequire(import.meta.url)

if (['rolldown', 'vite'].every(isInstalled)) {
  const { status } = spawnSync('npm run build', { shell: true, stdio: 'inherit' })
  process.exitCode = status ?? 1
} else if (existsSync(new URL('../dist/src/cli/main.js', import.meta.url))) {
  console.log('Casethread: no build tools here, dist/ stays as it is.')
} else {
  console.log(
    'Casethread: no build tools here and no dist/ yet. To run it: npm ci && npm run build && npm prune --omit=dev',
  )
}

function isInstalled(name) {
  try {
    return Boolean(tools.resolve(name))
  } catch {
    return false
  }
}
