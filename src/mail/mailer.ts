import type { Card } from '../../views/view.ts'
import type { Case, Subscription } from '../cases/case.ts'
import type { Log } from '../config/log.ts'
import type { MailConfig } from '../config/mail-settings.ts'
import type { MailPublisher, MailUpdate } from '../delivery/publishers.ts'
import { describe, isLoginRefused, isServerError, toMailDeliveryFailure } from './mail-failure.ts'
import { oneLine, renderMail } from './render-mail.ts'
import { createSmtp, type Letter } from './smtp.ts'

/** What a mail says, in the thread's language. */
export interface MailViews {
  mail(of: Case, thread: Subscription, news: MailUpdate, replyTo: string | null): Promise<Card>
}

export interface Mail {
  readonly publisher: MailPublisher
  /** Tries the mail server and logs how that went: a start waits for no mail server. */
  check(): Promise<void>
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
  function messageId(of: Case, thread: Subscription, { from: first, to }: MailUpdate): string {
    return `<case-${of.number}.${first}-${to}.${thread.id}@${senderDomain}>`
  }

  async function letterOf(of: Case, thread: Subscription, news: MailUpdate): Promise<Letter> {
    const card = await views.mail(of, thread, news, replyTo?.address ?? null)
    const { subject, text, html } = renderMail(card, { locale: thread.locale, timeZone: of.timeZone })
    return {
      messageId: messageId(of, thread, news),
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
        'List-Id': `<case-${of.number}.cases.${senderDomain}>`,
        'X-Casethread-Case': String(of.number),
      },
    }
  }

  function complain(error: unknown): void {
    const told = isLoginRefused(error)
      ? 'The mail server refuses the user or password of SMTP_URL'
      : 'The mail server cannot be used'
    if (complaint === told) return
    complaint = told
    log.error({ host, port, error: describe(error) }, `${told}: mails wait, and go out once this is mended.`)
  }

  return {
    publisher: {
      async send(of, thread, news) {
        const letter = await letterOf(of, thread, news)
        try {
          await smtp.send(letter)
        } catch (error) {
          if (isServerError(error)) complain(error)
          throw toMailDeliveryFailure(error)
        }
        complaint = undefined
        return messageId(of, thread, news)
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
    close: () => smtp.close(),
  }
}
