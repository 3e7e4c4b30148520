import { severities } from '../../cases/case.ts'
import type { CaseQuery, Keyset } from '../../cases/case-store.ts'
import type { Parameter } from './query.ts'
import { lookup, readerName } from './rows.ts'
import { asksForWords, inWordList } from './search-index.ts'

export interface ListQuery {
  readonly sql: string
  readonly parameters: readonly Parameter[]
}

/** Which part of a list is asked for. */
export interface Part {
  readonly after?: Keyset
  readonly limit: number
  /** Nothing that was updated before this moment. */
  readonly since?: number
  /** Nothing that was updated at this moment or later. */
  readonly until?: number
}

interface Condition {
  readonly sql: string
  readonly parameters: readonly Parameter[]
}

type Order = 'updated' | 'opened' | 'due'

const isOpen = condition("v.status <> 'closed'")
const isDue = condition('v.due_at IS NOT NULL')
const isStandingOut = condition('v.stands_out = 1')

/**
 * A piece of a list whose cases one index has in order. Most lists are one; sorted by severity there is one for each of them, and by
 * what is due one for what is due and one for the rest.
 */
export interface Stretch {
  readonly query: CaseQuery
  readonly order: Order
  /** What its cases have in common beside the query. */
  readonly where: readonly Condition[]
  /** Where it goes on after a page that ended within it. */
  readonly after: readonly Condition[]
}

/** An index by which a part of the filters can be looked up, and the order that it has those cases in. */
export interface Selector {
  readonly index: string
  readonly where: readonly Condition[]
  readonly order: Order | 'none'
}

const orders: Readonly<Record<Order, string>> = {
  updated: 'v.updated_at DESC, v.number DESC',
  opened: 'v.created_at DESC, v.number DESC',
  due: 'v.due_at, v.number DESC',
}

/** The stretches that follow a page's end, in order. */
export function toStretches(query: CaseQuery, after: Keyset | undefined): readonly Stretch[] {
  switch (query.sort) {
    case 'opened':
      return [{ query, order: 'opened', where: [], after: goOn(after, 'created_at', after?.createdAt) }]
    case 'severity':
      return severities
        .filter((severity) => query.severities?.includes(severity) ?? true)
        .filter((severity) => severity >= (after?.severity ?? 'P1'))
        .map((severity) => ({
          query: { ...query, severities: [severity] },
          order: 'updated' as const,
          where: [],
          after: severity === after?.severity ? goOn(after, 'updated_at', after.updatedAt) : [],
        }))
    case 'due':
      return [...dueStretch(query, after), ...restStretch(query, after)]
    default:
      return [newestFirst(query, after)]
  }
}

function newestFirst(query: CaseQuery, after: Keyset | undefined): Stretch {
  return { query, order: 'updated', where: [], after: goOn(after, 'updated_at', after?.updatedAt) }
}

function dueStretch(query: CaseQuery, after: Keyset | undefined): readonly Stretch[] {
  const due = { query, order: 'due' as const, where: [isDue] }
  if (!after) return [{ ...due, after: [] }]
  // The page before ended among what is not due.
  if (!after.dueAt) return []
  const at = ms(after.dueAt)
  return [
    { ...due, after: [condition('v.due_at >= ? AND (v.due_at > ? OR v.number < ?)', at, at, after.number)] },
  ]
}

function restStretch(query: CaseQuery, after: Keyset | undefined): readonly Stretch[] {
  if (query.dueBefore) return []
  const rest = newestFirst(query, after?.dueAt ? undefined : after)
  return [{ ...rest, where: [condition('v.due_at IS NULL')] }]
}

function goOn(after: Keyset | undefined, column: string, at: Date | undefined): readonly Condition[] {
  return after ? [condition(`(v.${column}, v.number) < (?, ?)`, ms(at), after.number)] : []
}

const whole: Readonly<Record<Order, Selector>> = {
  updated: { index: 'visible_by_update', where: [], order: 'updated' },
  opened: { index: 'visible_by_opened', where: [], order: 'opened' },
  due: { index: 'visible_due', where: [isDue], order: 'due' },
}

/** The index that has a stretch in order and passes over the least. */
export function toWalkSelector({ query, order }: Stretch): Selector {
  return toSelectors(query).find((selector) => selector.order === order) ?? whole[order]
}

/**
 * By what else the cases of a stretch could be looked up: worth it where these are few, as they have to be sorted. Open ones are
 * sometimes fewer than those of a severity.
 */
export function toSets(stretch: Stretch): readonly Selector[] {
  const walked = toWalkSelector(stretch)
  return toSelectors(stretch.query).filter(
    ({ index, order }) =>
      order !== stretch.order || (walked.index === 'visible_by_severity' && index === 'visible_open'),
  )
}

