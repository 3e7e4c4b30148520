/** What a thread shows, composed for its reader and in its locale; handed to the platforms. */
import { type CardOptions, caseCard, titleCard } from '../../views/case-card.ts'
import { caseMail } from '../../views/case-mail.ts'
import { entryCard } from '../../views/history-entry.ts'
import { createPlaceTranslator } from '../../views/late-thread.ts'
import { calledInThread } from '../../views/personal-notice.ts'
import type { Card, Mention } from '../../views/view.ts'
import { withAsideAt } from '../cases/aside.ts'
import { redactFor } from '../cases/audience.ts'
import type { Case, Entry, Subscription } from '../cases/case.ts'
import { findCaseReaders, isSharedWithCustomer } from '../cases/case-readers.ts'
import type { Categories } from '../cases/categories.ts'
import { rememberColleagues, withoutGone } from '../cases/colleagues.ts'
import type { Directory } from '../cases/directory.ts'
import { offersEscalation } from '../cases/escalation.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import { canReopen } from '../cases/lifecycle.ts'
import { isOwnCase } from '../cases/own-cases.ts'
import { isChatThread } from '../cases/own-threads.ts'
import { isOverdue } from '../cases/queues.ts'
import type { MailUpdate, MentionedPerson } from '../delivery/publishers.ts'
import type { Translator, TranslatorFactory } from '../i18n/translator.ts'

export interface ThreadViews {
  root(supportCase: Case, thread: Subscription): Promise<Card>
  entry(supportCase: Case, thread: Subscription, entry: Entry): Card
  /** UPD-3: the number and title alone, which whoever reads the thread knows. */
  title(supportCase: Case, thread: Subscription): Card
  /** PLC-7. */
  mention(supportCase: Case, thread: Subscription, told: MentionedPerson): Mention
  /** NOT-3. */
  mail(supportCase: Case, thread: Subscription, update: MailUpdate, replyTo: string | null): Promise<Card>
}

export function createThreadViews({
  categories,
  createTranslator,
  directory,
  now,
  assumesGrants = () => false,
  filesByLink = [],
  bindingOf,
  unheard = [],
  flatDirectMessages = [],
}: {
  readonly categories: Categories
  readonly createTranslator: TranslatorFactory
  readonly directory: Directory
  readonly now: () => Date
  /** GRA-1: whether access may be assumed here, which cards say then. */
  readonly assumesGrants?: () => boolean
  /** The platforms that bring no files into threads. */
  readonly filesByLink?: readonly Subscription['platform'][]
  /** What a conversation is declared for; without it cards say nothing of plain text. */
  readonly bindingOf?: IdentityStore['bindingOf']
  /** The platforms that do not tell of what is written without calling the app. */
  readonly unheard?: readonly Subscription['platform'][]
  /** The platforms that let no app reply in a thread of direct messages: what is posted there stands beside other cases' posts. */
  readonly flatDirectMessages?: readonly Subscription['platform'][]
}): ThreadViews {
  /** VIS-2: it goes on reading, and changes nothing. */
  async function isFormerPartner(supportCase: Case, reader: Subscription['reader']): Promise<boolean> {
    if (reader.party !== 'partner' || isOwnCase(supportCase)) return false
    const partners = await directory.relationshipsOf(supportCase.customer.id, now())
    return !partners.some(({ domain }) => domain === reader.domain)
  }

  async function isAssumed({ customer }: Case, reader: Subscription['reader']): Promise<boolean> {
    if (!assumesGrants() || reader.party !== 'partner') return false
    return (await directory.grant(customer.id, reader.domain)).state === 'assumed'
  }

  /** In the words of the chat that the thread stands in. */
  function translatorFor({ timeZone }: Case, { locale, platform }: Subscription): Translator {
    return createPlaceTranslator(createTranslator, locale, timeZone)(platform)
  }

  /** NOT-4: said where a customer reads along, since there it matters who is heard. */
  async function findTalk(supportCase: Case, thread: Subscription): Promise<CardOptions['talk']> {
    const { platform, tenant, channel } = thread
    if (!bindingOf || thread.direct || !isChatThread(thread) || supportCase.status === 'closed')
      return undefined
    const binding = await bindingOf({ platform: thread.platform, tenant, channel })
    if (!binding?.declared || !isSharedWithCustomer(binding.audience, supportCase)) return undefined
    if (unheard.includes(platform)) return 'reply-only'
    return binding.talk === 'two-way' ? { to: await findCaseReaders(directory, supportCase) } : undefined
  }

  return {
    root: async (stored, thread) => {
      // OWN-4: nobody is named who can't work with cases any more.
      const present = await withoutGone(withAsideAt(stored, now()), rememberColleagues(directory))
      const supportCase = redactFor(present, thread.reader)
      return caseCard(supportCase, {
        categories,
        overdue: isOverdue(supportCase, thread.reader, now()),
        reader: thread.reader,
        earlier: thread.earlier,
        translator: translatorFor(supportCase, thread),
        reopenable: canReopen(supportCase, now()),
        escalatable: await offersEscalation(supportCase, thread.reader, { directory, now }),
        assumed: await isAssumed(supportCase, thread.reader),
        talk: await findTalk(supportCase, thread),
        ...((await isFormerPartner(supportCase, thread.reader)) ? { readOnly: {} } : {}),
      })
    },
    entry: (supportCase, thread, entry) =>
      entryCard(supportCase, entry, translatorFor(supportCase, thread), {
        filesFor: filesByLink.includes(thread.platform) ? thread.reader : undefined,
        apartFor: thread.direct && flatDirectMessages.includes(thread.platform) ? thread.reader : undefined,
      }),
    title: (supportCase, thread) => titleCard(supportCase, translatorFor(supportCase, thread)),
    mention: (supportCase, thread, { notice, user }) =>
      calledInThread(supportCase, notice, user, translatorFor(supportCase, thread)),
    mail: async (supportCase, thread, { entries, more }, replyTo) => {
      const domain = thread.reader.party === 'partner' ? thread.reader.domain : supportCase.domain
      const name = (await directory.domain(domain))?.name
      const translator = translatorFor(supportCase, thread)
      return caseMail(supportCase, {
        categories,
        translator: translator,
        entries,
        first: thread.root === null,
        more,
        address: thread.channel,
        partner: name ? translator.t('mail.partner', { name, domain }) : domain,
        replyTo,
      })
    },
  }
}
