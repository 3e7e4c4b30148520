import type { AccountBook, IdentityStore } from '../cases/identity-ports.ts'
import type { Account, Directory } from '../cases/ports.ts'

/**
 * A directory whose people may also prove accounts themselves (DOM-1): what the directory knows of a person, with the accounts
 * that they linked by signing in. A linked account counts only while the directory has it, in the domain for which it was
 * proved; whether it is suspended and what it may do is the directory's to say, each time (ACC-4, ACC-1). Where both name an
 * account of one domain, the one that the person proved stands.
 */
export function linkedDirectory<T extends Directory & AccountBook>(
  directory: T,
  identities: Pick<IdentityStore, 'linksOf'>,
): T {
  return {
    ...directory,
    async identify(person) {
      const [known, links] = await Promise.all([directory.identify(person), identities.linksOf(person)])
      if (links.accounts.length === 0) return known
      const found = await Promise.all(
        links.accounts.map(async ({ email, domain }) => {
          const account = await directory.account(email)
          return account?.domain === domain ? account : undefined
        }),
      )
      const linked = found.filter((account): account is Account => account !== undefined)
      const proved = new Set(linked.map(({ domain }) => domain))
      return {
        ...known,
        accounts: [...known.accounts.filter(({ domain }) => !proved.has(domain)), ...linked],
      }
    },
  }
}
