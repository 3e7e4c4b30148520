import type { DirectoryFile } from './directory-schema.ts'
import type { DirectoryStore } from './directory-store.ts'
import { type ImportPlan, importedSections, planImport, type Stored } from './import-plan.ts'

/** Everything that the file may speak of, as it is stored now. */
export async function readStored(store: DirectoryStore): Promise<Stored> {
  const [sections, grants] = await Promise.all([
    Promise.all(importedSections.map(async (section) => [section, await store.all(section)] as const)),
    store.recordedGrants(),
  ])
  return { ...(Object.fromEntries(sections) as unknown as Omit<Stored, 'grants'>), grants }
}

/** A plan, and the revision of the directory that it was made for. */
export interface PlanFor extends ImportPlan {
  readonly revision: number
}

export async function planFor(
  store: DirectoryStore,
  file: DirectoryFile,
  options: { readonly now: Date; readonly prune: boolean },
): Promise<PlanFor> {
  const revision = await store.revision()
  return { ...planImport(await readStored(store), file, options), revision }
}

/**
 * Writes a plan: all of its items or none, then grant by grant. A grant can be written again, so an import that was cut off is mended by
 * running it once more. Answers what did not hold any more because somebody changed it meanwhile.
 */
export async function carryOut(
  store: DirectoryStore,
  { steps, revision }: Pick<PlanFor, 'steps' | 'revision'>,
): Promise<readonly string[]> {
  const items = steps.flatMap(({ write }) => (write.op === 'grant' ? [] : [write]))
  if (items.length > 0 && !(await store.writeTogether(items, revision))) return steps.map(({ text }) => text)
  const lost: string[] = []
  for (const { write, text } of steps)
    if (write.op === 'grant' && !(await store.recordGrant(write.change))) lost.push(text)
  return lost
}
