import { noAnswer } from '../../delivery/call-platform.ts'
import { DeliveryFailure, type FailureScope } from '../../delivery/publishers.ts'
import { RenderError } from '../render-error.ts'
import { ChatError } from './chat-error.ts'

/** Google does not say how long: its quotas are by the minute, and half of one is back by then. */
const restMs = 30_000

/** The operator's to mend, in Google's console or the credentials: what is said then is no verdict on the space. */
const ofTheProject: ReadonlySet<string> = new Set([
  'ACCESS_TOKEN_EXPIRED',
  'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  'ACCESS_TOKEN_TYPE_UNSUPPORTED',
  'ACCOUNT_STATE_INVALID',
  'BILLING_DISABLED',
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'CREDENTIALS_MISSING',
  'LOCATION_ORG_POLICY_VIOLATED',
  'ORG_RESTRICTION_VIOLATION',
  'SECURITY_POLICY_VIOLATED',
  'SERVICE_DISABLED',
  'USER_PROJECT_DENIED',
])

/** How long Google asks to be left alone, in ms. */
export function readRestMs({ retryAfterMs }: ChatError): number {
  return retryAfterMs ?? restMs
}

/** Whether it is the project's or the credentials' fault, whatever was asked for. */
export function isOfInstallation(error: ChatError): boolean {
  const { status, reasons, message, ofCredentials } = error
  if (status === 401 || ofCredentials) return true
  return reasons.some((reason) => ofTheProject.has(reason)) || isNoApp(message)
}

/** What a failed call means for a thread. `limits`: what a limit of one space holds up. */
export function toDeliveryFailure(
  error: unknown,
  limits: DeliveryFailure['limits'] = 'channel',
): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  if (error instanceof RenderError)
    return new DeliveryFailure(error.message, { scope: 'message', code: 'render', cause: error })
  if (!(error instanceof ChatError)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : typeof error
    return new DeliveryFailure(message, { scope: 'passing', code: 'unknown', cause: error })
  }
  const { status, message, ofProject } = error
  const code = readCode(error)
  if (status === 429)
    return new DeliveryFailure(message, {
      scope: 'passing',
      code,
      retryAfterMs: readRestMs(error),
      limits: ofProject ? 'workspace' : limits,
      cause: error,
    })
  const scope = findScope(error)
  const isSpaceShut = scope === 'channel' && status === 403
  return new DeliveryFailure(
    isSpaceShut ? `the app is not in this space, or may not write there (${message})` : message,
    { scope, code, uninvited: isSpaceShut, cause: error },
  )
}

/** For a call that names no space: whatever Google refuses there, but for a fault of its own, is about the app. */
export function toInstallationFailure(error: unknown): DeliveryFailure {
  const failure = toDeliveryFailure(error)
  const { scope, code, message, retryAfterMs } = failure
  if (scope === 'installation' || scope === 'passing' || retryAfterMs !== null) return failure
  return new DeliveryFailure(message, { scope: 'installation', code, cause: error })
}

function findScope(error: ChatError): FailureScope {
  const { status, code } = error
  if (isOfInstallation(error)) return 'installation'
  switch (status) {
    case 400:
      // What the space is not made for is no fault of the message.
      return code === 'FAILED_PRECONDITION' ? 'channel' : 'message'
    case 413:
      return 'message'
    case 403:
    case 404:
      return 'channel'
    default:
      return 'passing'
  }
}

/** Google's own word, the reason behind it first. */
function readCode({ status, code, reasons }: ChatError): string {
  const [reason] = reasons
  return reason ?? code ?? (status === undefined ? noAnswer : `http_${status}`)
}

/** Google tells a project whose Chat app is not configured (any more), or not live, by an answer that names no space. */
function isNoApp(message: string): boolean {
  return /chat app (?:not found|is inactive|is disabled)/i.test(message)
}
