import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StoreUnavailable } from '../src/store/store-unavailable.ts'
import { createStateFile, loadState } from './shared/state-file.ts'

/** What the playground remembers of its store; that the file is there marks the store as the playground's. */
export interface OwnStore {
  /** Whether an embedded store is yet to be made there. */
  readonly isNew: boolean
  /** Which channels it bound there, ever. */
  readonly bound: readonly string[]
  readonly remember: (bound: readonly string[]) => Promise<void>
}

interface Where {
  readonly dataDir: string
  /** Whether the store is the file in that folder, and not a MongoDB. */
  readonly embedded: boolean
}

const Note = z.object({ version: z.literal(1), bound: z.array(z.string()) })

/** Marks the folder as the playground's. Throws `StoreUnavailable` where an embedded store lies in it that something else made. */
export async function claimStore({ dataDir, embedded }: Where): Promise<OwnStore> {
  const note = join(dataDir, 'playground-store.json')
  const database = join(dataDir, 'casethread.db')
  const wasThere = existsSync(database)
  if (wasThere && !existsSync(note)) {
    throw new StoreUnavailable(
      `the playground did not make ${database}, and opens no other database than its own. Move that file out of the folder.`,
      { refused: true },
    )
  }
  const remember = async (bound: readonly string[]) => {
    const file = createStateFile(note, () => ({ bound }))
    file.changed()
    await file.flush()
  }
  const nothing: Pick<OwnStore, 'bound'> = { bound: [] }
  // In a store that is yet to be made nothing is bound.
  const { bound } = embedded && !wasThere ? nothing : await loadState(note, Note, nothing, 'The playground')
  await remember(bound)
  return { isNew: embedded && !wasThere, bound, remember }
}
