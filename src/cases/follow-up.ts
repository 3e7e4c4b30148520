/** UPD-4: after the thirty days a new case goes on from the closed one. */
import { type Access, notFound } from './access.ts'
import { canSeeCase } from './audience.ts'
import type { Case, FollowUpOf } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { canReopen } from './lifecycle.ts'
import { type Actor, toReader } from './policy.ts'
import { ok, type Refusal, refused } from './refusal.ts'

/** A closed case that can still be reopened is reopened; an open one is written to. */
export function denyFollowUp(
  earlier: Pick<Case, 'number' | 'status' | 'closedAt'>,
  now: Date,
): Refusal | undefined {
  const values = { number: earlier.number }
  if (earlier.status !== 'closed') return { code: 'case-not-closed', rule: 'UPD-4', values }
  if (canReopen(earlier, now)) return { code: 'follow-up-too-early', rule: 'UPD-4', values }
  return undefined
}

/** What a follow-up keeps of the case that it goes on from: enough to know who may learn of it. */
export function followUpReference({ number, partners, hiddenFromCustomer, firstLine }: Case): FollowUpOf {
  return {
    number,
    partners,
    ...(hiddenFromCustomer ? { hiddenFromCustomer } : {}),
    ...(firstLine ? { firstLine } : {}),
  }
}

export function createFollowUps(deps: CaseServiceDeps, access: Access): Pick<CaseService, 'followUp'> {
  const { store } = deps

  async function followUp(actor: Actor, number: number): ReturnType<CaseService['followUp']> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const denied = denyFollowUp(result.value, deps.now())
    if (denied) return refused(denied)
    const [first] = await store.history(number, { limit: 1 })
    if (first?.event.type !== 'created') return refused(notFound(number))
    return ok({
      case: result.value,
      description: first.event.description,
      followUps: await followUpsSeen(deps, actor, number),
    })
  }

  return { followUp }
}

/**
 * The cases that go on from this one, newest first, as far as this actor may see them. Asked of the store each time: a link
 * written into the closed case would be a second document's write, and would tell former partners of a case that is not theirs.
 */
export async function followUpsSeen(
  { store }: Pick<CaseServiceDeps, 'store'>,
  actor: Actor,
  number: number,
): Promise<readonly number[]> {
  const reader = toReader(actor)
  const all = await store.followUpsOf(number)
  return all.filter((supportCase) => canSeeCase(supportCase, reader)).map((supportCase) => supportCase.number)
}
