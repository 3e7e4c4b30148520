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

const moments: ReadonlySet<string> = new Set(['from', 'to', 'at', 'changedAt', 'checkedAt'])
const isoMoment = /^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** JSON text back into what it was, moments included. In a grant's change `from` and `to` are states, which no moment looks like. */
export function dated<T>(text: unknown): T {
  return JSON.parse(String(text), (name, value: unknown) =>
    moments.has(name) && typeof value === 'string' && isoMoment.test(value) ? new Date(value) : value,
  ) as T
}
