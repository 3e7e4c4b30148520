import { DeliveryFailure } from '../../delivery/publishers.ts'
import { ChatError } from './chat-error.ts'
import type { Wait } from './write-quota.ts'

/** Google does not say how long: its quotas are by the minute, and half of one is back by then. */
const restMs = 30_000

/** The operator's to mend, in Google's console or the credentials: what is said then is no verdict on the space. */
const ofTheProject: ReadonlySet<string> = new Set([
  'ACCESS_TOKEN_EXPIRED',
  'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  'BILLING_DISABLED',
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'SERVICE_DISABLED',
  'USER_PROJECT_DENIED',
])

/** What a failed call means for a thread: the project's fault, the space's, or to be tried again, after a limit not before its end. */
export function toDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  if (!(error instanceof ChatError)) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : typeof error
    return new DeliveryFailure(message, { gone: false, cause: error })
  }
  const { status, message, ofProject, retryAfterMs, reasons } = error
  if (status === 401 || reasons.some((reason) => ofTheProject.has(reason)) || isNoApp(message))
    return new DeliveryFailure(message, { gone: false, ofInstallation: true, cause: error })
  if (status === 429)
    return new DeliveryFailure(message, {
      gone: false,
      retryAfterMs: retryAfterMs ?? restMs,
      pauseScope: ofProject ? 'workspace' : 'channel',
      cause: error,
    })
  if (status === 403)
    return new DeliveryFailure(`the app is not in this space, or may not write there (${message})`, {
      gone: true,
      uninvited: true,
      cause: error,
    })
  if (status === 404)
    return new DeliveryFailure(`there is no such space (any more) (${message})`, { gone: true, cause: error })
  return new DeliveryFailure(message, { gone: false, cause: error })
}

/** Google tells a project whose Chat app is not configured (any more) by a 404 that names no space. */
function isNoApp(message: string): boolean {
  return /chat app not found/i.test(message)
}

/** Nothing was sent: the quota would not have let it through. */
export function mustWait({ ms, scope: of }: Wait): DeliveryFailure {
  return new DeliveryFailure(`Google Chat takes no more writes to this ${of} just now`, {
    gone: false,
    retryAfterMs: ms,
    pauseScope: of === 'space' ? 'channel' : 'workspace',
  })
}
