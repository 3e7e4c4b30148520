import { createPlannedFaults } from '../shared/planned-faults.ts'
import type { ChatFailure } from './local-options.ts'

/** Faults on purpose, and Google's quota: 60 writes per minute and space. */
export interface Faults {
  readonly fail: (method: string, failure: ChatFailure) => void
  readonly heal: (method?: string) => void
  /** The failure that this call is to suffer, if any. */
  readonly next: (method: string, space: string) => ChatFailure | undefined
}

const writes = ['spaces.messages.create', 'spaces.messages.patch', 'spaces.messages.delete']
const quota = 60
const windowMs = 60_000

export function createFaults(now: () => number, isLimited: boolean): Faults {
  const planned = createPlannedFaults<ChatFailure>()
  const written = new Map<string, number[]>()

  /** A refused write counts as none. */
  function overQuota(space: string): ChatFailure | undefined {
    const recent = (written.get(space) ?? []).filter((at) => at > now() - windowMs)
    written.set(space, recent)
    if (recent.length >= quota) return { status: 429, error: 'RESOURCE_EXHAUSTED', times: 1 }
    recent.push(now())
    return undefined
  }

  return {
    fail: planned.plan,
    heal: planned.heal,
    next: (method, space) =>
      planned.next(method) ?? (isLimited && writes.includes(method) ? overQuota(space) : undefined),
  }
}
