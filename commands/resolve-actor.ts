/** DOM-1: which account acts. */
import { actorKey, actorLabel, findActor } from '../src/cases/actor-key.ts'
import type { Directory, Identity, Person } from '../src/cases/directory.ts'
import { type Actor, listActors } from '../src/cases/policy.ts'
import type { Refusal } from '../src/cases/refusal.ts'
import type { MessageKey } from '../src/i18n/translator.ts'

export type ActorResolution =
  | { readonly kind: 'actor'; readonly actor: Actor; readonly why: 'named' | 'channel' | 'current' | 'only' }
  /** `bound`: the channel's domain, where the person holds no account in it. */
  | { readonly kind: 'choose'; readonly choices: readonly Choice[]; readonly bound?: string }
  | {
      readonly kind: 'refused'
      readonly message: MessageKey
      readonly values: NonNullable<Refusal['values']>
    }

/** One that may be meant: its key for the button, its name for the person. */
export interface Choice {
  readonly key: string
  readonly name: string
}

export function toChoice(actor: Actor): Choice {
  return { key: actorKey(actor), name: actorLabel(actor) }
}

/** What was settled before: asked for only where it matters. */
export interface ActorDefaults {
  /** DOM-2: the domain that the channel is bound to. */
  bound(): Promise<string | undefined>
  /** The key of the one that the person chose as the current one; a name, where they chose it long ago. */
  current(): Promise<string | null>
}

const noHabits: ActorDefaults = { bound: async () => undefined, current: async () => null }

/**
 * Named in the command or on the card → bound to the channel → the person's current one → the only one → ask. A name may be
 * the beginning of a domain. In a channel that is bound to a domain nobody acts for another one unasked: what they open would
 * be seen there.
 */
export async function resolveActor(
  identity: Identity,
  named: string | undefined,
  person: Person,
  directory: Directory,
  habits: ActorDefaults = noHabits,
): Promise<ActorResolution> {
  const actors = listActors(identity)
  if (named) return settleNamed(actors, named, person, directory)
  const [only, another] = actors
  if (!only) return unknownAnywhere(person, directory)
  const choices = actors.map(toChoice)
  const bound = await habits.bound()
  const here = actors.find((actor) => actorKey(actor) === (bound && directory.names.idOf(bound)))
  if (here) return { kind: 'actor', actor: here, why: 'channel' }
  // The desk opens nothing here: it has no other side to be mistaken for.
  if (bound !== undefined && (another || only.party === 'partner')) return { kind: 'choose', choices, bound }
  if (!another) return { kind: 'actor', actor: only, why: 'only' }
  const current = await habits.current()
  const chosen = current === null ? undefined : findActor(actors, directory.names.idOf(current))
  return chosen ? { kind: 'actor', actor: chosen, why: 'current' } : { kind: 'choose', choices }
}

/**
 * Whether the resolution hangs on what the platform could not be asked. Who is found by a name, the channel or their own choice is
 * found; but "nobody" may be wrong, and so may "the only one" where an e-mail is missing that would prove another.
 */
export function isInDoubt({ unasked }: Person, resolution: ActorResolution): boolean {
  if (!unasked) return false
  if (resolution.kind === 'refused') return true
  return unasked.email && (resolution.kind === 'choose' || resolution.why === 'only')
}

async function settleNamed(
  actors: readonly Actor[],
  named: string,
  person: Person,
  directory: Directory,
): Promise<ActorResolution> {
  const wanted = named.normalize('NFKC').toLowerCase()
  const { idOf, everyName } = directory.names
  const exact = findActor(actors, named) ?? findActor(actors, idOf(wanted))
  const beginning = actors.filter((actor) =>
    everyName(actorLabel(actor)).some((name) => name.startsWith(wanted)),
  )
  const [begun, another] = beginning
  if (exact) return { kind: 'actor', actor: exact, why: 'named' }
  if (begun && !another) return { kind: 'actor', actor: begun, why: 'named' }
  if (begun) return { kind: 'choose', choices: beginning.map(toChoice) }
  const domain = await directory.domain(wanted)
  if (!domain) return unknownAnywhere(person, directory)
  return {
    kind: 'refused',
    message: 'refusal.account-unknown',
    values: { who: person.name, domain: domain.domain, admin: domain.superAdmin },
  }
}

/** ACC-4: says whom to ask; the super admin's name where the person's e-mail tells the domain. */
async function unknownAnywhere(person: Person, directory: Directory): Promise<ActorResolution> {
  if (person.hidden) return { kind: 'refused', message: 'refusal.account-hidden', values: {} }
  const mailDomain = person.email?.split('@')[1]
  const found = mailDomain ? await directory.domain(mailDomain) : undefined
  // An address in a former name of the domain may be anybody's by now (DOM-4).
  const domain = found && (found.renamedTo ?? found.domain) === mailDomain?.toLowerCase() ? found : undefined
  if (!domain)
    return { kind: 'refused', message: 'refusal.account-unknown-anywhere', values: { who: person.name } }
  return {
    kind: 'refused',
    message: 'refusal.account-unknown',
    values: { who: person.name, domain: domain.domain, admin: domain.superAdmin },
  }
}
