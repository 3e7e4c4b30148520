import type { Case } from './case.ts'

/** One import of a file of cases: each case that it made bears its id, until it is taken back. */
export interface ImportRun {
  readonly id: string
  /** When it began. */
  readonly at: Date
  /** Who ran it, as their system said. */
  readonly by: string
  /** The file's name, without its folder. */
  readonly file: string
  /** Of the file, in hex: the same file goes on with the run that was broken off. */
  readonly sha256: string
  /** How many cases it made so far. */
  readonly added: number
  /** Missing while it goes on, and where it was broken off. */
  readonly endedAt?: Date
  /** When somebody began to take it back. */
  readonly undoingSince?: Date
  /** When that was done. */
  readonly undoneAt?: Date
  /** How many of its cases were taken away again. */
  readonly removed: number
}

/** Each method may be repeated. */
export interface ImportRunStore {
  /** Keeps a new one; one of that id stays as it is. */
  keep(run: ImportRun): Promise<void>
  /** Changes these fields of one that is there. */
  change(id: string, fields: Partial<Omit<ImportRun, 'id'>>): Promise<void>
  find(id: string): Promise<ImportRun | undefined>
  /** The newest first. */
  list(limit: number): Promise<readonly ImportRun[]>
}

/** Nobody has changed it since it was imported, and it stands in no thread: only then it can be taken away. */
export function isAsImported({ version, subscriptions }: Pick<Case, 'version' | 'subscriptions'>): boolean {
  return version === 1 && subscriptions.length === 0
}
