import { createHmac } from 'node:crypto'

/** The headers by which Slack's requests are known: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function slackHeaders(
  body: string,
  secret: string,
  at = Math.floor(Date.now() / 1000),
): Readonly<Record<string, string>> {
  const hash = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${hash}` }
}
