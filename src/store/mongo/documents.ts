import { mongo } from 'mongoose'
import type { Case, CaseHead, Side } from '../../cases/case.ts'
import { formatCaseRef, listCaseRefs } from '../../cases/case-refs.ts'
import type { CaseQuery, NewCase, WordsOrCustomers } from '../../cases/case-store.ts'
import { toSide } from '../../cases/reader-facts.ts'
import { toRemindAt } from '../../cases/response-clocks.ts'
import { listTurnStates, type Turn } from '../../cases/waits-for.ts'
import { pagedOut } from './history-archive.ts'
import type { CaseDocument } from './mongo-schema.ts'
import { toSearchKey, toSearchKeys } from './search-keys.ts'
import { fromThreadDocument, toThreadDocument } from './thread-documents.ts'

/** What a case is read without: what grows, and what only guards writes. */
export const withoutHistory = { history: 0, words: 0, found: 0, keys: 0, refs: 0, purging: 0 } as const

/** The case document of a new case. A history that is long from the start lacks what belongs into pages. */
export function toDocument({ case: supportCase, entries, words, key, importRun }: NewCase): CaseDocument {
  const { number, subscriptions, ...rest } = supportCase
  const paged = pagedOut(supportCase.seq)
  return {
    ...rest,
    _id: number,
    createKey: key,
    threads: subscriptions.map(toThreadDocument),
    history: entries.slice(paged),
    paged,
    historyId: new mongo.ObjectId().toHexString(),
    words: [...new Set(words)],
    found: toSearchKeys(supportCase, words),
    keys: [],
    news: 1,
    ...toReminderField(supportCase),
    ...toRefsField(supportCase),
    ...(importRun === undefined ? {} : { imported: { run: importRun, number } }),
  }
}

/** Missing, not null, where there is none: so the index holds only what somebody has to be reminded of. */
export function toReminderField(
  supportCase: Pick<Case, 'number' | 'clocks' | 'unreminded'>,
): Pick<CaseDocument, 'reminder'> {
  const at = toRemindAt(supportCase)
  return at ? { reminder: { at, number: supportCase.number } } : {}
}

/** Missing, not empty, where it is closed: so the index holds only open cases. */
export function toRefsField(
  head: Pick<CaseHead, 'status'> & Parameters<typeof listCaseRefs>[0],
): Pick<CaseDocument, 'refs'> {
  return head.status === 'closed' ? {} : { refs: listCaseRefs(head).map(formatCaseRef) }
}

export function toCase(document: CaseDocument): Case {
  return {
    number: document._id,
    version: document.version,
    customer: document.customer,
    partners: document.partners,
    domain: document.domain,
    createdBy: document.createdBy,
    title: document.title,
    followUpOf: document.followUpOf ?? null,
    product: document.product,
    category: document.category,
    severity: document.severity,
    status: document.status,
    language: document.language,
    timeZone: document.timeZone,
    createdAt: document.createdAt,
    updatedAt: document.updatedAt,
    closedAt: document.closedAt,
    sharedWith: document.sharedWith ?? [],
    // A case from before there was any escalation has none.
    escalation: document.escalation ?? null,
    // What nothing was written of stays missing.
    ...(document.assignee === undefined ? {} : { assignee: document.assignee }),
    ...(document.owners && { owners: document.owners }),
    ...(document.aside && { aside: document.aside }),
    ...(document.due && { due: document.due }),
    ...(document.aside && { aside: document.aside }),
    ...(document.upstream && { upstream: document.upstream }),
    ...(document.firstResponseAt !== undefined && { firstResponseAt: document.firstResponseAt }),
    ...(document.titleRemoved && { titleRemoved: document.titleRemoved }),
    ...(document.removals && { removals: document.removals }),
    ...(document.clocks && { clocks: document.clocks }),
    ...(document.unreminded && { unreminded: document.unreminded }),
    ...(document.hiddenFromCustomer === undefined ? {} : { hiddenFromCustomer: document.hiddenFromCustomer }),
    ...(document.partnersLeft && { partnersLeft: document.partnersLeft }),
    ...(document.firstLine && { firstLine: document.firstLine }),
    ...(document.goneAt && { goneAt: document.goneAt }),
    seq: document.seq,
    subscriptions: document.threads.map(fromThreadDocument),
  }
}

/**
 * VIS-1 and VIS-5, all of which must hold. Of several words the one that is in the fewest cases leads: the index gives its cases in
 * order, and the other words are looked for in those.
 */
