import { randomUUID } from 'node:crypto'
import type { Connection, mongo } from 'mongoose'
import type { Case, CaseHead, Subscription } from '../../cases/case.ts'
import {
  type CaseRef,
  type CaseRefKind,
  formatCaseRef,
  parseCaseRef,
  refPrefix,
} from '../../cases/case-refs.ts'
import {
  type CaseQuery,
  type Commit,
  type Committed,
  type Created,
  type NewCase,
  NumberTaken,
  noCase,
} from '../../cases/case-store.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import {
  assertWholeCase,
  assertWholeCommit,
  changeable,
  firstNumber,
  maxFollowUps,
  rememberedKeys,
} from '../invariants.ts'
import type { CasesAndFiles, Store } from '../store.ts'
import { connectTo, disconnect } from './connection.ts'
import { toCase, toDocument, toRefsField, toReminderField, withoutHistory } from './documents.ts'
import { assertNotBeingFilled } from './fill-note.ts'
import { findAddedMessages } from './find-added-messages.ts'
import { countListed, findListed } from './find-listed.ts'
import { followMarks } from './follow-marks.ts'
import { createGridFiles, prepareFiles } from './grid-files.ts'
import { historyPages, pagedOut } from './history-archive.ts'
import { createIdempotencyKeys } from './idempotency-keys.ts'
import { joinNames } from './join-document-names.ts'
import { assertUpToDate, migrate } from './migrate.ts'
import { mongoAuditLog, prepareAuditLog } from './mongo-audit-log.ts'
import { conversationModelsOn, mongoConversations, prepareConversations } from './mongo-conversations.ts'
import { mongoCustomerTraces } from './mongo-customer-traces.ts'
import { makeDue, mongoDeliveries, oneLike, prepareDeliveries, reviveOne } from './mongo-deliveries.ts'
import { mongoDeliveryAudit, prepareDeliveryAudit } from './mongo-delivery-audit.ts'
import { mongoDirectory, prepareDirectory } from './mongo-directory.ts'
import { mongoDrafts, prepareDrafts } from './mongo-drafts.ts'
import { mongoHolds } from './mongo-holds.ts'
import { identityModelsOn, mongoIdentities } from './mongo-identities.ts'
import { mongoImportRuns, prepareImportRuns } from './mongo-import-runs.ts'
import { mongoInstallations } from './mongo-installations.ts'
import { mongoNotifications, prepareNotifications } from './mongo-notifications.ts'
import {
  asideIndex,
  type CaseDocument,
  type CounterDocument,
  importedIndex,
  type Models,
  modelsOn,
  refsIndex,
  reminderIndex,
  searchIndex,
} from './mongo-schema.ts'
import { mongoSetup } from './mongo-setup-store.ts'
import { mongoTraces } from './mongo-traces.ts'
import { purgeRemovals } from './purge-removals.ts'
import { caseRemovals } from './remove-case.ts'
import { createPatience, type Patience, withRetry } from './retry.ts'
import {
  auditLogHabits,
  caseHabits,
  conversationHabits,
  customerTraceHabits,
  deliveryAuditHabits,
  directoryHabits,
  draftHabits,
  fileHabits,
  identityHabits,
  importRunHabits,
  installationHabits,
  notificationHabits,
  setupHabits,
  traceHabits,
} from './retry-habits.ts'
import { toSearchKey, toSearchKeys } from './search-keys.ts'
import { toStartupError } from './startup-errors.ts'
import {
  type StoreLimits,
  serverSideMs,
  startLimits,
  storeLimits,
  takesMaxTime,
  unattendedPatienceMs,
} from './store-limits.ts'
import { toThreadDocument } from './thread-documents.ts'
import { isDuplicate } from './write-errors.ts'

/** So many cases of an import are under way at the same time. */
const createdAtOnce = 20

/** So many words of a search are compared, each counted so far: beyond, all are common. */
const maxCompared = 8
const maxCounted = 500

