import type { Platform } from '../../src/cases/case.ts'

/** One call of a bot, as a platform sees it before it answers. */
export interface PlatformCall {
  readonly platform: Platform
  /** By the platform's own name: `chat.postMessage`, `messages.create`. */
  readonly method: string
  readonly channel: string | undefined
  /** Whether something stands in a conversation afterwards that was not there. */
  readonly posts: boolean
  /** Whether it is about what delivery posts, draws anew or looks up. */
  readonly delivers: boolean
  /** Whether it writes what tells how the queues stand. */
  readonly summary: boolean
  /** Which instance of the bot calls. */
  readonly slot: number
}

/** What becomes of a call. The first four are refused before anything is taken; of a lost or silent one only the answer is missing. */
export type CallFault =
  | { readonly kind: 'limited'; readonly retryAfterS: number; readonly ofProject?: boolean }
  | { readonly kind: 'server-error'; readonly status: number }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'answer-lost' }
  | { readonly kind: 'silent' }

export interface FaultRule {
  applies(call: PlatformCall): boolean
  readonly fault: CallFault
  /** Befalls each so-many-th of the calls that it applies to. */
  readonly every: number
}

/** The faults that are on at this moment. */
export interface PlatformFaults {
  /** Ends with the function that it answers. */
  begin(name: string, rule: FaultRule): () => void
  /** What befalls this call; counts it. */
  befall(call: PlatformCall): CallFault | undefined
  /** One more of this name, of whatever it befell. */
  count(name: string): void
  /** How many calls each fault befell, by its name. */
  readonly befallen: ReadonlyMap<string, number>
}

export function createPlatformFaults(): PlatformFaults {
  const rules = new Set<{ readonly name: string; readonly rule: FaultRule; met: number }>()
  const befallen = new Map<string, number>()

  function count(name: string): void {
    befallen.set(name, (befallen.get(name) ?? 0) + 1)
  }

  return {
    befallen,
    count,
    begin(name, rule) {
      const running = { name, rule, met: 0 }
      rules.add(running)
      return () => rules.delete(running)
    },
    befall(call) {
      for (const running of rules) {
        if (!running.rule.applies(call)) continue
        running.met += 1
        if (running.met % running.rule.every !== 0) continue
        count(running.name)
        return running.rule.fault
      }
      return undefined
    },
  }
}
