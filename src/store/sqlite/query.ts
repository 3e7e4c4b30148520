export type Parameter = string | number | null

/** A prepared statement. Rows come as arrays: the driver adds a field of its own to rows that are objects. */
export interface Query {
  run(...parameters: readonly Parameter[]): number
  first(...parameters: readonly Parameter[]): readonly Parameter[] | undefined
  all(...parameters: readonly Parameter[]): readonly (readonly Parameter[])[]
}

/**
 * One SQLite file. Statements are kept by their text, so a caller writes SQL where it is used and pays for it once. What fails for
 * the disk or the file is thrown as a `StoreFault`.
 */
export interface Database {
  /** For what only reads, and within `write`: a write by itself would wait for others with the event loop. */
  query(sql: string): Query
  /**
   * Runs `work` under the write lock, whole or not at all, so that it never has to be repeated. While another process holds the lock,
   * others have their turn here; what waited goes to the disk together, and after some seconds it is a fault, and nothing was written.
   */
  write<T>(work: () => T): Promise<T>
  /** Runs `work` on the database as it is at its first look, whatever others write meanwhile. */
  read<T>(work: () => T): T
  /** Writes the file anew without what was let go of. */
  vacuum(): Promise<void>
  /** Empties the log of writes, which holds what was there before them. False where another process goes on reading from it. */
  forget(): Promise<boolean>
  close(): void
}