/** By what the cases of a query can be looked up, from what leaves the fewest, as a rule. */
function toSelectors(query: CaseQuery): readonly Selector[] {
  const { responsible, customers, createdBy, severities: asked, aside, dueBefore } = query
  const open = asksForOpen(query)
  const created = toCreated(query)
  const selectors: Selector[] = []
  const add = (index: string, where: readonly Condition[], order: Selector['order'] = 'updated') =>
    selectors.push({ index, where, order })
  if (responsible !== undefined && open)
    add('visible_open_by_responsible', [toResponsible(responsible), isOpen])
  if (responsible !== undefined && !open) add('visible_by_responsible', [toResponsible(responsible)])
  if (customers?.length === 1) add('visible_by_customer', [toCustomers(customers)])
  if (createdBy !== undefined) add('visible_by_creator', [toCreator(createdBy)])
  if (asked?.length === 1) add('visible_by_severity', [condition('v.severity = ?', asked[0] ?? '')])
  if (query.standsOut) add('visible_standing_out', [isStandingOut])
  if (open) add('visible_open', [isOpen])
  if (aside?.which === 'only') add('visible_aside', [isAside(aside.now)], 'none')
  if (dueBefore) add('visible_due', [condition('v.due_at < ?', ms(dueBefore))], 'due')
  if (created.length > 0) add('visible_by_opened', created, 'opened')
  return selectors
}

/**
 * Walks the cases of a stretch and stops when the page is full. Its text depends only on which filters are set, so that it is
 * prepared once. Words are checked on the way, which is right where they are in many cases.
 */
export function walk(stretch: Stretch, part: Part, selector: Selector = toWalkSelector(stretch)): ListQuery {
  const { from, where, parameters } = toWalk(stretch, part, selector)
  const sql = `SELECT c.doc, c.threads FROM ${from} CROSS JOIN cases c ON c.number = v.number
    WHERE ${where} ORDER BY ${orders[stretch.order]} LIMIT ?`
  return { sql, parameters: [...parameters, part.limit] }
}

/** As `walk`, and sorted without their documents: for what its index does not have in order. */
export function sorted(stretch: Stretch, part: Part, selector: Selector): ListQuery {
  const { from, where, parameters } = toWalk(stretch, part, selector)
  const sql = `SELECT c.doc, c.threads FROM (
      SELECT v.number FROM ${from} WHERE ${where} ORDER BY ${orders[stretch.order]} LIMIT ?
    ) f CROSS JOIN cases c ON c.number = f.number`
  return { sql, parameters: [...parameters, part.limit] }
}

/** Of these cases the reader's, filtered and in order. Sorted without their documents. */
export function among(numbers: readonly Parameter[], stretch: Stretch, part: Part): ListQuery {
  const { where, parameters } = joined(toConditions(stretch, part))
  const sql = `SELECT c.doc, c.threads FROM (
      SELECT v.number FROM json_each(?) n CROSS JOIN visible v ON v.number = n.value
      WHERE ${where} ORDER BY ${orders[stretch.order]} LIMIT ?
    ) f CROSS JOIN cases c ON c.number = f.number`
  return { sql, parameters: [JSON.stringify(numbers), ...parameters, part.limit] }
}

/** How many cases a walk would come by, counted no further than the part has room for. */
export function countWalked(stretch: Stretch, part: Part, selector: Selector): ListQuery {
  const { from, where, parameters } = toWalk(stretch, part, selector)
  return { sql: toCount(`SELECT 1 FROM ${from} WHERE ${where}`), parameters: [...parameters, part.limit] }
}

/** As `among`. */
export function countAmong(numbers: readonly Parameter[], stretch: Stretch, part: Part): ListQuery {
  const { where, parameters } = joined(toConditions(stretch, part))
  const from = 'json_each(?) n CROSS JOIN visible v ON v.number = n.value'
  return {
    sql: toCount(`SELECT 1 FROM ${from} WHERE ${where}`),
    parameters: [JSON.stringify(numbers), ...parameters, part.limit],
  }
}

/** How many cases an index has to look through, counted no further than `max`. */
export function countSelected({ reader }: CaseQuery, max: number, { index, where }: Selector): ListQuery {
  const known = joined([ofReader(reader), ...where])
  return {
    sql: toCount(`SELECT 1 FROM visible v INDEXED BY ${index} WHERE ${known.where}`),
    parameters: [...known.parameters, max],
  }
}

function toCount(select: string): string {
  return `SELECT count(*) FROM (${select} LIMIT ?)`
}

/** How many open cases a reader has, counted no further than asked. */
export const countOpen =
  "SELECT count(*) FROM (SELECT 1 FROM visible v INDEXED BY visible_open WHERE v.reader = ? AND v.status <> 'closed' LIMIT ?)"

