/** Prometheus itself, where it is installed: PROMETHEUS_PATH, else the usual place. None is one plain skip; with REQUIRE_PROMETHEUS=1 a failure. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export function findPrometheus(): string | undefined {
  const found = [process.env.PROMETHEUS_PATH, '/usr/bin/prometheus', '/usr/local/bin/prometheus'].find(
    (path) => path && existsSync(path) && existsSync(join(dirname(path), 'promtool')),
  )
  if (!found && process.env.REQUIRE_PROMETHEUS === '1')
    throw new Error('REQUIRE_PROMETHEUS=1, but no Prometheus was found: install one or set PROMETHEUS_PATH')
  return found
}

/** What promtool has to say against a text of figures; empty where it is well made. */
export function lintFigures(prometheus: string, text: string): string {
  const { status, stdout, stderr } = spawnSync(join(dirname(prometheus), 'promtool'), ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
    timeout: 20_000,
  })
  return status === 0 ? stderr.trim() : `${status}: ${stdout}${stderr}`
}

export interface Sample {
  /** Ms since 1970. */
  readonly at: number
  readonly value: number
}

export interface RunningPrometheus {
  /** The newest value of a question; undefined while there is none. */
  ask(query: string): Promise<number | undefined>
  /** Asks until what comes fits, and answers it. */
  askUntil(query: string, fits: (value: number | undefined) => boolean): Promise<number | undefined>
  /** What a question would have been answered at each step of that time, ms since 1970; left out where there was no answer. */
  askRange(
    query: string,
    time: { readonly from: number; readonly until: number; readonly stepMs: number },
  ): Promise<readonly Sample[]>
  close(): Promise<void>
}

/** Reads the figures at these addresses, each half second unless told otherwise. */
export async function startPrometheus(
  path: string,
  {
    targets,
    token,
    everyMs = 500,
  }: { readonly targets: readonly URL[]; readonly token?: string; readonly everyMs?: number },
): Promise<RunningPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'casethread-prometheus-'))
  const port = await freePort()
  const config = [
    `global: { scrape_interval: ${everyMs}ms, scrape_timeout: ${Math.ceil(everyMs * 0.8)}ms }`,
    'scrape_configs:',
    '  - job_name: casethread',
    ...(token === undefined ? [] : ['    authorization: { type: Bearer, credentials_file: token }']),
    `    static_configs: [{ targets: [${targets.map(({ host }) => `'${host}'`).join(', ')}] }]`,
  ]
  if (token !== undefined) await writeFile(join(folder, 'token'), token)
  await writeFile(join(folder, 'prometheus.yml'), `${config.join('\n')}\n`)
  const child = spawn(
    path,
    [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { cwd: folder, stdio: 'ignore' },
  )

  async function ask(query: string): Promise<number | undefined> {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`
    const answer = await fetch(url).catch(() => undefined)
    if (!answer?.ok) return undefined
    const { data } = (await answer.json()) as { data: { result: readonly { value: [number, string] }[] } }
    const value = data.result[0]?.value[1]
    return value === undefined ? undefined : Number(value)
  }

  return {
    ask,
    async askUntil(query, fits) {
      for (let asked = 0; asked < 120; asked += 1) {
        const value = await ask(query)
        if (fits(value)) return value
        await wait(250)
      }
      throw new Error(`Prometheus never had what was waited for: ${query}`)
    },
    async askRange(query, { from, until, stepMs }) {
      const asked = new URLSearchParams({
        query,
        start: String(from / 1000),
        end: String(until / 1000),
        step: String(stepMs / 1000),
      })
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query_range?${asked}`)
      if (!answer.ok) throw new Error(`Prometheus answered ${answer.status}: ${await answer.text()}`)
      const { data } = (await answer.json()) as {
        data: { result: readonly { values: readonly (readonly [number, string])[] }[] }
      }
      return (data.result[0]?.values ?? []).map(([seconds, value]) => ({
        at: seconds * 1000,
        value: Number(value),
      }))
    },
    async close() {
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('it listens')
  return address.port
}
