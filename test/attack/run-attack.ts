/** `npm run attack [requests] [seed]`: so many mutated requests to each endpoint, the worst files, and six times ten of them at once. */
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../src/config/package-root.ts'
import { attack } from './attack.ts'
import { type AttachedFile, startAttackScene } from './attack-scene.ts'
import { worstFiles } from './worst-files.ts'

const count = Number(process.argv[2] ?? 10_000)
const seed = Number(process.argv[3] ?? 1)
const scene = await startAttackScene(fileURLToPath(new URL('dist/attack/attacked.js', packageRoot())))
let faults = 0

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The loop's longest stall, with the load of the machine beside it: on a busy one others take the turns. */
async function tell(what: string): Promise<void> {
  const { stallMs, p99Ms, peakMb, rssMb } = await scene.measure()
  say(
    `${what}; stall ${stallMs.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms; memory ${rssMb.toFixed(0)} MB, at most ${peakMb.toFixed(0)} MB; load ${loadavg()[0]?.toFixed(1)}`,
  )
}

/** What became of a send: that it went wrong is a fault, too. */
function judge(answer: string): string {
  if (!answer.startsWith('200 ') || answer.includes('Something went wrong')) faults += 1
  return `${answer.slice(0, 3)} ${/"fallbackText":"([^"]{0,50})/.exec(answer)?.[1] ?? ''}`
}

async function sendAtOnce(what: string, files: readonly AttachedFile[]): Promise<void> {
  const answers = await Promise.all(Array.from({ length: 6 }, () => scene.sendFiles(files)))
  await tell(`six sends of ten files ${what}: ${[...new Set(answers.map(judge))].join('; ')}`)
}

try {
  await tell('started')
  // What is loaded with the first request of a kind is not what is measured.
  for await (const outcome of attack(scene.target, 50, seed + 1)) faults += outcome.faults.length
  await tell('warm')
  for await (const { endpoint, sent, statuses, faults: found } of attack(scene.target, count, seed)) {
    faults += found.length
    await tell(`${endpoint}: ${sent} requests, ${JSON.stringify(statuses)}`)
    for (const fault of found.slice(0, 5)) say(`  ${fault.slice(0, 300)}`)
  }
  for (const file of worstFiles()) await tell(`${file.name}: ${judge(await scene.sendFiles([file]))}`)
  await sendAtOnce('of the worst', worstFiles())
  // Nothing is to be searched in them.
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_900_000, '\0\x01\xff', 'latin1')])
  const kept = Array.from({ length: 10 }, (_, index) => ({ name: `${index}.pdf`, bytes }))
  await sendAtOnce('that are kept', kept)
} finally {
  if (scene.ended()) faults += 1
  say(scene.ended() ?? `${faults} faults`)
  await scene.close()
}
process.exit(faults === 0 ? 0 : 1)
