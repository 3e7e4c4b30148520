/** OWN-4: writes down, now and then, what views show already: who left works on no case, and what was put aside until a date is back. */
import type { CaseStore } from './case-store.ts'
import { rememberColleagues } from './colleagues.ts'
import type { ConversationStore } from './conversation-store.ts'
import type { Directory } from './directory.ts'
import type { OwnerKeeper } from './keep-owners.ts'
import { whileUnchanged } from './while-unchanged.ts'

/** How long another instance leaves the changes to the one that found them first, should that one die (ms). */
const leaseMs = 90_000
const lease = 'owner-sweep'

export interface OwnerSweepDeps {
  readonly store: Pick<CaseStore, 'listRefs' | 'listAsideUntil'>
  readonly directory: Pick<Directory, 'revision' | 'accountsOf' | 'deskAgents'>
  readonly notices: Pick<ConversationStore, 'claimNotice' | 'releaseNotice'>
  readonly owners: Pick<OwnerKeeper, 'releaseAll' | 'bringBackDue'>
  readonly now: () => Date
}

/**
 * Makes the look of one instance; it answers how many cases it changed. Where the directory is as it was at the last look, it costs two
 * questions about the cases, however many are open: who works on any, and which are back. Whoever has a case by then, opened, reopened
 * or assigned since, is among them.
 */
export function createOwnerSweep({ store, directory, notices, owners, now }: OwnerSweepDeps) {
  const rememberedColleagues = whileUnchanged({ directory, now }, () => rememberColleagues(directory))

  async function findGone() {
    const colleaguesOf = await rememberedColleagues()
    const gone = []
    for (const worker of await store.listRefs('worker'))
      if (!(await colleaguesOf(worker.side)).has(worker.email)) gone.push(worker)
    return gone
  }

  return async function sweep(): Promise<number> {
    const gone = await findGone()
    const due = await store.listAsideUntil(now(), { limit: 1 })
    if (gone.length === 0 && due.length === 0) return 0
    if (!(await notices.claimNotice(lease, new Date(now().getTime() + leaseMs), now()))) return 0
    try {
      let changed = 0
      for (const worker of gone) changed += await owners.releaseAll(worker)
      return changed + (await owners.bringBackDue())
    } finally {
      await notices.releaseNotice(lease)
    }
  }
}
