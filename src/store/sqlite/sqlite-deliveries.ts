import type { Case, Subscription } from '../../cases/case.ts'
import { isHusk } from '../../cases/case-removal.ts'
import type { ThreadRoot } from '../../cases/case-store.ts'
import type {
  Claim,
  ClaimRef,
  DeliveryInstance,
  DeliveryRoute,
  DeliveryStore,
  DueSubscription,
} from '../../delivery/delivery-store.ts'
import { instanceMs } from '../../delivery/delivery-store.ts'
import { isWaiting, listAlive, revive, routeKey, shareOut, tooFarAhead } from '../delivery-state.ts'
import { parseDated } from '../parse-dated.ts'
import { notePurge } from './purge.ts'
import type { Database } from './query.ts'
import { caseFromRow, fromLookup, lookup, subscriptionsFromText, subscriptionsToText } from './rows.ts'

const unleased = 'NOT (lease_until > ? AND lease_until <= ?)'

/** Due on one route and not leased, the oldest due first. Twice: due by now, and too far ahead to be meant. */
export const dueOnRoute = `SELECT number, thread, channel, due_at FROM deliveries
  WHERE route = ? AND due_at <= ? AND ${unleased} AND channel NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at LIMIT ?`
export const dueFarAhead = `SELECT number, thread, channel, due_at FROM deliveries
  WHERE route = ? AND due_at > ? AND ${unleased} AND channel NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at LIMIT ?`

/** Walks the index of the few cases of which a subscription waits. */
export const waitingCases = 'SELECT number, threads FROM cases WHERE waiting = 1'
export const waitingPage =
  'SELECT doc, threads FROM cases WHERE waiting = 1 AND number > ? ORDER BY number LIMIT ?'

/** How long what was not seen any more is kept, ms. */
const forgottenMs = 3_600_000

/** Puts new subscriptions of a case among what is due, to the very beginning. */
export function insertDeliveries(
  { query }: Pick<Database, 'query'>,
  number: number,
  subscriptions: readonly Subscription[],
): void {
  const insert = query(
    'INSERT INTO deliveries (number, thread, route, channel, due_at) VALUES (?, ?, ?, ?, 0)',
  )
  for (const { id, channel, ...route } of subscriptions)
    insert.run(number, lookup(id), lookup(routeKey(route)), lookup(channel))
}

export function writeThreads(
  { query }: Pick<Database, 'query'>,
  number: number,
  threads: readonly Subscription[],
): void {
  query('UPDATE cases SET threads = ?, waiting = ? WHERE number = ?').run(
    subscriptionsToText(threads),
    Number(threads.some(isWaiting)),
    number,
  )
  noteRoots({ query }, number, threads)
}

/** Ends a husk (`toHusk`) of which no post is left that could be taken away. */
function endHusk(database: Pick<Database, 'query'>, number: number): void {
  const row = database.query('SELECT doc, threads FROM cases WHERE number = ?').first(number)
  const husk = row && caseFromRow(row)
  if (husk && isHusk(husk) && listAlive(husk.subscriptions).length === 0) removeRest(database, number)
}

/** The last rows of a case that all else was taken away of. */
export function removeRest({ query }: Pick<Database, 'query'>, number: number): void {
  for (const table of ['roots', 'deliveries', 'cases'])
    query(`DELETE FROM ${table} WHERE number = ?`).run(number)
}

/** What a thread's case is found by. The root of one that is gone stays, and leads to a case that has it no more. */
export function noteRoots(
  { query }: Pick<Database, 'query'>,
  number: number,
  threads: readonly Subscription[],
): void {
  const insert = query('INSERT OR IGNORE INTO roots (root, number) VALUES (?, ?)')
  for (const { platform, tenant, root } of threads)
    if (root !== null) insert.run(rootName({ platform, tenant, root }), number)
}

export function rootName({
  platform,
  tenant,
  root,
}: Omit<ThreadRoot, 'platform'> & { platform: string }): string {
  return lookup([platform, tenant, root].join(' '))
}

/** Marks these subscriptions of a case as due from then on: what is at work on them sees that there is more. */
export function makeDue(
  { query }: Pick<Database, 'query'>,
  number: number,
  ids: readonly string[],
  dueAt = 0,
): void {
  query('UPDATE cases SET news = news + 1 WHERE number = ?').run(number)
  const makeDue = query('UPDATE deliveries SET due_at = ? WHERE number = ? AND thread = ?')
  for (const id of ids) makeDue.run(dueAt, number, lookup(id))
}

