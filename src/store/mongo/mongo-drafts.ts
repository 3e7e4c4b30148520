import type { Connection } from 'mongoose'
import {
  type DraftScope,
  type DraftStore,
  maxDraftsFound,
  type StoredDraft,
} from '../../cases/draft-store.ts'
import type { Repeat } from './retry.ts'
import { withSecondTry } from './write-errors.ts'
import { deleteManyOnce } from './write-once.ts'

interface DraftDocument extends StoredDraft {
  readonly _id: string
}

function openCollection(connection: Connection) {
  const { db } = connection
  if (!db) throw new Error('the connection is open')
  return db.collection<DraftDocument>('drafts')
}

export async function prepareDrafts(connection: Connection): Promise<void> {
  await openCollection(connection).createIndexes([
    { key: { account: 1, actor: 1, person: 1, form: 1, savedAt: -1 } },
    { key: { savedAt: 1 } },
  ])
}

/** Typed and not sent, in the database of the cases. Every write is of one document, or removes some. */
export function mongoDrafts(connection: Connection, repeat: Repeat): DraftStore {
  const drafts = openCollection(connection)
  return {
    async keep(draft) {
      const { account, actor, person, form, subject, sealed, savedAt } = draft
      const whole = { account, actor, person, form, subject, sealed, savedAt }
      const _id = draftId(draft, subject)
      await withSecondTry(() => drafts.replaceOne({ _id }, whole, { upsert: true }))
    },
    async find({ account, actor, person, form }) {
      return drafts
        .find({ account, actor, person, form }, { projection: { _id: 0 } })
        .sort({ savedAt: -1, subject: 1 })
        .limit(maxDraftsFound)
        .toArray()
    },
    async drop(scope, subject) {
      await drafts.deleteOne({ _id: draftId(scope, subject) })
    },
    async dropOf({ account, actor, person }) {
      const theirs = {
        account,
        ...(actor === undefined ? {} : { actor }),
        ...(person === undefined ? {} : { person }),
      }
      return deleteManyOnce(drafts, theirs, repeat)
    },
    async owners() {
      const found = await drafts
        .aggregate<{ _id: { account: string; actor: string } }>([
          { $group: { _id: { account: '$account', actor: '$actor' } } },
          { $sort: { _id: 1 } },
        ])
        .toArray()
      return found.map(({ _id }) => ({ account: _id.account, actor: _id.actor }))
    },
    async sweep(before) {
      return deleteManyOnce(drafts, { savedAt: { $lt: before } }, repeat)
    },
  }
}

export function draftId({ account, actor, person, form }: DraftScope, subject: string): string {
  return JSON.stringify([account, actor, person, form, subject])
}
