/** What Google answers instead of what was asked, in the forms that its APIs use today. */

export interface PlayedAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** `body`: the connection ends in the middle of it. `json`: half of it arrives as if it were all. */
  readonly cut?: 'body' | 'json'
}

interface Told {
  readonly status: string
  readonly reason: string
  readonly domain?: string
  readonly details?: readonly object[]
}

function refusal(code: number, message: string, told: Told): PlayedAnswer {
  const { status, reason, domain = 'global', details } = told
  const error = {
    code,
    message,
    errors: [{ message, domain, reason }],
    status,
    ...(details ? { details } : {}),
  }
  return { status: code, body: { error } }
}

const errorInfo = (reason: string, metadata: Readonly<Record<string, string>>) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
  metadata,
})

export const forbidden = () =>
  refusal(403, 'Not Authorized to access this resource/api', {
    status: 'PERMISSION_DENIED',
    reason: 'forbidden',
  })

export const scopeMissing = () =>
  refusal(403, 'Request had insufficient authentication scopes.', {
    status: 'PERMISSION_DENIED',
    reason: 'insufficientPermissions',
    details: [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', { service: 'admin.googleapis.com' })],
  })

export function apiDisabled(title = 'Admin SDK API', service = 'admin.googleapis.com'): PlayedAnswer {
  const link = `https://console.developers.google.com/apis/api/${service}/overview?project=1234`
  const message = `${title} has not been used in project 1234 before or it is disabled. Enable it by visiting ${link} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`
  return refusal(403, message, {
    status: 'PERMISSION_DENIED',
    reason: 'accessNotConfigured',
    domain: 'usageLimits',
    details: [
      errorInfo('SERVICE_DISABLED', {
        service,
        serviceTitle: title,
        consumer: 'projects/1234',
        activationUrl: link,
      }),
    ],
  })
}

export const quotaSpent = () =>
  refusal(403, 'Quota exceeded for quota metric "Queries" and limit "Queries per minute per user".', {
    status: 'PERMISSION_DENIED',
    reason: 'rateLimitExceeded',
    domain: 'usageLimits',
  })

export function tooMany(retryAfter?: string): PlayedAnswer {
  const told = { status: 'RESOURCE_EXHAUSTED', reason: 'rateLimitExceeded', domain: 'usageLimits' }
  const answer = refusal(429, 'Too many requests', told)
  return retryAfter === undefined ? answer : { ...answer, headers: { 'Retry-After': retryAfter } }
}

export const unavailable = () =>
  refusal(503, 'The service is currently unavailable.', { status: 'UNAVAILABLE', reason: 'backendError' })

export const notFound = (what: string) =>
  refusal(404, `Resource Not Found: ${what}`, { status: 'NOT_FOUND', reason: 'notFound' })

export const invalid = (message: string, reason = 'invalid') =>
  refusal(400, message, { status: 'INVALID_ARGUMENT', reason })

export const unauthorized = () =>
  refusal(
    401,
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
    {
      status: 'UNAUTHENTICATED',
      reason: 'authError',
    },
  )

/** RFC 6749, section 5.2. */
export function tokenRefused(error: string, description: string, status = 400): PlayedAnswer {
  return { status, body: { error, error_description: description } }
}

/** What Google's front end says to a path that no API has. */
export const noSuchPath = (path: string): PlayedAnswer => ({
  status: 404,
  body: `<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p>The requested URL <code>${path}</code> was not found on this server.`,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
})
