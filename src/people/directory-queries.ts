/** What both directories, the file's and the stored one's, mean by the same words. */
import {
  type Customer,
  type CustomerUser,
  chatUserKey,
  type Grant,
  type Identity,
  type Person,
  type Relationship,
} from '../cases/directory.ts'
import { sameCase } from './same-case.ts'

export const noGrant: Grant = { state: 'unknown', changedAt: null, changedBy: null, checkedAt: null }

/** The person's own e-mail: only where the platform vouches for it does it prove an account (DOM-1). */
export function ownEmails(person: Person): readonly string[] {
  return person.email === null ? [] : [sameCase(person.email)]
}

/** Under what a person may be linked to e-mails: as a chat user, and by an e-mail that the platform vouches for. */
export function personKeys(person: Person): readonly string[] {
  return [chatUserKey(person), ...ownEmails(person)]
}

export function isLive(period: Relationship, at: Date): boolean {
  const moment = at.getTime()
  return period.from.getTime() <= moment && (period.to === null || moment < period.to.getTime())
}

/** What customers are sorted by. */
export type Sorted = Pick<Customer, 'id' | 'name' | 'phoneticName'>

/** By name, as readers of the language expect: in Japanese as it is read, where that is known. */
export function sortByOrder(language: string): (a: Sorted, b: Sorted) => number {
  const collator = new Intl.Collator(language, { numeric: true })
  const toName = ({ name, phoneticName }: Sorted) => (language === 'ja' && phoneticName) || name
  return (a, b) =>
    collator.compare(toName(a), toName(b)) || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)
}

export function adminsFirst(users: readonly CustomerUser[]): readonly CustomerUser[] {
  return users.toSorted((a, b) => Number(b.admin) - Number(a.admin))
}

/** Links of e-mails to each other name none. */
export function isChatUser(person: string): boolean {
  return /^(slack|gchat):/.test(person)
}

/** The chat users among those who are linked to the e-mail. */
export function listChatUsers(
  links: readonly { readonly person: string; readonly accounts: readonly string[] }[],
  email: string,
): readonly string[] {
  const wanted = sameCase(email)
  return links
    .filter(({ person, accounts }) => isChatUser(person) && accounts.includes(wanted))
    .map(({ person }) => person)
}

export function membership(
  user: CustomerUser,
  { id, name, domain }: Customer,
): Identity['customers'][number] {
  return { user, customer: { id, name, domain } }
}
