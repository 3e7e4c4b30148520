import { dirname, join, resolve } from 'node:path'
import type { Case, CaseHead, Entry, Subscription } from '../../cases/case.ts'
import { formatCaseRef } from '../../cases/case-refs.ts'
import { isHusk } from '../../cases/case-removal.ts'
import type { Commit, Committed, Created, NewCase, Removal } from '../../cases/case-store.ts'
import { NumberTaken } from '../../cases/case-store.ts'
import { listAttachments } from '../../cases/history.ts'
import { toKeyset } from '../../cases/list-order.ts'
import { toRemindAt } from '../../cases/response-clocks.ts'
import type { Log } from '../../config/log.ts'
import { listAlive, revive, toDueAt } from '../delivery-state.ts'
import {
  assertWholeCase,
  assertWholeCommit,
  changeable,
  maxFollowUps,
  rememberedKeys,
} from '../invariants.ts'
import type { CasesAndFiles, Store } from '../store.ts'
import { type OpenOptions, openDatabase } from './database.ts'
import { createFileFolder } from './file-folder.ts'
import { countCases, findCases } from './find-cases.ts'
import { forgetKeys } from './forget-keys.ts'
import { joinNames } from './join-row-names.ts'
import { notePurge, purge } from './purge.ts'
import type { Database } from './query.ts'
import { rememberReads } from './remember-reads.ts'
import { removeCase } from './remove-case.ts'
import { caseFromRow, entryFromRow, headToText, lookup, messageName, subscriptionsToText } from './rows.ts'
import { addToSearch, inSearchOrder, moveInSearch, replaceInSearch } from './search-index.ts'
import { sqliteAuditLog } from './sqlite-audit-log.ts'
import { casesAside, findRefs, referringCases, toAsideUntil, updateRefs } from './sqlite-case-refs.ts'
import { sqliteConversations } from './sqlite-conversations.ts'
import { sqliteCustomerTraces } from './sqlite-customer-traces.ts'
import {
  insertDeliveries,
  makeDue,
  noteRoots,
  rootName,
  sqliteDeliveries,
  writeThreads,
} from './sqlite-deliveries.ts'
import { sqliteDeliveryAudit } from './sqlite-delivery-audit.ts'
import { sqliteDirectory } from './sqlite-directory.ts'
import { sqliteDrafts } from './sqlite-drafts.ts'
import { closedCases, sqliteHolds } from './sqlite-holds.ts'
import { sqliteIdentities } from './sqlite-identities.ts'
import { importedCases, sqliteImportRuns } from './sqlite-import-runs.ts'
import { sqliteInstallations } from './sqlite-installations.ts'
import { sqliteNotifications } from './sqlite-notifications.ts'
import { sqliteSetup } from './sqlite-setup-store.ts'
import { sqliteTraces } from './sqlite-traces.ts'
import { addVisible, updateVisible } from './visible-rows.ts'

export const followUps = `SELECT c.doc, c.threads FROM follow_ups f CROSS JOIN cases c ON c.number = f.number
  WHERE f.earlier = ? ORDER BY f.number DESC LIMIT ?`

/** The row value is what lets the index be walked from a place in it. */
export const reminders = `SELECT doc, threads FROM cases
  WHERE remind_at IS NOT NULL AND (remind_at, number) > (?, ?) AND remind_at <= ? ORDER BY remind_at, number LIMIT ?`

/**
 * The embedded store: one SQLite file (or `:memory:`), its folder made where missing, attachments in a folder `files` beside
 * it. Several processes may open the same file. Every write is whole or not at all, and on disk when its promise resolves. Throws `StoreUnavailable` when the file cannot
 * be used.
 */
export async function openSqliteStore({
  file,
  ...options
}: { readonly file: string } & OpenOptions): Promise<Store> {
  const folder = file === ':memory:' ? undefined : join(dirname(resolve(file)), 'files')
  const database = rememberReads(await openDatabase(file, options))
  return {
    ...sqliteStore(database, folder, options.log),
    directory: sqliteDirectory(database),
    identities: sqliteIdentities(database),
    conversations: sqliteConversations(database),
    drafts: sqliteDrafts(database),
    notifications: sqliteNotifications(database),
    deliveryAudit: sqliteDeliveryAudit(database),
    auditLog: sqliteAuditLog(database),
    importRuns: sqliteImportRuns(database),
    installations: sqliteInstallations(database),
    traces: sqliteTraces(database),
    setup: sqliteSetup(database),
    customerTraces: sqliteCustomerTraces(database),
  }
}

