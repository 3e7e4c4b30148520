import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type RolldownOptions, rolldown } from 'rolldown'

export interface BuiltBot {
  /** The command line, as `npx casethread` runs it. */
  readonly entry: string
  clear(): void
}

/** The product in this folder, bundled from its sources of now as its own build does. */
export async function buildBot(root: string): Promise<BuiltBot> {
  const config = (await import(pathToFileURL(join(root, 'rolldown.config.ts')).href)) as {
    readonly default: RolldownOptions
  }
  mkdirSync(join(root, 'dist'), { recursive: true })
  const dir = mkdtempSync(join(root, 'dist', 'test-'))
  const { output: _output, plugins: _digest, ...input } = config.default
  const bundle = await rolldown({ ...input, cwd: root, logLevel: 'silent' })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
  return {
    entry: join(dir, 'cli/cli.js'),
    clear: () => rmSync(dir, { recursive: true, force: true }),
  }
}
