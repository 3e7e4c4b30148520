/** A case's thread in one more place. */
import type { Access } from './access.ts'
import { canRead } from './audience.ts'
import type { Case, Locale, Reader, Subscription } from './case.ts'
import type { ValidCreateCase } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { historyAfter } from './history.ts'
import { isOwnThread } from './own-threads.ts'
import { type Actor, toReader } from './policy.ts'
import { ok, type Result } from './refusal.ts'

/** A thread that has shown nothing yet. The desk reads in the case's language, the actor's party in the person's own. */
export function createSubscription(
  id: string,
  place: ValidCreateCase['threads'][number],
  actor: Actor,
  language: Locale,
): Subscription {
  return {
    id,
    platform: place.platform,
    tenant: place.tenant,
    channel: place.channel,
    ...(place.direct ? { direct: place.direct } : {}),
    root: null,
    reader: place.audience === 'desk' ? { party: 'desk' } : toReader(actor),
    locale: place.audience === 'desk' ? language : place.locale,
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }
}

/** PLC-6: a thread that is opened late begins with as many of the entries that its readers may see. */
export const latestEntries = 5

/** VIS-7: the thread is read by the actor's own party, whoever else is in the channel. */
export function createFollowCase(deps: CaseServiceDeps, access: Access): CaseService['follow'] {
  return async function follow(actor, number, place, along): Promise<Result<Case>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const supportCase = result.value
    const thread = createSubscription(
      deps.newId(),
      { ...place, audience: 'actor' },
      actor,
      supportCase.language,
    )
    const late = await startLate(deps.store, supportCase, thread.reader, along)
    const followed = await deps.store.addSubscription(number, { ...thread, ...late })
    deps.onCaseChanged?.(number)
    return ok(followed ?? supportCase)
  }
}

/** Whoever reads the thread may have it tried again: the app may have been invited by now. */
export function createRetryThread(deps: CaseServiceDeps, access: Access): CaseService['retryThread'] {
  return async function retryThread(actor, number, id): Promise<Result<Case>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const thread = result.value.subscriptions.find((subscription) => subscription.id === id)
    if (thread && isOwnThread(thread, actor) && (await deps.store.retrySubscription(number, id)))
      deps.onCaseChanged?.(number)
    return result
  }
}

/** Where a thread begins that is opened now: before the latest entries that all its readers may see. */
export async function startLate(
  store: Pick<CaseServiceDeps['store'], 'history'>,
  supportCase: Case,
  reader: Reader,
  along?: Reader,
): Promise<Pick<Subscription, 'cursor' | 'earlier'>> {
  const entries = await historyAfter(store, supportCase.number, 0)
  const readable = entries.filter(
    (entry) =>
      canRead(entry, reader, supportCase) && (along === undefined || canRead(entry, along, supportCase)),
  )
  const earlier = readable.length - latestEntries
  if (earlier <= 0) return { cursor: 0 }
  return { cursor: readable[earlier - 1]?.seq ?? 0, earlier }
}
