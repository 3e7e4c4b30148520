import { maySeeCase } from '../cases/audience.ts'
import type { Case, Thread } from '../cases/case.ts'
import type { CaseStore, Claim } from '../cases/ports.ts'
import type { Lease } from './lease.ts'
import type { Delivery, Pages, ThreadPass } from './pass.ts'
import { advanceThread } from './thread-pass.ts'

/** How many entries are read at a time. */
const pageSize = 50

/** When a thread of a platform that this process does not serve is looked at again. */
const unservedMs = 3_600_000

/**
 * Brings the threads of a claimed case up to its history, side by side, and gives the claim back; answers when the case is
 * due again, null when it is not. Writes nothing once the lease is lost. A fault of the database is thrown; the claim then
 * runs out by itself, and whoever gets it next is told that the last posts are doubtful.
 */
export async function deliver(claim: Claim, lease: Lease, delivery: Delivery): Promise<Date | null> {
  const { case: of, token, news } = claim
  const pages = sharedPages(delivery.store, of)
  const endsAt = delivery.now().getTime() + delivery.passMs
  const results = await Promise.allSettled(
    of.threads.map((thread) =>
      bringUp({ ...delivery, claim, lease, thread, pages, endsAt, along: undefined }),
    ),
  )
  const fault = results.find((result) => result.status === 'rejected')
  if (fault) throw fault.reason
  if (!lease.isHeld()) return null

  const retryAt = earliest(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
  await delivery.store.settle({ number: of.number, token, news, retryAt })
  return retryAt
}

/** Answers when this thread is to be looked at again; null when it is up to date or given up on. */
async function bringUp(pass: ThreadPass): Promise<Date | null> {
  const { claim, lease, thread, store, posters, now, log } = pass
  const of = claim.case
  if (!isBehind(thread, of)) return null
  if (thread.retryAt && thread.retryAt > now()) return thread.retryAt
  const along = await pass.readsAlong(thread)
  const unfit = maySeeCase(of, thread.reader) ? 'who reads along in its channel' : 'its reader'
  if (!maySeeCase(of, thread.reader) || (along && !maySeeCase(of, along))) {
    const parked = `${unfit} may not see this case`
    log.error({ case: of.number, thread: thread.id }, `A thread is given up on: ${parked}.`)
    const progress = { parked }
    if (!(await store.advance({ number: of.number, token: claim.token, thread: thread.id, progress })))
      lease.lose()
    return null
  }
  const poster = posters[thread.platform]
  return poster ? advanceThread({ ...pass, along }, poster) : new Date(now().getTime() + unservedMs)
}

function isBehind(thread: Thread, of: Case): boolean {
  if (thread.parked !== null) return false
  return thread.root === null || thread.cursor < of.seq || thread.shown < of.version
}

function sharedPages(store: CaseStore, of: Case): Pages {
  const read = new Map<number, ReturnType<Pages>>()
  return (after) => {
    const page = read.get(after) ?? store.history(of.number, { after, limit: pageSize })
    read.set(after, page)
    return page
  }
}

function earliest(moments: readonly (Date | null)[]): Date | null {
  return moments.reduce((first, moment) => (moment && (!first || moment < first) ? moment : first), null)
}
