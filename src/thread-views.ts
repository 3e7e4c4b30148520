/** What a thread shows, composed for its reader and in its locale; handed to the platforms. */
import { caseCard } from '../views/case-card.ts'
import { entryCard } from '../views/history-entry.ts'
import { caseMail } from '../views/mail.ts'
import type { Card } from '../views/view.ts'
import type { Case, Entry, Thread } from './cases/case.ts'
import type { Categories } from './cases/categories.ts'
import { offersEscalation } from './cases/escalation.ts'
import { mayReopen } from './cases/lifecycle.ts'
import type { Directory, MailNews } from './cases/ports.ts'
import type { Speak } from './i18n/speech.ts'

export interface ThreadViews {
  root(of: Case, thread: Thread): Promise<Card>
  entry(of: Case, thread: Thread, entry: Entry): Card
  /** NOT-3. */
  mail(of: Case, thread: Thread, news: MailNews, replyTo: string | null): Promise<Card>
}

export function createThreadViews({
  categories,
  speak,
  directory,
  now,
  filesByLink = [],
}: {
  readonly categories: Categories
  readonly speak: Speak
  readonly directory: Directory
  readonly now: () => Date
  /** The platforms that bring no files into threads. */
  readonly filesByLink?: readonly Thread['platform'][]
}): ThreadViews {
  return {
    root: async (of, thread) =>
      caseCard(of, {
        categories,
        reader: thread.reader,
        speech: speak(thread.locale, of.timeZone),
        reopenable: mayReopen(of, now()),
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
