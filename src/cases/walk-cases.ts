import type { Case } from './case.ts'
import type { CaseService, ListFilter } from './case-service.ts'
import type { Keyset } from './case-store.ts'
import type { Actor } from './policy.ts'

const casePage = 100
/** So far may the clocks of two instances be apart. */
const clocksApartMs = 60_000

/**
 * Each of the cases once. The list is walked from the newest update down, to `since` if that is given. What changes meanwhile moves to
 * its top, behind our back: so its top is walked again until nothing is new there. Throws `WalkEnded`.
 */
export async function* walkCases(
  { list, now }: { readonly list: CaseService['list']; readonly now: () => Date },
  actor: Actor,
  filter: ListFilter,
  options: { readonly most?: number; readonly since?: Date } = {},
): AsyncGenerator<Case> {
  const { most = Number.POSITIVE_INFINITY, since } = options
  const seen = new Set<number>()
  for (let down = since, isFirst = true; ; isFirst = false) {
    const begun = now()
    let fresh = 0
    for await (const supportCase of walkOnce(list, actor, filter, down)) {
      if (seen.has(supportCase.number)) continue
      if (seen.size >= most) return
      seen.add(supportCase.number)
      fresh += 1
      yield supportCase
    }
    if (!isFirst && fresh === 0) return
    const top = new Date(begun.getTime() - clocksApartMs)
    down = since && since > top ? since : top
  }
}

/** Those that were updated at `since` or later. Each page asks anew whether this actor still may. */
async function* walkOnce(
  list: CaseService['list'],
  actor: Actor,
  filter: ListFilter,
  since: Date | undefined,
): AsyncGenerator<Case> {
  for (let after: Keyset | undefined; ; ) {
    const page = await list(actor, filter, { ...(after && { after }), limit: casePage })
    if (!page.ok) throw new WalkEnded(page.refusals[0]?.code ?? '')
    for (const supportCase of page.value.cases) {
      if (since && supportCase.updatedAt < since) return
      yield supportCase
    }
    after = page.value.next
    if (!after) return
  }
}

/** Whoever reads lost the right to while it went on. */
export class WalkEnded extends Error {
  constructor(code: string) {
    super(`The cases may no longer be read: ${code}`)
    this.name = 'WalkEnded'
  }
}