/** How far back keys are looked for that may be forgotten: whoever looks does so several times a day. */
const forgottenMs = 30 * 24 * 60 * 60 * 1000

export interface MongoSettings {
  readonly uri: string
  /** Overrides the database of the address. */
  readonly dbName?: string
  readonly log?: Log
  /** False: what is of an older version, or not there yet, is left so and refused with `StoreOutdated`. */
  readonly upgrade?: boolean
  /** Instead of `storeLimits`. */
  readonly limits?: Partial<StoreLimits>
}

/**
 * Cases in MongoDB: a stand-alone server, a replica set, a cluster, or a service that speaks the protocol. Makes its indexes
 * where they are missing. Throws `StoreUnavailable` when the server cannot be reached or will not let us in.
 */
export async function openMongoStore({
  uri,
  dbName,
  log,
  upgrade = true,
  limits: own,
}: MongoSettings): Promise<Store> {
  const limits = { ...storeLimits, ...own }
  const connection = await connectTo(uri, { ...limits, dbName })
  try {
    const { db } = connection
    if (!db) throw new Error('the connection is open')
    const patiently = { patienceMs: unattendedPatienceMs, log }
    await withRetry(() => assertNotBeingFilled(db), patiently)
    if (upgrade) await prepareDatabase(uri, { dbName, log, limits })
    else await withRetry(() => assertUpToDate(modelsOn(connection)), patiently)
    const maxTime = (await takesMaxTime(db.collection('cases'), limits.callMs))
      ? { maxTimeMS: serverSideMs(limits.callMs) }
      : {}
    log?.info({ database: connection.name }, 'Cases are kept in MongoDB')
    return composeStore(connection, createPatience({ limits, log }), { log, maxTime })
  } catch (error) {
    await disconnect(connection)
    throw toStartupError(error, connection.name)
  }
}

/** Brings the schema and the indexes up to date. On a connection of its own: what a start finds to do may take long, and is not begun anew because of that. */
export async function prepareDatabase(
  uri: string,
  options: {
    readonly dbName: string | undefined
    readonly log: Log | undefined
    readonly limits: StoreLimits
  },
): Promise<void> {
  const { dbName, log, limits } = options
  const connection = await connectTo(uri, { ...startLimits, callMs: limits.callMs, dbName })
  try {
    const models = modelsOn(connection)
    const identities = identityModelsOn(connection)
    const conversations = conversationModelsOn(connection)
    const me = randomUUID()
    const patiently = { patienceMs: unattendedPatienceMs, log }
    await withRetry(() => migrate(models, me), patiently)
    const prepare = () =>
      Promise.all([
        models.cases.createIndexes(),
        models.pages.createIndexes(),
        models.createKeys.createIndexes(),
        prepareFiles(connection),
        prepareDeliveries(connection),
        prepareDirectory(connection),
        identities.people.createIndexes(),
        identities.seen.createIndexes(),
        prepareDrafts(connection),
        prepareNotifications(connection),
        prepareDeliveryAudit(connection),
        prepareAuditLog(connection),
        prepareImportRuns(connection),
        identities.signIns.createIndexes(),
        identities.bindings.createIndexes(),
        prepareConversations(conversations),
      ])
    await withRetry(prepare, patiently)
  } finally {
    await disconnect(connection)
  }
}

type MongoCases = Omit<CasesAndFiles, 'files' | 'close'>

interface QueryOptions {
  readonly log: Log | undefined
  /** For queries that may take long: the server ends them where it can. */
  readonly maxTime: { readonly maxTimeMS?: number }
}

