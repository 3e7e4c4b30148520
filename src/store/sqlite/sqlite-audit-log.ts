import type { AuditLog, AuditQuery, AuditRecord } from '../../cases/audit-log.ts'
import { toAuditPage } from '../audit-page.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database, Parameter } from './query.ts'
import { lookup } from './rows.ts'

/** Within a write. */
export function addAuditRecord({ query }: Pick<Database, 'query'>, record: AuditRecord): void {
  const { id, at, side, number = null, what } = record
  query(
    'INSERT INTO audit_log (id, at, side, number, what, doc) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(lookup(id), at.getTime(), lookup(side), number, what, JSON.stringify(record))
}

/** The audit log, in the file that the cases are in. A trigger keeps it from being changed. */
export function sqliteAuditLog({ query, write }: Database): AuditLog {
  return {
    async record(record) {
      await write(() => addAuditRecord({ query }, record))
    },
    async list(wanted, { after, limit }) {
      const { where, parameters } = toConditions(wanted)
      if (after) {
        where.push('(at, id) < (?, ?)')
        parameters.push(after.at.getTime(), lookup(after.id))
      }
      const only = where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''
      const rows = query(`SELECT doc FROM audit_log ${only} ORDER BY at DESC, id DESC LIMIT ?`).all(
        ...parameters,
        limit + 1,
      )
      return toAuditPage(
        rows.map(([doc]) => parseDated<AuditRecord>(doc)),
        limit,
      )
    },
    async forget(before) {
      return write(() => query('DELETE FROM audit_log WHERE at < ?').run(before.getTime()))
    },
  }
}

function toConditions({ side, number, what }: AuditQuery) {
  const where: string[] = []
  const parameters: Parameter[] = []
  const only = (column: string, value: Parameter) => {
    where.push(`${column} = ?`)
    parameters.push(value)
  }
  if (side !== undefined) only('side', lookup(side))
  if (number !== undefined) only('number', number)
  if (what !== undefined) only('what', what)
  return { where, parameters }
}
