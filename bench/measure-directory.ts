/** Large directory files beside the sample: the start, the memory it takes, and `/case list` while the file is read again. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startContender } from './support/contender.ts'
import { machine, median } from './support/figures.ts'
import { largeDirectoryFile } from './support/large-directory-file.ts'
import { setScene } from './support/scene.ts'

/** Accounts x customers. */
const given = process.argv.slice(2)
const sizes = (given.length > 0 ? given : ['20000x100', '2000x50000', '200000x100']).map((size) => {
  const [accounts, customers] = size.split('x').map(Number)
  return { accounts: accounts ?? 1, customers: customers ?? 1 }
})

const scene = await setScene()
const folder = mkdtempSync(join(tmpdir(), 'casethread-bench-directory-'))
const sample = await measure(String(scene.env.DIRECTORY_FILE), 3_000)
console.log(`${machine()}\n`)
console.log(
  '| directory | file | start to ready | memory at most | `/case list` during a reload: median, longest |',
)
console.log('|---|---|---|---|---|')
tell('the sample', 0, sample)
for (const { accounts, customers } of sizes) {
  const file = join(folder, `${accounts}-${customers}.yaml`)
  const text = largeDirectoryFile({ accounts, customers })
  writeFileSync(file, text)
  tell(`${accounts} accounts, ${customers} customers`, Buffer.byteLength(text), await measure(file))
}
scene.close()
rmSync(folder, { recursive: true })

interface Measured {
  readonly readyMs: number
  readonly peak: number
  readonly answers: readonly number[]
}

/** `reloadMs`: how long it is asked after the file was touched; else as long as the start took. */
async function measure(file: string, reloadMs?: number): Promise<Measured> {
  const contender = await startContender('casethread', { ...scene.env, DIRECTORY_FILE: file })
  const peak = await contender.peak()
  const ask = async () => {
    const begun = performance.now()
    const response = await fetch(`${contender.url}/slack/events`, {
      method: 'POST',
      ...scene.command('list'),
    })
    const text = await response.text()
    if (!text.includes('northwind-apps')) throw new Error(`no list: ${response.status} ${text.slice(0, 200)}`)
    return performance.now() - begun
  }
  for (let warm = 0; warm < 5; warm += 1) await ask()
  const touched = new Date()
  if (reloadMs === undefined) utimesSync(file, touched, touched)
  const answers: number[] = []
  const end = performance.now() + (reloadMs ?? contender.readyMs * 1.5)
  while (performance.now() < end) {
    answers.push(await ask())
    await sleep(20)
  }
  await contender.stop()
  return { readyMs: contender.readyMs, peak, answers }
}

function tell(name: string, bytes: number, { readyMs, peak, answers }: Measured): void {
  const ratio = (ours: number, reference: number) => `${(ours / reference).toFixed(2)}x`
  const [middle, longest] = [median(answers), Math.max(...answers)]
  console.log(
    `| ${name} | ${(bytes / 1e6).toFixed(1)} MB | ${(readyMs / 1000).toFixed(1)} s · ${ratio(readyMs, sample.readyMs)} | ${(peak / 1e6).toFixed(0)} MB · ${ratio(peak, sample.peak)} | ${middle.toFixed(0)} ms, ${longest.toFixed(0)} ms · ${ratio(median(answers), median(sample.answers))} |`,
  )
}
