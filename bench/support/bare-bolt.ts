/** The reference: a Bolt app that acknowledges `/case` and does nothing else. */
import bolt from '@slack/bolt'

const app = new bolt.App({
  token: 'xoxb-bench',
  signingSecret: process.env.SLACK_SIGNING_SECRET ?? '',
  endpoints: '/slack/events',
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL ?? '' },
})
app.command('/case', async ({ ack }) => ack('ok'))
const server = await app.start({ port: 0, host: '127.0.0.1' })
const address = 'address' in server ? server.address() : null
if (address === null || typeof address === 'string') throw new Error('no port')
process.send?.({ url: `http://127.0.0.1:${address.port}`, rss: process.memoryUsage.rss() })
process.on('message', (asked) => {
  if (asked !== 'rss') return
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  process.send?.({ rss: process.memoryUsage.rss(), cpu: userCPUTime + systemCPUTime })
})