/** Without closed cases: what is asked for then are few, however many there are in all. */
export function asksForOpen({ statuses }: CaseQuery): boolean {
  return statuses !== undefined && !statuses.includes('closed')
}

function toWalk(stretch: Stretch, part: Part, { index }: Selector) {
  const conditions = toConditions(stretch, part)
  const visible = `visible v INDEXED BY ${index}`
  if (!asksForWords(stretch.query)) return { from: visible, ...joined(conditions) }
  const { words = [], wordsOrCustomers = [] } = stretch.query
  const inWords = [
    ...(words.length > 0 ? [hasWords(words)] : []),
    ...wordsOrCustomers.map((one) => either(hasWords(one.words), toCustomers(one.customers))),
  ]
  return {
    from: `${visible} CROSS JOIN searched s ON s.number = v.number`,
    ...joined([...conditions, ...inWords]),
  }
}

function hasWords(words: readonly string[]): Condition {
  return condition(
    'NOT EXISTS (SELECT 1 FROM json_each(?) w WHERE instr(s.words, w.value) = 0)',
    JSON.stringify([...new Set(words)].map(inWordList)),
  )
}

function either(one: Condition, other: Condition): Condition {
  return condition(`(${one.sql} OR ${other.sql})`, ...one.parameters, ...other.parameters)
}

function toConditions({ query, where, after }: Stretch, { since, until }: Part): readonly Condition[] {
  const { customers, createdBy, responsible, aside, dueBefore, updatedSince, updatedUntil } = query
  const { waitsFor, standsOut, closedSince } = query
  return [
    ofReader(query.reader),
    ...after,
    ...unless(since, (at) => condition('v.updated_at >= ?', at)),
    ...unless(until, (at) => condition('v.updated_at < ?', at)),
    ...unless(updatedSince, (at) => condition('v.updated_at >= ?', ms(at))),
    ...unless(updatedUntil, (at) => condition('v.updated_at < ?', ms(at))),
    ...toCreated(query),
    ...unless(customers, toCustomers),
    ...unless(createdBy, toCreator),
    ...unless(responsible, toResponsible),
    ...unless(aside, ({ which, now }) => (which === 'only' ? isAside(now) : isNotAside(now))),
    ...unless(dueBefore, (at) => condition('v.due_at < ?', ms(at))),
    ...unless(waitsFor, (all) => condition(anyOf('waits_for'), texts(all))),
    ...(standsOut ? [isStandingOut] : []),
    ...unless(closedSince, (at) => condition('v.closed_at >= ?', ms(at))),
    // As the index of the open ones has it, so that it is taken.
    ...(asksForOpen(query) ? [isOpen] : []),
    ...unless(query.statuses, (all) => condition(anyOf('status'), texts(all))),
    ...unless(query.severities, toSeverities),
    ...where,
  ]
}

function ofReader(reader: CaseQuery['reader']): Condition {
  return condition('v.reader = ?', readerName(reader))
}

function toResponsible(email: string | null): Condition {
  return email === null ? condition('v.responsible IS NULL') : condition('v.responsible = ?', lookup(email))
}

function toCustomers(ids: readonly string[]): Condition {
  return ids.length === 1
    ? condition('v.customer = ?', lookup(ids[0] ?? ''))
    : condition(anyOf('customer'), texts(ids))
}

function toSeverities(all: readonly string[]): Condition {
  return all.length === 1
    ? condition('v.severity = ?', all[0] ?? '')
    : condition(anyOf('severity'), texts(all))
}

function toCreator(email: string): Condition {
  return condition('v.created_by = ?', lookup(email))
}

function isAside(now: Date): Condition {
  return condition('v.aside_until > ?', ms(now))
}

function isNotAside(now: Date): Condition {
  return condition('(v.aside_until IS NULL OR v.aside_until <= ?)', ms(now))
}

function toCreated({ createdSince, createdUntil }: CaseQuery): readonly Condition[] {
  return [
    ...unless(createdSince, (at) => condition('v.created_at >= ?', ms(at))),
    ...unless(createdUntil, (at) => condition('v.created_at < ?', ms(at))),
  ]
}

function unless<T, R>(value: T | undefined, make: (value: T) => R): readonly R[] {
  return value === undefined ? [] : [make(value)]
}

function condition(sql: string, ...parameters: readonly Parameter[]): Condition {
  return { sql, parameters }
}

function joined(conditions: readonly Condition[]) {
  return {
    where: conditions.map(({ sql }) => sql).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  }
}

function ms(at: Date | undefined): number {
  return at?.getTime() ?? 0
}

function anyOf(column: string): string {
  return `v.${column} IN (SELECT value FROM json_each(?))`
}

function texts(values: readonly string[]): string {
  return JSON.stringify(values.map(lookup))
}
