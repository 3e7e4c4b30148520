import type { Item, SectionName } from './directory-schema.ts'
import { groupBy } from './group-by.ts'
import { sameCase } from './same-case.ts'

export interface Numbered<T> {
  readonly item: T
  readonly path: readonly [SectionName, number]
}

/** The items that are good in themselves, and the raw file: a reference to an item that is bad in itself is no second fault. */
export type Found = { readonly [Name in SectionName]: readonly Numbered<Item<Name>>[] } & {
  readonly raw: Readonly<Record<string, unknown>>
}

interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Whether the items fit together: references lead somewhere, ids stand once, times do not overlap where they must not. */
export function crossCheck(found: Found): readonly Fault[] {
  return [...references(found), ...doubles(found), ...periods(found.relationships)]
}

function references(found: Found): readonly Fault[] {
  const domains = collectNames(found.raw, 'domains', 'domain')
  const customers = collectNames(found.raw, 'customers', 'id')
  const acting = new Set([
    ...collectNames(found.raw, 'accounts', 'email'),
    ...collectNames(found.raw, 'desk', 'email'),
  ])
  const people = new Set([...acting, ...collectNames(found.raw, 'customerUsers', 'email')])
  const faults: Fault[] = []

  for (const { item, path } of [...found.accounts, ...found.relationships, ...found.grants]) {
    if (domains.has(item.domain)) continue
    faults.push({
      path: [...path, 'domain'],
      message: `"${item.domain}" is not among the domains of this file`,
    })
  }
  for (const { item, path } of [...found.relationships, ...found.grants, ...found.customerUsers]) {
    if (customers.has(item.customer)) continue
    faults.push({
      path: [...path, 'customer'],
      message: `"${item.customer}" is not the id of a customer of this file`,
    })
  }
  for (const { item, path } of found.people) {
    for (const [index, email] of item.accounts.entries()) {
      if (people.has(email)) continue
      faults.push({
        path: [...path, 'accounts', index],
        message: `"${email}" is not an account, desk agent or customer user of this file`,
      })
    }
  }
  for (const { item, path } of found.operators) {
    if (acting.has(item.email)) continue
    faults.push({
      path: [...path, 'email'],
      message: `"${item.email}" is not an account or desk agent of this file`,
    })
  }
  return faults
}

/** What is written under `key` in a section, whether or not the rest of the item is sound. */
function collectNames(raw: Found['raw'], section: SectionName, key: string): ReadonlySet<string> {
  const items: readonly unknown[] = Array.isArray(raw[section]) ? raw[section] : []
  const names = items.flatMap((item) => {
    const value =
      typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : undefined
    return typeof value === 'string' ? [key === 'id' ? value.trim() : sameCase(value)] : []
  })
  return new Set(names)
}

function doubles(found: Found): readonly Fault[] {
  return [
    ...findDoubles(found.domains, 'domain', (item) => item.domain),
    ...findDoubles(found.accounts, 'email', (item) => item.email),
    ...findDoubles(found.people, 'person', (item) => item.person),
    ...findDoubles(found.customers, 'id', (item) => item.id),
    ...findDoubles(found.grants, 'customer', (item) => `${item.customer} for ${item.domain}`),
    ...findDoubles(found.desk, 'email', (item) => item.email),
    ...findDoubles(found.customerUsers, 'email', (item) => item.email),
    ...findDoubles(found.operators, 'email', (item) => item.email),
  ]
}

function findDoubles<T>(
  items: readonly Numbered<T>[],
  key: string,
  idOf: (item: T) => string,
): readonly Fault[] {
  const first = new Map<string, Numbered<T>>()
  const faults: Fault[] = []
  for (const numbered of items) {
    const id = idOf(numbered.item)
    const earlier = first.get(id)
    if (!earlier) first.set(id, numbered)
    else
      faults.push({
        path: [...numbered.path, key],
        message: `"${id}" stands twice: see ${earlier.path[0]}[${earlier.path[1]}]`,
      })
  }
  return faults
}

type Relationships = Found['relationships']

function periods(relationships: Relationships): readonly Fault[] {
  const faults: Fault[] = []
  for (const { item, path } of relationships) {
    if (item.to && item.to <= item.from)
      faults.push({ path: [...path, 'to'], message: 'must be later than "from"' })
  }
  const sound = relationships.filter(({ item }) => !item.to || item.to > item.from)
  // One reseller at a time; support partners may be several, but each once.
  const lanes = groupBy(sound, ({ item }) =>
    item.kind === 'reseller' ? `${item.customer} reseller` : `${item.customer} ${item.domain}`,
  )
  for (const lane of lanes.values()) faults.push(...overlaps(lane))
  return faults
}

function overlaps(lane: Relationships): readonly Fault[] {
  const faults: Fault[] = []
  let longest: Relationships[number] | undefined
  for (const next of lane.toSorted((a, b) => a.item.from.getTime() - b.item.from.getTime())) {
    if (longest && (!longest.item.to || longest.item.to > next.item.from)) {
      const other = `relationships[${longest.path[1]}]`
      const kind =
        next.item.kind === 'reseller'
          ? 'a customer has one reseller at a time'
          : 'a support partner stands once at a time'
      faults.push({
        path: [...next.path, 'from'],
        message: `overlaps with ${other} of the same customer: ${kind}`,
      })
    }
    if (!longest || (longest.item.to && (!next.item.to || next.item.to > longest.item.to))) longest = next
  }
  return faults
}
