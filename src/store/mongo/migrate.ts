import { setTimeout as wait } from 'node:timers/promises'
import { mongo } from 'mongoose'
import { statuses } from '../../cases/case.ts'
import { formatCaseRef, listCaseRefs } from '../../cases/case-refs.ts'
import { collectSearchTerms } from '../../cases/create-case.ts'
import { isWaiting, unpark } from '../delivery-state.ts'
import { StoreOutdated, StoreUnavailable } from '../store-unavailable.ts'
import { fromStoredSubscription, type StoredSubscription } from '../stored-subscription.ts'
import { listPageIds, pageSize } from './history-archive.ts'
import type { CaseDocument, MigrationDocument, Models, PageDocument } from './mongo-schema.ts'
import { isPassing } from './retry.ts'
import { toSearchKeys } from './search-keys.ts'
import { free, toThreadDocument } from './thread-documents.ts'
import { isDuplicate } from './write-errors.ts'

/** Longer than one batch of any script can take (ms). */
const lease = 60_000
const batchSize = 500

/** May be begun anew after a crash: what is done already must stay as it is. `stillAtWork` is called after each batch. */
type Script = (models: Models, stillAtWork: () => Promise<void>) => Promise<void>

/** Oldest first; the position is the version. A published script never changes: a new need is a new script at the end. */
const scripts: readonly Script[] = [
  pagesAndCreateKeys,
  searchByReader,
  suspendedCases,
  threadsOfTheirOwn,
  searchBySpellings,
  refsOfOpenCases,
]

/**
 * Brings the database up to date. Of several instances that start at once, one runs a script, under a lease, and the others wait
 * for it; when it dies, another one takes over. Begun anew by the same instance (`me`), it goes on with its own lease. Throws `StoreUnavailable` when the data is of a newer version.
 */
export async function migrate(models: Models, me = new mongo.ObjectId().toHexString()): Promise<void> {
  const known = await readKnown(models)
  for (const [index, script] of scripts.entries()) {
    const version = index + 1
    if (!known.some(({ _id, done }) => _id === version && done)) await runOnce(models, version, script, me)
  }
}

/** Throws `StoreOutdated` where `migrate` would have something to do, and `StoreUnavailable` as it does. Changes nothing. */
export async function assertUpToDate(models: Models): Promise<void> {
  const done = (await readKnown(models)).filter(({ done }) => done).length
  if (done === scripts.length) return
  const { name } = models.cases.db
  const isEmpty = done === 0 && (await models.cases.exists({})) === null
  throw new StoreOutdated(
    isEmpty
      ? `There is nothing of Casethread's in the MongoDB database ${name} yet.`
      : `The MongoDB database ${name} is of an older version of Casethread (schema ${done}; this version has ${scripts.length}).`,
    { isEmpty },
  )
}

async function readKnown({ migrations, cases }: Models): Promise<readonly MigrationDocument[]> {
  const known = await migrations.find().lean<MigrationDocument[]>()
  const newest = Math.max(0, ...known.map(({ _id }) => _id))
  if (newest <= scripts.length) return known
  throw new StoreUnavailable(
    `The MongoDB database ${cases.db.name} was written by a newer version of Casethread (schema ${newest}; this version has ${scripts.length}). Nothing was changed. Start that version again, or restore a backup from before the upgrade (docs/upgrading.md).`,
    { refused: true },
  )
}

async function runOnce(models: Models, version: number, script: Script, me: string): Promise<void> {
  const { migrations } = models
  while (!(await takeLease(models, version, me))) {
    await wait(200)
    if (await migrations.exists({ _id: version, done: true })) return
  }
  const mine = { _id: version, owner: me, done: false }
  const stillAtWork = async () => {
    const { matchedCount } = await migrations.updateOne(mine, { $set: { leaseUntil: leaseFromNow() } })
    if (matchedCount === 0) throw new Error(`Migration ${version} was taken over by another instance`)
  }
  try {
    await script(models, stillAtWork)
    await migrations.updateOne(mine, { $set: { done: true } })
  } catch (error) {
    await migrations.updateOne(mine, { $set: { leaseUntil: new Date(0) } }).catch(() => undefined)
    throw error
  }
}

