import type { Database } from './query.ts'

/** Tables with their columns, and indexes: a file that lacks some was made or changed by something else. */
const parts = `SELECT s.type || ' ' || s.name || coalesce('.' || c.name, '')
  FROM sqlite_schema s LEFT JOIN pragma_table_info(s.name) c ON s.type = 'table'
  WHERE s.name NOT LIKE 'sqlite_%'`

/** What an empty database of this version has and this one lacks. */
export function listMissingParts(
  database: Pick<Database, 'query'>,
  fresh: Pick<Database, 'query'>,
): readonly string[] {
  const list = ({ query }: Pick<Database, 'query'>) =>
    query(parts)
      .all()
      .map(([part]) => String(part))
  const there = new Set(list(database))
  return list(fresh).filter((part) => !there.has(part))
}
