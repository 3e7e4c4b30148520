/** DOM-1: whoever links an account is made known to everybody else who has it, and they to them. */
import type { DirectMessages } from '../../commands/define.ts'
import { linkedBefore, linkedElsewhere } from '../../views/linked-elsewhere.ts'
import { chatUserKey, type Directory } from '../cases/directory.ts'
import type { IdentityStore, LinkedAccount, SignIn } from '../cases/identity-store.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

const maxOthers = 20

/**
 * Tells the account's other chat users by direct message: those who linked it, those whom the operator listed, and whoever bears its
 * address in a chat, linked or not. Rejects where one of them could not be written to.
 */
export function createLinkReporter({
  messages,
  directory,
  identities,
  createTranslator,
}: {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly identities: Pick<IdentityStore, 'chatUsersLinkedTo'>
  readonly createTranslator: TranslatorFactory
}): (linked: { readonly person: SignIn['person']; readonly account: LinkedAccount }) => Promise<void> {
  return async ({ person, account: { email } }) => {
    const own = chatUserKey(person)
    const [known, linked] = await Promise.all([
      directory.chatUsersOf(email),
      identities.chatUsersLinkedTo(email),
    ])
    const chatUsers = known.filter((key) => key !== own).slice(0, maxOthers)
    const others = linked.filter((user) => chatUserKey(user) !== own).slice(0, maxOthers)
    const tell = (to: readonly string[], except: readonly string[]) =>
      messages.send(
        { email, chatUsers: to, except, everywhere: to.length === 0 },
        (locale, timeZone, platform) =>
          linkedElsewhere(email, person, createTranslator(locale, timeZone, platform), createTranslator),
      )
    const told = await Promise.allSettled([
      ...chatUsers.map((key) => tell([key], [own])),
      // Whoever bears the address may never have linked anything, and is the one to whom it matters most.
      tell([], [own, ...chatUsers]),
      ...(others.length > 0
        ? [
            messages.send({ email, chatUsers: [own] }, (locale, timeZone, platform) =>
              linkedBefore(email, others, createTranslator(locale, timeZone, platform)),
            ),
          ]
        : []),
    ])
    const failed = told.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }
}
