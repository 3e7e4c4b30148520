import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { inject, onTestFinished } from 'vitest'
import { bundle as bundleConfig, workers } from '../../rolldown.config.ts'
import { packageRoot } from '../../src/config/package-root.ts'

/** The entry points that tests start as processes, as paths from the package's folder without their ending. */
const entries = [
  'src/cli/cli',
  'playground/start',
  'test/support/ending-process',
  'test/support/google/killed-sync',
  'test/store/sqlite-writer',
  'test/scanning/built-scan',
  'test/attack/attacked',
] as const
export type Entry = (typeof entries)[number]

/** How long a test waits for the one that builds, ms. */
const buildLimit = 60_000

/**
 * The file of an entry point as `npm run build` makes it, from the sources of now. The first who asks in a run builds all of
 * them at once, the others wait: a process that reads a bundle is up in a fraction of the time that tsx takes.
 */
export async function builtEntry(entry: Entry): Promise<string> {
  const folder = inject('bundles')
  if (await isFirst(folder)) await build(folder)
  const until = Date.now() + buildLimit
  while (!existsSync(join(folder, 'built'))) {
    if (existsSync(join(folder, 'failed'))) throw new Error('The entry points could not be built, see above')
    if (Date.now() > until) throw new Error('The entry points were not built in time')
    await sleep(50)
  }
  return join(folder, `${entry}.js`)
}

async function isFirst(folder: string): Promise<boolean> {
  return mkdir(join(folder, 'building')).then(
    () => true,
    () => false,
  )
}

async function build(folder: string): Promise<void> {
  const root = fileURLToPath(packageRoot())
  const { external, platform, transform } = bundleConfig('test', {})
  try {
    const bundle = await rolldown({
      input: {
        ...Object.fromEntries(entries.map((entry) => [entry, join(root, `${entry}.ts`)])),
        ...Object.fromEntries(Object.entries(workers).map(([name, path]) => [name, join(root, path)])),
      },
      external,
      platform,
      transform,
      logLevel: 'silent',
    })
    await bundle.write({ dir: folder, format: 'esm' })
    await bundle.close()
    await writeFile(join(folder, 'built'), '')
  } catch (error) {
    await writeFile(join(folder, 'failed'), String(error))
    throw error
  }
}

export interface Running {
  readonly child: ChildProcess
  /** All that it has printed so far, stdout and stderr. */
  printed(): string
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>
}

/** Runs an entry point in the folder, with these settings and nothing of this process's own, at most until the test ends. */
export async function startBuilt(
  entry: Entry,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  let text = ''
  const child = spawn(process.execPath, [await builtEntry(entry)], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, printed: () => text, ended }
}
