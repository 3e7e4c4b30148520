import type { PlatformCall } from './platform-faults.ts'

/** At which point of a post an instance dies: before the platform has it, when it has it, or with the answer on its way. */
export type TrapMoment = 'before-taken' | 'taken' | 'answered'

/** Instances that are to die at a point of their next post. */
export interface KillTraps {
  /** Calls `spring` at that point of the next call of this instance that `watches`; ends with the function that it answers. */
  arm(trap: {
    readonly slot: number
    readonly moment: TrapMoment
    readonly watches: (call: PlatformCall) => boolean
    readonly spring: () => void
  }): () => void
  /** Answers whether somebody died of it: then nobody waits for the answer. */
  reach(moment: TrapMoment, call: PlatformCall): boolean
}

export function createKillTraps(): KillTraps {
  const traps = new Set<Parameters<KillTraps['arm']>[0]>()
  return {
    arm(trap) {
      traps.add(trap)
      return () => traps.delete(trap)
    },
    reach(moment, call) {
      for (const trap of traps) {
        if (trap.slot !== call.slot || trap.moment !== moment || !trap.watches(call)) continue
        traps.delete(trap)
        trap.spring()
        return true
      }
      return false
    },
  }
}
