/** Start-to-ready and memory beside a bare Bolt app that only acknowledges: the two in turn, ratios pair by pair. */
import { startContender } from './support/contender.ts'
import { header, machine, row } from './support/figures.ts'
import { setScene } from './support/scene.ts'

const rounds = Number(process.argv[2] ?? 9)
const scene = await setScene()
const seen = {
  casethread: [] as { readyMs: number; rss: number }[],
  'bare-bolt': [] as { readyMs: number; rss: number }[],
}
// The first round only warms the file cache.
for (let round = 0; round <= rounds; round += 1) {
  for (const file of ['casethread', 'bare-bolt'] as const) {
    const one = await startContender(file, scene.env)
    if (round > 0) seen[file].push({ readyMs: one.readyMs, rss: one.rss / 2 ** 20 })
    await one.stop()
  }
}
scene.close()
const of = (file: keyof typeof seen, what: 'readyMs' | 'rss') => seen[file].map((one) => one[what])
console.log(`${machine()}, ${rounds} rounds\n\n${header}`)
console.log(row('start to ready', of('casethread', 'readyMs'), of('bare-bolt', 'readyMs'), 'ms'))
console.log(row('resident memory when ready', of('casethread', 'rss'), of('bare-bolt', 'rss'), 'MiB'))
