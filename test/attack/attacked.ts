/** The whole product in a process of its own, which tells how long its event loop stood still, and what memory it took. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startCasethread } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/main.ts'

const config = readConfig(process.env)
const casethread = await startCasethread({ ...config, port: 0 }, createLog(config))
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
let peak = 0
setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 20).unref()
process.send?.({ url: casethread.url })
process.on('message', () => {
  process.send?.({
    stallMs: delay.max / 1e6,
    p99Ms: delay.percentile(99) / 1e6,
    peakMb: peak / 1e6,
    rssMb: process.memoryUsage.rss() / 1e6,
  })
  delay.reset()
  peak = 0
})
