import type { Directory } from './directory.ts'

/** After so long everything is asked anew, as if the directory had changed (ms). */
export const forgetAfterMs = 3_600_000

/**
 * For what was learned of the directory: the same value while the directory says nothing else, and a new one after each of its changes.
 * It also begins anew every hour, for a change that was counted nowhere because its writer died in between.
 */
export function whileUnchanged<T>(
  { directory, now }: { readonly directory: Pick<Directory, 'revision'>; readonly now: () => Date },
  begin: () => T,
): () => Promise<T> {
  let kept: { readonly revision: string; readonly since: number; readonly value: T } | undefined
  return async () => {
    // Before anything is asked: what changes meanwhile has another revision at the next call.
    const revision = await directory.revision()
    const at = now().getTime()
    if (kept?.revision !== revision || at - kept.since >= forgetAfterMs)
      kept = { revision, since: at, value: begin() }
    return kept.value
  }
}
