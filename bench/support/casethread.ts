/** Casethread as an operator runs it, told by the environment; the port is any free one. */

import { startCasethread } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/main.ts'

const config = readConfig(process.env)
if (!config.slack) throw new Error('the bench sets Slack')
const { url } = await startCasethread({ ...config, slack: config.slack, port: 0 }, createLog(config))
process.send?.({ url, rss: process.memoryUsage.rss() })
process.on('message', (asked) => {
  if (asked !== 'rss') return
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  process.send?.({ rss: process.memoryUsage.rss(), peak: maxRSS * 1024, cpu: userCPUTime + systemCPUTime })
})
