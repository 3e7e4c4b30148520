import { type DraftScope, type DraftStore, maxDraftsFound } from '../../cases/draft-store.ts'
import type { Database } from './query.ts'
import { lookup } from './rows.ts'

const scoped = 'account = ? AND actor = ? AND person = ? AND form = ?'

/** Typed and not sent, in the file that the cases are in. */
export function sqliteDrafts({ query, write }: Database): DraftStore {
  const toParameters = ({ account, actor, person, form }: DraftScope) =>
    [lookup(account), lookup(actor), lookup(person), lookup(form)] as const

  return {
    async keep({ subject, sealed, savedAt, ...scope }) {
      await write(() =>
        query(
          `INSERT INTO drafts (account, actor, person, form, subject, sealed, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, actor, person, form, subject)
         DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at`,
        ).run(...toParameters(scope), lookup(subject), sealed, savedAt.getTime()),
      )
    },
    async find(scope) {
      const { account, actor, person, form } = scope
      return query(
        `SELECT subject, sealed, saved_at FROM drafts WHERE ${scoped} ORDER BY saved_at DESC, subject LIMIT ?`,
      )
        .all(...toParameters(scope), maxDraftsFound)
        .map(([subject, sealed, savedAt]) => ({
          account,
          actor,
          person,
          form,
          subject: JSON.parse(`"${subject}"`) as string,
          sealed: String(sealed),
          savedAt: new Date(Number(savedAt)),
        }))
    },
    async drop(scope, subject) {
      const sql = `DELETE FROM drafts WHERE ${scoped} AND subject = ?`
      await write(() => query(sql).run(...toParameters(scope), lookup(subject)))
    },
    async dropOf({ account, actor, person }) {
      return write(() =>
        query(
          `DELETE FROM drafts WHERE account = ? AND (? IS NULL OR actor = ?) AND (? IS NULL OR person = ?)`,
        ).run(
          lookup(account),
          ...twice(actor === undefined ? null : lookup(actor)),
          ...twice(person === undefined ? null : lookup(person)),
        ),
      )
    },
    async owners() {
      return query('SELECT DISTINCT account, actor FROM drafts ORDER BY account, actor')
        .all()
        .map(([account, actor]) => ({
          account: JSON.parse(`"${account}"`) as string,
          actor: JSON.parse(`"${actor}"`) as string,
        }))
    },
    async sweep(before) {
      return write(() => query('DELETE FROM drafts WHERE saved_at < ?').run(before.getTime()))
    },
  }
}

function twice<T>(value: T): readonly [T, T] {
  return [value, value]
}
