/** PLC-6: tells a domain's super admin that cases concern it and none of its channels hears of them; once a day, not once a case. */
import type { DirectMessages } from '../../commands/define.ts'
import { missingHomeNotice } from '../../views/held-back.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import type { Directory } from '../cases/directory.ts'
import type { Log } from '../config/log.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

const dayMs = 24 * 3_600_000

/** For the case service's `onHomeMissing`: what comes of it holds up nothing. */
export function createMissingHomeReporter({
  messages,
  directory,
  conversations,
  createTranslator,
  now,
  log,
}: {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'domain' | 'chatUsersOf'>
  readonly conversations: Pick<ConversationStore, 'claimNotice'>
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
  readonly log: Log
}): (domain: string) => void {
  async function tell(domain: string): Promise<void> {
    const email = (await directory.domain(domain))?.superAdmin
    if (email === undefined) return
    const until = new Date(now().getTime() + dayMs)
    if (!(await conversations.claimNotice(`home-missing:${domain}`, until, now()))) return
    const to = { email, chatUsers: await directory.chatUsersOf(email) }
    await messages.send(to, (locale, timeZone, platform) =>
      missingHomeNotice(domain, createTranslator(locale, timeZone, platform)),
    )
  }
  return (domain) => {
    tell(domain).catch((error: unknown) =>
      log.warn({ domain, err: error }, 'A super admin was not told that the domain has no home'),
    )
  }
}
