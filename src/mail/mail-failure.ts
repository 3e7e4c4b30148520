import { DeliveryFailure, type FailureScope } from '../delivery/publishers.ts'

/** What nodemailer says of a mail that did not go out. */
interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
  readonly timeoutType?: string
}

/** The server cannot be reached, or does not let us in: no address is at fault. */
const serverFaults: ReadonlySet<string> = new Set([
  'ECONNECTION',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EAUTH',
  'ENOAUTH',
  'EPROTOCOL',
  'ETIMEDOUT',
])

/**
 * What a mail that failed means: where our own server is at fault all mail waits and no address is blamed; an address that is refused
 * is tried again slowly, since a mailbox may be made anew; all else is tried again as usual.
 */
export function toMailDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  return new DeliveryFailure(describe(error), {
    scope: findScope(error),
    code: readCode(error),
    cause: error,
  })
}

function findScope(error: unknown): FailureScope {
  if (isServerError(error)) return 'installation'
  if (isNoSuchRecipient(error)) return 'channel'
  return isMailRefused(error) ? 'message' : 'passing'
}

function readCode(error: unknown): string {
  if (!isSmtpError(error)) return 'unknown'
  const { responseCode, code = 'unknown' } = error
  return responseCode ? `smtp_${responseCode}` : code
}

/** Whether all mail waits for what the operator or the server's people have to mend. */
export function isServerError(error: unknown): boolean {
  if (!isSmtpError(error)) return false
  // The sender is refused: so it is for every address.
  if (error.command === 'MAIL FROM') return true
  // Somebody who hangs in the middle of a mail may do so over this mail alone.
  if (error.timeoutType === 'SOCKET_TIMEOUT') return false
  return error.responseCode === 530 || serverFaults.has(error.code ?? '')
}

/** The user or password of SMTP_URL is wrong or missing. */
export function isLoginRefused(error: unknown): boolean {
  return (
    isSmtpError(error) && (error.code === 'EAUTH' || error.code === 'ENOAUTH' || error.responseCode === 530)
  )
}

/** Permanent, and about the address: not a policy (5.7) that forbids us to relay, which the operator may still mend. */
function isNoSuchRecipient(error: unknown): boolean {
  if (!isSmtpError(error) || error.command !== 'RCPT TO') return false
  const { responseCode = 0, response = '' } = error
  return responseCode >= 500 && responseCode <= 599 && !/^\d{3}[ -]5\.7\./.test(response)
}

/** Permanent, and about what was sent. */
function isMailRefused(error: unknown): boolean {
  if (!isSmtpError(error) || error.command !== 'DATA') return false
  const { responseCode = 0 } = error
  return responseCode >= 500 && responseCode <= 599
}

/** What the server said, on one line; without it what went wrong. It never holds the password. */
export function describe(error: unknown): string {
  const text = isSmtpError(error) ? (error.response ?? error.message) : String(error)
  return text.replace(/\s+/g, ' ').trim()
}

function isSmtpError(error: unknown): error is SmtpError {
  return error instanceof Error
}
