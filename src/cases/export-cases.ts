/** An export: what a person may read, one case after the other, with what is in its history for them (VIS-1, VIS-7). */
import type { Access } from './access.ts'
import { canRead } from './audience.ts'
import type { Case, Reader } from './case.ts'
import type { CaseService, CaseServiceDeps, ListFilter } from './case-service.ts'
import type { Keyset } from './case-store.ts'
import type { ExportedCase, ExportedEntry } from './exported-case.ts'
import { type Actor, toReader } from './policy.ts'
import { ok, type Result, refused } from './refusal.ts'
import { walkCases } from './walk-cases.ts'

/** So many cases at most are in one export from chat. */
export const maxExported = 10_000
const casePage = 100
const historyPage = 200

export function createCaseExport(
  { store, now }: Pick<CaseServiceDeps, 'store' | 'now'>,
  access: Access,
  list: CaseService['list'],
): Pick<CaseService, 'exportCases' | 'countCases'> {
  async function countCases(
    actor: Actor,
    filter: ListFilter,
    most: number,
  ): Promise<Result<{ readonly count: number; readonly more: boolean }>> {
    let count = 0
    let after: Keyset | undefined
    for (;;) {
      const limit = Math.min(casePage, most - count)
      const page = await list(actor, filter, { ...(after && { after }), limit })
      if (!page.ok) return page
      count += page.value.cases.length
      after = page.value.next
      if (!after || count >= most) return ok({ count, more: after !== undefined })
    }
  }

  async function exportCases(
    actor: Actor,
    filter: ListFilter,
    { most = Number.POSITIVE_INFINITY }: { readonly most?: number } = {},
  ): Promise<Result<AsyncIterable<ExportedCase>>> {
    const refusal = await access.mayWork(actor)
    return refusal ? refused(refusal) : ok(walk(actor, filter, most))
  }

  async function* walk(actor: Actor, filter: ListFilter, most: number): AsyncGenerator<ExportedCase> {
    const reader = toReader(actor)
    for await (const supportCase of walkCases({ list, now }, actor, filter, { most }))
      yield { case: supportCase, entries: () => readEntries(supportCase, reader) }
  }

  /** Up to the version of the case that is exported: what came after it is for the next export. */
  async function* readEntries(supportCase: Case, reader: Reader): AsyncGenerator<ExportedEntry> {
    const positions = new Map<number, number>()
    const positionOf = (seq: number) => positions.get(seq)
    for (let after = 0; after < supportCase.seq; ) {
      const page = await store.history(supportCase.number, {
        after,
        limit: Math.min(historyPage, supportCase.seq - after),
      })
      for (const entry of page) {
        if (!canRead(entry, reader, supportCase)) continue
        const position = positions.size + 1
        positions.set(entry.seq, position)
        yield { position, entry, positionOf }
      }
      const last = page.at(-1)
      if (!last) return
      after = last.seq
    }
  }

  return { exportCases, countCases }
}
