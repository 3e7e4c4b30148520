import { chatUserKey, type Directory, type Identity } from '../cases/directory.ts'
import type { IdentityLookup, IdentityStore } from '../cases/identity-store.ts'
import { parseEmailDomain } from '../cases/links.ts'
import { sameCase } from './same-case.ts'

/**
 * A directory whose people may also prove who they are themselves (DOM-1): what the directory knows of a person, with what they
 * linked by signing in. A link counts only while the directory has its e-mail, under the domain for which it was proved; whether an
 * account is suspended and what its bearer may do is the directory's to say, each time (ACC-4, ACC-1). Where both name an account of
 * one domain, the one that the person proved stands. A link outlives a new name of either (DOM-4).
 */
export function linkedDirectory<T extends Directory & IdentityLookup>(
  directory: T,
  identities: Pick<IdentityStore, 'linksOf' | 'chatUsersLinkedTo'>,
): T {
  return {
    ...directory,
    async chatUsersOf(email) {
      const { idOf, everyName } = directory.names
      const known = await directory.chatUsersOf(email)
      // Linked before a former name was recorded, the link has the name of then.
      const linked = await Promise.all(everyName(idOf(sameCase(email))).map(identities.chatUsersLinkedTo))
      return [...new Set([...known, ...linked.flat().map(chatUserKey)])]
    },
    async identify(person) {
      const [known, links] = await Promise.all([directory.identify(person), identities.linksOf(person)])
      if (links.accounts.length === 0) return known
      const proved = await Promise.all(
        links.accounts.map(async ({ email, domain }) =>
          under(directory.names.idOf(domain), await directory.findIdentityById(email)),
        ),
      )
      const accounts = proved.flatMap((identity) => identity.accounts)
      const domains = new Set(accounts.map(({ domain }) => domain))
      const customers = proved.flatMap((identity) => identity.customers)
      const users = new Set(customers.map(({ user }) => user.email))
      return {
        accounts: [...known.accounts.filter(({ domain }) => !domains.has(domain)), ...accounts],
        desk: known.desk ?? proved.flatMap(({ desk }) => desk ?? [])[0] ?? null,
        customers: [...known.customers.filter(({ user }) => !users.has(user.email)), ...customers],
      }
    },
  }
}

/** What a bearer is in this one organisation. */
function under(domain: string, { accounts, desk, customers }: Identity): Identity {
  return {
    accounts: accounts.filter((account) => account.domain === domain),
    desk: desk && parseEmailDomain(desk.email) === domain ? desk : null,
    customers: customers.filter(({ customer }) => customer.domain === domain),
  }
}
