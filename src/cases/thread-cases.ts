/** Which case a thread is of, for whoever says something in it without a number. Whether they may see it is asked as always. */
import type { Subscription } from './case.ts'
import type { CaseStore } from './case-store.ts'

/** Where somebody stands, and who they are there. */
export interface ThreadPlace extends Pick<Subscription, 'tenant' | 'channel'> {
  readonly platform: Subscription['platform']
  readonly thread?: string
}

/** Undefined outside of a case's thread. */
export type FindThreadCase = (place: ThreadPlace, user: string) => Promise<number | undefined>

export function createFindThreadCase(store: Pick<CaseStore, 'startedAt'>): FindThreadCase {
  return async ({ platform, tenant, channel, thread: root }, user) => {
    if (root === undefined) return undefined
    const found = await store.startedAt({ platform, tenant, root })
    // A thread in direct messages goes by the person, an event in it by their conversation with the app.
    const isHere = (thread: Subscription) =>
      thread.root === root && (thread.channel === channel || thread.direct?.user === user)
    return found.find(({ subscriptions }) => subscriptions.some(isHere))?.number
  }
}
