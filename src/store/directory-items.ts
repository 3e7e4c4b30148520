import type { GrantChange, RecordedGrant } from '../cases/grant-repository.ts'
import type { Section } from '../people/directory-store.ts'

/** The name of an item over all sections. */
export function itemId(section: Section, key: string): string {
  return `${section}/${key}`
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
