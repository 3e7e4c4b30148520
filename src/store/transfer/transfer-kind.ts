import type { mongo } from 'mongoose'
import type { Database, Parameter } from '../sqlite/query.ts'

export type Source = Pick<Database, 'query'>

/** Some documents, and the place in the embedded store that they lead up to. */
export interface Portion {
  readonly documents: readonly mongo.Document[]
  /** What the next portion is read after. */
  readonly last: string
}

/** What becomes one collection of MongoDB, each document under an `_id` that is the same however often it is made. */
export interface TransferKind {
  readonly collection: string
  /** The tables of the embedded store that it is made of. */
  readonly tables: readonly string[]
  /** The next documents after this place, in the order of their keys; undefined at the end. */
  read(source: Source, after: string | undefined): Portion | undefined
}

/** Rows of a table by its key, so many at a time, each of which becomes some documents. */
export function walkTable({
  collection,
  tables,
  key,
  columns,
  limit = 500,
  toDocuments,
}: Pick<TransferKind, 'collection'> & {
  /** The first is walked through. */
  readonly tables: readonly [string, ...string[]]
  /** The columns of a unique key. */
  readonly key: readonly string[]
  readonly columns: readonly string[]
  readonly limit?: number
  /** Of a row: first its key, then the columns. */
  readonly toDocuments: (row: readonly Parameter[], source: Source) => readonly mongo.Document[]
}): TransferKind {
  const names = key.join(', ')
  const select = `SELECT ${[...key, ...columns].join(', ')} FROM ${tables[0]}`
  const order = `ORDER BY ${names} LIMIT ${limit}`
  const beyond = `WHERE (${names}) > (${key.map(() => '?').join(', ')})`
  return {
    collection,
    tables,
    read(source, after) {
      const rows =
        after === undefined
          ? source.query(`${select} ${order}`).all()
          : source.query(`${select} ${beyond} ${order}`).all(...(JSON.parse(after) as Parameter[]))
      const last = rows.at(-1)
      if (!last) return undefined
      return {
        documents: rows.flatMap((row) => toDocuments(row, source)),
        last: JSON.stringify(last.slice(0, key.length)),
      }
    },
  }
}
