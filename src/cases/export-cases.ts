/** An export: what a person may read, one case after the other, with what is in its history for them (VIS-1, VIS-7). */
import type { Access } from './access.ts'
import { canRead } from './audience.ts'
import type { Case, Entry, Reader } from './case.ts'
import type { CaseService, CaseServiceDeps, ListFilter } from './case-service.ts'
import type { Keyset } from './case-store.ts'
import { type Actor, toReader } from './policy.ts'
import { ok, type Result, refused } from './refusal.ts'

/** So many cases at most are in one export from chat. */
export const mostExported = 10_000
const casePage = 100
const historyPage = 200
/** So far may the clocks of two instances be apart. */
const clocksApartMs = 60_000

/** An entry by its place among those that the reader may read: gaps would tell of others. */
export interface ExportedEntry {
  readonly position: number
  readonly entry: Entry
  /** The position of another entry of this case that the reader may read; undefined for one that they may not. */
  positionOf(seq: number): number | undefined
}

export interface ExportedCase {
  readonly case: Case
  /** Read when they are asked for, page by page. */
  entries(): AsyncIterable<ExportedEntry>
}

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

  /**
   * The list is walked from the newest update down. What changes meanwhile moves to its top, behind our back: so its top is walked
   * again until nothing is new there. No case comes twice.
   */
  async function* walk(actor: Actor, filter: ListFilter, most: number): AsyncGenerator<ExportedCase> {
    const reader = toReader(actor)
    const seen = new Set<number>()
    for (let since: Date | undefined; ; ) {
      const begun = now()
      let fresh = 0
      for await (const supportCase of listed(actor, filter, since)) {
        if (seen.has(supportCase.number)) continue
        if (seen.size >= most) return
        seen.add(supportCase.number)
        fresh += 1
        yield { case: supportCase, entries: () => readEntries(supportCase, reader) }
      }
      if (since && fresh === 0) return
      since = new Date(begun.getTime() - clocksApartMs)
    }
  }

  /** Those that were updated at `since` or later. Each page asks anew whether this actor still may. */
  async function* listed(actor: Actor, filter: ListFilter, since: Date | undefined): AsyncGenerator<Case> {
    for (let after: Keyset | undefined; ; ) {
      const page = await list(actor, filter, { ...(after && { after }), limit: casePage })
      if (!page.ok) throw new ExportEnded(page.refusals[0]?.code ?? '')
      for (const supportCase of page.value.cases) {
        if (since && supportCase.updatedAt < since) return
        yield supportCase
      }
      after = page.value.next
      if (!after) return
    }
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

/** Whoever exports lost the right to while it went on. */
export class ExportEnded extends Error {
  constructor(code: string) {
    super(`The export ended: ${code}`)
    this.name = 'ExportEnded'
  }
}
