/** UPD: what a wish makes of a case. Pure: the clock is handed in, the answer is the next case and its entries, or a refusal. */
import { decideAside, withoutAside } from './aside.ts'
import { decideAssignment } from './assignment.ts'
import type { Author, CaseHead, Entry, Event, Status } from './case.ts'
import { maxAddresses, type StoredChange } from './case-inputs.ts'
import type { Colleagues } from './colleagues.ts'
import type { Customer } from './directory.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

/** UPD-4: reopening is possible up to and including this long after closing. */
export const reopenWindowMs = 30 * 24 * 60 * 60 * 1000

export function reopenUntil(closedAt: Date): Date {
  return new Date(closedAt.getTime() + reopenWindowMs)
}

export function canReopen(supportCase: Pick<CaseHead, 'status' | 'closedAt'>, now: Date): boolean {
  return (
    supportCase.status === 'closed' &&
    supportCase.closedAt !== null &&
    now <= reopenUntil(supportCase.closedAt)
  )
}

/** UPD-4: why this case cannot be reopened now. */
export function denyReopen(
  supportCase: Pick<CaseHead, 'number' | 'status' | 'closedAt'>,
  now: Date,
): Refusal | undefined {
  const values = { number: supportCase.number }
  if (supportCase.status !== 'closed') return { code: 'case-not-closed', rule: 'UPD-4', values }
  if (!canReopen(supportCase, now)) return { code: 'reopen-too-late', rule: 'UPD-4', values }
  return undefined
}

export interface Decision {
  readonly next: CaseHead
  readonly entries: readonly Entry[]
}

/** What the case itself does not know, asked at the moment of the write. */
export interface Facts {
  /** The customer's support tier as the directory has it now; needed to escalate (UPD-2). */
  readonly tier?: Customer['tier'] | undefined
  /** OWN-1: who on the author's side can change this case, by e-mail; needed to assign it. */
  readonly colleagues?: Colleagues | undefined
}

interface Step {
  readonly set: Partial<CaseHead>
  readonly events: readonly (Pick<Entry, 'audience'> & { readonly event: Event })[]
}

/** Applies the changes in order; the first that cannot be refuses them all, so that nothing is half done. */
export function decide(
  supportCase: CaseHead,
  changes: readonly StoredChange[],
  author: Author,
  now: Date,
  facts: Facts = {},
): Result<Decision> {
  let next: CaseHead = supportCase
  const entries: Entry[] = []
  for (const change of changes) {
    const step = decideStep(next, change, author, now, facts)
    if (!step.ok) return step
    next = { ...next, ...step.value.set }
    next = { ...next, ...withoutAside(next, change, author) }
    for (const { event, audience } of step.value.events) {
      entries.push({ seq: supportCase.seq + entries.length + 1, at: now, author, audience, event })
    }
  }
  const seq = supportCase.seq + entries.length
  return ok({ next: { ...next, seq, version: supportCase.version + 1, updatedAt: now }, entries })
}

function decideStep(
  supportCase: CaseHead,
  change: StoredChange,
  author: Author,
  now: Date,
  facts: Facts,
): Result<Step> {
  switch (change.kind) {
    case 'message':
      return message(supportCase, change, author)
    case 'severity':
      return severity(supportCase, change, author)
    case 'status':
      return status(supportCase, change, author)
    case 'close':
      return close(supportCase, change, author, now)
    case 'escalate':
      return escalate(supportCase, change, author, now, facts)
    case 'share':
      return share(supportCase, change, author)
    case 'reopen':
      return reopen(supportCase, change, now)
    case 'assign':
      if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
      return decideAssignment(supportCase, change, author, facts.colleagues ?? new Map())
    case 'aside':
      if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
      return decideAside(supportCase, change, author, now)
  }
}

function message(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'message' },
  author: Author,
): Result<Step> {
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
  if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
  const said: Step['events'][number] = {
    audience: change.audience,
    event: {
      type: 'message',
      text: change.text,
      ...(change.attachments?.length ? { attachments: change.attachments } : {}),
      ...(change.source ? { source: change.source } : {}),
    },
  }
  const to = statusAfterMessage(supportCase.status, change, author)
  return ok({ set: { status: to }, events: [said, ...moved(supportCase.status, to)] })
}

function moved(from: Status, to: Status): Step['events'] {
  return from === to ? [] : [{ audience: 'everyone', event: { type: 'status-changed', from, to } }]
}

/** UPD-7: a word that reaches the desk ends the waiting for it. */
function answered(status: Status): Status {
  return status === 'action-required' || status === 'solution-provided' ? 'in-progress' : status
}

/** UPD-7. A message that the other side cannot read moves nothing: an internal note is no answer. */
function statusAfterMessage(
  status: Status,
  change: StoredChange & { kind: 'message' },
  author: Author,
): Status {
  if (author.party === 'desk') {
    if (change.status) return change.status
    return status === 'new' && change.audience !== 'internal' ? 'in-progress' : status
  }
  const reachesDesk = change.audience === 'desk' || change.audience === 'everyone'
  return reachesDesk ? answered(status) : status
}

function severity(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'severity' },
  author: Author,
): Result<Step> {
  if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
  if (supportCase.severity === change.severity) {
    return refused({
      code: 'severity-unchanged',
      rule: 'UPD-1',
      field: 'severity',
      values: { number: supportCase.number, severity: supportCase.severity },
    })
  }
  return ok({
    set: { severity: change.severity },
    events: [
      {
        audience: 'everyone',
        event: { type: 'severity-changed', from: supportCase.severity, to: change.severity },
      },
    ],
  })
}

