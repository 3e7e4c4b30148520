/**
 * DOM-1: the one name for whom somebody acts. Buttons, forms' hidden state and the stored choice carry it and it alone:
 * `desk`, `customer:<id>`, or a partner's domain. People may type a domain instead, also a customer's.
 */
import type { Reader } from './case.ts'
import type { Actor } from './policy.ts'

const customerMark = 'customer:'

/** Never two sides under one key, also where a customer's domain is a partner's too. */
export function actorKey(who: Actor | Reader): string {
  if (who.party === 'partner') return 'account' in who ? who.account.domain : who.domain
  if (who.party === 'desk') return 'desk'
  return `${customerMark}${'user' in who ? who.customer.id : who.customer}`
}

/** The side that a key names; whatever else it is given is taken for a partner's domain, as people type it. */
export function parseActorKey(key: string): Reader {
  if (key === 'desk') return { party: 'desk' }
  if (key.startsWith(customerMark)) return { party: 'customer', customer: key.slice(customerMark.length) }
  return { party: 'partner', domain: key.normalize('NFKC').toLowerCase() }
}

/** What people call it: a domain, or `desk`. */
export function actorLabel(actor: Actor): string {
  switch (actor.party) {
    case 'partner':
      return actor.account.domain
    case 'customer':
      return actor.customer.domain
    case 'desk':
      return 'desk'
  }
}

/** The one of these that a button's key or a typed name means: the key first, for a name may be several actors'. */
export function findActor(actors: readonly Actor[], word: string): Actor | undefined {
  const key = actorKey(parseActorKey(word))
  const name = word.normalize('NFKC').toLowerCase()
  return (
    actors.find((actor) => actorKey(actor) === key) ??
    actors.find((actor) => actorLabel(actor) === name) ??
    // Typed words are folded before they come here.
    actors.find((actor) => actorKey(actor).toLowerCase() === name)
  )
}
