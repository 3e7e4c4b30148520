/** UPD: what a wish makes of a case. Pure: the clock is handed in, the answer is the next case and its entries, or a refusal. */
import { decideAside, withoutAside } from './aside.ts'
import { decideAssignment } from './assignment.ts'
import type { Author, CaseHead, Entry, Event, Side, Status } from './case.ts'
import { maxAddresses, type StoredChange } from './case-inputs.ts'
import type { Colleagues } from './colleagues.ts'
import type { Customer } from './directory.ts'
import { isOwnCase } from './own-cases.ts'
import { isSameSide } from './reader-facts.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { decideUpstream } from './upstream-case.ts'

/** UPD-4: reopening is possible up to and including this long after closing. */
export const reopenWindowMs = 30 * 24 * 60 * 60 * 1000

const dayMs = 24 * 60 * 60 * 1000

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
  /** REP-4: whether partners keep the number of a case at Google, beside the desk. */
  readonly partnersKeepUpstream?: boolean
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
    next = { ...next, ...step.value.set, ...firstResponse(next, step.value, author, now) }
    next = { ...next, ...withoutAside(next, change, author) }
    for (const { event, audience } of step.value.events) {
      entries.push({ seq: supportCase.seq + entries.length + 1, at: now, author, audience, event })
    }
  }
  const seq = supportCase.seq + entries.length
  return ok({ next: { ...next, seq, version: supportCase.version + 1, updatedAt: now }, entries })
}

/** REP-3: kept when it happens, so that nobody has to read a history for it. Where it is not known it stays so. */
function firstResponse(
  { firstResponseAt }: CaseHead,
  { events }: Step,
  { party }: Author,
  now: Date,
): Partial<CaseHead> {
  if (firstResponseAt !== null || party !== 'desk') return {}
  const answers = events.some(
    ({ event, audience }) => event.type === 'message' && !event.said && audience !== 'internal',
  )
  return answers ? { firstResponseAt: now } : {}
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
      return message(supportCase, change, author, now)
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
    case 'reminders':
      return reminders(supportCase, change, author)
    case 'reveal':
      return reveal(supportCase)
    case 'pass':
      return pass(supportCase, change, author)
    case 'upstream':
      return decideUpstream(supportCase, change, author, now, {
        partners: facts.partnersKeepUpstream ?? false,
      })
  }
}

function message(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'message' },
  author: Author,
  now: Date,
): Result<Step> {
  // It may be tomorrow already where the person is.
  if (change.said && Date.parse(change.said.on) > now.getTime() + dayMs)
    return refused({ code: 'said-in-future', rule: 'NOT-4', field: 'on' })
  if (change.status && !answersFirst(supportCase, author))
    return refused({ code: 'status-not-yours', rule: 'UPD-7', field: 'status' })
  // A customer's word is for its partners, or for all: what it says past them it could not read itself.
  if (author.party === 'customer' && (change.audience === 'internal' || change.audience === 'desk')) {
    return refused({ code: 'audience-not-yours', rule: 'VIS-7', field: 'audience' })
  }
  // A desk's note to the customer alone would be hidden from the partner who answers for it, and from the desk itself.
  if (author.party === 'desk' && change.audience === 'customer') {
    return refused({ code: 'audience-not-yours', rule: 'VIS-7', field: 'audience' })
  }
  // Where the customer reads nothing, nothing is written to it alone; nothing is said in its name that it does not know of.
  if (supportCase.hiddenFromCustomer && (change.audience === 'customer' || change.said))
    return refused({ code: 'hidden-from-customer', rule: 'CRE-10', field: 'audience' })
  if (change.said && isOwnCase(supportCase))
    return refused({ code: 'hidden-from-customer', rule: 'CRE-10', field: 'audience' })
  if (supportCase.status === 'closed') return refused(denyClosed(supportCase, author.party))
  const said: Step['events'][number] = {
    audience: change.audience,
    event: {
      type: 'message',
      text: change.text,
      ...(change.attachments?.length ? { attachments: change.attachments } : {}),
      ...(change.source ? { source: change.source } : {}),
      ...(change.said ? { said: change.said } : {}),
    },
  }
  // NOT-4: a line of a two-way thread moves nothing by itself; its author is asked.
  const to = change.source?.thread ? supportCase.status : statusAfterMessage(supportCase, change, author)
  return ok({ set: { status: to }, events: [said, ...moved(supportCase.status, to)] })
}

function moved(from: Status, to: Status): Step['events'] {
  return from === to ? [] : [{ audience: 'everyone', event: { type: 'status-changed', from, to } }]
}

/** UPD-7: a word that reaches the desk ends the waiting for it. */
function answered(status: Status): Status {
  return status === 'action-required' || status === 'solution-provided' ? 'in-progress' : status
}

/** Whose answer the case waits for when it is new: the desk's, or the partner's while it is the first line (CRE-9). */
function answersFirst({ firstLine }: Pick<CaseHead, 'firstLine'>, { party }: Author): boolean {
  return party === (firstLine === 'partner' ? 'partner' : 'desk')
}

