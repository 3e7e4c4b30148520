/** `casethread audit log`: who changed, exported, downloaded, declared or confirmed what (REP-2). */
import type { AuditAct, AuditKeyset, AuditQuery, AuditRecord } from '../cases/audit-log.ts'
import { readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { orExit } from '../main.ts'
import { alignColumns, formatTable } from './align-columns.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface AuditLogOptions {
  readonly side?: string
  readonly case?: number
  readonly what?: AuditAct
  readonly limit: number
  readonly json?: boolean
}

const page = 500

/** The newest first; JSON is a record a line, so that its size does not matter. */
export async function showAuditLog({ json, limit, ...wanted }: AuditLogOptions, env: Env): Promise<void> {
  const query: AuditQuery = {
    ...(wanted.side === undefined ? {} : { side: wanted.side }),
    ...(wanted.case === undefined ? {} : { number: wanted.case }),
    ...(wanted.what === undefined ? {} : { what: wanted.what }),
  }
  await orExit(
    async () =>
      withStore(readConfig(env), async ({ auditLog }) => {
        let after: AuditKeyset | undefined
        let shown = 0
        do {
          const size = Math.min(page, limit - shown)
          const { records, next } = await auditLog.list(query, { limit: size, ...(after && { after }) })
          if (json) for (const record of records) console.log(JSON.stringify(record))
          else if (records.length > 0) {
            const rows = records.map(listCells)
            console.log((shown === 0 ? formatTable([columns, ...rows]) : alignColumns(rows)).join('\n'))
          }
          shown += records.length
          after = shown < limit ? next : undefined
          if (next && shown >= limit) console.error(`There are more: raise --limit (now ${limit}).`)
        } while (after)
        if (shown === 0 && !json) console.log('Nothing is recorded.')
      }),
    'do it',
  )
}

const columns = ['At', 'Side', 'By', 'What', 'Case', 'About', 'Counts']

function listCells({ at, side, by, what, number, about = '-', counts = {} }: AuditRecord): readonly string[] {
  const counted = Object.entries(counts).map(([name, count]) => `${name}=${count}`)
  return [
    at.toISOString(),
    toOneLine(side),
    toOneLine(by),
    what,
    String(number ?? '-'),
    toOneLine(about),
    counted.join(' ') || '-',
  ]
}
