/** PLC-9: tells a customer's admins that a conversation shows their cases to their people, with the way to end it. */
import type { DirectMessages } from '../../commands/define.ts'
import { sharingNotice } from '../../views/held-back.ts'
import type { Directory } from '../cases/directory.ts'
import type { ChannelBinding, ConversationRef } from '../cases/identity-store.ts'
import type { Log } from '../config/log.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

/** For the declarations' `onShared`: what comes of it holds up nothing. */
export function createSharingReporter({
  messages,
  directory,
  createTranslator,
  log,
}: {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'customerUsersOf' | 'chatUsersOf'>
  readonly createTranslator: TranslatorFactory
  readonly log: Log
}): (channel: ConversationRef, binding: ChannelBinding, name: string) => void {
  async function tell(channel: ConversationRef, binding: ChannelBinding, name: string): Promise<void> {
    if (binding.audience?.party !== 'customer') return
    const { customer, name: called } = binding.audience
    const admins = (await directory.customerUsersOf(customer)).filter(({ admin }) => admin)
    for (const { email } of admins) {
      const to = { email, chatUsers: await directory.chatUsersOf(email) }
      await messages.send(to, (locale, timeZone) =>
        sharingNotice(
          { channel, name, domain: binding.domain, customer: called, isTwoWay: binding.talk === 'two-way' },
          createTranslator(locale, timeZone, channel.platform),
        ),
      )
    }
  }
  return (channel, binding, name) => {
    tell(channel, binding, name).catch((error: unknown) =>
      log.warn({ ...channel, err: error }, 'A customer was not told of a channel that is shared with it'),
    )
  }
}
