/** DOM-1: which account acts. */
import type { Actor } from '../src/cases/policy.ts'
import type { Directory, Identity, Person } from '../src/cases/ports.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { MessageKey } from '../src/i18n/speech.ts'
import { actingAs } from '../views/labels.ts'

export type Settled =
  | { readonly kind: 'actor'; readonly actor: Actor }
  | { readonly kind: 'choose'; readonly choices: readonly string[] }
  | {
      readonly kind: 'refused'
      readonly message: MessageKey
      readonly values: NonNullable<Refusal['values']>
    }

/** All that this person can act as: an account of each domain, a customer's own people, and the desk. */
export function actorsOf(identity: Identity): readonly Actor[] {
  const accounts = identity.accounts.map((account): Actor => ({ party: 'partner', account }))
  const customers = identity.customers.map((one): Actor => ({ party: 'customer', ...one }))
  const desk: readonly Actor[] = identity.desk ? [{ party: 'desk', ...identity.desk }] : []
  return [...accounts, ...customers, ...desk]
}

/** What a person calls it: a domain of theirs, or `desk`. */
export function actorName(actor: Actor): string {
  switch (actor.party) {
    case 'partner':
      return actor.account.domain
    case 'customer':
      return actor.customer.domain
    case 'desk':
      return 'desk'
  }
}

/** Named in the command or on the card → the only one → ask. A name may be the beginning of a domain. */
export async function settleActor(
  identity: Identity,
  named: string | undefined,
  person: Person,
  directory: Directory,
): Promise<Settled> {
  const actors = actorsOf(identity)
  if (named) return settleNamed(actors, named, person, directory)
  const [only, another] = actors
  if (only && !another) return { kind: 'actor', actor: only }
  if (only) return { kind: 'choose', choices: actors.map(actorName) }
  return unknownAnywhere(person, directory)
}

async function settleNamed(
  actors: readonly Actor[],
  named: string,
  person: Person,
  directory: Directory,
): Promise<Settled> {
  const wanted = named.normalize('NFKC').toLowerCase()
  // A card knows a customer by its id; people know it by its domain.
  const exact =
    actors.find((actor) => actorName(actor) === wanted) ??
    actors.find((actor) => actingAs(actor).toLowerCase() === wanted)
  const beginning = actors.filter((actor) => actorName(actor).startsWith(wanted))
  const [begun, another] = beginning
  if (exact) return { kind: 'actor', actor: exact }
  if (begun && !another) return { kind: 'actor', actor: begun }
  if (begun) return { kind: 'choose', choices: beginning.map(actorName) }
  const domain = await directory.domain(wanted)
  if (!domain) return unknownAnywhere(person, directory)
  return {
    kind: 'refused',
    message: 'refusal.account-unknown',
    values: { who: person.name, domain: domain.domain, admin: domain.superAdmin },
  }
}

/** ACC-4: says whom to ask; the super admin's name where the person's e-mail tells the domain. */
async function unknownAnywhere(person: Person, directory: Directory): Promise<Settled> {
  const mailDomain = person.email?.split('@')[1]
  const domain = mailDomain ? await directory.domain(mailDomain) : undefined
  if (!domain)
    return { kind: 'refused', message: 'refusal.account-unknown-anywhere', values: { who: person.name } }
  return {
    kind: 'refused',
    message: 'refusal.account-unknown',
    values: { who: person.name, domain: domain.domain, admin: domain.superAdmin },
  }
}
