/**
 * OWN-3: a reminder as a direct message, in every chat that is linked to the person; for the scheduler's `notify`. PLC-7: it counts as
 * told without a message where the account wants none: *nothing* is honoured except for a P1, and a digest lists what is due by itself.
 */
import type { DirectMessages } from '../../commands/define.ts'
import { targetReminder } from '../../views/target-reminder.ts'
import type { Directory } from '../cases/directory.ts'
import { defaultChoice, type NotificationStore } from '../cases/notification-store.ts'
import type { NotifyPerson } from '../cases/response-clocks.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

/** An earlier try is not older than this, ms: it is what a message in doubt is looked for in. */
const lookBackMs = 24 * 3_600_000

export function createReminderSender({
  messages,
  directory,
  preferences,
  trustsEmail,
  createTranslator,
  now,
}: {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly preferences: Pick<NotificationStore, 'find'>
  /** Whether the e-mails of all chats prove who somebody is. */
  readonly trustsEmail: boolean
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
}): NotifyPerson {
  return async ({ email }, reminder, { id, uncertain }) => {
    const { choice } = (await preferences.find(email.toLowerCase())) ?? { choice: defaultChoice }
    const wantsNone = choice === 'nothing' || choice === 'digest'
    if (wantsNone && reminder.supportCase.severity !== 'P1') return true
    const chatUsers = await directory.chatUsersOf(email)
    // Whom a chat takes an e-mail for is not proved, unless an operator said so.
    if (chatUsers.length === 0 && !trustsEmail) return false
    return messages.send(
      { email: trustsEmail ? email : '', chatUsers },
      (locale, timeZone, platform) =>
        targetReminder(reminder, now(), createTranslator(locale, timeZone, platform)),
      { id, uncertain, since: new Date(now().getTime() - lookBackMs) },
    )
  }
}
