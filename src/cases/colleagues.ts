/** OWN-1, OWN-4: who on a side can work with cases now, asked of the directory anew each time. */
import type { Case, Responsible, Side } from './case.ts'
import type { Directory } from './directory.ts'
import { type Actor, denyCaseWork, toAuthor, toReader } from './policy.ts'
import { toSide } from './reader-facts.ts'

/** By their e-mail in lower case. */
export type Colleagues = ReadonlyMap<string, Responsible>

export type ColleaguesSource = Pick<Directory, 'accountsOf' | 'deskAgents'>

/** Everybody on this side who may work with cases (ACC-1, ACC-4), by name. */
export async function findColleagues(side: Side, directory: ColleaguesSource): Promise<Colleagues> {
  const all: readonly Actor[] =
    side === 'desk'
      ? (await directory.deskAgents()).map((agent) => ({ party: 'desk', ...agent }))
      : (await directory.accountsOf(side.domain)).map((account) => ({ party: 'partner', account }))
  // Whom they would have to ask about it is told to nobody here.
  const able = all.filter((actor) => denyCaseWork(actor, '') === undefined).map(toResponsible)
  const sorted = able.toSorted((one, other) => one.name.localeCompare(other.name))
  return new Map(sorted.map((one) => [one.email, one]))
}

/** As above for the actor's own side, with the actor, who may be known from elsewhere. */
export async function findOwnColleagues(actor: Actor, directory: ColleaguesSource): Promise<Colleagues> {
  const side = toSide(toReader(actor))
  if (!side) return new Map()
  const self = toResponsible(actor)
  return new Map([...(await findColleagues(side, directory)), [self.email, self]])
}

export function toResponsible(actor: Actor): Responsible {
  const { email, name } = toAuthor(actor)
  return { email: email.toLowerCase(), name }
}

/** Everybody who works on a case, with their side. */
export function listResponsible({
  assignee,
  owners = [],
}: Pick<Case, 'assignee' | 'owners'>): readonly { readonly side: Side; readonly who: Responsible }[] {
  return [
    ...(assignee ? [{ side: 'desk' as const, who: assignee }] : []),
    ...owners.map(({ domain, ...who }) => ({ side: { domain }, who })),
  ]
}

/** OWN-4: the case as it is without those who can't work with cases any more. */
export async function withoutGone<C extends Pick<Case, 'assignee' | 'owners'>>(
  supportCase: C,
  colleaguesOf: (side: Side) => Promise<Colleagues>,
): Promise<C> {
  const gone: string[] = []
  for (const { side, who } of listResponsible(supportCase))
    if (!(await colleaguesOf(side)).has(who.email)) gone.push(toSideName(side))
  if (gone.length === 0) return supportCase
  const { assignee, owners } = supportCase
  return {
    ...supportCase,
    ...(assignee && gone.includes('desk') ? { assignee: null } : {}),
    ...(owners && { owners: owners.filter(({ domain }) => !gone.includes(toSideName({ domain }))) }),
  }
}

/** A name for each side, to look it up by. */
export function toSideName(side: Side): string {
  return side === 'desk' ? 'desk' : `partner:${side.domain}`
}

/** Asks for each side once. */
export function rememberColleagues(directory: ColleaguesSource): (side: Side) => Promise<Colleagues> {
  const known = new Map<string, Promise<Colleagues>>()
  return (side) => {
    const name = toSideName(side)
    const remembered = known.get(name)
    if (remembered) return remembered
    const found = findColleagues(side, directory)
    known.set(name, found)
    // What could not be asked is no answer to remember.
    found.catch(() => known.delete(name))
    return found
  }
}
