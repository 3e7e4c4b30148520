/** PLC-7: how delivery reaches one person, over all chats. */
import type { DirectMessages, Recipient } from '../../commands/define.ts'
import { directNotice } from '../../views/personal-notice.ts'
import { actorKey } from '../cases/actor-key.ts'
import type { Reader } from '../cases/case.ts'
import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import { defaultChoice, type NotificationStore } from '../cases/notification-store.ts'
import { type Actor, listActors, toAuthor } from '../cases/policy.ts'
import type { Refusal } from '../cases/refusal.ts'
import type { PersonPublisher } from '../delivery/publishers.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

export interface PeopleDeps {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'chatUsersOf'> & Pick<IdentityLookup, 'findIdentityById'>
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
  readonly notifications: Pick<NotificationStore, 'find'>
  /** Whether the e-mails of all chats prove who somebody is. */
  readonly trustsEmail: boolean
  readonly createTranslator: TranslatorFactory
}

/** The bearer of an e-mail as each side that they may work with cases for now (ACC-1, ACC-4, CRE-6). */
export async function findWorkingActors(
  email: string,
  {
    directory,
    mayWork,
  }: Pick<PeopleDeps, 'mayWork'> & {
    readonly directory: Pick<IdentityLookup, 'findIdentityById'>
  },
): Promise<readonly Actor[]> {
  const able: Actor[] = []
  for (const actor of listActors(await directory.findIdentityById(email)))
    if (!(await mayWork(actor))) able.push(actor)
  return able
}

/** Whom a chat takes an e-mail for is not proved, unless an operator said so: else only chat users that are linked to the account. */
export function toRecipient(
  email: string,
  chatUsers: readonly string[],
  trustsEmail: boolean,
): Recipient | undefined {
  if (chatUsers.length === 0 && !trustsEmail) return undefined
  return { email: trustsEmail ? email : '', chatUsers }
}

export function createPersonPublisher(deps: PeopleDeps): PersonPublisher {
  const { messages, directory, notifications, trustsEmail, createTranslator } = deps

  async function findActor(email: string, reader: Reader): Promise<Actor | undefined> {
    const actors = await findWorkingActors(email, deps)
    return actors.find((actor) => actorKey(actor) === actorKey(reader))
  }

  return {
    async reach({ channel: email, reader }) {
      const actor = await findActor(email, reader)
      if (!actor) return undefined
      const chosen = await notifications.find(email)
      return {
        choice: chosen?.choice ?? defaultChoice,
        chatUsers: await directory.chatUsersOf(email),
        name: toAuthor(actor).name,
      }
    },
    async sendDirect(supportCase, { channel: email, reader }, { id, notice, withEntries }, { uncertain }) {
      const to = toRecipient(email, await directory.chatUsersOf(email), trustsEmail)
      if (!to) return false
      return messages.send(
        to,
        (locale, timeZone, platform) =>
          directNotice(
            supportCase,
            notice,
            { reader, withEntries },
            createTranslator(locale, timeZone, platform),
          ),
        { id, since: notice.at, uncertain },
      )
    },
  }
}
