/** REP-2: what the people of one's own side did, for those who answer for them. */
import type { Access } from './access.ts'
import { actorKey } from './actor-key.ts'
import type { AuditLog } from './audit-log.ts'
import { type Actor, denyAudit } from './policy.ts'
import { ok, type Result, refused } from './refusal.ts'

type Page = Parameters<AuditLog['list']>[1]

export interface AuditReader {
  readAudit(
    actor: Actor,
    query: { readonly number?: number },
    page: Page,
  ): Promise<Result<Awaited<ReturnType<AuditLog['list']>>>>
}

export function createAuditReader(
  auditLog: Pick<AuditLog, 'list'>,
  access: Pick<Access, 'mayWork' | 'findSuperAdmin'>,
): AuditReader {
  return {
    async readAudit(actor, query, page) {
      const refusal = (await access.mayWork(actor)) ?? denyAudit(actor, await access.findSuperAdmin(actor))
      if (refusal) return refused(refusal)
      return ok(await auditLog.list({ ...query, side: actorKey(actor) }, page))
    },
  }
}
