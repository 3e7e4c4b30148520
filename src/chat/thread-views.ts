/** What a thread shows, composed for its reader and in its locale; handed to the platforms. */
import { caseCard } from '../../views/case-card.ts'
import { caseMail } from '../../views/case-mail.ts'
import { entryCard } from '../../views/history-entry.ts'
import type { Card } from '../../views/view.ts'
import type { Case, Entry, Subscription } from '../cases/case.ts'
import type { Categories } from '../cases/categories.ts'
import type { Directory } from '../cases/directory.ts'
import { offersEscalation } from '../cases/escalation.ts'
import { canReopen } from '../cases/lifecycle.ts'
import type { MailUpdate } from '../delivery/publishers.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

export interface ThreadViews {
  root(of: Case, thread: Subscription): Promise<Card>
  entry(of: Case, thread: Subscription, entry: Entry): Card
  /** NOT-3. */
  mail(of: Case, thread: Subscription, news: MailUpdate, replyTo: string | null): Promise<Card>
}

export function createThreadViews({
  categories,
  speak,
  directory,
  now,
  filesByLink = [],
}: {
  readonly categories: Categories
  readonly speak: TranslatorFactory
  readonly directory: Directory
  readonly now: () => Date
  /** The platforms that bring no files into threads. */
  readonly filesByLink?: readonly Subscription['platform'][]
}): ThreadViews {
  return {
    root: async (of, thread) =>
      caseCard(of, {
        categories,
        reader: thread.reader,
        speech: speak(thread.locale, of.timeZone),
        reopenable: canReopen(of, now()),
        escalatable: await offersEscalation(of, thread.reader, { directory, now }),
      }),
    entry: (of, thread, entry) =>
      entryCard(of, entry, speak(thread.locale, of.timeZone), {
        filesFor: filesByLink.includes(thread.platform) ? thread.reader : undefined,
      }),
    mail: async (of, thread, { entries, more }, replyTo) => {
      const domain = thread.reader.party === 'partner' ? thread.reader.domain : of.domain
      const name = (await directory.domain(domain))?.name
      const speech = speak(thread.locale, of.timeZone)
      return caseMail(of, {
        categories,
        speech,
        entries,
        first: thread.root === null,
        more,
        address: thread.channel,
        partner: name ? speech.t('mail.partner', { name, domain }) : domain,
        replyTo,
      })
    },
  }
}
