/** Tells the opener of a case that its thread could not be opened, where they can mend it. */
import type { ChatCapabilities, DirectMessages } from '../../commands/define.ts'
import { threadSuspended } from '../../views/thread-suspended.ts'
import type { Case, Platform, Subscription } from '../cases/case.ts'
import type { Directory } from '../cases/directory.ts'
import type { RecheckAccess } from '../cases/recheck-access.ts'
import type { DeliveryFailure } from '../delivery/publishers.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

/**
 * For the notifier's `onParked`. The opener is told where the thread is of their own side and was never opened for want of an
 * invitation, and while they may still work with cases (ACC-1, ACC-4); what else parks a thread is the operator's to read in the log.
 */
export function createDeliveryFailureReporter({
  messages,
  directory,
  stillWorks,
  createTranslator,
  capabilities,
}: {
  readonly messages: DirectMessages
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly stillWorks: RecheckAccess
  readonly createTranslator: TranslatorFactory
  readonly capabilities: Partial<Readonly<Record<Platform, ChatCapabilities>>>
}): (supportCase: Case, thread: Subscription, failure: DeliveryFailure) => Promise<boolean> {
  return async (supportCase, thread, failure) => {
    const { reader, root, platform } = thread
    const chat = platform === 'mail' ? undefined : capabilities[platform]
    const own = reader.party === 'partner' && reader.domain === supportCase.domain
    if (!chat || !failure.uninvited || root !== null || !own) return false
    const { email } = supportCase.createdBy
    // Days may lie between the opening and the last try.
    if (!(await stillWorks(email, reader))) return false
    const to = { email, chatUsers: await directory.chatUsersOf(email) }
    return messages.send(to, (locale, timeZone) =>
      threadSuspended(supportCase, thread, chat, createTranslator(locale, timeZone)),
    )
  }
}
