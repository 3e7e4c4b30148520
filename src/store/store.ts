import type { IdentityStore } from '../cases/identity-ports.ts'
import type { Store as CasesAndFiles } from '../cases/ports.ts'
import type { DirectoryStore } from '../people/directory-store.ts'

/** All that one database keeps. Closing it closes all of it. */
export interface Store extends CasesAndFiles {
  readonly directory: DirectoryStore
  readonly identities: IdentityStore
}
