/** Ids become file names and look-up keys: a caller's slip must not reach beyond the files. Throws a bug. */
export function assertFileId(id: string): void {
  if (!/^[0-9a-f]{8,64}$/.test(id))
    throw new Error(`A file in the store cannot have the id ${JSON.stringify(id)}`)
}