/** All that the database keeps; each method ends in time, and is begun anew where `retry-habits.ts` says that it may be. */
function composeStore(connection: Connection, patience: Patience, options: QueryOptions): Store {
  const { bound, repeat } = patience
  const identities = identityModelsOn(connection)
  const conversations = conversationModelsOn(connection)
  const models = modelsOn(connection)
  const files = createGridFiles(connection, models, patience.step)
  return {
    ...bound(mongoStore(connection, { ...options, models, files, patience }), caseHabits),
    files: bound(files, fileHabits),
    directory: bound(mongoDirectory(connection, patience), directoryHabits),
    identities: bound(mongoIdentities(identities, repeat), identityHabits),
    conversations: bound(mongoConversations(conversations, identities.bindings, repeat), conversationHabits),
    drafts: bound(mongoDrafts(connection, repeat), draftHabits),
    notifications: bound(mongoNotifications(connection), notificationHabits),
    deliveryAudit: bound(mongoDeliveryAudit(connection), deliveryAuditHabits),
    auditLog: bound(mongoAuditLog(connection), auditLogHabits),
    importRuns: bound(mongoImportRuns(connection), importRunHabits),
    installations: bound(mongoInstallations(connection), installationHabits),
    traces: bound(mongoTraces(connection, patience), traceHabits),
    setup: bound(mongoSetup(connection, repeat), setupHabits),
    customerTraces: bound(mongoCustomerTraces(connection, patience), customerTraceHabits),
    async close() {
      // What still waits is refused: the server may never answer.
      patience.end()
      await disconnect(connection)
    },
  }
}

/**
 * Guarded writes ask for the document as it was before: with the guard and the wish that tells exactly what was made, while
 * the document "after" may on some servers show a later write already.
 */
