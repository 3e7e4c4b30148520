import type { DirectoryFile } from './directory-schema.ts'
import type { DirectoryStore } from './directory-store.ts'
import { type ImportPlan, importedSections, planImport, type Stored, type Write } from './import-plan.ts'

/** Everything that the file may speak of, as it is stored now. */
export async function readStored(store: DirectoryStore): Promise<Stored> {
  const [sections, grants] = await Promise.all([
    Promise.all(importedSections.map(async (section) => [section, await store.all(section)] as const)),
    store.recordedGrants(),
  ])
  return { ...(Object.fromEntries(sections) as unknown as Omit<Stored, 'grants'>), grants }
}

export async function planFor(
  store: DirectoryStore,
  file: DirectoryFile,
  options: { readonly now: Date; readonly prune: boolean },
): Promise<ImportPlan> {
  return planImport(await readStored(store), file, options)
}

/**
 * Writes a plan, one item at a time. Each write can be made again, so an import that was cut off is mended by running it once more.
 * Answers what did not hold any more because somebody changed it meanwhile.
 */
export async function carryOut(store: DirectoryStore, plan: ImportPlan): Promise<readonly string[]> {
  const lost: string[] = []
  for (const { write, text } of plan.steps) if (!(await carry(store, write))) lost.push(text)
  return lost
}

async function carry(store: DirectoryStore, write: Write): Promise<boolean> {
  switch (write.op) {
    case 'put':
      await store.put(write.section, write.item as never)
      return true
    case 'remove':
      await store.remove(write.section, write.key)
      return true
    case 'grant':
      return store.recordGrant(write.change)
  }
}
