/** A case's thread in one more place. */
import type { Access } from './access.ts'
import type { Case, Locale, Subscription } from './case.ts'
import type { ValidCreateCase } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
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

/** VIS-7: the thread is read by the actor's own party, whoever else is in the channel. */
export function createFollowCase(deps: CaseServiceDeps, access: Access): CaseService['follow'] {
  return async function follow(actor, number, place): Promise<Result<Case>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const thread = createSubscription(
      deps.newId(),
      { ...place, audience: 'actor' },
      actor,
      result.value.language,
    )
    const followed = await deps.store.addSubscription(number, thread)
    deps.onCaseChanged?.(number)
    return ok(followed ?? result.value)
  }
}
