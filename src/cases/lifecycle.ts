/** UPD: what a wish makes of a case. Pure: the clock is handed in, the answer is the next case and its entries, or a refusal. */
import type { Author, CaseHead, Entry, Event, Status } from './case.ts'
import { done, type Outcome, type Refusal, refused } from './refusal.ts'
import type { Change } from './wishes.ts'

/** UPD-4: reopening is possible up to and including this long after closing. */
export const reopenWindowMs = 30 * 24 * 60 * 60 * 1000

export function reopenUntil(closedAt: Date): Date {
  return new Date(closedAt.getTime() + reopenWindowMs)
}

export function mayReopen(of: Pick<CaseHead, 'status' | 'closedAt'>, now: Date): boolean {
  return of.status === 'closed' && of.closedAt !== null && now <= reopenUntil(of.closedAt)
}

export interface Decision {
  readonly next: CaseHead
  readonly entries: readonly Entry[]
}

interface Step {
  readonly set: Partial<CaseHead>
  readonly events: readonly (Pick<Entry, 'audience'> & { readonly event: Event })[]
}

/** Applies the changes in order; the first that cannot be refuses them all, so that nothing is half done. */
export function decide(
  of: CaseHead,
  changes: readonly Change[],
  author: Author,
  now: Date,
): Outcome<Decision> {
  let next: CaseHead = of
  const entries: Entry[] = []
  for (const change of changes) {
    const step = stepOf(next, change, author, now)
    if (!step.ok) return step
    next = { ...next, ...step.value.set }
    for (const { event, audience } of step.value.events) {
      entries.push({ seq: of.seq + entries.length + 1, at: now, author, audience, event })
    }
  }
  const seq = of.seq + entries.length
  return done({ next: { ...next, seq, version: of.version + 1, updatedAt: now }, entries })
}

function stepOf(of: CaseHead, change: Change, author: Author, now: Date): Outcome<Step> {
  switch (change.kind) {
    case 'message':
      return message(of, change, author)
    case 'severity':
      return severity(of, change)
    case 'close':
      return close(of, change, now)
    case 'reopen':
      return reopen(of, change, now)
  }
}

function message(of: CaseHead, change: Change & { kind: 'message' }, author: Author): Outcome<Step> {
  if (change.status && author.party !== 'desk')
    return refused({ code: 'status-not-yours', rule: 'UPD-7', field: 'status' })
  // A customer's word is for its partners, or for all: what it says past them it could not read itself.
  if (author.party === 'customer' && (change.audience === 'internal' || change.audience === 'desk')) {
    return refused({ code: 'audience-not-yours', rule: 'VIS-7', field: 'audience' })
  }
  // A desk's note to the customer alone would be hidden from the partner who answers for it, and from the desk itself.
  if (author.party === 'desk' && change.audience === 'customer') {
    return refused({ code: 'audience-not-yours', rule: 'VIS-7', field: 'audience' })
  }
  if (of.status === 'closed') return refused(closedRefusal(of))
  const said: Step['events'][number] = {
    audience: change.audience,
    event: { type: 'message', text: change.text },
  }
  const to = statusAfterMessage(of.status, change, author)
  if (to === of.status) return done({ set: {}, events: [said] })
  const moved: Step['events'][number] = {
    audience: 'everyone',
    event: { type: 'status-changed', from: of.status, to },
  }
  return done({ set: { status: to }, events: [said, moved] })
}

/** UPD-7. A message that the other side cannot read moves nothing: an internal note is no answer. */
function statusAfterMessage(status: Status, change: Change & { kind: 'message' }, author: Author): Status {
  if (author.party === 'desk') {
    if (change.status) return change.status
    return status === 'new' && change.audience !== 'internal' ? 'in-progress' : status
  }
  const reachesDesk = change.audience === 'desk' || change.audience === 'everyone'
  const waiting = status === 'action-required' || status === 'solution-provided'
  return reachesDesk && waiting ? 'in-progress' : status
}

function severity(of: CaseHead, change: Change & { kind: 'severity' }): Outcome<Step> {
  if (of.status === 'closed') return refused(closedRefusal(of))
  if (of.severity === change.severity) {
    return refused({
      code: 'severity-unchanged',
      rule: 'UPD-1',
      field: 'severity',
      values: { number: of.number, severity: of.severity },
    })
  }
  return done({
    set: { severity: change.severity },
    events: [
      { audience: 'everyone', event: { type: 'severity-changed', from: of.severity, to: change.severity } },
    ],
  })
}

function close(of: CaseHead, change: Change & { kind: 'close' }, now: Date): Outcome<Step> {
  if (of.status === 'closed') return refused(closedRefusal(of))
  return done({
    set: { status: 'closed', closedAt: now },
    events: [{ audience: 'everyone', event: { type: 'closed', from: of.status, note: change.note } }],
  })
}

function reopen(of: CaseHead, change: Change & { kind: 'reopen' }, now: Date): Outcome<Step> {
  if (of.status !== 'closed')
    return refused({ code: 'case-not-closed', rule: 'UPD-4', values: { number: of.number } })
  if (!mayReopen(of, now))
    return refused({ code: 'reopen-too-late', rule: 'UPD-4', values: { number: of.number } })
  return done({
    set: { status: 'in-progress', closedAt: null },
    events: [{ audience: 'everyone', event: { type: 'reopened', reason: change.reason } }],
  })
}

/** UPD-5: nothing but reopening touches a closed case. */
function closedRefusal(of: CaseHead): Refusal {
  return { code: 'case-closed', rule: 'UPD-5', values: { number: of.number } }
}

/** UPD-6: whether an entry changed what a severity, close or reopen was decided on. */
export function changesState(entry: Pick<Entry, 'event'>): boolean {
  return entry.event.type !== 'message' && entry.event.type !== 'personal-data-confirmed'
}

export function asksForState(changes: readonly Change[]): boolean {
  return changes.some((change) => change.kind !== 'message')
}
