import { dirname, join, resolve } from 'node:path'
import type { Case, CaseHead, Entry, Subscription } from '../../cases/case.ts'
import type { Commit, Committed, Created, Keyset, NewCase, Removal } from '../../cases/case-store.ts'
import { NumberTaken } from '../../cases/case-store.ts'
import { listAttachments } from '../../cases/history.ts'
import type { ConversationRef } from '../../cases/identity-store.ts'
import type { Claim, ServedTenant, SubscriptionProgressUpdate } from '../../delivery/delivery-store.ts'
import {
  assertWholeCase,
  assertWholeCommit,
  changeable,
  maxFollowUps,
  rememberedKeys,
} from '../invariants.ts'
import type { CasesAndFiles, Store } from '../store.ts'
import { openDatabase } from './database.ts'
import { createFileFolder } from './file-folder.ts'
import { findCases } from './find-cases.ts'
import { notePurge, purge } from './purge.ts'
import type { Database } from './query.ts'
import { rememberReads } from './remember-reads.ts'
import {
  caseFromRow,
  entryFromRow,
  headToText,
  listReaders,
  lookup,
  subscriptionsFromText,
  subscriptionsToText,
} from './rows.ts'
import { addToSearch, inSearchOrder, moveInSearch, replaceInSearch } from './search-index.ts'
import { sqliteConversations } from './sqlite-conversations.ts'
import { sqliteDirectory } from './sqlite-directory.ts'
import { sqliteDrafts } from './sqlite-drafts.ts'
import { sqliteIdentities } from './sqlite-identities.ts'

/** What `claim` takes next: due, not leased, the oldest due first. */
export const dueNext =
  'SELECT number, held FROM cases WHERE due_at <= ? AND lease_until <= ? ORDER BY due_at LIMIT 1'

/** Walks the index of held-back cases alone. */
export const heldBackCases = 'SELECT number, threads FROM cases WHERE held_back = 1'

export const followUps = `SELECT c.doc, c.threads FROM follow_ups f CROSS JOIN cases c ON c.number = f.number
  WHERE f.earlier = ? ORDER BY f.number DESC LIMIT ?`

/**
 * The embedded store: one SQLite file (or `:memory:`), its folder made where missing, attachments in a folder `files` beside
 * it. Several processes may open the same file. Every write is one transaction that is on disk when its promise resolves. Throws `StoreUnavailable` when the file cannot
 * be used.
 */
export async function openSqliteStore({ file }: { readonly file: string }): Promise<Store> {
  const folder = file === ':memory:' ? undefined : join(dirname(resolve(file)), 'files')
  const database = rememberReads(await openDatabase(file))
  return {
    ...sqliteStore(database, folder),
    directory: sqliteDirectory(database),
    identities: sqliteIdentities(database),
    conversations: sqliteConversations(database),
    drafts: sqliteDrafts(database),
  }
}

