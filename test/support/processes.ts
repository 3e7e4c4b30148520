import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { packageRoot } from '../../src/config/package-root.ts'
import type { Task } from './store-tasks.ts'

export interface StoreProcesses {
  /** Starts a process on a task; answers each line that it prints. */
  start(task: Task): StoreProcess
  /** Ends what still runs and clears up. */
  close(): void
}

export interface StoreProcess {
  readonly child: ChildProcess
  lines(): AsyncIterable<Record<string, unknown>>
  /** Resolves with its exit code, or null when it was killed. */
  readonly ended: Promise<number | null>
}

/** Bundles `store-process.ts` once: a process that loads a few files instead of hundreds is up in a tenth of the time. */
export async function storeProcesses(): Promise<StoreProcesses> {
  const root = fileURLToPath(packageRoot())
  mkdirSync(join(root, 'dist'), { recursive: true })
  const dir = mkdtempSync(join(root, 'dist', 'test-'))
  const bundle = await rolldown({
    input: { main: join(root, 'test/support/store-process.ts') },
    platform: 'node',
    external:
      /^(libsql|mongodb-client-encryption|snappy|kerberos|aws4|socks|gcp-metadata|@mongodb-js\/zstd|@aws-sdk\/credential-providers)(\/|$)/,
    logLevel: 'silent',
  })
  await bundle.write({ dir, format: 'esm' })
  await bundle.close()
  const running = new Set<ChildProcess>()

  function start(task: Task): StoreProcess {
    const child = spawn(process.execPath, [join(dir, 'main.js'), JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.add(child)
    const ended = once(child, 'exit').then(([code]) => {
      running.delete(child)
      return code as number | null
    })
    async function* lines() {
      for await (const line of createInterface({ input: child.stdout })) {
        yield JSON.parse(line) as Record<string, unknown>
      }
    }
    return { child, lines, ended }
  }

  function close(): void {
    for (const child of running) child.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }

  return { start, close }
}
