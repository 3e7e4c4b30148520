/** A program under measurement in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/config/package-root.ts'

export interface Contender {
  readonly url: string
  /** From starting the process until it listens. */
  readonly readyMs: number
  /** Resident memory when it began to listen, bytes. */
  readonly rss: number
  /** Resident memory now. */
  rssNow(): Promise<number>
  /** Processor time that the process took up to now, in microseconds. */
  cpuNow(): Promise<number>
  /** The most resident memory that it ever had, bytes. */
  peak(): Promise<number>
  stop(): Promise<void>
}

interface Told {
  readonly url?: string
  readonly rss: number
  readonly peak?: number
  readonly cpu?: number
}

export async function startContender(
  file: 'bare-bolt' | 'casethread',
  env: NodeJS.ProcessEnv,
): Promise<Contender> {
  const path = fileURLToPath(new URL(`dist/bench/support/${file}.js`, packageRoot()))
  const begun = performance.now()
  const child = fork(path, { env: { ...process.env, NODE_ENV: 'production', ...env } })
  const { url, rss } = await heard(child)
  const readyMs = performance.now() - begun
  if (!url) throw new Error(`${file} told no address`)
  return {
    url,
    rss,
    readyMs,
    async rssNow() {
      child.send('rss')
      return (await heard(child)).rss
    },
    async cpuNow() {
      child.send('rss')
      return (await heard(child)).cpu ?? Number.NaN
    },
    async peak() {
      child.send('rss')
      return (await heard(child)).peak ?? Number.NaN
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGKILL')
      }),
  }
}

function heard(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null) => reject(new Error(`it ended with code ${code}`))
    child.once('exit', failed)
    child.once('message', (message) => {
      child.off('exit', failed)
      resolve(message as Told)
    })
  })
}
