/** OWN-2: the queues, which build on whom a case waits for. */
import { type Case, type Reader, type Status, statuses } from './case.ts'
import type { CaseQuery } from './case-store.ts'
import { type Actor, toAuthor } from './policy.ts'
import { toReaderFacts } from './reader-facts.ts'

export const queueNames = [
  'unassigned',
  'waiting',
  'mine',
  'overdue',
  'in-progress',
  'solution-provided',
  'open',
  'recently-closed',
  'aside',
] as const
export type QueueName = (typeof queueNames)[number]

/** What homes show, in this order. */
export const partyQueues: Readonly<Record<Actor['party'], readonly QueueName[]>> = {
  desk: ['unassigned', 'mine', 'waiting', 'overdue', 'aside', 'open'],
  partner: ['waiting', 'mine', 'in-progress', 'solution-provided', 'recently-closed', 'aside'],
  customer: ['open', 'recently-closed'],
}

/** How long a closed case counts as recently closed. */
export const recentlyMs = 30 * 24 * 60 * 60 * 1000

const open = statuses.filter((status) => status !== 'closed')

function isOnItsWay(status: Status): boolean {
  return status !== 'solution-provided'
}

/** What is in a queue, as the store is asked. What a side put aside is in none of its queues but its own, `overdue` and `open`. */
export function toQueueQuery(queue: QueueName, actor: Actor, now: Date): Omit<CaseQuery, 'reader'> {
  const here = actor.party === 'customer' ? {} : { aside: { which: 'without', now } as const }
  switch (queue) {
    case 'unassigned':
      // What nobody has taken and waits for the other side is nobody's to take now.
      return { statuses: open, responsible: null, waitsFor: [actor.party], ...here }
    case 'mine':
      return { statuses: open, responsible: toAuthor(actor).email.toLowerCase(), ...here }
    case 'waiting':
      return { statuses: open, waitsFor: [actor.party], ...here }
    case 'overdue':
      return { statuses: open, dueBefore: now }
    case 'in-progress':
      // CRE-9: what the partner itself has to answer is in `waiting`; what it asked its customer is on its way.
      return { statuses: open.filter(isOnItsWay), waitsFor: ['desk', 'customer'], ...here }
    case 'solution-provided':
      return { statuses: ['solution-provided'], ...here }
    case 'open':
      return { statuses: open }
    case 'recently-closed':
      return { statuses: ['closed'], ...sinceClosed(new Date(now.getTime() - recentlyMs)) }
    case 'aside':
      return { statuses: open, aside: { which: 'only', now } }
  }
}

/** What was closed since then changed since then too: lists are in that order, so that the store need not look further. */
function sinceClosed(at: Date): Pick<CaseQuery, 'closedSince' | 'updatedSince'> {
  return { closedSince: at, updatedSince: at }
}

/** OWN-3: whether an answer of the reader's side is late. */
export function isOverdue(supportCase: Case, reader: Reader, now: Date): boolean {
  const { dueAt } = toReaderFacts(supportCase, reader)
  return supportCase.status !== 'closed' && dueAt !== null && dueAt < now
}

/** What stands out wherever cases are shown: the highest severity, and what was escalated, until it is closed. */
export function standsOut({
  severity,
  escalation,
  status,
}: Pick<Case, 'severity' | 'escalation' | 'status'>): boolean {
  return status !== 'closed' && (severity === 'P1' || escalation !== null)
}