export function toConditions(
  query: CaseQuery,
  lead: string | undefined = query.words?.[0],
): readonly Record<string, unknown>[] {
  const { reader, words = [], wordsOrCustomers = [], statuses, severities, customers, createdBy } = query
  const others = words.filter((word) => word !== lead)
  return [
    ...(reader.party === 'partner' ? [{ 'partners.domain': reader.domain }] : []),
    ...(reader.party === 'customer'
      ? [{ 'customer.id': reader.customer, hiddenFromCustomer: { $ne: true } }]
      : []),
    ...(reader.party === 'desk' ? [{ firstLine: { $ne: 'partner' } }] : []),
    ...(lead === undefined ? [] : [{ found: toSearchKey(reader, lead) }]),
    ...(others.length > 0 ? [{ words: { $all: others } }] : []),
    ...wordsOrCustomers.map((one) => toEither(reader, one)),
    ...(statuses ? [{ status: { $in: statuses } }] : []),
    ...(severities ? [{ severity: { $in: severities } }] : []),
    ...(customers ? [{ 'customer.id': { $in: customers } }] : []),
    ...(createdBy === undefined ? [] : [{ 'createdBy.email': createdBy }]),
    ...toFactConditions(query),
    ...(query.waitsFor ? [toTurn(query.waitsFor)] : []),
    ...(query.standsOut ? [standingOut] : []),
    ...between('closedAt', query.closedSince, undefined),
    ...between('createdAt', query.createdSince, query.createdUntil),
    ...between('updatedAt', query.updatedSince, query.updatedUntil),
  ]
}

/** Each side is in an index that has its cases in a list's order. */
function toEither(
  reader: CaseQuery['reader'],
  { words, customers }: WordsOrCustomers,
): Record<string, unknown> {
  const [first = '', ...others] = words
  const hasWords = {
    found: toSearchKey(reader, first),
    ...(others.length > 0 ? { words: { $all: others } } : {}),
  }
  return { $or: [hasWords, { 'customer.id': { $in: customers } }] }
}

/** What `standsOut` tells. */
const standingOut = {
  status: { $ne: 'closed' },
  $or: [{ severity: 'P1' }, { 'escalation.at': { $exists: true } }],
}

/** What `waitsFor` tells. */
function toTurn(turns: readonly Turn[]): Record<string, unknown> {
  const states = listTurnStates(turns).map(({ statuses, partnerFirst }) => ({
    status: { $in: statuses },
    firstLine: partnerFirst ? 'partner' : { $ne: 'partner' },
  }))
  return states.length > 0 ? { $or: states } : never
}

/** A case of which nothing fits: no document has this. */
const never = { _id: { $in: [] } }

/** What `toReaderFacts` tells of one reader's side, asked of the case's own fields. */
function toFactConditions({
  reader,
  responsible,
  aside,
  dueBefore,
}: CaseQuery): readonly Record<string, unknown>[] {
  const side = toSide(reader)
  if (!side) return responsible || aside?.which === 'only' || dueBefore ? [never] : []
  return [
    ...(responsible === undefined ? [] : [toResponsible(side, responsible)]),
    ...(aside ? [asideUntil(side, aside)] : []),
    ...(dueBefore ? [{ due: { $elemMatch: { ...ofSide(side), at: { $lt: dueBefore } } } }] : []),
  ]
}

function toResponsible(side: Side, email: string | null): Record<string, unknown> {
  if (side === 'desk') return { 'assignee.email': email }
  return email === null
    ? { 'owners.domain': { $ne: side.domain } }
    : { owners: { $elemMatch: { domain: side.domain, email } } }
}

function asideUntil(side: Side, { which, now }: NonNullable<CaseQuery['aside']>): Record<string, unknown> {
  const is = { $elemMatch: { ...ofSide(side), until: { $gt: now } } }
  return which === 'only' ? { aside: is } : { aside: { $not: is } }
}

/** One of `aside` or `due` that is of this side. */
export function ofSide(side: Side): Record<string, string> {
  return side === 'desk' ? { side } : { 'side.domain': side.domain }
}

function between(
  field: string,
  since: Date | undefined,
  until: Date | undefined,
): readonly Record<string, unknown>[] {
  if (!since && !until) return []
  return [{ [field]: { ...(since && { $gte: since }), ...(until && { $lt: until }) } }]
}
