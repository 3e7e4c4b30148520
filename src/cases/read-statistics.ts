/** REP-3: figures over what one may read: the desk over all, a partner over its domain, customers none. */
import type { Access } from './access.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { denyStatistics, toReader } from './policy.ts'
import { ok, refused } from './refusal.ts'
import { createStatistics } from './statistics.ts'
import { walkCases } from './walk-cases.ts'

/** So many cases are looked at for one answer in chat. */
export const maxCounted = 20_000

/**
 * What has to do with a period was updated in it or since: the list is walked down to its begin, a page a read. No history is read.
 */
export function createStatisticsReader(
  { now, businessTime }: Pick<CaseServiceDeps, 'now' | 'businessTime'>,
  access: Pick<Access, 'mayWork'>,
  list: CaseService['list'],
): Pick<CaseService, 'statistics'> {
  return {
    async statistics(actor, period, { by, most = maxCounted } = {}) {
      const refusal = (await access.mayWork(actor)) ?? denyStatistics(actor)
      if (refusal) return refused(refusal)
      const statistics = createStatistics(toReader(actor), period, { by, businessTime })
      let looked = 0
      // One more than is counted tells whether there are more.
      for await (const one of walkCases({ list, now }, actor, {}, { most: most + 1, since: period.since })) {
        looked += 1
        if (looked > most) return ok(statistics.finish(true))
        statistics.add(one)
      }
      return ok(statistics.finish(false))
    },
  }
}
