import { type ChildProcess, execFile } from 'node:child_process'
import { builtEntry, type Entry } from './built-entry.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs an entry point as an operator would until it ends by itself: with these settings, nothing of this process's own, and
 * nobody at a keyboard.
 */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  entry?: Entry,
): Promise<Ended> {
  return (await startCli(args, env, entry)).ended
}

/** The same, for those who have something to say to it while it runs. */
export async function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  entry: Entry = 'src/cli/cli',
  /** It is killed after this long, ms. */
  timeout = 40_000,
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<Ended> }> {
  const file = await builtEntry(entry)
  let end = (_ended: Ended) => {}
  const ended = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const child = execFile(
    process.execPath,
    [file, ...args],
    { env: { PATH: process.env.PATH, ...env }, timeout },
    // A number is its exit code; one that was killed has none.
    (error, stdout, stderr) => end({ code: Number(error?.code ?? (error ? Number.NaN : 0)), stdout, stderr }),
  )
  child.stdin?.end()
  return { child, ended }
}
