import { z } from 'zod'
import type { GoogleProblem, GoogleProblemReason } from './google-api-error.ts'

/** What was asked, in words that go after "read": `the users`; and about what: a domain, an address, an id. */
export interface GoogleQuestion {
  readonly subject: string
  readonly asked: string
}

/** What Google said instead of an answer. */
export interface GoogleRefusal {
  readonly reason: GoogleProblemReason
  /** Google's own words, or the network's: one line, nothing that was sent. */
  readonly said: string
  /** No answer came at all. */
  readonly unreached?: true
  /** What Google asks to wait, in ms. */
  readonly retryAfterMs?: number
  readonly api?: GoogleProblem['api']
}

const Detail = z.looseObject({
  reason: z.string().optional(),
  metadata: z
    .looseObject({
      service: z.string().optional(),
      serviceTitle: z.string().optional(),
      activationUrl: z.string().optional(),
      consumer: z.string().optional(),
    })
    .optional(),
})
type Detail = z.infer<typeof Detail>

/** An API's own errors, in the old and the new form, which mostly come together. */
const ApiBody = z.object({
  error: z.looseObject({
    message: z.string().optional(),
    errors: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
    details: z.array(Detail).optional().catch(undefined),
  }),
})
/** The token endpoint's: RFC 6749, section 5.2. */
const TokenBody = z.object({ error: z.string(), error_description: z.string().optional() })

const Failure = z.looseObject({
  message: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  response: z
    .looseObject({ status: z.number(), data: z.unknown(), headers: z.unknown().optional() })
    .optional(),
})

/** https://developers.google.com/workspace/admin/directory/v1/limits and .../reseller/v1/how-tos/errors: these pass. */
const quotaReasons = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'RATE_LIMIT_EXCEEDED',
])
const scopeReasons = new Set(['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'])
const disabledReasons = new Set(['accessNotConfigured', 'SERVICE_DISABLED'])

/** Reads whatever Google's client threw; `now` is for a Retry-After that is a date. */
export function readGoogleRefusal(error: unknown, now: number): GoogleRefusal {
  const failure = Failure.safeParse(error).data
  const response = failure?.response
  if (!response) {
    const said = oneLine(failure?.message ?? String(error))
    return { reason: 'unavailable', said, unreached: true }
  }
  const { status, data } = response
  const wait = readRetryAfter(response.headers, now)
  const rest = wait === undefined ? {} : { retryAfterMs: wait }
  const token = TokenBody.safeParse(data).data
  if (token) {
    const said = oneLine(token.error_description ?? token.error)
    return { reason: isPassing(status) ? toPassing(status) : 'credentials', said, ...rest }
  }
  const body = ApiBody.safeParse(data).data?.error
  const said = oneLine(body?.message ?? `HTTP ${status}`)
  const details = body?.details ?? []
  const reasons = [...(body?.errors ?? []), ...details].flatMap(({ reason }) => reason ?? [])
  const has = (some: ReadonlySet<string>) => reasons.some((reason) => some.has(reason))
  if (isPassing(status)) return { reason: toPassing(status), said, ...rest }
  if (status === 401) return { reason: 'credentials', said }
  if (status === 403 && has(quotaReasons)) return { reason: 'throttled', said, ...rest }
  if (status === 403 && has(disabledReasons))
    return { reason: 'api-disabled', said, api: readApi(details, said) }
  if (status === 403 && has(scopeReasons)) return { reason: 'scope-missing', said }
  if (status === 403) return { reason: 'not-permitted', said }
  return { reason: status === 404 ? 'not-found' : 'unexpected', said }
}

function isPassing(status: number): boolean {
  return status === 429 || status === 408 || status >= 500
}

function toPassing(status: number): GoogleProblemReason {
  return status === 429 ? 'throttled' : 'unavailable'
}

function readApi(details: readonly Detail[], said: string): NonNullable<GoogleProblem['api']> {
  const { metadata } = details.find(({ metadata }) => metadata?.service) ?? {}
  const linked = /https:\/\/console\.(?:developers|cloud)\.google\.com\/\S+/.exec(said)?.[0]
  const service = metadata?.service ?? /\b([a-z]{1,40}\.googleapis\.com)/.exec(said)?.[1]
  const name = metadata?.serviceTitle ?? /^(.{1,60}?) has not been used/.exec(said)?.[1] ?? service
  const project = metadata?.consumer?.replace(/^projects\//, '')
  const page = service
    ? `https://console.cloud.google.com/apis/library/${service}`
    : 'https://console.cloud.google.com/apis/library'
  return {
    name: name ?? 'The API',
    link: metadata?.activationUrl ?? linked ?? (project ? `${page}?project=${project}` : page),
  }
}

/** The client's own fetch brings a class of its own. */
const HeaderReader = z.custom<Pick<Headers, 'get'>>(
  (headers) => typeof headers === 'object' && headers !== null && 'get' in headers,
)

/** Seconds or a date. */
function readRetryAfter(headers: unknown, now: number): number | undefined {
  const value = HeaderReader.safeParse(headers).data?.get('retry-after')
  if (!value) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** The refusal as people read it. */
export function toGoogleProblem(question: GoogleQuestion, refusal: GoogleRefusal): GoogleProblem {
  const { reason, api } = refusal
  return { ...question, reason, ...describe(question, refusal), ...(api ? { api } : {}) }
}

function describe(
  { subject, asked }: GoogleQuestion,
  { reason, said, retryAfterMs, api }: GoogleRefusal,
): Pick<GoogleProblem, 'message' | 'remedy'> {
  const about = `${asked} of ${subject}`
  switch (reason) {
    case 'api-disabled':
      return {
        message: `${api?.name ?? 'The API'} is turned off in your Google Cloud project (needed for ${about}).`,
        remedy: `Turn it on at ${api?.link ?? 'https://console.cloud.google.com/apis/library'} and try again after a few minutes.`,
      }
    case 'scope-missing':
      return {
        message: `The sign-in doesn't cover ${about} (${said}).`,
        remedy:
          'Sign in again, or add the missing scope in the Admin console under Security > Access and data control > API controls > Domain-wide delegation.',
      }
    case 'not-permitted':
      return {
        message: `Google doesn't permit reading ${about} (${said}).`,
        remedy: 'Use an admin whose role covers it, such as a super admin of this reseller domain.',
      }
    case 'credentials':
      return {
        message: `Google doesn't accept the credentials for ${subject} (${said}).`,
        remedy:
          'Sign in again; with a service account, check its domain-wide delegation (client ID and scopes) and that the admin exists and is active.',
      }
    case 'throttled':
      return {
        message: `Google limits how often ${about} can be read (${said}).`,
        remedy:
          retryAfterMs === undefined
            ? 'Try again in a few minutes.'
            : `Try again in ${Math.max(1, Math.ceil(retryAfterMs / 60_000))} min.`,
      }
    case 'not-found':
      return { message: `Google doesn't know ${about} (${said}).`, remedy: 'Check the name or ID.' }
    case 'unavailable':
      return {
        message: `Google could not be reached for ${about} (${said}).`,
        remedy: 'Check the network and https://www.google.com/appsstatus/dashboard/, then try again.',
      }
    case 'unexpected':
      return {
        message: `Google's answer for ${about} could not be used (${said}).`,
        remedy: 'Try again; if it stays so, report it with this message.',
      }
  }
}
