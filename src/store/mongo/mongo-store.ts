import type { Connection, mongo } from 'mongoose'
import type { Case, CaseHead, Subscription } from '../../cases/case.ts'
import { type CaseQuery, type Created, type NewCase, NumberTaken } from '../../cases/case-store.ts'
import type { Log } from '../../config/log.ts'
import type { SubscriptionProgressUpdate } from '../../delivery/delivery-store.ts'
import {
  assertWholeCase,
  assertWholeCommit,
  changeable,
  firstNumber,
  maxFollowUps,
  rememberedKeys,
} from '../invariants.ts'
import type { CasesAndFiles, Store } from '../store.ts'
import { storedName, toStoredSubscription } from '../stored-subscription.ts'
import { connectTo } from './connection.ts'
import { free, toCase, toConditions, toDocument, withoutHistory } from './documents.ts'
import { createGridFiles } from './grid-files.ts'
import { historyPages, pagedOut } from './history-archive.ts'
import { createIdempotencyKeys } from './idempotency-keys.ts'
import { migrate } from './migrate.ts'
import { conversationModelsOn, mongoConversations, prepareConversations } from './mongo-conversations.ts'
import { mongoDeliveryAudit, prepareDeliveryAudit } from './mongo-delivery-audit.ts'
import { mongoDirectory, prepareDirectory } from './mongo-directory.ts'
import { mongoDrafts, prepareDrafts } from './mongo-drafts.ts'
import { identityModelsOn, mongoIdentities } from './mongo-identities.ts'
import {
  type CaseDocument,
  type CounterDocument,
  type Models,
  modelsOn,
  searchIndex,
} from './mongo-schema.ts'
import { purgeRemovals } from './purge-removals.ts'
import { retrying, withRetry } from './retry.ts'
import { toSearchKey, toSearchKeys } from './search-keys.ts'
import { toStartupError } from './startup-errors.ts'
import { isDuplicate } from './write-errors.ts'

/** So many cases of an import are under way at the same time. */
const createdAtOnce = 20

/** So many words of a search are compared, each counted so far: beyond, all are common. */
const maxCompared = 8
const maxCounted = 500

export interface MongoSettings {
  readonly uri: string
  /** Overrides the database of the address. */
  readonly dbName?: string
  readonly log?: Log
}

/**
 * Cases in MongoDB: a stand-alone server, a replica set, a cluster, or a service that speaks the protocol. Makes its indexes
 * where they are missing. Throws `StoreUnavailable` when the server cannot be reached or will not let us in.
 */
export async function openMongoStore({ uri, dbName, log }: MongoSettings): Promise<Store> {
  const connection = await connectTo(uri, dbName)
  const models = modelsOn(connection)
  const identities = identityModelsOn(connection)
  const conversations = conversationModelsOn(connection)
  try {
    await withRetry(() => migrate(models), log)
    const prepare = () =>
      Promise.all([
        models.cases.createIndexes(),
        models.pages.createIndexes(),
        prepareDirectory(connection),
        identities.people.createIndexes(),
        identities.seen.createIndexes(),
        prepareDrafts(connection),
        prepareDeliveryAudit(connection),
        identities.signIns.createIndexes(),
        identities.bindings.createIndexes(),
        prepareConversations(conversations),
      ])
    await withRetry(prepare, log)
  } catch (error) {
    await connection.close()
    throw toStartupError(error, connection.name)
  }
  log?.info({ database: connection.name }, 'Cases are kept in MongoDB')
  const { files, close, ...cases } = mongoStore(connection, models, log)
  return {
    // Patient with each of them.
    ...retrying(cases, { log, once: ['createAll'] }),
    files: retrying(files, { log }),
    // These two see to it themselves.
    directory: retrying(mongoDirectory(connection), { log, once: ['recordGrant', 'noteAsked'] }),
    identities: retrying(mongoIdentities(identities), { log, once: ['unlink', 'unbind', 'takeSignIn'] }),
    conversations: retrying(mongoConversations(conversations, identities.bindings), {
      log,
      once: ['claimNotice', 'removeHome', 'resumePosts'],
    }),
    drafts: retrying(mongoDrafts(connection), { log }),
    deliveryAudit: retrying(mongoDeliveryAudit(connection), { log }),
    close,
  }
}

/**
 * Guarded writes ask for the document as it was before: with the guard and the wish that tells exactly what was made, while
 * the document "after" may on some servers show a later write already.
 */
