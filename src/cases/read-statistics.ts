/** REP-3: figures over what one may read: the desk over all, a partner over its domain, customers none. */
import type { Access } from './access.ts'
import type { Case } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { toTier } from './keep-clocks.ts'
import { denyStatistics, toReader } from './policy.ts'
import { ok, refused } from './refusal.ts'
import type { ClockFacts } from './response-clocks.ts'
import { type BusinessTime, createStatistics } from './statistics.ts'
import { walkCases } from './walk-cases.ts'

/** So many cases are looked at for one answer in chat. */
export const maxCounted = 20_000

/**
 * What has to do with a period was updated in it or since: the list is walked down to its begin, a page a read. No history is read.
 */
export function createStatisticsReader(
  { now, clocks, directory }: Pick<CaseServiceDeps, 'now' | 'clocks' | 'directory'>,
  access: Pick<Access, 'mayWork'>,
  list: CaseService['list'],
): Pick<CaseService, 'statistics'> {
  return {
    async statistics(actor, period, { by, most = maxCounted } = {}) {
      const refusal = (await access.mayWork(actor)) ?? denyStatistics(actor)
      if (refusal) return refused(refusal)
      const tiers = createTierLookup(directory)
      const businessTime: BusinessTime | undefined =
        clocks &&
        ((supportCase, from, to) =>
          clocks.measureOpenTime(supportCase, 'desk', { tier: tiers.get(supportCase) }, { from, to }))
      const statistics = createStatistics(toReader(actor), period, { by, businessTime })
      let looked = 0
      // One more than is counted tells whether there are more.
      for await (const one of walkCases({ list, now }, actor, {}, { most: most + 1, since: period.since })) {
        looked += 1
        if (looked > most) return ok(statistics.finish(true))
        if (clocks) await tiers.load(one)
        statistics.add(one)
      }
      return ok(statistics.finish(false))
    },
  }
}

/** Each customer's tier as it is now, asked for once. */
function createTierLookup(directory: Pick<CaseServiceDeps['directory'], 'customer'>) {
  const known = new Map<string, ClockFacts['tier']>()
  return {
    async load({ customer: { id } }: Pick<Case, 'customer'>): Promise<void> {
      if (!known.has(id)) known.set(id, toTier(await directory.customer(id)))
    },
    get: ({ customer: { id } }: Pick<Case, 'customer'>): ClockFacts['tier'] =>
      known.get(id) ?? toTier(undefined),
  }
}
