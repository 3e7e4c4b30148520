import { toOneLine } from '../config/one-line.ts'
import { describeUnreached } from './describe-unreached.ts'
import { type About, type Finding, ok, problem, warning } from './finding.ts'

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
        'Check that the bot is running, and that the proxy before it leads to HOST and PORT. From elsewhere it may be reachable all the same.',
      ),
    ]
  }
  if (answer.status === 200 && (await readStart(answer)) === 'ok')
    return [ok(about, `${publicUrl} leads to the bot.`)]
  const redirected = tellRedirect(about, publicUrl, answer)
  if (redirected) return [redirected]
  return [
    problem(
      about,
      answer.status === 200
        ? `${publicUrl}/healthz answered, but not as the bot does.`
        : `${publicUrl}/healthz answered ${answer.status} instead of 200.`,
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
  const scheme = answer.headers.get('www-authenticate')?.split(' ')[0]
  // Google Chat's endpoint names Bearer, Slack's none.
  if (answer.status === 401 && scheme !== undefined && scheme !== 'Bearer')
    return [
      problem(
        about,
        `${url} asks ${platform} for a password (${toOneLine(scheme).slice(0, 40)}): the proxy before the bot does.`,
        'Let the proxy pass this path on without signing in: the bot checks the signature itself.',
      ),
    ]
  const redirected = tellRedirect(about, url, answer)
  if (redirected) return [redirected]
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

/** Browsers follow it; a platform that sends requests does not. */
function tellRedirect(about: About, url: string, { status, headers }: Response): Finding | undefined {
  const to = headers.get('location')
  if (status < 300 || status > 399 || to === null) return undefined
  return problem(
    about,
    `${url} redirects to ${toOneLine(to).slice(0, 200)} instead of answering.`,
    'Let the proxy answer at this address itself, or set PUBLIC_URL to the one that does.',
  )
}

/** No more than tells whose answer it is: whoever answers may never end. Empty where it breaks off. */
async function readStart(answer: Response): Promise<string> {
  const reader = answer.body?.getReader()
  try {
    const { value } = (await reader?.read()) ?? {}
    return new TextDecoder().decode(value?.slice(0, 64)).trim()
  } catch {
    return ''
  } finally {
    reader?.cancel().catch(() => {})
  }
}

async function ask(url: string, init: RequestInit = {}): Promise<Response | string> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patienceMs) })
  } catch (error) {
    return describeUnreached(error)
  }
}