/** UPD-7. A message that the other side cannot read moves nothing: an internal note is no answer. */
function statusAfterMessage(
  supportCase: CaseHead,
  change: StoredChange & { kind: 'message' },
  author: Author,
): Status {
  const { status, firstLine } = supportCase
  const { audience } = change
  // Said by the customer, whoever entered it.
  if (!change.said && answersFirst(supportCase, author)) {
    if (change.status) return change.status
    const reaches = author.party === 'desk' ? audience !== 'internal' : isReadByCustomer(audience)
    return status === 'new' && reaches ? 'in-progress' : status
  }
  const reachesDesk = audience === 'desk' || audience === 'everyone'
  const isHeard = firstLine === 'partner' ? isReadByCustomer(audience) : reachesDesk
  return isHeard ? answered(status) : status
}

function isReadByCustomer(audience: Entry['audience']): boolean {
  return audience === 'customer' || audience === 'everyone'
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
  if (author.party !== 'desk') return stillOpen(supportCase, to, author)
  const { number, status: from } = supportCase
  if (from === 'closed') return refused(denyClosed(supportCase, author.party))
  if (from === to)
    return refused({ code: 'status-unchanged', rule: 'UPD-7', field: 'status', values: { number } })
  return ok({ set: { status: to }, events: moved(from, to) })
}

/** UPD-7: whoever a case waits for says without a message that it goes on. */
function stillOpen(supportCase: CaseHead, to: Status, author: Author): Result<Step> {
  const { number, status: from } = supportCase
  if (to !== 'in-progress') return refused({ code: 'status-not-yours', rule: 'UPD-7', field: 'status' })
  if (from === 'closed') return refused(denyClosed(supportCase, author.party))
  if (answersFirst(supportCase, author) || answered(from) === from)
    return refused({ code: 'not-waiting', rule: 'UPD-7', values: { number } })
  return ok({ set: { status: to }, events: moved(from, to) })
}

/** Whether a case waits for this author's side, who would end that by a reply. */
export function waitsForAnswer(supportCase: Pick<CaseHead, 'status' | 'firstLine'>, author: Author): boolean {
  return answered(supportCase.status) !== supportCase.status && !answersFirst(supportCase, author)
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
  // CRE-9: whom it is escalated to has to see it.
  const passes = supportCase.firstLine === 'partner'
  return ok({
    set: { status, escalation: { at: now, reason }, ...(passes ? { firstLine: 'desk' } : {}) },
    events: [
      ...(passes ? [{ audience: 'everyone', event: { type: 'passed', note: '' } } as const] : []),
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

/** OWN-3: for the author's own side; a customer gets none that could be turned off. */
function reminders(
  supportCase: CaseHead,
  { on }: StoredChange & { kind: 'reminders' },
  author: Author,
): Result<Step> {
  const side: Side | undefined =
    author.party === 'desk' ? 'desk' : author.domain === undefined ? undefined : { domain: author.domain }
  if (!side)
    return refused({
      code: 'customer-only-replies',
      rule: 'CRE-6',
      values: { customer: supportCase.customer.name },
    })
  const { unreminded = [] } = supportCase
  const others = unreminded.filter((one) => !isSameSide(one, side))
  const isOn = others.length === unreminded.length
  if (isOn === on)
    return refused({
      code: on ? 'reminders-on' : 'reminders-off',
      rule: 'OWN-3',
      values: { number: supportCase.number },
    })
  return ok({
    set: { unreminded: on ? others : [...others, side] },
    events: [{ audience: 'internal', event: { type: 'reminders-changed', on } }],
  })
}

/** CRE-10: what was hidden at creation is shown to the customer for good. */
function reveal(supportCase: CaseHead): Result<Step> {
  const { number, hiddenFromCustomer } = supportCase
  if (!hiddenFromCustomer) return refused({ code: 'not-hidden', rule: 'CRE-10', values: { number } })
  return ok({
    set: { hiddenFromCustomer: false },
    events: [{ audience: 'everyone', event: { type: 'revealed' } }],
  })
}

/** CRE-9: from now on the desk sees the case, and it waits for the desk. */
function pass(
  supportCase: CaseHead,
  { note }: StoredChange & { kind: 'pass' },
  author: Author,
): Result<Step> {
  const { number, firstLine, status } = supportCase
  if (firstLine !== 'partner')
    return refused({ code: 'already-with-desk', rule: 'CRE-9', values: { number } })
  if (status === 'closed') return refused(denyClosed(supportCase, author.party))
  return ok(passToDesk(supportCase, note))
}

/** CRE-9: what passing an open case to the desk makes of it. */
export function passToDesk({ status }: Pick<CaseHead, 'status'>, note = ''): Step {
  const to = answered(status)
  return {
    set: { firstLine: 'desk', status: to },
    events: [{ audience: 'everyone', event: { type: 'passed', note } }, ...moved(status, to)],
  }
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
  'due-changed',
  'reminded',
  'reminders-changed',
  'removed',
  'shared',
  'assigned',
  'put-aside',
  'back',
  'revealed',
  'upstream-changed',
  'partner-left',
])

/** UPD-6: whether an entry changed what a severity, close or reopen was decided on. */
export function changesState(entry: Pick<Entry, 'event'>): boolean {
  return !silentEvents.has(entry.event.type)
}

const silentChanges: ReadonlySet<StoredChange['kind']> = new Set([
  'message',
  'share',
  'assign',
  'aside',
  'reminders',
  'upstream',
])

export function asksForState(changes: readonly StoredChange[]): boolean {
  return changes.some(({ kind }) => !silentChanges.has(kind))
}
