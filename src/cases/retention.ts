/** KEEP_CLOSED_CASES: closed cases go after so many days, but for what is on hold or what another case goes on from. */
import { operatorSide, toAuditId } from './audit-log.ts'
import type { Case } from './case.ts'
import { type CaseStore, type ClosedPlace, noCase } from './case-store.ts'

export const dayMs = 24 * 60 * 60 * 1000
const pageSize = 100

/** From when on closed cases stay. */
export function toClosedBefore(keepDays: number, now: Date): Date {
  return new Date(now.getTime() - keepDays * dayMs)
}

export type ClosedCase = Case & { readonly closedAt: Date }

/** What goes now, the case that was closed first first. Asked a page at a time, so that what is removed meanwhile is no matter. */
export async function* walkExpired(
  store: Pick<CaseStore, 'listClosed' | 'followUpsOf'>,
  closedBefore: Date,
): AsyncGenerator<ClosedCase> {
  let after: ClosedPlace | undefined
  for (;;) {
    const page = await store.listClosed(closedBefore, { ...(after && { after }), limit: pageSize })
    for (const supportCase of page) {
      const { closedAt, number } = supportCase
      if (!closedAt) continue
      after = { closedAt, number }
      if ((await store.followUpsOf(number)).length === 0) yield { ...supportCase, closedAt }
    }
    if (page.length < pageSize) return
  }
}

export interface RetentionOptions {
  readonly store: Pick<CaseStore, 'listClosed' | 'followUpsOf' | 'removeCases' | 'purge'>
  readonly closedBefore: Date
  /** No more than these. */
  readonly limit?: number
  /** Who asks: somebody at the command line, or the bot itself. */
  readonly by: string
  readonly now: () => Date
  /** Asked before each case. */
  readonly mayGoOn?: () => boolean
}

/** Answers how many went. Each is recorded as it goes; broken off, the next call goes on with the rest. */
export async function removeExpired(options: RetentionOptions): Promise<number> {
  const { store, closedBefore, limit = Number.POSITIVE_INFINITY, by, now } = options
  let removed = 0
  for await (const { number, closedAt } of walkExpired(store, closedBefore)) {
    if (removed >= limit || options.mayGoOn?.() === false) break
    const at = now()
    const record = {
      id: await toAuditId('expired', number, closedAt.toISOString()),
      at,
      side: operatorSide,
      by,
      what: 'expired',
      number,
    } as const
    // Somebody may have reopened it, or put it on hold.
    const gone = await store.removeCases([number], { of: 'retention', closedBefore, at, record })
    if (gone.length > 0) removed += 1
  }
  if (removed > 0) await store.purge(noCase)
  return removed
}
