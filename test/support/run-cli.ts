import { type ChildProcess, execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/config/package-root.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs an entry point as an operator would, from its source, until it ends by itself: with these settings, nothing of this process's
 * own, and nobody at a keyboard.
 */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  entry?: string,
): Promise<Ended> {
  return startCli(args, env, entry).ended
}

/** The same, for those who have something to say to it while it runs. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  entry = 'src/cli/main.ts',
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  let end = (_ended: Ended) => {}
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const child = execFile(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL(entry, packageRoot())), ...args],
    { env: { PATH: process.env.PATH, ...env }, timeout: 40_000 },
    // A number is its exit code; one that was killed has none.
    (error, stdout, stderr) => end({ code: Number(error?.code ?? (error ? Number.NaN : 0)), stdout, stderr }),
  )
  child.stdin?.end()
  return { child, ended }
}