function sqliteStore(database: Database, folder: string | undefined, log: Log | undefined): CasesAndFiles {
  const { query, write } = database
  const files = createFileFolder({
    folder,
    log,
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
      if (entry.event.type === 'message' && entry.event.source) {
        query('INSERT INTO added_messages (message, number, seq) VALUES (?, ?, ?)').run(
          messageName(entry.event.source),
          number,
          entry.seq,
        )
      }
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
      `INSERT INTO cases (number, create_key, version, doc, threads, news, remind_at, aside_until, import_run)
       VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
       ON CONFLICT (number) DO NOTHING`,
    ).run(
      head.number,
      lookup(input.key),
      head.version,
      headToText(head),
      subscriptionsToText(subscriptions),
      toRemindAt(head)?.getTime() ?? null,
      toAsideUntil(head),
      input.importRun === undefined ? null : lookup(input.importRun),
    )
    if (inserted === 0) throw new NumberTaken(head.number)
    insertDeliveries(database, head.number, subscriptions)
    addVisible(database, head)
    updateRefs(database, undefined, head)
    noteRoots(database, head.number, subscriptions)
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
    query('UPDATE cases SET version = ?, doc = ?, remind_at = ?, aside_until = ? WHERE number = ?').run(
      head.version,
      headToText(head),
      toRemindAt(head)?.getTime() ?? null,
      toAsideUntil(head),
      head.number,
    )
    makeDue(database, head.number, listAlive(current.subscriptions), toDueAt(head.updatedAt).getTime())
    if (input.subscriptions?.length) {
      writeThreads(database, head.number, subscriptions)
      insertDeliveries(database, head.number, input.subscriptions)
    }
    updateVisible(database, current, head)
    updateRefs(database, current, head)
    moveInSearch(database, current, head)
    append(head.number, input.entries)
    if (input.words) replaceInSearch(database, head, input.words)
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
      const was = query('SELECT doc FROM entries WHERE number = ? AND seq = ?').first(head.number, entry.seq)
      forgetMessage(head.number, was && entryFromRow(was), entry)
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

  function forgetMessage(number: number, was: Entry | undefined, left: Entry): void {
    if (was?.event.type !== 'message' || !was.event.source || 'source' in left.event) return
    query('DELETE FROM added_messages WHERE message = ? AND number = ? AND seq = ?').run(
      messageName(was.event.source),
      number,
      was.seq,
    )
  }

  function addSubscription(number: number, thread: Subscription): Case | undefined {
    const current = find(number)
    if (!current || isHusk(current)) return current
    const known = current.subscriptions.some((other) => isSameThread(other, thread))
    const parked = current.subscriptions.filter((other) => known && isParkedAt(other, thread))
    if (known && parked.length === 0) return current
    const subscriptions = known
      ? current.subscriptions.map((other) => (parked.includes(other) ? revive(other) : other))
      : [...current.subscriptions, thread]
    writeThreads(database, number, subscriptions)
    if (!known) insertDeliveries(database, number, [thread])
    makeDue(
      database,
      number,
      parked.map(({ id }) => id),
    )
    return { ...current, subscriptions }
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
      await write(() => query("UPDATE counters SET value = max(value, ?) WHERE name = 'case'").run(above))
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
    async startedAt(root) {
      return query(
        `SELECT c.doc, c.threads FROM roots r JOIN cases c ON c.number = r.number
         WHERE r.root = ? ORDER BY r.number DESC LIMIT 5`,
      )
        .all(rootName(root))
        .map(caseFromRow)
        .filter((supportCase) => !isHusk(supportCase))
    },
    async entriesFrom(message) {
      return query('SELECT number, seq FROM added_messages WHERE message = ? ORDER BY number, seq')
        .all(messageName(message))
        .map(([number, seq]) => ({ number: Number(number), seq: Number(seq) }))
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
      const last = cases.at(-1)
      return { cases, ...(rows.length > limit && last && { next: toKeyset(last, wanted) }) }
    },
    count: async (wanted, max) => countCases(database, wanted, max),
    async listReminders({ after, until, limit }) {
      const [from, number] = [after?.at.getTime() ?? 0, after?.number ?? 0]
      return query(reminders)
        .all(from, number, until?.getTime() ?? Number.MAX_SAFE_INTEGER, Math.max(limit, 0))
        .map(caseFromRow)
    },
    listRefs: async (kind) => findRefs(database, kind),
    async listReferring(ref, { after = -1, limit }) {
      return query(referringCases).all(formatCaseRef(ref), after, Math.max(limit, 0)).map(caseFromRow)
    },
    async listAsideUntil(until, { after = -1, limit }) {
      return query(casesAside).all(until.getTime(), after, Math.max(limit, 0)).map(caseFromRow)
    },
    async listImported(run, { after = -1, limit }) {
      return query(importedCases).all(lookup(run), after, Math.max(limit, 0)).map(caseFromRow)
    },
    async removeCases(numbers, removal) {
      return write(() => numbers.filter((number) => removeCase(database, number, removal)))
    },
    async listClosed(before, { after, limit }) {
      return query(closedCases)
        .all(
          after?.closedAt.toISOString() ?? '',
          after?.number ?? 0,
          before.toISOString(),
          Math.max(limit, 0),
        )
        .map(caseFromRow)
    },
    ...sqliteHolds(database),
    async followUpsOf(number) {
      return query(followUps).all(number, maxFollowUps).map(caseFromRow)
    },
    async addSubscription(number, thread) {
      return write(() => addSubscription(number, thread))
    },
    ...sqliteDeliveries(database),
    files: files.store,
    async sweepLeftovers() {
      // A transaction leaves nothing but what it noted to be purged.
      const left = query('SELECT DISTINCT number FROM purges').all()
      for (const [number] of left) await purge(database, files.store, Number(number))
      return left.length
    },
    joinNames: (number, idOf) => write(() => joinNames(database, number, idOf)),
    forgetKeys: (before) => forgetKeys(database, before),
    async ping() {
      query('SELECT value FROM counters LIMIT 1').first()
    },
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
