/** DOM-5: whoever becomes an operator in chat is made known to those whom the directory lists as operators. */
import type { DirectMessages } from '../../commands/define.ts'
import { claimedNotice } from '../../views/setup-card.ts'
import type { Setup } from '../cases/create-setup.ts'
import type { Directory, Person } from '../cases/directory.ts'
import type { Log } from '../config/log.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

const maxTold = 20

/** What is claimed stays so where somebody could not be told. */
export function withClaimReports<T extends Pick<Setup, 'claim'>>(
  setup: T,
  deps: {
    readonly messages: Pick<DirectMessages, 'send'>
    readonly directory: Pick<Directory, 'operators' | 'chatUsersOf'>
    /** Whether an address finds its bearer where nobody linked it. */
    readonly trustsEmail: boolean
    readonly createTranslator: TranslatorFactory
    readonly log: Log
  },
): T {
  const { messages, directory, trustsEmail, createTranslator, log } = deps

  async function tell(email: string, person: Person): Promise<void> {
    const chatUsers = await directory.chatUsersOf(email)
    if (chatUsers.length === 0 && !trustsEmail) return
    await messages.send({ email: trustsEmail ? email : '', chatUsers }, (locale, timeZone, platform) =>
      claimedNotice(person, createTranslator(locale, timeZone, platform)),
    )
  }

  return {
    ...setup,
    async claim(person, typed) {
      const outcome = await setup.claim(person, typed)
      if (!outcome.ok || outcome.value.again) return outcome
      log.warn({ person: person.user, tenant: person.tenant }, 'Somebody became an operator in chat')
      const told = directory
        .operators()
        .then((emails) => Promise.allSettled(emails.slice(0, maxTold).map((email) => tell(email, person))))
        .catch((err: unknown) => [{ status: 'rejected' as const, reason: err }])
      for (const one of await told)
        if (one.status === 'rejected')
          log.warn({ err: one.reason }, 'An operator was not told of another one')
      return outcome
    },
  }
}
