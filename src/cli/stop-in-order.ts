import type { Log } from '../config/log.ts'
import { timedOut, withTimeout } from '../config/with-timeout.ts'

export interface Part {
  /** As the log names it. */
  readonly name: string
  /** Ends it in order. `cut` is aborted when its time is over: what it can destroy, it then destroys. */
  stop(cut: AbortSignal): Promise<unknown>
}

/**
 * Ends one part after another, within `withinMs` altogether: each may take half of the time that is left, so that one
 * that hangs leaves the later ones theirs. Answers the names of those that did not end; they are left behind.
 */
export async function stopInOrder(
  parts: readonly Part[],
  { withinMs, log }: { readonly withinMs: number; readonly log: Log },
): Promise<readonly string[]> {
  const end = performance.now() + withinMs
  const cutOff: string[] = []
  for (const part of parts) {
    const cut = new AbortController()
    const ended = await withTimeout(hasEnded(part, cut.signal, log), (end - performance.now()) / 2)
    if (ended === true) continue
    if (ended === timedOut) cut.abort()
    cutOff.push(part.name)
  }
  if (cutOff.length > 0) log.warn({ cutOff }, 'Not everything ended in time; what was left was cut off')
  return cutOff
}

async function hasEnded({ name, stop }: Part, cut: AbortSignal, log: Log): Promise<boolean> {
  try {
    await stop(cut)
    return true
  } catch (error) {
    log.error({ part: name, err: error }, 'A part could not be ended')
    return false
  }
}
