import { randomBytes } from 'node:crypto'

/** Who may open a view with a trigger, and on top of which view if the trigger came from one. */
export interface TriggerGrant {
  readonly user: string
  readonly view?: string
}

export interface Triggers {
  readonly issue: (grant: TriggerGrant) => string
  readonly exchange: (trigger: string) => TriggerGrant | TriggerFault
}

export type TriggerFault = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id'

const lifeMs = 3000

/** Trigger ids: good once, and for three seconds to the millisecond. */
export function createTriggers(now: () => number): Triggers {
  const issued = new Map<string, { readonly grant: TriggerGrant; readonly at: number; used: boolean }>()
  return {
    issue(grant) {
      const at = now()
      for (const [id, trigger] of issued) if (at - trigger.at > 60_000) issued.delete(id)
      const id = `${Math.floor(at)}.${randomBytes(6).readUIntBE(0, 6)}.${randomBytes(16).toString('hex')}`
      issued.set(id, { grant, at, used: false })
      return id
    },
    exchange(id) {
      const trigger = issued.get(id)
      if (!trigger) return 'invalid_trigger_id'
      if (trigger.used) return 'exchanged_trigger_id'
      if (now() - trigger.at > lifeMs) return 'expired_trigger_id'
      trigger.used = true
      return trigger.grant
    },
  }
}
