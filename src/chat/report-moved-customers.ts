/** VIS-9: tells the super admins of both domains, once each, that a customer moved and how many of its cases are open. */
import type { DirectMessages } from '../../commands/define.ts'
import { movedNotice } from '../../views/moved-notices.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import type { Directory } from '../cases/directory.ts'
import { createMovedCheck, type MovedCustomer, type MovedCustomersDeps } from '../cases/moved-customers.ts'
import { doRegularly } from '../config/do-regularly.ts'
import type { Log } from '../config/log.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

const yearMs = 365 * 24 * 3_600_000
/** A message that was begun and may have come is looked for so far back; later it is sent anew (ms). */
const lookBackMs = 24 * 3_600_000
const everyMs = 5 * 60_000
/** Not at the very start, when people wait for their first answer. */
const firstMs = 30_000

export interface MovedReporterDeps {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'domain' | 'chatUsersOf'>
  readonly conversations: Pick<ConversationStore, 'claimNotice' | 'hasNotice'>
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
  readonly log: Log
}

/** For `createMovedCheck`: nobody is told twice, also where an instance died while it told. The desk reads it in its threads. */
export function createMovedReporter(deps: MovedReporterDeps): MovedCustomersDeps['tell'] {
  const { messages, directory, conversations, createTranslator, now, log } = deps

  async function tell(moved: MovedCustomer, domain: string, side: 'former' | 'present'): Promise<void> {
    const email = (await directory.domain(domain))?.superAdmin
    if (email === undefined) return
    const notice = `customer-moved:${JSON.stringify([moved.customer.id, moved.domain, domain])}`
    if (await conversations.hasNotice(notice, now())) return
    const at = now().getTime()
    const isFirst = await conversations.claimNotice(`${notice} begun`, new Date(at + lookBackMs), now())
    const to = { email, chatUsers: await directory.chatUsersOf(email) }
    await messages.send(
      to,
      (locale, timeZone, platform) =>
        movedNotice(moved, domain, side, createTranslator(locale, timeZone, platform)),
      { id: notice, uncertain: !isFirst, since: new Date(at - lookBackMs) },
    )
    await conversations.claimNotice(notice, new Date(at + yearMs), now())
  }

  return async (moved) => {
    const told = [
      tell(moved, moved.domain, 'former'),
      ...moved.partners.map((domain) => tell(moved, domain, 'present')),
    ]
    const failed = (await Promise.allSettled(told)).filter((outcome) => outcome.status === 'rejected')
    for (const { reason } of failed)
      log.warn({ err: reason }, 'A super admin was not told that a customer moved; tried again later')
    return failed.length === 0
  }
}

/** Looks now and then: a relationship ends with a date, a reload or an import, in whichever process. */
export function startMovedCheck(deps: MovedCustomersDeps & { readonly log: Log }): {
  readonly stop: () => Promise<void>
} {
  const check = createMovedCheck(deps)
  const look = () =>
    check().catch((err: unknown) => deps.log.warn({ err }, 'Customers that moved could not be looked for'))
  return doRegularly(look, { firstMs, everyMs })
}
