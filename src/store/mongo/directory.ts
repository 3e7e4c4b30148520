import { type Connection, mongo } from 'mongoose'
import type { GrantChange, RecordedGrant, Relationship } from '../../cases/ports.ts'
import {
  type DirectoryItems,
  type DirectoryStore,
  keyOf,
  refsOf,
  type Section,
} from '../../directory/directory-store.ts'
import { afterChange, itemId } from '../directory-items.ts'

/** One item; `refs` is what it is found by beside its `_id`, with the section before it. */
interface ItemDocument {
  readonly _id: string
  readonly section: Section
  readonly refs: readonly string[]
  readonly item: object
}

/** A grant as it stands, with every change that made it so. */
interface GrantDocument extends RecordedGrant {
  readonly _id: string
  readonly history: readonly GrantChange[]
}

interface AskDocument {
  readonly _id: string
  readonly at: Date
}

function collectionsOf(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return {
    items: db.collection<ItemDocument>('directory'),
    grants: db.collection<GrantDocument>('grants'),
    asks: db.collection<AskDocument>('grant_asks'),
  }
}

/** Makes the indexes that the questions need; all else is asked by `_id`. */
export async function prepareDirectory(connection: Connection): Promise<void> {
  await collectionsOf(connection).items.createIndexes([{ key: { refs: 1 } }, { key: { section: 1, _id: 1 } }])
}

/** Who is who, in the database of the cases. Every write is of one document. */
export function mongoDirectory(connection: Connection): DirectoryStore {
  const { items, grants, asks } = collectionsOf(connection)

  async function itemsOf<S extends Section>(
    filter: mongo.Filter<ItemDocument>,
  ): Promise<readonly DirectoryItems[S][]> {
    const found = await items
      .find(filter, { projection: { item: 1 } })
      .sort({ _id: 1 })
      .toArray()
    return found.map(({ item }) => item as DirectoryItems[S])
  }

  async function put<S extends Section>(section: S, item: DirectoryItems[S]): Promise<void> {
    const refs = refsOf(section, item).map((ref) => itemId(section, ref))
    await items.replaceOne(
      { _id: itemId(section, keyOf(section, item)) },
      { section, refs, item },
      { upsert: true },
    )
  }

  const grantId = (customer: string, domain: string) => JSON.stringify([customer, domain])

  return {
    find: <S extends Section>(section: S, keys: readonly string[]) =>
      keys.length === 0
        ? Promise.resolve([])
        : itemsOf<S>({ _id: { $in: keys.map((key) => itemId(section, key)) } }),
    referring: <S extends Section>(section: S, ref: string) => itemsOf<S>({ refs: itemId(section, ref) }),
    all: <S extends Section>(section: S) => itemsOf<S>({ section }),
    put: (section, item) => againOnce(() => put(section, item)),
    async remove(section, key) {
      await items.deleteOne({ _id: itemId(section, key) })
    },
    async recordedGrants() {
      const found = await grants
        .find({}, { projection: { history: 0 } })
        .sort({ _id: 1 })
        .toArray()
      return found.map(recorded)
    },
    async recordedGrant(customer, domain) {
      const found = await grants.findOne({ _id: grantId(customer, domain) }, { projection: { history: 0 } })
      return found ? recorded(found) : undefined
    },
    async recordGrant({ expected, checkedAt, ...change }) {
      const _id = grantId(change.customer, change.domain)
      const next = afterChange(change, expected, checkedAt)
      if (expected > 0) {
        const { matchedCount } = await grants.updateOne(
          { _id, version: expected },
          { $set: next, $push: { history: change } },
        )
        return matchedCount === 1
      }
      return unlessThere(async () => {
        await grants.insertOne({ _id, ...next, history: [change] })
      })
    },
    async grantHistory(customer, domain) {
      const found = await grants.findOne({ _id: grantId(customer, domain) })
      return found?.history ?? []
    },
    async noteAsked({ customer, domain, at, notSince }) {
      const _id = grantId(customer, domain)
      const { matchedCount } = await asks.updateOne({ _id, at: { $lte: notSince } }, { $set: { at } })
      if (matchedCount === 1) return true
      return unlessThere(async () => {
        await asks.insertOne({ _id, at })
      })
    },
    addSupportPartner: (relationship: Relationship) => againOnce(() => put('askedFor', relationship)),
  }
}

function recorded({ _id, history: _, ...grant }: GrantDocument): RecordedGrant {
  return grant
}

/** Two first ones at once: one of them makes the document, the other finds it there. */
async function unlessThere(insert: () => Promise<void>): Promise<boolean> {
  try {
    await insert()
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

function isDuplicate(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000
}
