/** `/case show` at 20 connections beside a bare Bolt app that only acknowledges: signed requests over HTTP, in turn. */
import autocannon from 'autocannon'
import { startContender } from './support/contender.ts'
import { header, machine, row } from './support/figures.ts'
import { setScene } from './support/scene.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 5)
const scene = await setScene()
const contenders = {
  casethread: await startContender('casethread', scene.env),
  'bare-bolt': await startContender('bare-bolt', scene.env),
}
const rates = { casethread: [] as number[], 'bare-bolt': [] as number[] }
const costs = { casethread: [] as number[], 'bare-bolt': [] as number[] }
const latencies = { casethread: [] as number[], 'bare-bolt': [] as number[] }

await checkAnswer(contenders.casethread.url)
// The first round only warms both up.
for (let round = 0; round <= rounds; round += 1) {
  for (const file of ['casethread', 'bare-bolt'] as const) {
    const cpuBefore = await contenders[file].cpuNow()
    const result = await autocannon({
      url: `${contenders[file].url}/slack/events`,
      method: 'POST',
      connections: 20,
      duration: round === 0 ? 2 : seconds,
      ...scene.command(`show ${scene.number}`),
    })
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${file}: ${result.non2xx} answers were no 2xx, ${result.errors} failed`)
    const cpu = (await contenders[file].cpuNow()) - cpuBefore
    if (round === 0) continue
    costs[file].push(result.requests.total / (cpu / 1e6))
    rates[file].push(result.requests.average)
    latencies[file].push(result.latency.p99)
  }
}
const rss = {
  casethread: await contenders.casethread.rssNow(),
  'bare-bolt': await contenders['bare-bolt'].rssNow(),
}
for (const one of Object.values(contenders)) await one.stop()
scene.close()
console.log(`${machine()}, ${rounds} rounds of ${seconds} s, 20 connections\n\n${header}`)
console.log(row('`/case show`, answers per second', rates.casethread, rates['bare-bolt'], '/s'))
console.log(row('answers per second of processor time', costs.casethread, costs['bare-bolt'], '/s'))
console.log(row('p99 latency', latencies.casethread, latencies['bare-bolt'], 'ms'))
console.log(
  row('resident memory after the load', [rss.casethread / 2 ** 20], [rss['bare-bolt'] / 2 ** 20], 'MiB'),
)

/** What is measured must be the real answer: the case's card. */
async function checkAnswer(url: string): Promise<void> {
  const response = await fetch(`${url}/slack/events`, {
    method: 'POST',
    ...scene.command(`show ${scene.number}`),
  })
  const text = await response.text()
  if (!text.includes('Mail to one address bounces'))
    throw new Error(`no card of the case: ${response.status} ${text.slice(0, 200)}`)
}
