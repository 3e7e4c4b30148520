import { type Finding, ok, problem, warning } from './finding.ts'

const patienceMs = 8_000

/** Whether browsers and platforms reach the bot: the address is asked from here, which a firewall may see otherwise. */
export async function checkPublicUrl(publicUrl: string): Promise<readonly Finding[]> {
  const about = { kind: 'address', subject: publicUrl } as const
  const answer = await ask(`${publicUrl}/healthz`)
  if (typeof answer === 'string') {
    return [
      warning(
        about,
        `${publicUrl} was not reached from here (${answer}).`,
        'Is the bot running, and does the proxy before it lead to HOST and PORT? From elsewhere it may be reachable all the same.',
      ),
    ]
  }
  if (answer.status === 200) return [ok(about, `${publicUrl} leads to the bot.`)]
  return [
    problem(
      about,
      `${publicUrl}/healthz answered ${answer.status} instead of 200.`,
      'Something else answers there: lead the proxy to HOST and PORT of the bot.',
    ),
  ]
}

/** A platform's endpoint must be there and must turn away what bears no signature. */
export async function checkEndpoint(url: string, platform: string): Promise<readonly Finding[]> {
  const about = { kind: 'endpoint', subject: url } as const
  const answer = await ask(url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  if (typeof answer === 'string')
    return [
      warning(about, `${url} was not reached from here (${answer}).`, 'Start the bot, then run this again.'),
    ]
  if (answer.status === 401)
    return [ok(about, `${url} is there and turns away what is not signed by ${platform}.`)]
  return [
    problem(
      about,
      `${url} answered ${answer.status} to a request without a signature, where 401 was expected.`,
      `Lead the proxy to the bot, and give ${platform} exactly this address.`,
    ),
  ]
}

async function ask(url: string, init: RequestInit = {}): Promise<Response | string> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return cause instanceof Error ? cause.message : String(cause)
  }
}
