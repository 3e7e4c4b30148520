import type { Connection, mongo } from 'mongoose'
import type { Relationship } from '../../cases/directory.ts'
import type { GrantChange, RecordedGrant } from '../../cases/grant-repository.ts'
import {
  type DirectoryItems,
  type DirectoryStore,
  itemKey,
  listRefs,
  renamedRef,
  type Section,
} from '../../people/directory-store.ts'
import { afterChange, itemId, itemRef, listRenamings } from '../directory-items.ts'
import type { CounterDocument } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate } from './write-errors.ts'
import { type Written, writeOnce } from './write-once.ts'

/** One item; `refs` is what it is found by beside its `_id`, with the section before it. */
interface ItemDocument {
  readonly _id: string
  readonly section: Section
  readonly refs: readonly string[]
  readonly item: object
}

/** A grant as it stands, with every change that made it so. */
interface GrantDocument extends RecordedGrant, Written {
  /** Each with the id of its write: the next change may come before the answer of this one is missed. */
  readonly history: readonly (GrantChange & { readonly write?: string })[]
}

interface AskDocument extends Written {
  readonly at: Date
  readonly request?: string
  readonly version?: number
}

function openCollections(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return {
    items: db.collection<ItemDocument>('directory'),
    grants: db.collection<GrantDocument>('grants'),
    asks: db.collection<AskDocument>('grant_asks'),
    counters: db.collection<CounterDocument>('counters'),
  }
}

/** Makes the indexes that the questions need; all else is asked by `_id`. */
export async function prepareDirectory(connection: Connection): Promise<void> {
  await openCollections(connection).items.createIndexes([
    { key: { refs: 1 } },
    { key: { section: 1, _id: 1 } },
  ])
}

/** Who is who, in the database of the cases. Every write is of one document. */
export function mongoDirectory(connection: Connection, repeat: Repeat): DirectoryStore {
  const { items, grants, asks, counters } = openCollections(connection)

  async function findItems<S extends Section>(
    filter: mongo.Filter<ItemDocument>,
  ): Promise<readonly DirectoryItems[S][]> {
    const found = await items
      .find(filter, { projection: { item: 1 } })
      .sort({ _id: 1 })
      .toArray()
    return found.map(({ item }) => item as DirectoryItems[S])
  }

  async function put<S extends Section>(section: S, item: DirectoryItems[S]): Promise<void> {
    const refs = listRefs(section, item).map((ref) => itemRef(section, ref))
    await againOnce(async () => {
      await items.replaceOne(
        { _id: itemId(section, itemKey(section, item)) },
        { section, refs, item },
        { upsert: true },
      )
    })
    await countChange()
  }

  /** After the change: who sees the new number sees the change. */
  async function countChange(): Promise<void> {
    await againOnce(async () => {
      await counters.updateOne({ _id: 'directory' }, { $inc: { value: 1 } }, { upsert: true })
    })
  }

  const grantId = (customer: string, domain: string) => JSON.stringify([customer, domain])

  return {
    find: <S extends Section>(section: S, keys: readonly string[]) =>
      keys.length === 0
        ? Promise.resolve([])
        : findItems<S>({ _id: { $in: keys.map((key) => itemId(section, key)) } }),
    referring: <S extends Section>(section: S, ref: string) => findItems<S>({ refs: itemId(section, ref) }),
    async renamed() {
      const found = await items.find({ refs: renamedRef }, { projection: { item: 1 } }).toArray()
      return listRenamings(found.map(({ _id, item }) => [_id, item]))
    },
    all: <S extends Section>(section: S) => findItems<S>({ section }),
    put,
    async remove(section, key) {
      await items.deleteOne({ _id: itemId(section, key) })
      await countChange()
    },
    async revision() {
      return (await counters.findOne({ _id: 'directory' }))?.value ?? 0
    },
    async recordedGrants() {
      const found = await grants
        .find({}, { projection: { history: 0 } })
        .sort({ _id: 1 })
        .toArray()
      return found.map(recorded)
    },
    async recordedGrant(customer, domain) {
      const document = await grants.findOne(
        { _id: grantId(customer, domain) },
        { projection: { history: 0 } },
      )
      return document ? recorded(document) : undefined
    },
    async recordGrant({ expected, checkedAt, ...change }) {
      const _id = grantId(change.customer, change.domain)
      const next = afterChange(change, expected, checkedAt)
      const attempt = async (write: string) => {
        const made = { ...change, write }
        if (expected === 0) return insertNew(grants, { _id, ...next, history: [made] })
        const { matchedCount } = await grants.updateOne(
          { _id, version: expected },
          { $set: next, $push: { history: made } },
        )
        return matchedCount === 1
      }
      return writeOnce(grants, _id, attempt, repeat, 'history.write')
    },
    async grantHistory(customer, domain) {
      const document = await grants.findOne({ _id: grantId(customer, domain) })
      return (document?.history ?? []).map(({ write: _, ...change }) => change)
    },
    async removeEvidence(customer, domain, removed) {
      const told = { $elemMatch: { evidence: { $ne: null } } }
      const _id = grantId(customer, domain)
      const attempt = async (write: string) => {
        const { matchedCount } = await grants.updateOne(
          { _id, history: told },
          {
            $set: {
              evidence: null,
              write,
              // Last: there are servers that ask the filter anew for each field.
              'history.$[told].evidenceRemoved': removed,
              'history.$[told].evidence': null,
            },
          },
          { arrayFilters: [{ 'told.evidence': { $ne: null } }] },
        )
        return matchedCount === 1
      }
      return writeOnce(grants, _id, attempt, repeat)
    },
    async noteAsked({ customer, domain, at, notSince, request, version }) {
      const _id = grantId(customer, domain)
      const attempt = async (write: string) => {
        const { matchedCount } = await asks.updateOne(
          { _id, $or: [{ at: { $lte: notSince } }, { version: { $ne: version } }] },
          { $set: { at, request, version, write } },
        )
        return matchedCount === 1 || insertNew(asks, { _id, at, request, version, write })
      }
      return writeOnce(asks, _id, attempt, repeat)
    },
    async forgetAsked({ customer, domain, at }) {
      await asks.deleteOne({ _id: grantId(customer, domain), at })
    },
    async findAsk(customer, domain) {
      const ask = await asks.findOne({ _id: grantId(customer, domain) })
      // One from before requests had an id answers nothing.
      if (ask?.request === undefined || ask.version === undefined) return undefined
      return { customer, domain, request: ask.request, version: ask.version }
    },
    addSupportPartner: (relationship: Relationship) => put('askedFor', relationship),
  }
}

function recorded({ _id, history: _, write: __, ...grant }: GrantDocument): RecordedGrant {
  return grant
}

/** False where the document is there already: of two first ones at once one makes it, the other finds it. */
async function insertNew<T extends Written>(
  collection: mongo.Collection<T>,
  document: mongo.OptionalUnlessRequiredId<T>,
): Promise<boolean> {
  return unlessThere(async () => {
    await collection.insertOne(document)
  })
}

async function unlessThere(write: () => Promise<void>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (isDuplicate(error)) return false
    throw error
  }
}

/** Two upserts at once: the one that lost finds the document at its second try. */
async function againOnce(write: () => Promise<void>): Promise<void> {
  if (!(await unlessThere(write))) await write()
}
