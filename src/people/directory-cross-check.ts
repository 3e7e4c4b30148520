import { createNames } from '../cases/names.ts'
import { findPresentName, toIdentities, toRenaming } from './directory-names.ts'
import { type Item, renamableSections, type SectionName, sectionNames } from './directory-schema.ts'
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

/**
 * Whether the items fit together: a name is one's alone (DOM-4), references lead somewhere, ids stand once, times do not overlap where
 * they must not. The items may have their ids already, or be as they are written.
 */
export function crossCheck(written: Found): readonly Fault[] {
  const faults = sharedNames(written)
  // Two under one name are told as that, and not as doubles too.
  const found = faults.length > 0 ? written : withIdentities(written)
  return [...faults, ...references(found), ...doubles(found), ...periods(found.relationships)]
}

/** The same with ids in the place of names (`toIdentities`). Whoever has the whole of a directory has its names too. */
export function withIdentities(found: Found): Found {
  const names = createNames(
    renamableSections.flatMap((section) =>
      (found[section] as readonly Numbered<Item<'accounts'>>[]).flatMap(
        ({ item }) => toRenaming(section, item) ?? [],
      ),
    ),
  )
  if (names.isEmpty) return found
  const sections = sectionNames.map((section) => [
    section,
    (found[section] as readonly Numbered<Item<typeof section>>[]).map(({ item, path }) => ({
      item: toIdentities(section, item, names),
      path,
    })),
  ])
  return { ...Object.fromEntries(sections), raw: found.raw } as Found
}

interface Holder {
  readonly present: string
  readonly formerly: readonly string[]
  readonly path: Numbered<unknown>['path']
}

/** DOM-4: a former name that somebody else has too would make two of one. The @ tells people from domains. */
function sharedNames(found: Found): readonly Fault[] {
  const holders = renamableSections.flatMap((section) =>
    found[section].map(
      ({ item, path }): Holder => ({
        present: findPresentName(section, item),
        formerly: item.formerly ?? [],
        path,
      }),
    ),
  )
  const renamed = holders.filter(({ formerly }) => formerly.length > 0)
  if (renamed.length === 0) return []
  const today = new Map(holders.map((holder) => [holder.present, holder]))
  const before = new Map<string, Holder>()
  const twins = new Map<string, Holder>()
  const faults: Fault[] = []
  for (const holder of renamed) {
    for (const [index, name] of holder.formerly.entries()) {
      const path = [...holder.path, 'formerly', index]
      const bearer = today.get(name)
      const other = before.get(name)
      if (bearer && bearer.present !== holder.present)
        faults.push({ path, message: `"${name}" is somebody's name today: ${see(bearer)}` })
      else if (other && other.present !== holder.present)
        faults.push({
          path,
          message: `"${name}" is a former name of ${other.present} as well: ${see(other)}`,
        })
      else before.set(name, holder)
    }
    const twin = twins.get(holder.present) ?? holder
    twins.set(holder.present, twin)
    if (twin.formerly[0] !== holder.formerly[0])
      faults.push({
        path: [...holder.path, 'formerly'],
        message: `${holder.present} begins with another former name elsewhere: ${see(twin)}`,
      })
  }
  return faults
}

function see({ path: [section, index] }: Holder): string {
  return `see ${section}[${index}]`
}

function references(found: Found): readonly Fault[] {
  const domains = listNames(found.raw, 'domains', 'domain')
  const customers = listNames(found.raw, 'customers', 'id')
  const acting = new Set([
    ...listNames(found.raw, 'accounts', 'email'),
    ...listNames(found.raw, 'desk', 'email'),
  ])
  const people = new Set([...acting, ...listNames(found.raw, 'customerUsers', 'email')])
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

/** What is written under `key` in a section, with the former names, whether or not the rest of the item is sound. */
function listNames(raw: Found['raw'], section: SectionName, key: string): ReadonlySet<string> {
  const items: readonly unknown[] = Array.isArray(raw[section]) ? raw[section] : []
  const names = items.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return []
    const { [key]: own, formerly } = item as Record<string, unknown>
    return [own, ...(Array.isArray(formerly) ? formerly : [])].flatMap((value) =>
      typeof value === 'string' ? [key === 'id' ? value.trim() : sameCase(value)] : [],
    )
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
