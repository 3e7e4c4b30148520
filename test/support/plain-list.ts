import { canSeeCase } from '../../src/cases/audience.ts'
import type { Case } from '../../src/cases/case.ts'
import type { CaseQuery } from '../../src/cases/case-store.ts'
import { standsOut } from '../../src/cases/queues.ts'
import { toReaderFacts } from '../../src/cases/reader-facts.ts'
import { waitsFor } from '../../src/cases/waits-for.ts'

export interface Stored {
  readonly of: Case
  readonly words: readonly string[]
}

/** VIS-1, VIS-4 and VIS-5 as they are written, over all cases: what any way to look them up has to give. */
export function plainly(stored: readonly Stored[], query: CaseQuery): readonly number[] {
  return stored
    .filter(({ of }) => canSeeCase(of, query.reader))
    .filter(({ words }) => (query.words ?? []).every((word) => words.includes(word)))
    .filter(({ of, words }) =>
      (query.wordsOrCustomers ?? []).every(
        (one) => one.words.every((word) => words.includes(word)) || one.customers.includes(of.customer.id),
      ),
    )
    .map(({ of }) => of)
    .filter(({ status }) => query.statuses?.includes(status) ?? true)
    .filter(({ severity }) => query.severities?.includes(severity) ?? true)
    .filter(({ customer }) => query.customers?.includes(customer.id) ?? true)
    .filter(({ createdBy }) => query.createdBy === undefined || createdBy.email === query.createdBy)
    .filter((of) => fitsFacts(of, query))
    .filter((of) => fitsState(of, query))
    .filter(({ createdAt }) => isWithin(createdAt, query.createdSince, query.createdUntil))
    .filter(({ updatedAt }) => isWithin(updatedAt, query.updatedSince, query.updatedUntil))
    .toSorted(inOrder(query))
    .map(({ number }) => number)
}

function fitsFacts(of: Case, { reader, responsible, aside, dueBefore }: CaseQuery): boolean {
  const facts = toReaderFacts(of, reader)
  if (responsible !== undefined && facts.responsible !== responsible) return false
  const isAside = aside !== undefined && facts.asideUntil !== null && facts.asideUntil > aside.now
  if (aside && isAside !== (aside.which === 'only')) return false
  return !dueBefore || (facts.dueAt !== null && facts.dueAt < dueBefore)
}

function fitsState(of: Case, { waitsFor: turns, standsOut: only, closedSince }: CaseQuery): boolean {
  const turn = waitsFor(of)
  if (turns && (turn === null || !turns.includes(turn))) return false
  if (only && !standsOut(of)) return false
  return !closedSince || (of.closedAt !== null && of.closedAt >= closedSince)
}

function isWithin(at: Date, since: Date | undefined, until: Date | undefined): boolean {
  return (!since || at >= since) && (!until || at < until)
}

function inOrder({ sort, reader }: CaseQuery): (one: Case, other: Case) => number {
  const byNumber = (one: Case, other: Case) => other.number - one.number
  const byUpdate = (one: Case, other: Case) =>
    other.updatedAt.getTime() - one.updatedAt.getTime() || byNumber(one, other)
  if (sort === 'opened')
    return (one, other) => other.createdAt.getTime() - one.createdAt.getTime() || byNumber(one, other)
  if (sort === 'severity')
    return (one, other) => Number(one.severity[1]) - Number(other.severity[1]) || byUpdate(one, other)
  if (sort !== 'due') return byUpdate
  return (one, other) => {
    const [a, b] = [toReaderFacts(one, reader).dueAt, toReaderFacts(other, reader).dueAt]
    if (a && b) return a.getTime() - b.getTime() || byNumber(one, other)
    if (a || b) return a ? -1 : 1
    return byUpdate(one, other)
  }
}
