import type { CaseStore } from '../cases/ports.ts'
import type { DirectoryStore } from '../directory/directory-store.ts'

/** All that one database keeps. Closing it closes both. */
export interface Store extends CaseStore {
  readonly directory: DirectoryStore
}