function sqliteStore(database: Database, folder: string | undefined): CasesAndFiles {
  const { query, write } = database
  const files = createFileFolder({
    folder,
    isNamed: (id) => query('SELECT 1 FROM attachments WHERE id = ?').first(id) !== undefined,
  })

  function find(number: number): Case | undefined {
    const row = query('SELECT doc, threads FROM cases WHERE number = ?').first(number)
    return row && caseFromRow(row)
  }

  function findCreated(key: string): Case | undefined {
    const row = query('SELECT doc, threads FROM cases WHERE create_key = ?').first(lookup(key))
    return row && caseFromRow(row)
  }

  function findCommitted(number: number, key: string): readonly number[] | undefined {
    const row = query('SELECT seqs FROM keys WHERE number = ? AND key = ?').first(number, lookup(key))
    return row && (JSON.parse(String(row[0])) as readonly number[])
  }

  function append(number: number, entries: readonly Entry[]): void {
    const insertEntry = query('INSERT INTO entries (number, seq, doc) VALUES (?, ?, ?)')
    const insertAttachment = query(
      'INSERT INTO attachments (id, number) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    for (const entry of entries) {
      insertEntry.run(number, entry.seq, JSON.stringify(entry))
      for (const { id } of listAttachments(entry)) insertAttachment.run(id, number)
    }
  }

  function create(input: NewCase): Created {
    const made = insert(input)
    if (made.kind === 'created') addToSearch(database, made.case, input.words)
    return made
  }

  /** In the order of the search index where they are many: out of order each would be a piece of its own there. */
  function createAll(inputs: readonly NewCase[]): readonly (Created | NumberTaken)[] {
    const answers = inputs.map((input) => unlessTaken(() => insert(input)))
    const made = inputs.filter((_, index) => wasCreated(answers[index]))
    for (const { case: supportCase, words } of inSearchOrder(made)) addToSearch(database, supportCase, words)
    return answers
  }

  /** All but what a search finds it by. */
  function insert(input: NewCase): Created {
    const earlier = findCreated(input.key)
    if (earlier) return { kind: 'repeated', case: earlier }
    const { subscriptions, ...head } = input.case
    const inserted = query(
      `INSERT INTO cases (number, create_key, version, doc, threads, news, due_at) VALUES (?, ?, ?, ?, ?, 1, ?)
       ON CONFLICT (number) DO NOTHING`,
    ).run(
      head.number,
      lookup(input.key),
      head.version,
      headToText(head),
      subscriptionsToText(subscriptions),
      head.updatedAt.getTime(),
    )
    if (inserted === 0) throw new NumberTaken(head.number)
    const insertVisible = query(
      `INSERT INTO visible (reader, number, updated_at, status, severity, customer, created_by) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    for (const reader of listReaders(head)) {
      insertVisible.run(
        reader,
        head.number,
        head.updatedAt.getTime(),
        head.status,
        head.severity,
        lookup(head.customer.id),
        lookup(head.createdBy.email),
      )
    }
    if (head.followUpOf) {
      query('INSERT INTO follow_ups (earlier, number) VALUES (?, ?)').run(head.followUpOf.number, head.number)
    }
    append(head.number, input.entries)
    return { kind: 'created', case: input.case }
  }

  function commit(input: Commit): Committed {
    const current = find(input.number)
    if (!current) return { kind: 'missing' }
    const seqs = findCommitted(input.number, input.key)
    if (seqs) return { kind: 'repeated', case: current, seqs }
    if (current.version !== input.expected) return { kind: 'conflict', case: current }

    const subscriptions = [...current.subscriptions, ...(input.subscriptions ?? [])]
    const next = { ...current, ...changeable(input.next), subscriptions }
    const { subscriptions: _, ...head } = next
    query('UPDATE cases SET version = ?, doc = ?, news = news + 1, due_at = ? WHERE number = ?').run(
      head.version,
      headToText(head),
      head.updatedAt.getTime(),
      head.number,
    )
    if (input.subscriptions?.length) {
      query('UPDATE cases SET threads = ? WHERE number = ?').run(
        subscriptionsToText(subscriptions),
        head.number,
      )
    }
    const updateVisible = query(
      'UPDATE visible SET updated_at = ?, status = ?, severity = ? WHERE reader = ? AND number = ?',
    )
    for (const reader of listReaders(head)) {
      updateVisible.run(head.updatedAt.getTime(), head.status, head.severity, reader, head.number)
    }
    moveInSearch(database, current, head.updatedAt)
    append(head.number, input.entries)
    if (input.removal) takeAway(head, input.removal)
    query('INSERT INTO keys (number, key, version, seqs) VALUES (?, ?, ?, ?)').run(
      head.number,
      lookup(input.key),
      head.version,
      JSON.stringify(input.entries.map(({ seq }) => seq)),
    )
    query('DELETE FROM keys WHERE number = ? AND version <= ?').run(
      head.number,
      head.version - rememberedKeys,
    )
    return { kind: 'committed', case: next }
  }

  /** UPD-3: within the write of its change; what lies outside of the tables goes with `purge`. */
  function takeAway(head: CaseHead, removal: Removal): void {
    const { entry, words, files: gone } = removal
    if (entry) {
      query('UPDATE entries SET doc = ? WHERE number = ? AND seq = ?').run(
        JSON.stringify(entry),
        head.number,
        entry.seq,
      )
    }
    if (words) replaceInSearch(database, head, words)
    for (const id of gone) query('DELETE FROM attachments WHERE id = ?').run(id)
    notePurge(database, head, removal)
  }

  function addSubscription(number: number, thread: Subscription): Case | undefined {
    const current = find(number)
    if (!current) return current
    const known = current.subscriptions.some((other) => isSameThread(other, thread))
    const revived = current.subscriptions.map((other) => (isParkedAt(other, thread) ? revive(other) : other))
    if (known && revived.every((other, index) => other === current.subscriptions[index])) return current
    const subscriptions = known ? revived : [...current.subscriptions, thread]
    // Due before all other news: a person is waiting for the thread.
    query('UPDATE cases SET threads = ?, news = news + 1, due_at = 0 WHERE number = ?').run(
      subscriptionsToText(subscriptions),
      number,
    )
    return { ...current, subscriptions }
  }

  function claim({ owner, now, leaseMs }: { owner: string; now: Date; leaseMs: number }): Claim | undefined {
    const moment = now.getTime()
    const due = query(dueNext).first(moment, moment)
    if (!due) return undefined
    const row = query(
      `UPDATE cases SET token = token + 1, held = 1, lease_owner = ?, lease_until = ? WHERE number = ?
       RETURNING doc, threads, token, news`,
    ).first(owner, moment + leaseMs, Number(due[0]))
    if (!row) return undefined
    return {
      case: caseFromRow(row),
      token: Number(row[2]),
      pendingDeliveries: Number(row[3]),
      uncertain: due[1] === 1,
    }
  }

  /** The threads of a case that this token still holds. */
  function heldThreads(number: number, token: number): readonly Subscription[] | undefined {
    const row = query('SELECT threads FROM cases WHERE number = ? AND token = ? AND held = 1').first(
      number,
      token,
    )
    return row && subscriptionsFromText(String(row[0]))
  }

  function keepThreads(number: number, threads: readonly Subscription[]): void {
    query('UPDATE cases SET threads = ?, held_back = ? WHERE number = ?').run(
      subscriptionsToText(threads),
      Number(threads.some(({ heldBack }) => heldBack)),
      number,
    )
  }

  function advance(number: number, token: number, id: string, progress: SubscriptionProgressUpdate): boolean {
    const threads = heldThreads(number, token)
    if (!threads?.some((thread) => thread.id === id)) return false
    const moved = threads.map((thread) => (thread.id === id ? { ...thread, ...progress } : thread))
    keepThreads(number, moved)
    if (progress.suspended) query('UPDATE cases SET suspended = 1 WHERE number = ?').run(number)
    return true
  }

  function resumeSuspended({ platform, tenant }: ServedTenant): number {
    const rows = query('SELECT number, threads FROM cases WHERE suspended = 1').all()
    const revived = rows.map(([number, text]) => {
      const threads = subscriptionsFromText(String(text))
      const isServed = (subscription: Subscription) =>
        subscription.platform === platform && subscription.tenant === tenant
      const next = threads.map((subscription) =>
        subscription.suspended !== null && isServed(subscription) ? revive(subscription) : subscription,
      )
      const changed = next.some((subscription, index) => subscription !== threads[index])
      const suspended = next.some(({ suspended }) => suspended !== null) ? 1 : 0
      if (changed || suspended === 0) {
        query(
          `UPDATE cases SET threads = ?, suspended = ?, news = news + ?, due_at = CASE ? WHEN 1 THEN 0 ELSE due_at END
           WHERE number = ?`,
        ).run(subscriptionsToText(next), suspended, Number(changed), Number(changed), Number(number))
      }
      return changed
    })
    return revived.filter(Boolean).length
  }

  function wakeConversation({ platform, tenant, channel }: ConversationRef): number {
    const isHeldThere = (subscription: Subscription) =>
      subscription.heldBack &&
      subscription.suspended === null &&
      subscription.platform === platform &&
      subscription.tenant === tenant &&
      subscription.channel === channel
    const held = query(heldBackCases)
      .all()
      .filter(([, text]) => subscriptionsFromText(String(text)).some(isHeldThere))
    const wake = query('UPDATE cases SET news = news + 1, due_at = 0 WHERE number = ?')
    for (const [number] of held) wake.run(Number(number))
    return held.length
  }

  function endThread(number: number, token: number, id: string): boolean {
    const threads = heldThreads(number, token)
    if (!threads) return false
    const left = threads.filter((thread) => thread.id !== id)
    keepThreads(number, left)
    // It may have gone because its address is to be forgotten.
    const current = find(number)
    if (current?.removals) notePurge(database, current, { files: [] })
    return true
  }

  return {
    async nextNumber() {
      return write(() =>
        Number(
          query("UPDATE counters SET value = value + 1 WHERE name = 'case' RETURNING value").first()?.[0],
        ),
      )
    },
    async raiseNumber(above) {
      query("UPDATE counters SET value = max(value, ?) WHERE name = 'case'").run(above)
    },
    async create(input) {
      assertWholeCase(input)
      return write(() => create(input))
    },
    async createAll(inputs) {
      inputs.forEach(assertWholeCase)
      return write(() => createAll(inputs))
    },
    async get(number) {
      return find(number)
    },
    async createdWith(key) {
      return findCreated(key)
    },
    async committedWith(number, key) {
      return findCommitted(number, key)
    },
    async history(number, { after = 0, limit, newest = false }) {
      const order = newest ? 'DESC' : 'ASC'
      const rows = query(
        `SELECT doc FROM entries WHERE number = ? AND seq > ? ORDER BY seq ${order} LIMIT ?`,
      ).all(number, after, Math.max(limit, 0))
      const entries = rows.map(entryFromRow)
      return newest ? entries.toReversed() : entries
    },
    async commit(input) {
      assertWholeCommit(input)
      return write(() => commit(input))
    },
    purge: (number) => purge(database, files.store, number),
    async list(wanted, { after, limit }) {
      const part = { limit: limit + 1, ...(after && { after }) }
      const rows = findCases(database, wanted, part)
      const cases = rows.slice(0, limit).map(caseFromRow)
      const next = rows.length > limit ? toKeyset(cases) : undefined
      return { cases, ...(next && { next }) }
    },
    async followUpsOf(number) {
      return query(followUps).all(number, maxFollowUps).map(caseFromRow)
    },
    async addSubscription(number, thread) {
      return write(() => addSubscription(number, thread))
    },
    async claim(input) {
      // Polls ask often and find nothing most times: no write lock for those.
      if (!query(dueNext).first(input.now.getTime(), input.now.getTime())) return undefined
      return write(() => claim(input))
    },
    async renew({ number, token, until }) {
      const sql = 'UPDATE cases SET lease_until = ? WHERE number = ? AND token = ? AND held = 1'
      return query(sql).run(until.getTime(), number, token) === 1
    },
    async saveProgress({ number, token, thread, progress }) {
      return write(() => advance(number, token, thread, progress))
    },
    async resumeSuspended(served) {
      return write(() => resumeSuspended(served))
    },
    async wakeConversation(channel) {
      return write(() => wakeConversation(channel))
    },
    async removeSubscription({ number, token, thread }) {
      return write(() => endThread(number, token, thread))
    },
    async releaseClaim({ number, token, pendingDeliveries, retryAt }) {
      query(
        `UPDATE cases SET held = 0, lease_until = 0, lease_owner = NULL, due_at = CASE WHEN news = ? THEN ? ELSE due_at END
         WHERE number = ? AND token = ? AND held = 1`,
      ).run(pendingDeliveries, retryAt?.getTime() ?? null, number, token)
    },
    files: files.store,
    async close() {
      await files.close()
      database.close()
    },
  }
}

function wasCreated(answer: Created | NumberTaken | undefined): boolean {
  return answer !== undefined && 'kind' in answer && answer.kind === 'created'
}

function unlessTaken(make: () => Created): Created | NumberTaken {
  try {
    return make()
  } catch (error) {
    // Nothing was written of that one.
    if (error instanceof NumberTaken) return error
    throw error
  }
}

function isSameThread(subscription: Subscription, other: Subscription): boolean {
  return subscription.id === other.id || isSamePlace(subscription, other)
}

/** A person's direct messages are one place, whether the thread there was opened yet (and so knows its channel) or not. */
function isSamePlace(subscription: Subscription, other: Subscription): boolean {
  if (subscription.platform !== other.platform || subscription.tenant !== other.tenant) return false
  return (
    subscription.channel === other.channel ||
    (subscription.direct !== undefined && subscription.direct.user === other.direct?.user)
  )
}

function isParkedAt(subscription: Subscription, place: Subscription): boolean {
  return subscription.suspended !== null && isSamePlace(subscription, place)
}

function revive(thread: Subscription): Subscription {
  return { ...thread, suspended: null, tries: 0, retryAt: null }
}

function toKeyset(cases: readonly Case[]): Keyset | undefined {
  const last = cases.at(-1)
  return last && { updatedAt: last.updatedAt, number: last.number }
}