/** False when it is done, or another instance is at work on it. */
async function takeLease({ migrations }: Models, version: number, owner: string): Promise<boolean> {
  const held = { owner, leaseUntil: leaseFromNow() }
  try {
    const { upsertedCount, modifiedCount } = await migrations.updateOne(
      // What is ours already was taken in a first attempt whose answer was lost.
      { _id: version, done: false, $or: [{ leaseUntil: { $lte: new Date() } }, { owner }] },
      { $set: held, $inc: { runs: 1 } },
      { upsert: true },
    )
    return upsertedCount + modifiedCount > 0
  } catch (error) {
    // It is there, and not to be had: the upsert found nothing to take and could make no second one.
    if (isDuplicate(error)) return false
    throw error
  }
}

function leaseFromNow(): Date {
  return new Date(Date.now() + lease)
}

/** 1: a history may have pages, and a create key holds a number in a collection of its own instead of a unique index. */
async function pagesAndCreateKeys(
  { cases, createKeys }: Models,
  stillAtWork: () => Promise<void>,
): Promise<void> {
  const old = { paged: { $exists: false } }
  for (;;) {
    const batch = await cases
      .find(old, { createKey: 1 })
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean<{ _id: number; createKey: string }[]>()
    if (batch.length === 0) break
    // Keys first: a case that is no longer found as old has its key.
    await createKeys.bulkWrite(
      batch.map(({ _id: number, createKey }) => ({
        updateOne: { filter: { _id: createKey }, update: { $setOnInsert: { number } }, upsert: true },
      })),
    )
    await cases.bulkWrite(
      batch.map(({ _id }) => ({
        updateOne: {
          filter: { _id, ...old },
          update: { $set: { paged: 0, historyId: new mongo.ObjectId().toHexString() } },
        },
      })),
    )
    await stillAtWork()
  }
  await dropIndex(cases, 'createKey_1')
}

/** 2: a search finds a case by its words for each reader, and by an index of those. */
async function searchByReader({ cases }: Models, stillAtWork: () => Promise<void>): Promise<void> {
  for (let after = -1; ; ) {
    const batch = await cases
      .find({ _id: { $gt: after } }, { words: 1, partners: 1, 'customer.id': 1 })
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean<Pick<CaseDocument, '_id' | 'words' | 'partners' | 'customer'>[]>()
    if (batch.length === 0) break
    await cases.bulkWrite(
      batch.map(({ _id, words, ...of }) => ({
        updateOne: { filter: { _id }, update: { $set: { found: toSearchKeys(of, words) } } },
      })),
    )
    await stillAtWork()
    after = batch.at(-1)?._id ?? after
  }
  await dropIndex(cases, 'words_1_updatedAt_-1__id_-1')
}

/** 3: which cases have a thread that was given up on. */
async function suspendedCases({ cases }: Models, stillAtWork: () => Promise<void>): Promise<void> {
  for (let after = -1; ; ) {
    const batch = await cases
      .find({ _id: { $gt: after } }, { threads: 1 })
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean<Pick<CaseDocument, '_id' | 'threads'>[]>()
    if (batch.length === 0) break
    const suspended = batch.filter(({ threads }) => threads.some(({ parked }) => parked !== null))
    if (suspended.length > 0)
      await cases.updateMany({ _id: { $in: suspended.map(({ _id }) => _id) } }, { $set: { suspended: true } })
    await stillAtWork()
    after = batch.at(-1)?._id ?? after
  }
}

/** What a case held for all of its threads, before each was claimed by itself. */
interface OldCase {
  readonly _id: number
  readonly threads: readonly StoredSubscription[]
  readonly news: number
  readonly dueAt: Date | null
  readonly held: boolean
  readonly token: number
}

/**
 * 4: each thread gets what its case had: when it was due, and the doubt of a claim that was never given back. What had ended for a
 * fault of its platform goes on at once.
 */
