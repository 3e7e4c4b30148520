import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/package-root.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs an entry point as an operator would, from its source, until it ends by itself: with these settings, nothing of this process's
 * own, and nobody at a keyboard.
 */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  entry = 'src/cli/main.ts',
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL(entry, packageRoot())), ...args],
      { env: { PATH: process.env.PATH, ...env }, timeout: 20_000 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
    child.stdin?.end()
  })
}
