export type Parameter = string | number | null

/** A prepared statement. Rows come as arrays: the driver adds a field of its own to rows that are objects. */
export interface Query {
  run(...parameters: readonly Parameter[]): number
  first(...parameters: readonly Parameter[]): readonly Parameter[] | undefined
  all(...parameters: readonly Parameter[]): readonly (readonly Parameter[])[]
}

/** One SQLite file. Statements are kept by their text, so a caller writes SQL where it is used and pays for it once. */
export interface Database {
  query(sql: string): Query
  /** Runs `work` in one transaction that holds the write lock from its start, so that it never has to be repeated. */
  write<T>(work: () => T): T
  /** Runs `work` on the database as it is at its first look, whatever others write meanwhile. */
  read<T>(work: () => T): T
  /** Empties the log of writes, which holds what was there before them. False where another process reads from it. */
  forget(): boolean
  close(): void
}
