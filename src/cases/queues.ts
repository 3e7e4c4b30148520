/** OWN-2: whom a case waits for, and the queues that build on it. */
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

/** Who has to do something next: the desk, or the partner with its customer; nobody once it is closed. */
export function waitsFor(status: Status): 'desk' | 'partner' | null {
  switch (status) {
    case 'new':
    case 'in-progress':
      return 'desk'
    case 'action-required':
    case 'solution-provided':
      return 'partner'
    case 'closed':
      return null
  }
}

const open = statuses.filter((status) => status !== 'closed')

/** What is in a queue, as the store is asked. What a side put aside is in none of its queues but its own, `overdue` and `open`. */
export function toQueueQuery(queue: QueueName, actor: Actor, now: Date): Omit<CaseQuery, 'reader'> {
  const here = actor.party === 'customer' ? {} : { aside: { which: 'without', now } as const }
  switch (queue) {
    case 'unassigned':
      return { statuses: open, responsible: null, ...here }
    case 'mine':
      return { statuses: open, responsible: toAuthor(actor).email.toLowerCase(), ...here }
    case 'waiting': {
      const us = actor.party === 'desk' ? 'desk' : 'partner'
      return { statuses: open.filter((status) => waitsFor(status) === us), ...here }
    }
    case 'overdue':
      return { statuses: open, dueBefore: now }
    case 'in-progress':
      return { statuses: ['new', 'in-progress'], ...here }
    case 'solution-provided':
      return { statuses: ['solution-provided'], ...here }
    case 'open':
      return { statuses: open }
    case 'recently-closed':
      return { statuses: ['closed'], updatedSince: new Date(now.getTime() - recentlyMs) }
    case 'aside':
      return { statuses: open, aside: { which: 'only', now } }
  }
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
