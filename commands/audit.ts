import { z } from 'zod'
import { actorKey, actorLabel } from '../src/cases/actor-key.ts'
import type { AuditKeyset } from '../src/cases/audit-log.ts'
import { auditList } from '../views/audit-list.ts'
import { refusalNotice } from '../views/notice.ts'
import { CaseNumber } from './arguments.ts'
import { defineCommand } from './define.ts'

const auditPage = 15

const Args = z.object({
  number: CaseNumber.optional(),
  /** `1700000000000.<id>`, made by the list's own button. */
  after: z
    .string()
    .regex(/^\d{1,15}\.[\w:.-]{1,200}$/)
    .optional(),
})

/** REP-2: what the people of one's own side changed, exported, downloaded, declared or confirmed. */
export const audit = defineCommand({
  name: 'audit',
  aliases: ['監査', '監査ログ'],
  positionals: ['number'],
  summary: 'command.audit',
  usage: 'usage.audit',
  parties: ['partner', 'customer'],
  needs: 'audit',
  args: Args,
  auth: 'account',

  async run({ actor, translator, audit: reader }, { number, after }) {
    const from = after === undefined ? undefined : parseAuditKeyset(after)
    const outcome = await reader.readAudit(actor, number === undefined ? {} : { number }, {
      limit: auditPage,
      ...(from && { after: from }),
    })
    if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
    const { records, next } = outcome.value
    const owner = actorLabel(actor)
    const args = { in: actorKey(actor), ...(number === undefined ? {} : { number: String(number) }) }
    return auditList(records, { translator, owner, number, next, args })
  },
})

function parseAuditKeyset(text: string): AuditKeyset {
  const dot = text.indexOf('.')
  return { at: new Date(Number(text.slice(0, dot))), id: text.slice(dot + 1) }
}
