/** OWN-2: how the desk's queues stand at one moment, for the message in its own channel that everybody there reads. */
import { type Case, type Reader, statuses } from './case.ts'
import type { QueueCount } from './case-service.ts'
import type { CaseStore } from './case-store.ts'
import { type QueueName, toQueueQuery } from './queues.ts'

export interface QueueSummary {
  readonly counts: readonly QueueCount[]
  /** What stands out and what is overdue: the former first, of each what is due soonest. */
  readonly cases: readonly Case[]
  /** How many more of these there are. */
  readonly unlisted: number
}

/** Each person's own are nothing for a channel. */
export const summaryQueues: readonly QueueName[] = ['unassigned', 'waiting', 'overdue', 'aside', 'open']

/** No queue is counted further. */
const maxCounted = 999
const maxListed = 10
const open = statuses.filter((status) => status !== 'closed')
const reader: Reader = { party: 'desk' }
/** Whose queues these are; nobody's own are among them. */
const anybody = { party: 'desk', email: '', name: '' } as const

/** A handful of reads, however many cases there are. */
export async function readQueueSummary(
  store: Pick<CaseStore, 'list' | 'count'>,
  now: Date,
  asTheyStand: (cases: readonly Case[]) => Promise<readonly Case[]>,
): Promise<QueueSummary> {
  const counts = await Promise.all(
    summaryQueues.map(async (queue) => {
      const count = await store.count({ reader, ...toQueueQuery(queue, anybody, now) }, maxCounted + 1)
      return { queue, count: Math.min(count, maxCounted), more: count > maxCounted }
    }),
  )
  const page = { limit: maxListed }
  const outstanding = { reader, statuses: open, standsOut: true } as const
  const overdue = { reader, ...toQueueQuery('overdue', anybody, now) }
  const [first, late] = await Promise.all([
    store.list({ ...outstanding, sort: 'due' }, page),
    store.list({ ...overdue, sort: 'due' }, page),
  ])
  const known = new Set(first.cases.map(({ number }) => number))
  const cases = [...first.cases, ...late.cases.filter(({ number }) => !known.has(number))].slice(0, maxListed)
  const [one, other, both] = await Promise.all([
    store.count(outstanding, maxCounted),
    store.count(overdue, maxCounted),
    store.count({ ...outstanding, dueBefore: now }, maxCounted),
  ])
  return {
    counts,
    cases: await asTheyStand(cases),
    unlisted: Math.max(0, one + other - both - cases.length),
  }
}
