import type { AuditKeyset, AuditRecord } from '../cases/audit-log.ts'

/** A page of what was read, one more than asked for: that one tells whether more follow. */
export function toAuditPage(
  read: readonly AuditRecord[],
  limit: number,
): { readonly records: readonly AuditRecord[]; readonly next?: AuditKeyset } {
  const records = read.slice(0, limit)
  const last = read.length > limit ? records.at(-1) : undefined
  return { records, ...(last && { next: { at: last.at, id: last.id } }) }
}
