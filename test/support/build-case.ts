import type { Author, Case, CaseHead, Entry, Subscription } from '../../src/cases/case.ts'
import type { Commit, NewCase } from '../../src/cases/case-store.ts'

/** Noon of a working day, with milliseconds that must survive. */
export const noon = new Date('2026-11-02T12:00:00.123Z')

export function minutesAfter(from: Date, minutes: number): Date {
  return new Date(from.getTime() + minutes * 60_000)
}

export function anAuthor(overrides: Partial<Author> = {}): Author {
  return {
    party: 'partner',
    email: 'aoi@hoshi.example.com',
    name: '青木 葵',
    domain: 'hoshi.example.com',
    ...overrides,
  }
}

/** A message for everyone, seq 1. */
export function anEntry(overrides: Partial<Entry> = {}): Entry {
  return {
    seq: 1,
    at: noon,
    author: anAuthor(),
    audience: 'everyone',
    event: { type: 'message', text: 'Mail to one address bounces.' },
    ...overrides,
  }
}

/** A Slack thread of hoshi.example.com that has shown nothing yet. */
export function aThread(overrides: Partial<Subscription> = {}): Subscription {
  return {
    id: 't-1',
    platform: 'slack',
    tenant: 'T1',
    channel: 'C1',
    root: null,
    reader: { party: 'partner', domain: 'hoshi.example.com' },
    locale: 'en',
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
    ...overrides,
  }
}

/** A new case 1001 of the customer Midori, opened by and visible to hoshi.example.com, with one entry and no thread. */
export function aCase(overrides: Partial<Case> = {}): Case {
  return {
    number: 1001,
    version: 1,
    customer: { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' },
    partners: [{ domain: 'hoshi.example.com', kind: 'reseller' }],
    domain: 'hoshi.example.com',
    createdBy: anAuthor(),
    title: 'Mail bounces',
    followUpOf: null,
    product: 'Google Workspace',
    category: 'gmail-delivery',
    severity: 'P3',
    status: 'new',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    createdAt: noon,
    updatedAt: noon,
    closedAt: null,
    sharedWith: [],
    escalation: null,
    seq: 1,
    subscriptions: [],
    ...overrides,
  }
}

/** A case as it is handed to `create`: entries from 1 to the case's `seq`, a key of its own unless one is given. */
export function aNewCase(overrides: Partial<Case> = {}, rest: Partial<Omit<NewCase, 'case'>> = {}): NewCase {
  const of = aCase(overrides)
  const created = anEntry({
    at: of.createdAt,
    event: { type: 'created', description: of.title, answers: [] },
  })
  const later = Array.from({ length: of.seq - 1 }, (_, index) =>
    anEntry({ seq: index + 2, at: of.updatedAt }),
  )
  return { case: of, entries: [created, ...later], words: [], key: `create-${of.number}`, ...rest }
}

/**
 * A change decided on the case as it is: the next version with one more message, five minutes later. `changes` go into the
 * next head; `rest` replaces whole parts of the commit (its key, its entries, what it expected).
 */
export function aCommit(of: Case, changes: Partial<CaseHead> = {}, rest: Partial<Commit> = {}): Commit {
  const { subscriptions: _, ...head } = of
  const entries = rest.entries ?? [anEntry({ seq: of.seq + 1, at: minutesAfter(of.updatedAt, 5) })]
  const next: CaseHead = {
    ...head,
    version: of.version + 1,
    updatedAt: minutesAfter(of.updatedAt, 5),
    seq: of.seq + entries.length,
    ...changes,
  }
  return {
    number: of.number,
    expected: of.version,
    next,
    entries,
    key: `change-${of.number}-${next.version}`,
    ...rest,
  }
}
