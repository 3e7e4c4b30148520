import { DeliveryFailure } from '../delivery/publishers.ts'

/** What nodemailer says of a mail that did not go out. */
interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
  readonly timeoutType?: string
}

/** How long all mail waits when the server itself is at fault. */
const restMs = 60_000

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
 * What a mail that failed means for its thread: refused for good by the recipient's server; or, where our own server is at fault,
 * all mail waits and no address is blamed; or it is tried again, and given up on in the end.
 */
export function toMailDeliveryFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  const said = describe(error)
  if (isServerError(error))
    return new DeliveryFailure(said, { gone: false, retryAfterMs: restMs, cause: error })
  return new DeliveryFailure(said, { gone: isNoSuchRecipient(error), cause: error })
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

/** What the server said, on one line; without it what went wrong. It never holds the password. */
export function describe(error: unknown): string {
  const text = isSmtpError(error) ? (error.response ?? error.message) : String(error)
  return text.replace(/\s+/g, ' ').trim()
}

function isSmtpError(error: unknown): error is SmtpError {
  return error instanceof Error
}
