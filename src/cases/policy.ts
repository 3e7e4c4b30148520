import type { Author, Reader } from './case.ts'
import type { Account } from './ports.ts'

/** Who acts: one account of one reseller domain, or a desk agent. */
export type Actor =
  | { readonly party: 'partner'; readonly account: Account }
  | { readonly party: 'desk'; readonly email: string; readonly name: string }

export function readerOf(actor: Actor): Reader {
  return actor.party === 'partner' ? { party: 'partner', domain: actor.account.domain } : { party: 'desk' }
}

export function authorOf(actor: Actor): Author {
  return actor.party === 'partner'
    ? { party: 'partner', email: actor.account.email, name: actor.account.name, domain: actor.account.domain }
    : { party: 'desk', email: actor.email, name: actor.name }
}
