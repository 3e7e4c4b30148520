/**
 * Many items at once without a transaction. What each item is to become is staged beside what it is, under the id of its batch; one write
 * of one document then makes the batch the current one; then each item is folded into its next state. Who reads asks that document for
 * the current batch wherever an item has something staged, so that a batch that was broken off counts whole or not at all: one that was
 * not current yet is swept by the next, one that was is folded by it.
 */
import { randomUUID } from 'node:crypto'
import type { mongo } from 'mongoose'
import {
  type DirectoryItems,
  type ItemWrite,
  listRefs,
  type Section,
  writtenKey,
} from '../../people/directory-store.ts'
import { itemId, itemRef } from '../directory-items.ts'
import type { CounterDocument } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { unlessThere, withSecondTry } from './write-errors.ts'

/** One item; `refs` is what it is found by beside its `_id`, with the section before it. */
export interface ItemDocument {
  readonly _id: string
  readonly section: Section
  /** Missing, as `item` is, where the item is only staged as yet. */
  readonly refs?: readonly string[]
  readonly item?: object
  readonly next?: Staged
}

interface Staged {
  readonly batch: string
  /** Null: it is taken out. */
  readonly item: object | null
  readonly refs: readonly string[]
}

/** The directory's counter of changes; with it, which batch is current, and who stages one. */
export interface DirectoryCounter extends CounterDocument {
  readonly batch?: string
  readonly staging?: { readonly batch: string; readonly until: Date }
}

/** An item as it counts. */
export interface CurrentItem {
  readonly section: Section
  readonly refs: readonly string[]
  readonly item: object
}

const counterId = 'directory'
/** Who stages and says nothing for so long is taken for dead. */
const leaseMs = 60_000
const atOnce = 500

export function toStored<S extends Section>(section: S, item: DirectoryItems[S]): CurrentItem {
  return { section, refs: listRefs(section, item).map((ref) => itemRef(section, ref)), item }
}

export interface StagedWrites {
  /** What was found, as it counts: all of it before a batch, or all of it after. */
  settle(find: () => Promise<readonly ItemDocument[]>): Promise<readonly CurrentItem[]>
  writeTogether(writes: readonly ItemWrite[], revision: number): Promise<boolean>
}

/** `step`: one of many requests, begun anew where the server was not to be had. Each of them may be made twice. */
export function createStagedWrites(
  {
    items,
    counters,
  }: {
    readonly items: mongo.Collection<ItemDocument>
    readonly counters: mongo.Collection<DirectoryCounter>
  },
  step: Repeat,
): StagedWrites {
  const readCounter = () => counters.findOne({ _id: counterId })

  async function settle(find: () => Promise<readonly ItemDocument[]>): Promise<readonly CurrentItem[]> {
    const found = await find()
    if (!found.some(({ next }) => next)) return found.flatMap((document) => toCurrent(document, undefined))
    for (;;) {
      const before = (await readCounter())?.batch
      const documents = await find()
      // Where it became another one meanwhile, some are from before and some from after.
      if ((await readCounter())?.batch === before)
        return documents.flatMap((document) => toCurrent(document, before))
    }
  }

  /** True where nobody else stages; from then on nobody else does for a while. */
  async function takeLease(batch: string): Promise<boolean> {
    await withSecondTry(() =>
      counters.updateOne({ _id: counterId }, { $setOnInsert: { value: 0 } }, { upsert: true }),
    )
    const now = new Date()
    const { matchedCount } = await counters.updateOne(
      {
        _id: counterId,
        $or: [
          { staging: { $exists: false } },
          { 'staging.until': { $lte: now } },
          { 'staging.batch': batch },
        ],
      },
      { $set: { staging: { batch, until: new Date(now.getTime() + leaseMs) } } },
    )
    return matchedCount === 1
  }

  /** Folds what is current, sweeps what is not. False where the lease is lost: what was found may be another's then, and stays. */
  async function tidy(batch: string): Promise<boolean> {
    const found = await step(() =>
      items.find({ 'next.batch': { $exists: true } }, { projection: { refs: 0 } }).toArray(),
    )
    const counter = await step(readCounter)
    if (counter?.staging?.batch !== batch) return false
    for (const part of inParts(found.map((document) => tidied(document, counter.batch))))
      await step(() => items.bulkWrite(part, { ordered: false }))
    return true
  }

  async function stage(batch: string, staged: ReadonlyMap<string, StagedItem>): Promise<boolean> {
    const operations = [...staged].map(([_id, { section, next }]) => ({
      updateOne: {
        // Where another one staged something, there is one document of that name too many, and that is told.
        filter: { _id, $or: [{ next: { $exists: false } }, { 'next.batch': batch }] },
        update: { $set: { next: { ...next, batch } }, $setOnInsert: { section } },
        upsert: true,
      },
    }))
    for (const part of inParts(operations)) {
      if (!(await step(() => takeLease(batch)))) return false
      if (!(await unlessThere(() => step(() => items.bulkWrite(part, { ordered: false }))))) return false
    }
    return (await step(() => items.countDocuments({ 'next.batch': batch }))) === staged.size
  }

  async function makeCurrent(batch: string, revision: number): Promise<boolean> {
    const { matchedCount } = await counters.updateOne(
      { _id: counterId, value: revision, 'staging.batch': batch },
      { $inc: { value: 1 }, $set: { batch } },
    )
    // The answer to a first try may have been lost.
    return matchedCount === 1 || (await readCounter())?.batch === batch
  }

  return {
    settle,
    async writeTogether(writes, revision) {
      const batch = randomUUID()
      if (!(await step(() => takeLease(batch)))) return false
      const isReady = (await tidy(batch)) && (await stage(batch, toStaged(writes)))
      const isCurrent = isReady && (await step(() => makeCurrent(batch, revision)))
      if (await step(() => takeLease(batch))) {
        await tidy(batch)
        await step(() =>
          counters.updateOne({ _id: counterId, 'staging.batch': batch }, { $unset: { staging: '' } }),
        )
      }
      return isCurrent
    },
  }
}

function toCurrent(document: ItemDocument, current: string | undefined): readonly CurrentItem[] {
  const { section, next } = document
  const { item, refs = [] } = next && next.batch === current ? next : document
  return item ? [{ section, refs, item }] : []
}

interface StagedItem {
  readonly section: Section
  readonly next: Omit<Staged, 'batch'>
}

function toStaged(writes: readonly ItemWrite[]): ReadonlyMap<string, StagedItem> {
  return new Map(
    writes.map((write) => {
      const { section } = write
      const next =
        write.op === 'put'
          ? { item: write.item, refs: toStored(section, write.item as never).refs }
          : { item: null, refs: [] }
      return [itemId(section, writtenKey(write)), { section, next }]
    }),
  )
}

type Operation = mongo.AnyBulkWriteOperation<ItemDocument>

function tidied({ _id, item, next }: ItemDocument, current: string | undefined): Operation {
  const filter = { _id, 'next.batch': next?.batch ?? '' }
  const isCurrent = next?.batch === current
  const goes = isCurrent ? next?.item === null : item === undefined
  if (goes) return { deleteOne: { filter } }
  if (!isCurrent || !next?.item) return { updateOne: { filter, update: { $unset: { next: '' } } } }
  return {
    updateOne: { filter, update: { $set: { item: next.item, refs: next.refs }, $unset: { next: '' } } },
  }
}

function inParts<T>(all: readonly T[]): readonly T[][] {
  return Array.from({ length: Math.ceil(all.length / atOnce) }, (_, part) =>
    all.slice(part * atOnce, (part + 1) * atOnce),
  )
}