async function threadsOfTheirOwn({ cases }: Models, stillAtWork: () => Promise<void>): Promise<void> {
  const written = cases.collection as unknown as mongo.Collection<OldCase>
  const now = new Date()
  for (;;) {
    const batch = await written
      .find(
        { token: { $exists: true } },
        { projection: { threads: 1, news: 1, dueAt: 1, held: 1, token: 1 } },
      )
      .sort({ _id: 1 })
      .limit(batchSize)
      .toArray()
    if (batch.length === 0) break
    // One that was claimed or changed since is read anew with the next batch.
    await written.bulkWrite(
      batch.map((old) => ({
        updateOne: {
          filter: { _id: old._id, token: old.token, news: old.news },
          update: {
            $set: { ...toOwnThreads(old, now) },
            $unset: {
              dueAt: '',
              leaseUntil: '',
              leaseOwner: '',
              held: '',
              token: '',
              suspended: '',
              heldBack: '',
            },
          },
        },
      })),
    )
    await stillAtWork()
  }
  for (const name of ['dueAt_1_leaseUntil_1', 'suspended_1', 'heldBack_1']) await dropIndex(cases, name)
}

function toOwnThreads(
  { _id, threads, dueAt, held }: OldCase,
  now: Date,
): Pick<CaseDocument, 'threads' | 'waiting'> {
  const before = threads.map(fromStoredSubscription)
  const after = before.map((thread) => unpark(thread, now))
  return {
    threads: after.map((thread, index) => ({
      ...toThreadDocument(thread),
      dueAt: thread !== before[index] ? free : thread.suspended === null ? dueAt : null,
      held,
    })),
    ...(after.some(isWaiting) && { waiting: _id }),
  }
}

/** 5: cases are found by spellings and parts of words, and by the answers to the questions; made anew from what stands in them today. */
async function searchBySpellings({ cases, pages }: Models, stillAtWork: () => Promise<void>): Promise<void> {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  for (let after = -1; ; ) {
    const batch = await written
      .find(
        { _id: { $gt: after } },
        { projection: { ...searchedFields, version: 1, paged: 1, historyId: 1, history: { $slice: 1 } } },
      )
      .sort({ _id: 1 })
      .limit(batchSize)
      .toArray()
    if (batch.length === 0) break
    const first = await pages
      .find({ _id: { $in: batch.filter(({ paged }) => paged > 0).map(firstPageId) } })
      .lean<PageDocument[]>()
    const entries = new Map(first.map(({ _id, entries }) => [_id, entries[0]]))
    await written.bulkWrite(
      batch.map((document) => {
        const { _id, version, paged, history } = document
        const created = paged > 0 ? entries.get(firstPageId(document)) : history[0]
        const words = collectSearchTerms({ ...document, number: _id }, created)
        return {
          updateOne: {
            // One that was changed since may have lost some: what a removal wrote stands.
            filter: { _id, version },
            update: { $set: { words: [...words], found: [...toSearchKeys(document, words)] } },
          },
        }
      }),
    )
    await stillAtWork()
    after = batch.at(-1)?._id ?? after
  }
}

/** 6: whom open cases refer to. */
async function refsOfOpenCases({ cases }: Models, stillAtWork: () => Promise<void>): Promise<void> {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  const open = { status: { $in: statuses.filter((status) => status !== 'closed') } }
  for (;;) {
    const batch = await written
      .find({ ...open, refs: { $exists: false } }, { projection: { ...referringFields, version: 1 } })
      .limit(batchSize)
      .toArray()
    if (batch.length === 0) break
    // One that was changed since is read anew with the next batch.
    await written.bulkWrite(
      batch.map(({ _id, version, ...head }) => ({
        updateOne: {
          filter: { _id, version },
          update: { $set: { refs: listCaseRefs(head).map(formatCaseRef) } },
        },
      })),
    )
    await stillAtWork()
  }
}

const referringFields = {
  status: 1,
  customer: 1,
  partners: 1,
  partnersLeft: 1,
  assignee: 1,
  owners: 1,
} as const

function firstPageId({ historyId }: CaseDocument): string {
  return listPageIds({ historyId }, 0, pageSize)[0] ?? ''
}

const searchedFields = { title: 1, customer: 1, partners: 1, category: 1, product: 1 } as const

async function dropIndex({ collection }: Models['cases'], name: string): Promise<void> {
  // A collection that is not there yet has none to list.
  const indexes = await collection.indexes().catch(unlessPassing)
  if (indexes.some((index) => index.name === name)) await collection.dropIndex(name)
}

function unlessPassing(error: unknown): [] {
  if (isPassing(error)) throw error
  return []
}
