import type { MailConfig } from '../config/mail-settings.ts'
import { describe, isLoginRefused } from '../mail/mail-failure.ts'
import { createSmtp } from '../mail/smtp.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'

/** NOT-3: whether the mail server lets us in. No mail is sent, so what it thinks of the sender stays open. */
export async function checkMail(settings: MailConfig | null): Promise<readonly Finding[]> {
  if (!settings) {
    return [
      byHand(
        'Mail is not set up.',
        'Addresses that a case is shared with are told nothing: see docs/mail.md.',
      ),
    ]
  }
  const { host, port, login, from } = settings
  const server = `${host}:${port}`
  const smtp = createSmtp(settings)
  try {
    await smtp.check()
    return [
      ok(`${server} answers${login ? ' and takes user and password' : ''}.`),
      byHand(
        `Whether it sends for ${from.address} shows with the first mail.`,
        'The domain needs SPF, DKIM and DMARC that cover the server: see docs/mail.md.',
      ),
    ]
  } catch (error) {
    return isLoginRefused(error)
      ? [
          problem(
            `${server} refuses the user or password of SMTP_URL (${describe(error)}).`,
            'Copy both again.',
          ),
        ]
      : [
          problem(
            `${server} cannot be used (${describe(error)}).`,
            'Check SMTP_URL and the network: see docs/mail.md.',
          ),
        ]
  } finally {
    await smtp.close()
  }
}
