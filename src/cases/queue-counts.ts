import type { Access } from './access.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { findOwnColleagues } from './colleagues.ts'
import type { OwnerKeeper } from './keep-owners.ts'
import { toReader } from './policy.ts'
import { partyQueues, toQueueQuery } from './queues.ts'
import { ok, refused } from './refusal.ts'

/** No queue is counted further. */
const maxCounted = 999

export function createQueues(
  { store, directory, now }: CaseServiceDeps,
  access: Access,
  owners: Pick<OwnerKeeper, 'releaseGone'>,
): Pick<CaseService, 'queues' | 'colleagues'> {
  return {
    async queues(actor) {
      const refusal = await access.mayWork(actor)
      if (refusal) return refused(refusal)
      await owners.releaseGone(actor)
      const at = now()
      const reader = toReader(actor)
      return ok(
        await Promise.all(
          partyQueues[actor.party].map(async (queue) => {
            const counted = await store.count({ reader, ...toQueueQuery(queue, actor, at) }, maxCounted + 1)
            return { queue, count: Math.min(counted, maxCounted), more: counted > maxCounted }
          }),
        ),
      )
    },

    async colleagues(actor) {
      const refusal = await access.mayWork(actor)
      if (refusal) return refused(refusal)
      return ok([...(await findOwnColleagues(actor, directory)).values()])
    },
  }
}
