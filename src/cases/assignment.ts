/** OWN-1: who works on a case for one side. Pure, as `lifecycle.ts`. */
import { canRead } from './audience.ts'
import type { Author, Case, CaseHead, Entry, Event, Responsible, Side } from './case.ts'
import type { StoredChange } from './case-inputs.ts'
import type { Colleagues } from './colleagues.ts'
import { type Actor, toReader } from './policy.ts'
import { toSide } from './reader-facts.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

interface Assignment {
  readonly set: Pick<CaseHead, 'assignee' | 'owners'>
  readonly events: readonly (Pick<Entry, 'audience'> & { readonly event: Event })[]
}

type Worked = Pick<CaseHead, 'number' | 'assignee' | 'owners'>

/** The side that an author works on cases for; a customer's own people are on none. */
export function findAuthorSide({ party, domain }: Pick<Author, 'party' | 'domain'>): Side | undefined {
  if (party === 'desk') return 'desk'
  return party === 'partner' && domain ? { domain } : undefined
}

export function findResponsible(
  { assignee, owners = [] }: Omit<Worked, 'number'>,
  side: Side,
): Responsible | null {
  if (side === 'desk') return assignee ?? null
  const owner = owners.find(({ domain }) => domain === side.domain)
  return owner ? { email: owner.email, name: owner.name } : null
}

/** Whoever can't work with cases any more has nothing (OWN-4): a case of theirs is free to take. */
export function decideAssignment(
  supportCase: Worked,
  change: StoredChange & { kind: 'assign' },
  author: Author,
  colleagues: Colleagues,
): Result<Assignment> {
  const { number } = supportCase
  const side = findAuthorSide(author)
  // A customer's own people are refused before it comes to this (CRE-6).
  if (!side) return refused({ code: 'customer-only-replies', rule: 'CRE-6' })
  const written = findResponsible(supportCase, side)
  const current = written && colleagues.has(written.email) ? written : null
  const to = change.to === null ? null : colleagues.get(change.to)
  if (to === undefined) {
    const values = { number, name: change.to ?? '' }
    return refused({ code: 'assign-not-eligible', rule: 'OWN-1', field: 'to', values })
  }
  if (current?.email === to?.email) {
    return current
      ? refused({ code: 'assign-unchanged', rule: 'OWN-1', values: { number, name: current.name } })
      : refused({ code: 'assign-nobody', rule: 'OWN-1', values: { number } })
  }
  const meanwhile = change.from !== undefined && change.from !== (current?.email ?? null)
  if (meanwhile) {
    const values = { number, name: current?.name ?? '', email: current?.email ?? '' }
    return current
      ? refused({ code: 'assigned-meanwhile', rule: 'OWN-1', values })
      : refused({ code: 'assign-nobody', rule: 'OWN-1', values: { number } })
  }
  return ok(assigned(supportCase, side, { from: current, to }))
}

/** OWN-1: who got the case on the actor's side since the form was opened; undefined where nothing of that happened. */
export function denyAssignedSince(
  actor: Actor,
  supportCase: Case,
  since: readonly Entry[],
): Refusal | undefined {
  const reader = toReader(actor)
  const side = toSide(reader)
  const changed = since.some(
    (entry) => entry.event.type === 'assigned' && canRead(entry, reader, supportCase),
  )
  if (!changed || !side) return undefined
  const current = findResponsible(supportCase, side)
  const { number } = supportCase
  return current
    ? { code: 'assigned-meanwhile', rule: 'OWN-1', values: { number, ...current } }
    : { code: 'changed-meanwhile', rule: 'OWN-1', values: { number } }
}

/** OWN-4: what becomes of a case when who worked on it can't any more. */
export function releaseGone(supportCase: Worked, side: Side): Assignment {
  return assigned(supportCase, side, { from: findResponsible(supportCase, side), to: null, why: 'gone' })
}

function assigned(
  { owners = [] }: Worked,
  side: Side,
  told: Omit<Extract<Event, { type: 'assigned' }>, 'type'>,
): Assignment {
  const events: Assignment['events'] = [{ audience: 'internal', event: { type: 'assigned', ...told } }]
  if (side === 'desk') return { set: { assignee: told.to }, events }
  const others = owners.filter(({ domain }) => domain !== side.domain)
  return {
    set: { owners: told.to ? [...others, { domain: side.domain, ...told.to }] : others },
    events,
  }
}
