import type { Connection, mongo } from 'mongoose'
import type { Relationship } from '../../cases/directory.ts'
import type { GrantChange, RecordedGrant } from '../../cases/grant-repository.ts'
import {
  type DirectoryItems,
  type DirectoryStore,
  isWhoIsWho,
  itemKey,
  renamedRef,
  type Section,
} from '../../people/directory-store.ts'
import { afterChange, itemId, listRenamings } from '../directory-items.ts'
import type { Patience } from './retry.ts'
import { createStagedWrites, type DirectoryCounter, type ItemDocument, toStored } from './staged-writes.ts'
import { unlessThere } from './write-errors.ts'
import { type Written, writeOnce } from './write-once.ts'

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
    counters: db.collection<DirectoryCounter>('counters'),
  }
}

/** Makes the indexes that the questions need; all else is asked by `_id`. */
export async function prepareDirectory(connection: Connection): Promise<void> {
  await openCollections(connection).items.createIndexes([
    { key: { refs: 1 } },
    { key: { section: 1, _id: 1 } },
    { key: { 'next.batch': 1 } },
    { key: { 'next.refs': 1 } },
  ])
}

/** Who is who, in the database of the cases. Every write is of one document; many that belong together are staged. */
export function mongoDirectory(
  connection: Connection,
  { repeat, step }: Pick<Patience, 'repeat' | 'step'>,
): DirectoryStore {
  const { items, grants, asks, counters } = openCollections(connection)
  const { settle, writeTogether } = createStagedWrites({ items, counters }, step)

  async function findItems<S extends Section>(
    filter: mongo.Filter<ItemDocument>,
    ref?: string,
  ): Promise<readonly DirectoryItems[S][]> {
    const found = await settle(() => items.find(filter).sort({ _id: 1 }).toArray())
    return found
      .filter(({ refs }) => ref === undefined || refs.includes(ref))
      .map(({ item }) => item as DirectoryItems[S])
  }

  /** What refers to it, or will where something is staged. */
  function findReferring<S extends Section>(section: S, ref: string): Promise<readonly DirectoryItems[S][]> {
    const id = itemId(section, ref)
    return findItems<S>({ $or: [{ refs: id }, { 'next.refs': id }] }, id)
  }

  async function put<S extends Section>(section: S, item: DirectoryItems[S]): Promise<void> {
    const _id = itemId(section, itemKey(section, item))
    await againOnce(async () => {
      await items.replaceOne({ _id }, toStored(section, item), { upsert: true })
    })
    if (isWhoIsWho(section)) await countChange()
  }

  /** After the change: who sees the new number sees the change. */
  async function countChange(): Promise<void> {
    await againOnce(async () => {
      await counters.updateOne({ _id: 'directory' }, { $inc: { value: 1 } }, { upsert: true })
    })
  }

  return {
    find: <S extends Section>(section: S, keys: readonly string[]) =>
      keys.length === 0
        ? Promise.resolve([])
        : findItems<S>({ _id: { $in: keys.map((key) => itemId(section, key)) } }),
    referring: findReferring,
    async renamed() {
      const found = await settle(() =>
        items.find({ $or: [{ refs: renamedRef }, { 'next.refs': renamedRef }] }).toArray(),
      )
      return listRenamings(
        found
          .filter(({ refs }) => refs.includes(renamedRef))
          .map(({ section, item }) => [itemId(section, ''), item]),
      )
    },
    all: <S extends Section>(section: S) => findItems<S>({ section }),
    put,
    async remove(section, key) {
      await items.deleteOne({ _id: itemId(section, key) })
      await countChange()
    },
    writeTogether,
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

export function grantId(customer: string, domain: string): string {
  return JSON.stringify([customer, domain])
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

/** Two upserts at once: the one that lost finds the document at its second try. */
async function againOnce(write: () => Promise<void>): Promise<void> {
  if (!(await unlessThere(write))) await write()
}