function mongoStore(
  connection: Connection,
  {
    models,
    files,
    patience,
    log,
    maxTime,
  }: QueryOptions & {
    readonly models: Models
    readonly files: FileStore
    readonly patience: Patience
  },
): MongoCases {
  const { cases, counters } = models
  const { repeat, step } = patience
  // What is made, changed and read all day goes past mongoose: to cast and check typed data again costs more than the write itself.
  const written = openCollection(connection)
  const pages = historyPages(models, step)
  const keys = createIdempotencyKeys(models)
  const follows = followMarks(written)
  const removals = caseRemovals(connection, models, { pages, files, auditLog: mongoAuditLog(connection) })

  async function find(filter: mongo.Filter<CaseDocument>): Promise<Case | undefined> {
    const document = await written.findOne(filter, { projection: withoutHistory })
    return document ? toCase(document) : undefined
  }

  /** The word of a search that is in the fewest cases, counted no further than needed. */
  async function findLeadingWord({ reader, words = [] }: CaseQuery): Promise<string | undefined> {
    if (words.length < 2) return words[0]
    const counted = await Promise.all(
      words.slice(0, maxCompared).map(async (word) => {
        const found = { found: toSearchKey(reader, word) }
        return {
          word,
          count: await written.countDocuments(found, { limit: maxCounted, hint: searchIndex, ...maxTime }),
        }
      }),
    )
    return counted.reduce((rarest, one) => (one.count < rarest.count ? one : rarest)).word
  }

  /** The change stands already; a move that fails is taken up by the next one. */
  async function moveOut(number: number, seq: number): Promise<void> {
    try {
      await pages.moveOut(number, seq)
    } catch (err) {
      log?.warn(
        { err, case: number },
        'Older entries could not be moved into pages; the next change tries again',
      )
    }
  }

  async function count(name: string): Promise<number> {
    const before = await counters
      .findOneAndUpdate({ _id: name }, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'before' })
      .lean<CounterDocument>()
    return (before?.value ?? 0) + 1
  }

  async function create(input: NewCase, at?: Date): Promise<Created> {
    assertWholeCase(input)
    // Made once: by its history a repeat knows what it wrote before.
    const document = toDocument(input)
    return repeat(() => insert(document, input, at))
  }

  async function insert(document: CaseDocument, input: NewCase, at: Date | undefined): Promise<Created> {
    const { number } = input.case
    const held = await keys.hold(input.key, number, at)
    if (held !== number) {
      const earlier = await cases.findById(held, withoutHistory).lean<CaseDocument>()
      // A create that has not got so far, or died: the case is made under the number that it took.
      if (!earlier) throw new NumberTaken(number, held)
      if (earlier.createKey === input.key) return { kind: 'repeated', case: toCase(earlier) }
      await keys.move(input.key, held, number)
      const now = await keys.heldBy(input.key)
      if (now !== number) throw new NumberTaken(number, now)
    }
    try {
      await pages.write(document, input.entries.slice(0, document.paged))
      const { followUpOf } = input.case
      const write = () => written.insertOne(document)
      await (followUpOf ? follows.around(followUpOf.number, write) : write())
      return { kind: 'created', case: input.case }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      const there = await written.findOne({ _id: number }, { projection: withoutHistory })
      if (!there) throw error
      if (there.historyId === document.historyId) return { kind: 'created', case: toCase(there) }
      // Another case has the number for good: whatever became of our attempts, none of them can need these pages.
      await pages.discard(document, document.paged)
      if (there.createKey === input.key) return { kind: 'repeated', case: toCase(there) }
      throw new NumberTaken(number)
    }
  }

  /** CRE-9, CRE-10: the words of a case that this change shows to somebody more, who finds it by them from now on. */
  async function findWordsForMore({ number, entries }: Commit): Promise<readonly string[] | undefined> {
    const showsToMore = entries.some(({ event }) => event.type === 'revealed' || event.type === 'passed')
    if (!showsToMore) return undefined
    return (await written.findOne({ _id: number }, { projection: { words: 1 } }))?.words
  }

  async function commit(input: Commit, write: string): Promise<Committed> {
    const { number, expected, next, entries, subscriptions = [], removal, key } = input
    const made = { key, seqs: entries.map(({ seq }) => seq), write }
    const { found, set, arrayFilters } = await makeDue(written, input)
    const words = removal?.words ?? input.words ?? (await findWordsForMore(input))
    const sparse = { ...toReminderField(next), ...toRefsField(next) }
    const gone = sparseFields.filter((field) => sparse[field] === undefined)
    const before = await written.findOneAndUpdate(
      { _id: number, version: expected, 'keys.key': { $ne: key }, ...found },
      {
        $set: { ...changeable(next), ...foundBy(next, words), ...sparse, ...set },
        ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((field) => [field, ''])) }),
        $inc: { news: 1 },
        $push: {
          history: { $each: [...entries] },
          keys: { $each: [made], $slice: -rememberedKeys },
          ...(removal
            ? { purging: { seq: next.seq, entry: removal.entry ?? null, files: [...removal.files] } }
            : {}),
        },
      },
      { returnDocument: 'before', projection: withoutHistory, ...(arrayFilters && { arrayFilters }) },
    )
    if (before) {
      if (pagedOut(next.seq) > before.paged) await moveOut(number, next.seq)
      const known = toCase(before)
      const of = {
        ...known,
        ...changeable(next),
        subscriptions: [...known.subscriptions, ...subscriptions],
      }
      return { kind: 'committed', case: of }
    }
    const document = await written.findOne(
      { _id: number },
      { projection: { history: 0, words: 0, found: 0 } },
    )
    if (!document) return { kind: 'missing' }
    const current = toCase(document)
    const known = document.keys.find((one) => one.key === key)
    if (!known) {
      if (current.version !== expected) return { kind: 'conflict', case: current }
      // The case is the one that the change was decided on: another thread came or went meanwhile.
      return commit(input, write)
    }
    if (known.write !== write) return { kind: 'repeated', case: current, seqs: known.seqs }
    // An earlier attempt made it, and its answer was lost.
    if (pagedOut(current.seq) > document.paged) await moveOut(number, current.seq)
    return { kind: 'committed', case: current }
  }

  return {
    async nextNumber() {
      // Two first ones at once: one makes the counter, the other one asks again.
      const counted = await count('case').catch((error) =>
        isDuplicate(error) ? count('case') : Promise.reject(error),
      )
      return firstNumber - 1 + counted
    },

    async raiseNumber(above) {
      const value = above - firstNumber + 1
      if (value <= 0) return
      const raise = () => counters.updateOne({ _id: 'case' }, { $max: { value } }, { upsert: true })
      // Two first ones at once: see `nextNumber`.
      await raise().catch((error) => (isDuplicate(error) ? raise() : Promise.reject(error)))
    },

    create: (input) => create(input, new Date()),
    async createAll(inputs) {
      inputs.forEach(assertWholeCase)
      const answers: (Created | NumberTaken)[] = []
      for (let from = 0; from < inputs.length; from += createdAtOnce) {
        const some = inputs.slice(from, from + createdAtOnce)
        answers.push(
          ...(await Promise.all(some.map((input) => step(() => create(input)).catch(unlessTaken)))),
        )
      }
      return answers
    },

    get: (number) => find({ _id: number }),
    async createdWith(key) {
      const number = await keys.heldBy(key)
      return number === undefined ? undefined : find({ _id: number, createKey: key })
    },

    async committedWith(number, key) {
      const document = await written.findOne({ _id: number }, { projection: { keys: 1 } })
      return document ? seqsUnder(key, document) : undefined
    },

    history: pages.read,
    async startedAt({ platform, tenant, root }) {
      const found = await cases
        .find({ threads: { $elemMatch: { root, platform, tenant } }, goneAt: { $exists: false } }, { _id: 1 })
        .sort({ _id: -1 })
        .limit(5)
        .lean<{ readonly _id: number }[]>()
      const read = await Promise.all(found.map(({ _id }) => find({ _id })))
      return read.filter((supportCase) => supportCase !== undefined)
    },
    entriesFrom: (message) => findAddedMessages(models, message),

    async commit(input) {
      assertWholeCommit(input)
      const write = randomUUID()
      return repeat(() => commit(input, write))
    },

    joinNames: (number, idOf) => joinNames(models, files, number, idOf),
    async purge(number) {
      if (number === noCase) await removals.sweep(step)
      else await step(() => purgeRemovals(models, files, number))
      return true
    },

    async list(query, page) {
      return findListed(written, query, page, { lead: await findLeadingWord(query), maxTime })
    },

    async count(query, max) {
      if (max <= 0) return 0
      return countListed(written, query, max, { lead: await findLeadingWord(query), maxTime })
    },

    async listReminders({ after, until, limit }) {
      const documents = await written
        .find(
          {
            // Both bounds are of the index; the last condition sorts out equal moments.
            'reminder.at': { $gte: after?.at ?? new Date(0), ...(until && { $lte: until }) },
            ...(after && { $or: [{ 'reminder.at': { $gt: after.at } }, { _id: { $gt: after.number } }] }),
          },
          { projection: withoutHistory },
        )
        .sort(reminderIndex)
        .limit(limit)
        .toArray()
      return documents.map(toCase)
    },

    async listRefs<Kind extends CaseRefKind>(kind: Kind) {
      const prefix = refPrefix(kind)
      const texts = await written.distinct('refs', { refs: { $gte: prefix } })
      return texts
        .filter((text): text is string => typeof text === 'string' && text.startsWith(prefix))
        .map((text) => parseCaseRef(text) as CaseRef & { readonly kind: Kind })
    },

    async listReferring(ref, { after = -1, limit }) {
      const documents = await written
        .find(
          { refs: formatCaseRef(ref), _id: { $gt: after } },
          { projection: withoutHistory, hint: refsIndex },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return documents.map(toCase)
    },

    async listAsideUntil(until, { after = -1, limit }) {
      const documents = await written
        .find(
          { 'aside.until': { $lte: until }, status: { $ne: 'closed' }, _id: { $gt: after } },
          { projection: withoutHistory, hint: asideIndex },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return documents.map(toCase)
    },

    async listImported(run, { after = -1, limit }) {
      const documents = await written
        .find(
          { 'imported.run': run, 'imported.number': { $gt: after } },
          { projection: withoutHistory, hint: importedIndex },
        )
        .sort(importedIndex)
        .limit(limit)
        .toArray()
      return documents.map(toCase)
    },

    async removeCases(numbers, removal) {
      const gone: number[] = []
      for (let from = 0; from < numbers.length; from += createdAtOnce) {
        const some = numbers.slice(from, from + createdAtOnce)
        const are = await Promise.all(some.map((number) => step(() => removals.remove(number, removal))))
        gone.push(...some.filter((_, index) => are[index]))
      }
      return gone
    },

    ...mongoHolds(written),

    async followUpsOf(number) {
      const found = await cases
        .find({ 'followUpOf.number': number }, withoutHistory)
        .sort({ _id: -1 })
        .limit(maxFollowUps)
        .lean<CaseDocument[]>()
      return found.map(toCase)
    },

    async addSubscription(number, thread) {
      const here = listConversations(thread)
      const before = await written.findOneAndUpdate(
        {
          _id: number,
          goneAt: { $exists: false },
          'threads.id': { $ne: thread.id },
          $nor: here.map((place) => ({ threads: { $elemMatch: place } })),
        },
        { $push: { threads: toThreadDocument(thread) }, $inc: { news: 1 } },
        { returnDocument: 'before', projection: withoutHistory },
      )
      if (before) {
        const known = toCase(before)
        return { ...known, subscriptions: [...known.subscriptions, thread] }
      }
      for (const place of here) {
        const revived = await written.findOneAndUpdate(
          { _id: number, threads: { $elemMatch: { ...place, parked: { $ne: null } } } },
          reviveOne,
          { returnDocument: 'after', projection: withoutHistory, ...oneLike(place) },
        )
        if (revived) return toCase(revived)
      }
      return find({ _id: number })
    },

    ...mongoDeliveries(connection, { repeat, log }),

    async sweepLeftovers(before) {
      let purged = 0
      for await (const { _id } of written.find({ 'purging.seq': { $gt: 0 } }, { projection: { _id: 1 } })) {
        await step(() => purgeRemovals(models, files, _id))
        purged += 1
      }
      return purged + (await removals.sweep(step)) + (await pages.sweep(before))
    },

    async forgetKeys(before) {
      const forgotten = await keys.forget(before)
      const since = new Date(before.getTime() - forgottenMs)
      const { modifiedCount } = await written.updateMany(
        { updatedAt: { $gte: since, $lt: before }, 'keys.0': { $exists: true } },
        { $set: { keys: [] } },
      )
      return forgotten + modifiedCount
    },

    async ping() {
      await written.findOne({ _id: 0 }, { projection: { _id: 1 } })
    },
  }
}

/** What a document lacks where there is nothing of it: so that an index holds only the others. */
const sparseFields = ['reminder', 'refs'] as const

/** UPD-3: the words of a case that lost some. */
function foundBy(next: CaseHead, words: readonly string[] | undefined): object {
  return words ? { words: [...new Set(words)], found: toSearchKeys(next, words) } : {}
}

function unlessTaken(error: unknown): NumberTaken {
  if (error instanceof NumberTaken) return error
  throw error
}

function openCollection({ db }: Connection): mongo.Collection<CaseDocument> {
  if (!db) throw new Error('the connection is open')
  return db.collection<CaseDocument>('cases')
}

function seqsUnder(key: string, { keys }: Pick<CaseDocument, 'keys'>): readonly number[] | undefined {
  return keys.find((made) => made.key === key)?.seqs
}

/** Where a thread stands. A person's direct messages are one place, whether the thread there was opened yet (and so knows its channel) or not. */
function listConversations({
  platform,
  tenant,
  channel,
  direct,
}: Subscription): readonly Readonly<Record<string, string>>[] {
  return [
    { platform, tenant, channel },
    ...(direct ? [{ platform, tenant, 'direct.user': direct.user }] : []),
  ]
}
