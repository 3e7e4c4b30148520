import type { Card } from '../../views/view.ts'
import type { Case, Subscription } from '../cases/case.ts'
import type { Log } from '../config/log.ts'
import type { MailConfig } from '../config/mail-settings.ts'
import { maskAddresses } from '../config/mask-addresses.ts'
import type { MailPublisher, MailUpdate } from '../delivery/publishers.ts'
import { describe, isLoginRefused, isServerError, toMailDeliveryFailure } from './mail-failure.ts'
import { oneLine, renderMail } from './render-mail.ts'
import { createSmtp, type Letter } from './smtp.ts'

/** What a mail says, in the thread's language. */
export interface MailViews {
  mail(supportCase: Case, thread: Subscription, update: MailUpdate, replyTo: string | null): Promise<Card>
}

export interface Mail {
  readonly publisher: MailPublisher
  /** Tries the mail server and logs how that went: a start waits for no mail server. */
  check(): Promise<void>
  /** Whether the mail server takes us. Throws a `DeliveryFailure`. */
  checkServer(): Promise<void>
  close(): Promise<void>
}

/** NOT-3: mails by SMTP to the addresses that cases are shared with. */
export function createMail(options: {
  readonly settings: MailConfig
  readonly views: MailViews
  readonly now: () => Date
  readonly log: Log
}): Mail {
  const { settings, views, now, log } = options
  const { host, port, from, replyTo } = settings
  const smtp = createSmtp(settings)
  const senderDomain = from.address.slice(from.address.lastIndexOf('@') + 1)
  /** Told once until a mail goes out again. */
  let complaint: string | undefined

  /** The same for the same news of the same thread, whoever sends it and however often. */
  function messageId(supportCase: Case, thread: Subscription, { from: first, to }: MailUpdate): string {
    return `<case-${supportCase.number}.${first}-${to}.${thread.id}@${senderDomain}>`
  }

  async function composeLetter(supportCase: Case, thread: Subscription, update: MailUpdate): Promise<Letter> {
    const card = await views.mail(supportCase, thread, update, replyTo?.address ?? null)
    const { subject, text, html } = renderMail(card, {
      locale: thread.locale,
      timeZone: supportCase.timeZone,
    })
    return {
      messageId: messageId(supportCase, thread, update),
      date: now(),
      from: { name: oneLine(from.name), address: from.address },
      to: { name: '', address: thread.channel },
      envelope: { from: from.address, to: [thread.channel] },
      ...(replyTo ? { replyTo: { name: oneLine(replyTo.name), address: replyTo.address } } : {}),
      ...(thread.root === null ? {} : { inReplyTo: thread.root, references: [thread.root] }),
      subject,
      text,
      html,
      headers: {
        // RFC 3834: no machine answers this, so that no two of them ever talk to each other.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'Content-Language': thread.locale,
        // What mail rules sort by.
        'List-Id': `<case-${supportCase.number}.cases.${senderDomain}>`,
        'X-Casethread-Case': String(supportCase.number),
      },
    }
  }

  function complain(error: unknown): void {
    const told = isLoginRefused(error)
      ? 'The mail server refuses the user or password of SMTP_URL'
      : 'The mail server cannot be used'
    if (complaint === told) return
    complaint = told
    log.error(
      { host, port, error: maskAddresses(describe(error)) },
      `${told}: mails wait, and go out once this is mended.`,
    )
  }

  return {
    publisher: {
      async send(supportCase, thread, update) {
        const letter = await composeLetter(supportCase, thread, update)
        try {
          await smtp.send(letter)
        } catch (error) {
          if (isServerError(error)) complain(error)
          throw toMailDeliveryFailure(error)
        }
        complaint = undefined
        return messageId(supportCase, thread, update)
      },
    },
    async check() {
      try {
        await smtp.check()
        log.info({ host, port }, 'Mail goes out.')
      } catch (error) {
        complain(error)
      }
    },
    async checkServer() {
      try {
        await smtp.check()
        complaint = undefined
      } catch (error) {
        throw toMailDeliveryFailure(error)
      }
    },
    close: () => smtp.close(),
  }
}
