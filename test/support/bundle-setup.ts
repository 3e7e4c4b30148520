import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { packageRoot } from '../../src/config/package-root.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the first test that starts a process builds the entry points, for all tests of this run. */
    bundles: string
  }
}

/** Vitest's global setup: a folder for what `built-entry.ts` builds, gone after the run. */
export function setup(project: TestProject): () => void {
  const dist = fileURLToPath(new URL('dist/', packageRoot()))
  mkdirSync(dist, { recursive: true })
  const folder = mkdtempSync(join(dist, 'test-'))
  project.provide('bundles', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