function mongoStore(connection: Connection, models: Models, log: Log | undefined): CasesAndFiles {
  const { cases, counters } = models
  // What is made, changed and read all day goes past mongoose: to cast and check typed data again costs more than the write itself.
  const written = openCollection(connection)
  const pages = historyPages(models)
  const keys = createIdempotencyKeys(models)
  const files = createGridFiles(connection, models)

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
        return { word, count: await written.countDocuments(found, { limit: maxCounted, hint: searchIndex }) }
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

  async function create(input: NewCase): Promise<Created> {
    assertWholeCase(input)
    const { number } = input.case
    const held = await keys.hold(input.key, number)
    if (held !== number) {
      const earlier = await cases.findById(held, withoutHistory).lean<CaseDocument>()
      // A create that has not got so far, or died: the case is made under the number that it took.
      if (!earlier) throw new NumberTaken(number, held)
      if (earlier.createKey === input.key) return { kind: 'repeated', case: toCase(earlier) }
      await keys.move(input.key, held, number)
      const now = await keys.heldBy(input.key)
      if (now !== number) throw new NumberTaken(number, now)
    }
    const document = toDocument(input)
    try {
      await pages.write(document, input.entries.slice(0, document.paged))
      await written.insertOne(document)
      return { kind: 'created', case: input.case }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await pages.discard(document, document.paged)
      const earlier = await find({ _id: number, createKey: input.key })
      if (earlier) return { kind: 'repeated', case: earlier }
      throw new NumberTaken(number)
    }
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

    create,
    async createAll(inputs) {
      inputs.forEach(assertWholeCase)
      const answers: (Created | NumberTaken)[] = []
      for (let from = 0; from < inputs.length; from += createdAtOnce) {
        const some = inputs.slice(from, from + createdAtOnce)
        answers.push(
          ...(await Promise.all(some.map((input) => withRetry(() => create(input), log).catch(unlessTaken)))),
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

    async commit(input) {
      assertWholeCommit(input)
      const { number, expected, next, entries, subscriptions = [], removal, key } = input
      const made = { key, seqs: entries.map(({ seq }) => seq) }
      const before = await written.findOneAndUpdate(
        { _id: number, version: expected, 'keys.key': { $ne: key } },
        {
          $set: { ...changeable(next), ...foundBy(next, removal?.words), dueAt: next.updatedAt },
          $inc: { news: 1 },
          $push: {
            history: { $each: [...entries] },
            keys: { $each: [made], $slice: -rememberedKeys },
            ...(subscriptions.length > 0
              ? { threads: { $each: subscriptions.map(toStoredSubscription) } }
              : {}),
            ...(removal
              ? { purging: { seq: next.seq, entry: removal.entry ?? null, files: [...removal.files] } }
              : {}),
          },
        },
        { returnDocument: 'before', projection: withoutHistory },
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
      const seqs = seqsUnder(key, document)
      return seqs ? { kind: 'repeated', case: current, seqs } : { kind: 'conflict', case: current }
    },

    async purge(number) {
      await purgeRemovals(models, files, number)
      return true
    },

    async list(query, { after, limit }) {
      const lead = await findLeadingWord(query)
      const conditions = toConditions(query, { after, lead })
      const documents = await written
        .find(conditions.length > 0 ? { $and: [...conditions] } : {}, {
          projection: withoutHistory,
          ...(lead === undefined ? {} : { hint: searchIndex }),
        })
        .sort({ updatedAt: -1, _id: -1 })
        .limit(limit + 1)
        .toArray()
      const found = documents.slice(0, limit).map(toCase)
      const last = found.at(-1)
      return documents.length > limit && last
        ? { cases: found, next: { updatedAt: last.updatedAt, number: last.number } }
        : { cases: found }
    },

    async followUpsOf(number) {
      const found = await cases
        .find({ 'followUpOf.number': number }, withoutHistory)
        .sort({ _id: -1 })
        .limit(maxFollowUps)
        .lean<CaseDocument[]>()
      return found.map(toCase)
    },

    async addSubscription(number, thread) {
      const { id } = thread
      const here = listConversations(thread)
      const before = await cases
        .findOneAndUpdate(
          {
            _id: number,
            'threads.id': { $ne: id },
            $nor: here.map((place) => ({ threads: { $elemMatch: place } })),
          },
          // Due before all other news: a person is waiting for the thread.
          { $push: { threads: toStoredSubscription(thread) }, $inc: { news: 1 }, $set: { dueAt: free } },
          { returnDocument: 'before', projection: withoutHistory },
        )
        .lean<CaseDocument>()
      if (before) {
        const known = toCase(before)
        return { ...known, subscriptions: [...known.subscriptions, thread] }
      }
      for (const place of here) {
        const revived = await cases
          .findOneAndUpdate(
            { _id: number, threads: { $elemMatch: { ...place, parked: { $ne: null } } } },
            reviveMarked,
            { arrayFilters: [marked(place)], returnDocument: 'after', projection: withoutHistory },
          )
          .lean<CaseDocument>()
        if (revived) return toCase(revived)
      }
      return find({ _id: number })
    },

    async claim({ owner, now, leaseMs }) {
      const due = { dueAt: { $lte: now }, leaseUntil: { $lte: now } }
      for (;;) {
        // Looked for first and then taken by its number: a poll that finds nothing writes nothing, and a cluster that is
        // sharded by case can send the write to one shard.
        const next = await cases.findOne(due, { _id: 1 }).sort({ dueAt: 1 }).lean<CaseDocument>()
        if (!next) return undefined
        const before = await cases
          .findOneAndUpdate(
            { _id: next._id, ...due },
            {
              $set: { held: true, leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs) },
              $inc: { token: 1 },
            },
            { returnDocument: 'before', projection: withoutHistory },
          )
          .lean<CaseDocument>()
        // Somebody else was quicker: they hold that one now, so the next look finds another.
        if (!before) continue
        return {
          case: toCase(before),
          token: before.token + 1,
          pendingDeliveries: before.news,
          uncertain: before.held,
        }
      }
    },

    async renew({ number, token, until }) {
      const { matchedCount } = await cases.updateOne(
        { _id: number, token, held: true },
        { $set: { leaseUntil: until } },
      )
      return matchedCount === 1
    },

    async saveProgress({ number, token, thread, progress }) {
      const { matchedCount } = await cases.updateOne(
        { _id: number, token, held: true, 'threads.id': thread },
        {
          $set: {
            held: true,
            ...threadFields(progress),
            ...(progress.suspended ? { suspended: true } : {}),
            ...(progress.heldBack ? { heldBack: true } : {}),
          },
        },
      )
      return matchedCount === 1
    },

    async resumeSuspended(served) {
      const { modifiedCount } = await cases.updateMany(
        { suspended: true, threads: { $elemMatch: { ...served, parked: { $ne: null } } } },
        reviveMarked,
        { arrayFilters: [marked(served)] },
      )
      await cases.updateMany(
        { suspended: true, threads: { $not: { $elemMatch: { parked: { $ne: null } } } } },
        { $unset: { suspended: '' } },
      )
      return modifiedCount
    },

    async wakeConversation({ platform, tenant, channel }) {
      const heldThere = { platform, tenant, channel, parked: null, heldBack: { $ne: null } }
      const { modifiedCount } = await cases.updateMany(
        { heldBack: true, threads: { $elemMatch: heldThere } },
        { $set: { dueAt: free }, $inc: { news: 1 } },
      )
      await cases.updateMany(
        { heldBack: true, threads: { $not: { $elemMatch: { heldBack: { $ne: null } } } } },
        { $unset: { heldBack: '' } },
      )
      return modifiedCount
    },

    async removeSubscription({ number, token, thread }) {
      const { matchedCount } = await cases.updateOne(
        { _id: number, token, held: true },
        { $pull: { threads: { id: thread } } },
      )
      return matchedCount === 1
    },

    async releaseClaim({ number, token, pendingDeliveries, retryAt }) {
      const back = { held: false, leaseOwner: null, leaseUntil: free }
      const claimed = { _id: number, token, held: true }
      const { matchedCount } = await cases.updateOne(
        { ...claimed, news: pendingDeliveries },
        { $set: { ...back, dueAt: retryAt } },
      )
      // News came in between, and only ever more: what it set `dueAt` to stands.
      if (matchedCount === 0) await cases.updateOne(claimed, { $set: back })
    },

    files,

    async close() {
      await connection.close()
    },
  }
}

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

/** What an array filter calls the threads that are to be tried again. */
const reviveMarked = {
  $set: {
    'threads.$[parked].tries': 0,
    'threads.$[parked].retryAt': null,
    // Last: there are servers that ask the filter anew for each field.
    'threads.$[parked].parked': null,
    dueAt: free,
  },
  $inc: { news: 1 },
}

function marked(fields: object): Record<string, unknown> {
  const named = Object.entries(fields).map(([field, value]) => [`parked.${field}`, value])
  return { ...Object.fromEntries(named), 'parked.parked': { $ne: null } }
}

function threadFields(progress: SubscriptionProgressUpdate): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(progress).map(([name, value]) => [`threads.$.${storedName(name)}`, value]),
  )
}