/** UPD-7: the desk says what it waits for now, also without a message. */
function status(
  supportCase: CaseHead,
  { status: to }: StoredChange & { kind: 'status' },
  author: Author,
): Result<Step> {
  if (author.party !== 'desk') return refused({ code: 'status-not-yours', rule: 'UPD-7', field: 'status' })
  const { number, status: from } = supportCase
  if (from === 'closed') return refused(denyClosed(supportCase, author.party))
  if (from === to)
    return refused({ code: 'status-unchanged', rule: 'UPD-7', field: 'status', values: { number } })
  return ok({ set: { status: to }, events: moved(from, to) })
}

function close(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'close' },
  author: Author,
  now: Date,
): Result<Step> {
  if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
  return ok({
    set: { status: 'closed', closedAt: now },
    events: [
      { audience: 'everyone', event: { type: 'closed', from: supportCase.status, note: change.note } },
    ],
  })
}

/**
 * UPD-2: why this party cannot escalate the case now. While an escalation stands a second one is refused, as a severity that
 * is so already: it would change nothing, and what is new is said with a message. The desk is whom a case is escalated to.
 */
export function denyEscalation(
  supportCase: Pick<CaseHead, 'number' | 'status' | 'escalation' | 'customer'>,
  party: Author['party'],
  tier: Facts['tier'],
): Refusal | undefined {
  if (party === 'desk') return { code: 'escalation-not-yours', rule: 'UPD-2' }
  if (supportCase.status === 'closed') return denyClosed(supportCase, party)
  if (supportCase.escalation)
    return { code: 'already-escalated', rule: 'UPD-2', values: { number: supportCase.number } }
  if (tier === 'premium') return undefined
  return { code: 'escalation-not-premium', rule: 'UPD-2', values: { customer: supportCase.customer.name } }
}

/** Its justification is a word to the desk, so it ends the desk's waiting as a message would (UPD-7). */
function escalate(
  supportCase: CaseHead,
  { reason, justification }: StoredChange & { kind: 'escalate' },
  author: Author,
  now: Date,
  { tier }: Facts,
): Result<Step> {
  const refusal = denyEscalation(supportCase, author.party, tier)
  if (refusal) return refused(refusal)
  const status = answered(supportCase.status)
  return ok({
    set: { status, escalation: { at: now, reason } },
    events: [
      { audience: 'everyone', event: { type: 'escalated', reason, justification } },
      ...moved(supportCase.status, status),
    ],
  })
}

/** CRE-5. The partner answers for who else is told of a customer's case; the desk shares none. */
function share(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'share' },
  author: Author,
): Result<Step> {
  if (author.party === 'desk') return refused({ code: 'share-not-yours', rule: 'CRE-5' })
  // Who no longer has to be told of a case can be taken out of it at any time.
  if (supportCase.status === 'closed' && change.add.length > 0)
    return refused(denyClosed(supportCase, author.party))
  const added = change.add.filter(
    (value) => !supportCase.sharedWith.includes(value) && !change.remove.includes(value),
  )
  const removed = change.remove.filter((value) => supportCase.sharedWith.includes(value))
  if (added.length + removed.length === 0) {
    return refused({
      code: 'share-unchanged',
      rule: 'CRE-5',
      field: 'add',
      values: { number: supportCase.number },
    })
  }
  const sharedWith = [...supportCase.sharedWith.filter((value) => !removed.includes(value)), ...added]
  if (sharedWith.length > maxAddresses) {
    return refused({ code: 'share-too-many', rule: 'CRE-5', field: 'add', values: { max: maxAddresses } })
  }
  return ok({
    set: { sharedWith },
    events: [{ audience: 'everyone', event: { type: 'shared', added, removed } }],
  })
}

function reopen(supportCase: CaseHead, change: StoredChange & { kind: 'reopen' }, now: Date): Result<Step> {
  const denied = denyReopen(supportCase, now)
  if (denied) return refused(denied)
  return ok({
    set: { status: 'in-progress', closedAt: null, escalation: null },
    events: [{ audience: 'everyone', event: { type: 'reopened', reason: change.reason } }],
  })
}

/** UPD-5: nothing but reopening, and taking an address out, touches a closed case; a customer's own people leave that to their partner (CRE-6). */
export function denyClosed(supportCase: Pick<CaseHead, 'number'>, party: Author['party']): Refusal {
  const code = party === 'customer' ? 'case-closed-ask-partner' : 'case-closed'
  return { code, rule: 'UPD-5', values: { number: supportCase.number } }
}

const silentEvents: ReadonlySet<Event['type']> = new Set([
  'message',
  'message-edited',
  'message-edit-withheld',
  'message-deleted',
  'personal-data-confirmed',
  'removed',
  'shared',
  'assigned',
  'put-aside',
  'back',
])

/** UPD-6: whether an entry changed what a severity, close or reopen was decided on. */
export function changesState(entry: Pick<Entry, 'event'>): boolean {
  return !silentEvents.has(entry.event.type)
}

const silentChanges: ReadonlySet<StoredChange['kind']> = new Set(['message', 'share', 'assign', 'aside'])

export function asksForState(changes: readonly StoredChange[]): boolean {
  return changes.some(({ kind }) => !silentChanges.has(kind))
}
