/**
 * Where attachments' bytes lie. They are put there before the write that names them: a crash in between leaves a file that
 * no entry names, which `sweep` takes away, and never a name without its file.
 */
export interface FileStore {
  /** Keeps the bytes under this id (8 to 64 of 0-9a-f). Safe on disk when it resolves. A repeat with the same bytes changes nothing. */
  put(id: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  /** The bytes in pieces; undefined where there is no such file. */
  open(id: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /** UPD-3: takes the file away for good; that no entry names it any more is the caller's to know. One that is gone already is no fault. */
  remove(id: string): Promise<void>
  /** Removes what was put before this moment and is named by no history entry, and what uploads left that died. Answers how many files. */
  sweep(before: Date): Promise<number>
}
