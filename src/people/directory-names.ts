/** DOM-4: from the names that a directory is written in to the ids that everything stored goes by. */
import type { Renamable } from '../cases/directory.ts'
import { createNames, type Names, type Renaming } from '../cases/names.ts'
import { type Item, type RenamableSection, renamableSections, type SectionName } from './directory-schema.ts'

/** What has names of its own, as it is written or as it is stored. */
interface Named extends Renamable {
  readonly domain?: string
  readonly email?: string
}

/** Of a directory: what has names of its own. */
type NamedSections = { readonly [Name in RenamableSection]?: readonly Named[] | undefined }

/** The name of today. */
export function findPresentName(section: RenamableSection, item: Named): string {
  return item.renamedTo ?? (section === 'domains' ? item.domain : item.email) ?? ''
}

/** DOM-4: how the item is called once this is its name of today: what it was called until then is a former name. */
export function toNamed(
  section: RenamableSection,
  item: Named,
  today: string,
): Pick<Renamable, 'renamedTo' | 'formerly'> {
  const present = findPresentName(section, item)
  if (present === today) return {}
  const own = (section === 'domains' ? item.domain : item.email) ?? ''
  const { formerly = [own] } = item
  return { formerly: [...new Set([...formerly, own, present])], renamedTo: today }
}

/** What an item tells of having been renamed; undefined where it never was. */
export function toRenaming(section: RenamableSection, item: Named): Renaming | undefined {
  const { formerly = [], renamedTo } = item
  const own = (section === 'domains' ? item.domain : item.email) ?? ''
  if (renamedTo !== undefined) return { id: own, present: renamedTo, formerly }
  return formerly[0] === undefined ? undefined : { id: formerly[0], present: own, formerly }
}

/** Of everything that a directory holds. A person in several sections is one, and may be said to be renamed in one of them. */
export function collectNames(directory: NamedSections): Names {
  return createNames(
    renamableSections.flatMap((section) =>
      (directory[section] ?? []).flatMap((item) => toRenaming(section, item) ?? []),
    ),
  )
}

type Convert<Name extends SectionName> = (item: Item<Name>, names: Names) => Item<Name>

const converts: { readonly [Name in SectionName]: Convert<Name> } = {
  domains: (item, names) => ({
    ...item,
    domain: names.idOf(item.domain),
    superAdmin: names.idOf(item.superAdmin),
    ...renamedTo(names, item.domain),
  }),
  accounts: (item, names) => ({
    ...item,
    email: names.idOf(item.email),
    domain: names.idOf(item.domain),
    ...renamedTo(names, item.email),
  }),
  people: (item, names) => ({ ...item, accounts: item.accounts.map(names.idOf) }),
  customers: (item) => item,
  relationships: (item, names) => ({ ...item, domain: names.idOf(item.domain) }),
  grants: (item, names) => ({ ...item, domain: names.idOf(item.domain) }),
  desk: (item, names) => ({ ...item, email: names.idOf(item.email), ...renamedTo(names, item.email) }),
  customerUsers: (item, names) => ({
    ...item,
    email: names.idOf(item.email),
    ...renamedTo(names, item.email),
  }),
  operators: (item, names) => ({ ...item, email: names.idOf(item.email) }),
}

function renamedTo(names: Names, name: string): { readonly renamedTo?: string } {
  const id = names.idOf(name)
  return names.everyName(id).length > 1 ? { renamedTo: names.presentName(id) } : {}
}

/** The other way: everything by the names of today, as it is at Google. */
export function byPresentNames<D extends NamedSections>(directory: D): D {
  const names = collectNames(directory)
  const presenting = presentNames(names)
  const sections = Object.entries(directory as object as Readonly<Record<string, readonly never[]>>).map(
    ([section, items]) => [
      section,
      items.map((item) => toIdentities(section as SectionName, item, presenting)),
    ],
  )
  return Object.fromEntries(sections) as D
}

/** As a file has it: by the names of today, of which nothing but `formerly` tells that there were others. */
export function toWritten<Name extends SectionName>(
  section: Name,
  item: Item<Name>,
  names: Names,
): Item<Name> {
  const { renamedTo: _, ...written } = toIdentities(section, item, presentNames(names)) as Item<Name> &
    Renamable
  return written as Item<Name>
}

/** Names that lead to the name of today, where others lead to the id. */
function presentNames(names: Names): Names {
  return { ...names, idOf: (name) => names.presentName(names.idOf(name)) }
}

/** The item with ids in the place of names. It may be an item that has them already. */
export function toIdentities<Name extends SectionName>(
  section: Name,
  item: Item<Name>,
  names: Names,
): Item<Name> {
  const convert: Convert<Name> = converts[section]
  return convert(item, names)
}
