/** A case's thread in one more place. */
import type { Access } from './access.ts'
import type { Case, Locale, Thread } from './case.ts'
import type { CheckedCreate } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { type Actor, readerOf } from './policy.ts'
import { done, type Outcome } from './refusal.ts'

/** A thread that has shown nothing yet. The desk reads in the case's language, the actor's party in the person's own. */
export function newThread(
  id: string,
  place: CheckedCreate['threads'][number],
  actor: Actor,
  language: Locale,
): Thread {
  return {
    id,
    platform: place.platform,
    tenant: place.tenant,
    channel: place.channel,
    ...(place.direct ? { direct: place.direct } : {}),
    root: null,
    reader: place.audience === 'desk' ? { party: 'desk' } : readerOf(actor),
    locale: place.audience === 'desk' ? language : place.locale,
    cursor: 0,
    shown: 0,
    tries: 0,
    retryAt: null,
    parked: null,
  }
}

/** VIS-7: the thread is read by the actor's own party, whoever else is in the channel. */
export function createCaseFollower(deps: CaseServiceDeps, access: Access): CaseService['follow'] {
  return async function follow(actor, number, place): Promise<Outcome<Case>> {
    const found = await access.visible(actor, number)
    if (!found.ok) return found
    const thread = newThread(deps.newId(), { ...place, audience: 'actor' }, actor, found.value.language)
    const followed = await deps.store.addThread(number, thread)
    deps.onNews?.(number)
    return done(followed ?? found.value)
  }
}
