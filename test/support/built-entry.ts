import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RolldownOptions, rolldown } from 'rolldown'
import config from '../../rolldown.config.ts'
import { packageRoot } from '../../src/package-root.ts'

export interface BuiltEntry {
  /** Runs it in the folder with these settings and nothing of this process's own. */
  start(folder: string, env: Readonly<Record<string, string>>): Running
  /** Ends what still runs and removes what was built. */
  close(): void
}

export interface Running {
  readonly child: ChildProcess
  /** All that it has printed so far, stdout and stderr. */
  printed(): string
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>
}

/** An entry point as `npm run build` makes it, from the sources of now. */
export async function buildEntry(entry: string): Promise<BuiltEntry> {
  const root = fileURLToPath(packageRoot())
  mkdirSync(join(root, 'dist'), { recursive: true })
  const dir = mkdtempSync(join(root, 'dist', 'test-'))
  const [{ external, platform, transform }] = config as unknown as readonly [Required<RolldownOptions>]
  const bundle = await rolldown({
    input: { main: join(root, entry) },
    external,
    platform,
    transform,
    logLevel: 'silent',
  })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
  const running = new Set<ChildProcess>()

  function start(folder: string, env: Readonly<Record<string, string>>): Running {
    let text = ''
    const child = spawn(process.execPath, [join(dir, 'main.js')], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)))
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child)
      return code as number | null
    })
    return { child, printed: () => text, ended }
  }

  return {
    start,
    close() {
      for (const child of running) child.kill('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
