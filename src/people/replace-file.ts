import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'

/** Who left a draft behind and says nothing for so long is taken for dead. */
const draftMs = 60_000

/**
 * Puts a text in the place of a file's, in one step: whoever reads, and whenever this is broken off, finds the one or the other. False,
 * and nothing is written, where the file is not `before` any more, or another process is about to replace it.
 */
export function replaceFile(file: string, before: Uint8Array, text: string): boolean {
  // Behind a link the file itself is replaced.
  const path = realpathSync(file)
  const draft = `${path}.draft`
  const handle = openDraft(draft, statSync(path).mode)
  if (handle === undefined) return false
  const isOurs = () => statSync(draft, { throwIfNoEntry: false })?.ino === fstatSync(handle).ino
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
    if (!isOurs() || Buffer.compare(readFileSync(path), before) !== 0) return false
    renameSync(draft, path)
    return true
  } finally {
    if (isOurs()) rmSync(draft)
    closeSync(handle)
  }
}

/** Undefined where another one has it open. One that was left behind by somebody who died is put away. */
function openDraft(draft: string, mode: number): number | undefined {
  try {
    return openSync(draft, 'wx', mode)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const since = statSync(draft, { throwIfNoEntry: false })?.mtimeMs
  if (since !== undefined && Date.now() - since < draftMs) return undefined
  // Of two that find it dead, one puts it away; where that was the other's own by then, the other one sees it.
  const aside = `${draft}.dead`
  try {
    renameSync(draft, aside)
    rmSync(aside, { force: true })
    return openSync(draft, 'wx', mode)
  } catch {
    return undefined
  }
}
