import type { MailConfig } from '../config/mail-settings.ts'
import { describe, isLoginRefused } from '../mail/mail-failure.ts'
import { createSmtp } from '../mail/smtp.ts'
import { byHand, type Finding, ok, problem } from './finding.ts'

/** NOT-3: whether the mail server lets us in. No mail is sent, so what it thinks of the sender stays open. */
export async function checkMail(settings: MailConfig | null): Promise<readonly Finding[]> {
  if (!settings) {
    return [
      byHand(
        { kind: 'mail', subject: 'SMTP_URL' },
        'Mail is not set up.',
        'If addresses that a case is shared with should get mail, set SMTP_URL and MAIL_FROM: see docs/mail.md.',
      ),
    ]
  }
  const { host, port, login, from } = settings
  const server = `${host}:${port}`
  const about = { kind: 'mail', subject: server } as const
  const smtp = createSmtp(settings)
  try {
    await smtp.check()
    return [
      ok(about, `${server} answers${login ? ' and takes user and password' : ''}.`),
      byHand(
        { kind: 'mail-sender', subject: from.address },
        `Whether it sends for ${from.address} shows with the first mail.`,
        'The domain needs SPF, DKIM and DMARC that cover the server: see docs/mail.md.',
      ),
    ]
  } catch (error) {
    return isLoginRefused(error)
      ? [
          problem(
            about,
            `${server} refuses the user or password of SMTP_URL (${describe(error)}).`,
            'Copy both again.',
          ),
        ]
      : [
          problem(
            { ...about, cause: 'unreachable' },
            `${server} cannot be used (${describe(error)}).`,
            'Check SMTP_URL and the network: see docs/mail.md.',
          ),
        ]
  } finally {
    await smtp.close()
  }
}
