import { RespondError } from '@slack/bolt'

/** How long Slack may take to take an answer. */
const respondMs = 10_000

/** An answer after the acknowledgement, by the address that came with the request: no token is needed. */
export async function respondTo(url: string, message: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    signal: AbortSignal.timeout(respondMs),
  })
  if (!response.ok)
    throw new RespondError(`the response address answered ${response.status}`, response.status)
}
