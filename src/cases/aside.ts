/** Follow-up dates: a case that a side puts aside until a date, or until the other side writes. Pure, as `lifecycle.ts`. */
import { findAuthorSide } from './assignment.ts'
import type { Author, Case, CaseHead, Entry, Event, Side } from './case.ts'
import type { StoredChange } from './case-inputs.ts'
import { isConfirmation } from './is-confirmation.ts'
import { isSameSide } from './reader-facts.ts'
import { ok, type Result, refused } from './refusal.ts'

/** The farthest follow-up date. */
export const maxAsideDays = 366
const dayMs = 24 * 60 * 60 * 1000

type Aside = Pick<CaseHead, 'aside'>

interface AsideStep {
  readonly set: Aside
  readonly events: readonly (Pick<Entry, 'audience'> & { readonly event: Event })[]
}

/** Until when a side has it put aside; undefined where that is over. */
export function asideUntil({ aside = [] }: Pick<Case, 'aside'>, side: Side, now: Date): Date | undefined {
  const until = aside.find((one) => isSameSide(one.side, side))?.until
  return until && until > now ? until : undefined
}

/** As it stands at that moment: what a side had put aside until earlier is back. */
export function withAsideAt<C extends Pick<Case, 'aside'>>(supportCase: C, now: Date): C {
  const { aside } = supportCase
  if (!aside?.some(({ until }) => until <= now)) return supportCase
  return { ...supportCase, aside: aside.filter(({ until }) => until > now) }
}

export function decideAside(
  supportCase: Pick<CaseHead, 'number' | 'aside'>,
  { until }: StoredChange & { kind: 'aside' },
  author: Author,
  now: Date,
): Result<AsideStep> {
  const side = findAuthorSide(author)
  if (!side) return refused({ code: 'customer-only-replies', rule: 'CRE-6' })
  const others = (supportCase.aside ?? []).filter((one) => !isSameSide(one.side, side))
  if (until === null) {
    if (!asideUntil(supportCase, side, now))
      return refused({ code: 'not-aside', rule: 'OWN-3', values: { number: supportCase.number } })
    return ok({
      set: { aside: others },
      events: [{ audience: 'internal', event: { type: 'back', why: 'by-hand' } }],
    })
  }
  if (until <= now) return refused({ code: 'aside-not-ahead', rule: 'OWN-3', field: 'until' })
  if (until.getTime() > now.getTime() + maxAsideDays * dayMs)
    return refused({ code: 'aside-too-far', rule: 'OWN-3', field: 'until', values: { max: maxAsideDays } })
  return ok({
    set: { aside: [...others, { side, until }] },
    events: [{ audience: 'internal', event: { type: 'put-aside', until } }],
  })
}

/** The time of a side has come: it is told once, in the case. */
export function endAside(supportCase: Aside, side: Side): AsideStep {
  return {
    set: { aside: (supportCase.aside ?? []).filter((one) => !isSameSide(one.side, side)) },
    events: [{ audience: 'internal', event: { type: 'back', why: 'date' } }],
  }
}

/** What a change of one side ends for the others, and closing for all: nothing where nobody has it put aside. */
export function withoutAside(
  { aside = [] }: Aside,
  change: StoredChange,
  author: Pick<Author, 'party' | 'domain'>,
): Partial<Aside> {
  const left = aside.filter(({ side }) => !bringsBack(change, author, side))
  return left.length === aside.length ? {} : { aside: left }
}

function bringsBack(change: StoredChange, author: Pick<Author, 'party' | 'domain'>, side: Side): boolean {
  const own = findAuthorSide(author)
  const isOther = own === undefined || !isSameSide(own, side)
  switch (change.kind) {
    case 'close':
    case 'reopen':
      return true
    case 'escalate':
    case 'severity':
    case 'status':
      return isOther
    case 'message':
      return isOther && reaches(change.audience, side) && !isConfirmation(change.text, change.attachments)
    default:
      return false
  }
}

/** Whether this side reads what the other one wrote (VIS-7). */
function reaches(audience: Entry['audience'], side: Side): boolean {
  if (audience === 'internal') return false
  return audience === 'everyone' || (side === 'desk' ? audience === 'desk' : true)
}
