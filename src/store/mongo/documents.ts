import { mongo } from 'mongoose'
import type { Case } from '../../cases/case.ts'
import type { CaseQuery, Keyset, NewCase } from '../../cases/case-store.ts'
import { pagedOut } from './history-archive.ts'
import type { CaseDocument } from './mongo-schema.ts'
import { toSearchKey, toSearchKeys } from './search-keys.ts'
import { fromThreadDocument, toThreadDocument } from './thread-documents.ts'

/** What a case is read without: what grows, and what only guards writes. */
export const withoutHistory = { history: 0, words: 0, found: 0, keys: 0, purging: 0 } as const

/** The case document of a new case. A history that is long from the start lacks what belongs into pages. */
export function toDocument({ case: supportCase, entries, words, key }: NewCase): CaseDocument {
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
  }
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
    ...(document.titleRemoved && { titleRemoved: document.titleRemoved }),
    ...(document.removals && { removals: document.removals }),
    ...(document.hiddenFromCustomer === undefined ? {} : { hiddenFromCustomer: document.hiddenFromCustomer }),
    ...(document.partnersLeft && { partnersLeft: document.partnersLeft }),
    ...(document.firstLine && { firstLine: document.firstLine }),
    seq: document.seq,
    subscriptions: document.threads.map(fromThreadDocument),
  }
}

/**
 * VIS-1, VIS-5 and the place where the last page ended (VIS-4), all of which must hold. Of several words the one that is in the
 * fewest cases leads: the index gives its cases in order, and the other words are looked for in those.
 */
export function toConditions(
  query: CaseQuery,
  {
    after,
    lead = query.words?.[0],
  }: { readonly after?: Keyset | undefined; readonly lead?: string | undefined } = {},
): readonly Record<string, unknown>[] {
  const { reader, words = [], statuses, severities, customers, createdBy } = query
  const others = words.filter((word) => word !== lead)
  return [
    ...(reader.party === 'partner' ? [{ 'partners.domain': reader.domain }] : []),
    ...(reader.party === 'customer'
      ? [{ 'customer.id': reader.customer, hiddenFromCustomer: { $ne: true } }]
      : []),
    ...(reader.party === 'desk' ? [{ firstLine: { $ne: 'partner' } }] : []),
    ...(lead === undefined ? [] : [{ found: toSearchKey(reader, lead) }]),
    ...(others.length > 0 ? [{ words: { $all: others } }] : []),
    ...(statuses ? [{ status: { $in: statuses } }] : []),
    ...(severities ? [{ severity: { $in: severities } }] : []),
    ...(customers ? [{ 'customer.id': { $in: customers } }] : []),
    ...(createdBy === undefined ? [] : [{ 'createdBy.email': createdBy }]),
    // The first condition bounds the index, the second sorts out equal moments.
    ...(after
      ? [
          { updatedAt: { $lte: after.updatedAt } },
          { $or: [{ updatedAt: { $lt: after.updatedAt } }, { _id: { $lt: after.number } }] },
        ]
      : []),
  ]
}
