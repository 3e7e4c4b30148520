import type { GrantChange, RecordedGrant } from '../cases/grant-repository.ts'
import type { Renaming } from '../cases/names.ts'
import { toRenaming } from '../people/directory-names.ts'
import { renamableSections } from '../people/directory-schema.ts'
import { renamedRef, type Section } from '../people/directory-store.ts'

/** The name of an item over all sections. */
export function itemId(section: Section, key: string): string {
  return `${section}/${key}`
}

/** What an item is found by: within its section, but for what all sections are asked for together. */
export function itemRef(section: Section, ref: string): string {
  return ref === renamedRef ? ref : itemId(section, ref)
}

/** DOM-4: of items that are marked as renamed, by their `itemId`. */
export function listRenamings(items: readonly (readonly [id: string, item: object])[]): readonly Renaming[] {
  return items.flatMap(([id, item]) => {
    const section = renamableSections.find((name) => id.startsWith(`${name}/`))
    return (section && toRenaming(section, item)) ?? []
  })
}

/** The grant as it stands after a change that was decided on version `expected`. */
export function afterChange(change: GrantChange, expected: number, checkedAt = change.at): RecordedGrant {
  const { customer, domain, to, at, by, evidence, source } = change
  return {
    customer,
    domain,
    state: to,
    changedAt: at,
    changedBy: by,
    checkedAt,
    evidence,
    source,
    version: expected + 1,
  }
}
