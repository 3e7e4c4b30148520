/**
 * `casethread import` as an operator runs it, on the embedded store (with MONGODB_URI on MongoDB): seconds and memory for a file of so many
 * cases, and to take them back. `npm run bench:import -- 20000 100000`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../src/config/package-root.ts'
import { machine } from './support/figures.ts'
import { importedLine } from './support/imported-line.ts'

const given = process.argv.slice(2).map(Number)
const sizes = given.length > 0 ? given : [20_000, 100_000]

const directory = fileURLToPath(new URL('playground/sample-directory.yaml', packageRoot()))
const folder = mkdtempSync(join(tmpdir(), 'casethread-bench-import-'))
console.log(`${machine()}\n`)
console.log('| lines | file | import | lines per second | memory at most | taken back | memory at most |')
console.log('|---|---|---|---|---|---|---|')
for (const size of sizes) {
  const file = join(folder, `${size}.jsonl`)
  await writeLines(file, size)
  const env = { ...process.env, DATA_DIR: join(folder, String(size)), DIRECTORY_FILE: directory }
  const imported = await run(['import', file, '--json'], env)
  const { run: id, added } = JSON.parse(imported.output) as { run: string; added: number }
  if (added !== size) throw new Error(`${added} of ${size} were imported`)
  const undone = await run(['import', '--undo', id, '--json'], env)
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
  console.log(
    `| ${size} | ${megabytes(statSync(file).size)} | ${seconds(imported.ms)} | ${((size * 1000) / imported.ms).toFixed(0)} | ${megabytes(imported.peak)} | ${seconds(undone.ms)} | ${megabytes(undone.peak)} |`,
  )
}
rmSync(folder, { recursive: true })

async function writeLines(file: string, size: number): Promise<void> {
  const stream = createWriteStream(file)
  for (let index = 0; index < size; index += 1) {
    if (!stream.write(`${JSON.stringify(importedLine(index))}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}

/** The most memory that the process held is what the system remembers of it, looked at while it runs. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv) {
  const begun = performance.now()
  const child = spawn(process.execPath, ['dist/src/cli/cli.js', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let peak = 0
  child.stdout.on('data', (piece) => {
    output += piece
  })
  const looking = setInterval(() => {
    peak = Math.max(peak, readPeak(child.pid ?? 0))
  }, 50)
  const [code] = await once(child, 'close')
  clearInterval(looking)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return { output, peak, ms: performance.now() - begun }
}

function readPeak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
