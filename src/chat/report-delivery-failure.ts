/** Tells the opener of a case that its thread could not be opened, where they can mend it. */
import type { Messages } from '../../commands/define.ts'
import { threadParked } from '../../views/thread-suspended.ts'
import type { Case, Thread } from '../cases/case.ts'
import type { Directory, PostFailure } from '../cases/ports.ts'
import type { StillWorks } from '../cases/recheck-access.ts'
import type { Speak } from '../i18n/translator.ts'

/**
 * For the notifier's `onParked`. The opener is told where the thread is of their own side and was never opened for want of an
 * invitation, and while they may still work with cases (ACC-1, ACC-4); what else parks a thread is the operator's to read in the log.
 */
export function createParkedTeller({
  messages,
  directory,
  stillWorks,
  speak,
}: {
  readonly messages: Messages
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly stillWorks: StillWorks
  readonly speak: Speak
}): (of: Case, thread: Thread, failure: PostFailure) => Promise<boolean> {
  return async (of, thread, failure) => {
    const { reader, root } = thread
    const own = reader.party === 'partner' && reader.domain === of.domain
    if (!failure.uninvited || root !== null || !own) return false
    const { email } = of.createdBy
    // Days may lie between the opening and the last try.
    if (!(await stillWorks(email, reader))) return false
    const to = { email, chatUsers: await directory.chatUsersOf(email) }
    return messages.tell(to, (locale, timeZone) => threadParked(of, thread, speak(locale, timeZone)))
  }
}
