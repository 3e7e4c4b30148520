import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface WorkerFile {
  readonly path: string
  /** What Node needs to read it. */
  readonly execArgv: readonly string[]
}

/** A thread's own entry point, as in `scanning/scan-worker`: built beside the bundle that asks, or in the sources, which tsx reads. */
export function findWorker(name: string): WorkerFile {
  for (let at = new URL('.', import.meta.url); ; at = new URL('..', at)) {
    const built = new URL(`${name}.js`, at)
    if (existsSync(built)) return { path: fileURLToPath(built), execArgv: [] }
    const source = new URL(`${name}.ts`, at)
    if (existsSync(source)) return { path: fileURLToPath(source), execArgv: ['--import', registerTsx()] }
    if (at.pathname === '/') throw new Error(`${name} was not found above ${import.meta.url}`)
  }
}

/** `--import tsx` alone reaches no thread in Node 20. */
function registerTsx(): string {
  const packageFile = createRequire(import.meta.url).resolve('tsx/package.json')
  const api = new URL('dist/esm/api/index.mjs', pathToFileURL(packageFile))
  return `data:text/javascript,import { register } from ${JSON.stringify(api.href)}; register()`
}
