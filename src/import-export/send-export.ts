import { actorKey } from '../cases/actor-key.ts'
import type { AuditLog, AuditRecord } from '../cases/audit-log.ts'
import type { CaseService } from '../cases/case-service.ts'
import type { Categories } from '../cases/categories.ts'
import { maxExported } from '../cases/export-cases.ts'
import type { Names } from '../cases/names.ts'
import { toAuthor, toReader } from '../cases/policy.ts'
import type { PrivateFile, SendExport, SendFiles } from '../cases/private-export.ts'
import { createExportLines } from './export-lines.ts'
import { type ExportCounts, writeBoth } from './write-export.ts'

/** Both files are held at once, until the chat has them. */
const maxBytes = 20 * 1024 * 1024

/** REP-1: two CSV files, written in one pass so that they tell of the same cases. It is in the audit log before anything goes out. */
export function createExportSender(deps: {
  readonly sendFiles: SendFiles
  readonly service: Pick<CaseService, 'exportCases'>
  readonly auditLog: Pick<AuditLog, 'record'>
  readonly names: Names
  readonly categories: Categories
  readonly newId: () => string
  readonly now: () => Date
  readonly log: { error(fields: object, message: string): void }
  readonly maxBytes?: number
}): SendExport {
  const { service, auditLog, now, log } = deps

  return async (filter, actor, person, describe) => {
    const outcome = await service.exportCases(actor, filter, { most: maxExported })
    if (!outcome.ok) return { kind: 'refused', refusals: outcome.refusals }
    const { locale, timeZone } = person
    const { categories, names } = deps
    const options = { reader: toReader(actor), locale, timeZone, categories, names }
    const counts: ExportCounts = { cases: 0, entries: 0 }
    const files = createFilesInMemory(deps.maxBytes ?? maxBytes)
    for await (const fits of writeBoth(outcome.value, createExportLines('csv', options), files.add, counts))
      if (!fits) return { kind: 'too-large' }
    const id = deps.newId()
    const record = (what: 'downloaded' | 'exported', more: Partial<AuditRecord>) =>
      auditLog.record({
        id: `export:${id}:${what}`,
        at: now(),
        side: actorKey(actor),
        by: toAuthor(actor).email,
        what,
        about: 'csv by direct message',
        ...more,
      })
    await record('downloaded', {})
    try {
      if (!(await deps.sendFiles(person, files.finish(), describe(counts)))) return { kind: 'not-reached' }
    } catch (err) {
      log.error({ err }, 'An export could not be sent')
      return { kind: 'failed' }
    }
    await record('exported', { counts: { ...counts } })
    return { kind: 'sent', counts }
  }
}

function createFilesInMemory(most: number) {
  const pieces = { cases: [] as Buffer[], entries: [] as Buffer[] }
  let size = 0
  return {
    /** False once there is more than fits. */
    add(file: keyof typeof pieces, text: string): boolean {
      const piece = Buffer.from(text)
      size += piece.byteLength
      if (size > most) return false
      pieces[file].push(piece)
      return true
    },
    finish: (): readonly PrivateFile[] =>
      (['cases', 'entries'] as const).map((file) => ({
        name: `casethread-${file}.csv`,
        bytes: Buffer.concat(pieces[file]),
      })),
  }
}