/** Leases on subscriptions and how far each has come. */
export function sqliteDeliveries(database: Database): Omit<DeliveryStore, 'get' | 'history' | 'purge'> {
  const { query, write } = database

  function readThreads(number: number): readonly Subscription[] | undefined {
    const row = query('SELECT threads FROM cases WHERE number = ?').first(number)
    return row && subscriptionsFromText(String(row[0]))
  }

  function findDueOn(
    route: DeliveryRoute,
    { except = [], now, limit }: Omit<Parameters<DeliveryStore['findDue']>[0], 'routes'>,
  ): readonly DueSubscription[] {
    const busy = except.filter((one) => routeKey(one) === routeKey(route))
    const far = tooFarAhead(now).getTime()
    const rest = [now.getTime(), far, JSON.stringify(busy.map(({ channel }) => lookup(channel))), limit]
    const rows = [
      ...query(dueOnRoute).all(lookup(routeKey(route)), now.getTime(), ...rest),
      ...query(dueFarAhead).all(lookup(routeKey(route)), far, ...rest),
    ]
    return rows.map(([number, thread, channel, dueAt]) => ({
      platform: route.platform,
      tenant: route.tenant,
      number: Number(number),
      thread: fromLookup(String(thread)),
      channel: fromLookup(String(channel)),
      dueAt: new Date(Number(dueAt)),
    }))
  }

  function claim({
    number,
    thread,
    owner,
    now,
    leaseMs,
  }: Parameters<DeliveryStore['claim']>[0]): Claim | undefined {
    const moment = now.getTime()
    const far = tooFarAhead(now).getTime()
    const before = query(
      `SELECT c.doc, c.threads, c.news, d.token, d.held FROM deliveries d JOIN cases c ON c.number = d.number
       WHERE d.number = ? AND d.thread = ? AND (due_at <= ? OR due_at > ?) AND ${unleased}`,
    ).first(number, lookup(thread), moment, far, moment, far)
    if (!before) return undefined
    const token = Number(before[3]) + 1
    query(
      'UPDATE deliveries SET token = ?, held = 1, lease_owner = ?, lease_until = ? WHERE number = ? AND thread = ?',
    ).run(token, owner, moment + leaseMs, number, lookup(thread))
    return {
      case: caseFromRow(before),
      thread,
      token,
      pendingDeliveries: Number(before[2]),
      uncertain: before[4] === 1,
    }
  }

  function isHeld({ number, thread, token }: ClaimRef): boolean {
    const sql = 'SELECT 1 FROM deliveries WHERE number = ? AND thread = ? AND token = ? AND held = 1'
    return query(sql).first(number, lookup(thread), token) !== undefined
  }

  /** False where there is no such subscription. */
  function change(number: number, id: string, make: (thread: Subscription) => Subscription): boolean {
    const threads = readThreads(number)
    if (!threads?.some((thread) => thread.id === id)) return false
    writeThreads(
      database,
      number,
      threads.map((thread) => (thread.id === id ? make(thread) : thread)),
    )
    return true
  }

  function save({ progress, ...claim }: Parameters<DeliveryStore['saveProgress']>[0]): boolean {
    const { number, thread: id } = claim
    if (!isHeld(claim) || !change(number, id, (thread) => ({ ...thread, ...progress }))) return false
    if (progress.channel !== undefined)
      query('UPDATE deliveries SET channel = ? WHERE number = ? AND thread = ?').run(
        lookup(progress.channel),
        number,
        lookup(id),
      )
    return true
  }

  function remove({
    pendingDeliveries,
    ...claim
  }: Parameters<DeliveryStore['removeSubscription']>[0]): boolean {
    const { number, thread } = claim
    const row = query('SELECT doc, threads FROM cases WHERE number = ?').first(number)
    // Gone already, with its case if that was a husk: this is the same call once more.
    if (!row) return true
    const current = caseFromRow(row)
    const left = current.subscriptions.filter(({ id }) => id !== thread)
    if (left.length === current.subscriptions.length) return true
    if (!isHeld(claim)) return false
    if (pendingDeliveries !== undefined && readNews(number) !== pendingDeliveries) return false
    writeThreads(database, number, left)
    query('DELETE FROM deliveries WHERE number = ? AND thread = ?').run(number, lookup(thread))
    // It may have gone because its address is to be forgotten.
    if (current.removals) notePurge(database, current, { files: [] })
    endHusk(database, number)
    return true
  }

  function readNews(number: number): number {
    return Number(query('SELECT news FROM cases WHERE number = ?').first(number)?.[0])
  }

  /** What came in between has set `due_at`, or left it as it was when the claim was made: that stands. */
  function release({
    pendingDeliveries,
    retryAt,
    ...claim
  }: Parameters<DeliveryStore['releaseClaim']>[0]): boolean {
    if (!isHeld(claim)) return false
    const hasMore = readNews(claim.number) !== pendingDeliveries
    const back = 'held = 0, lease_until = 0, lease_owner = NULL'
    const at = [claim.number, lookup(claim.thread)]
    if (hasMore) query(`UPDATE deliveries SET ${back} WHERE number = ? AND thread = ?`).run(...at)
    else
      query(`UPDATE deliveries SET ${back}, due_at = ? WHERE number = ? AND thread = ?`).run(
        retryAt?.getTime() ?? null,
        ...at,
      )
    return hasMore
  }

  function wake({ platform, tenant, channel }: Parameters<DeliveryStore['wakeConversation']>[0]): number {
    const isWoken = (one: Subscription) =>
      (one.heldBack || one.fault) &&
      one.suspended === null &&
      one.platform === platform &&
      one.tenant === tenant &&
      (channel === undefined || one.channel === channel)
    const woken = query(waitingCases)
      .all()
      .map(([number, text]) => ({ number: Number(number), threads: subscriptionsFromText(String(text)) }))
      .filter(({ threads }) => threads.some(isWoken))
    for (const { number, threads } of woken) {
      const ids = threads.flatMap((one) => (isWoken(one) ? [one.id] : []))
      writeThreads(
        database,
        number,
        threads.map((one) => (isWoken(one) ? { ...one, retryAt: null } : one)),
      )
      makeDue(database, number, ids)
    }
    return woken.length
  }

  function move({ channel, ...route }: Parameters<DeliveryStore['moveConversation']>[0], to: string): void {
    const there = query('SELECT number, thread FROM deliveries WHERE route = ? AND channel = ?')
      .all(lookup(routeKey(route)), lookup(channel))
      .map(([number, thread]) => ({ number: Number(number), thread: fromLookup(String(thread)) }))
    for (const { number, thread } of there) {
      let isAlive = true
      change(number, thread, (one) => {
        isAlive = one.suspended === null
        return { ...one, channel: to, retryAt: null }
      })
      query('UPDATE deliveries SET channel = ? WHERE number = ? AND thread = ?').run(
        lookup(to),
        number,
        lookup(thread),
      )
      if (isAlive) makeDue(database, number, [thread])
    }
  }

  function beat({ owner, seenAt, routes }: DeliveryInstance): readonly DeliveryInstance[] {
    const moment = seenAt.getTime()
    query('DELETE FROM instances WHERE seen_at < ?').run(moment - forgottenMs)
    query(
      `INSERT INTO instances (owner, seen_at, routes) VALUES (?, ?, ?)
       ON CONFLICT (owner) DO UPDATE SET seen_at = excluded.seen_at, routes = excluded.routes`,
    ).run(lookup(owner), moment, JSON.stringify(routes))
    return query(
      'SELECT owner, seen_at, routes FROM instances WHERE seen_at > ? AND seen_at < ? ORDER BY owner',
    )
      .all(moment - instanceMs, moment + instanceMs)
      .map(([owner, seenAt, routes]) => ({
        owner: fromLookup(String(owner)),
        seenAt: new Date(Number(seenAt)),
        routes: parseDated<DeliveryInstance['routes']>(routes),
      }))
  }

  return {
    async findDue({ routes, ...wanted }) {
      return shareOut(
        routes.map((route) => findDueOn(route, wanted)),
        wanted.limit,
      )
    },
    async claim(input) {
      return write(() => claim(input))
    },
    async renew({ number, thread, token, until }) {
      const sql =
        'UPDATE deliveries SET lease_until = ? WHERE number = ? AND thread = ? AND token = ? AND held = 1'
      return write(() => query(sql).run(until.getTime(), number, lookup(thread), token) === 1)
    },
    async saveProgress(input) {
      return write(() => save(input))
    },
    async removeSubscription(claim) {
      return write(() => remove(claim))
    },
    async releaseClaim(input) {
      return write(() => release(input))
    },
    async wakeConversation(channel) {
      return write(() => wake(channel))
    },
    async moveConversation(channel, to) {
      await write(() => move(channel, to))
    },
    async listWaiting({ after = 0, limit }) {
      const rows = query(waitingPage).all(after, limit + 1)
      const cases: readonly Case[] = rows.slice(0, limit).map(caseFromRow)
      const last = cases.at(-1)
      return { cases, ...(rows.length > limit && last && { next: last.number }) }
    },
    async retrySubscription(number, thread) {
      return write(() => {
        const found = change(number, thread, revive)
        if (found) makeDue(database, number, [thread])
        return found
      })
    },
    async dropSubscription(number, thread, why) {
      return write(() => {
        query('UPDATE deliveries SET due_at = NULL WHERE number = ? AND thread = ?').run(
          number,
          lookup(thread),
        )
        const isThere = change(number, thread, (one) => ({ ...one, suspended: why }))
        endHusk(database, number)
        return isThere
      })
    },
    async beat(instance) {
      return write(() => beat(instance))
    },
    async leave(owner) {
      await write(() => query('DELETE FROM instances WHERE owner = ?').run(lookup(owner)))
    },
  }
}
