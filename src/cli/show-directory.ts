/** What the database holds of the directory, as `directory show` prints it. */
import { createNames, type Names } from '../cases/names.ts'
import type { DirectoryStore } from '../people/directory-store.ts'
import { readStored } from '../people/import-directory.ts'
import { describeItem, importedSections, type Stored } from '../people/import-plan.ts'

type Section = (typeof importedSections)[number]
type StoredGrant = Stored['grants'][number]

export type FoundDirectory = { readonly [Name in Section]: readonly object[] } & {
  readonly grants: readonly (StoredGrant & {
    readonly changes: Awaited<ReturnType<DirectoryStore['grantHistory']>>
  })[]
}

/** All of it, or what concerns one reseller domain, by any of its names; undefined where there is no such domain. */
export async function findStored(
  store: DirectoryStore,
  name: string | undefined,
): Promise<FoundDirectory | undefined> {
  const stored = await readStored(store)
  const domain = name && createNames(await store.renamed()).idOf(name)
  const customers = new Set(
    stored.relationships
      .filter((relationship) => relationship.domain === domain)
      .map((relationship) => relationship.customer),
  )
  const concerns = (item: object): boolean => {
    if (domain === undefined) return true
    if ('domain' in item && item.domain === domain) return true
    if ('id' in item) return customers.has(String(item.id))
    return 'customer' in item && !('domain' in item) && customers.has(String(item.customer))
  }
  if (domain !== undefined && !stored.domains.some((one) => one.domain === domain)) return undefined
  const sections = importedSections.map((section) => [
    section,
    (stored[section] as readonly object[]).filter(concerns),
  ])
  const grants = stored.grants.filter((grant) => domain === undefined || grant.domain === domain)
  return {
    ...(Object.fromEntries(sections) as Omit<FoundDirectory, 'grants'>),
    grants: await Promise.all(
      grants.map(async (grant) => ({
        ...grant,
        changes: await store.grantHistory(grant.customer, grant.domain),
      })),
    ),
  }
}

/** A line for each thing, under the name of its section. */
export function describeStored(found: FoundDirectory, names: Names): readonly string[] {
  const lines: string[] = []
  for (const section of importedSections) {
    const items = found[section]
    if (items.length > 0) lines.push(section, ...items.map((item) => `    ${listItem(section, item, names)}`))
  }
  if (found.grants.length > 0) lines.push('grants')
  for (const grant of found.grants) {
    lines.push(`    ${grant.customer} for ${names.presentName(grant.domain)}: ${grant.state}`)
    for (const { at, from, to, by, evidence } of grant.changes)
      lines.push(`        ${at.toISOString()} ${from} → ${to} by ${by}${evidence ? `: ${evidence}` : ''}`)
  }
  return lines
}

function listItem(section: Section, item: object, names: Names): string {
  const more = [
    'suspended' in item && item.suspended ? 'suspended' : '',
    'superAdmin' in item && item.superAdmin === true ? 'super admin' : '',
    'admin' in item && item.admin ? 'admin' : '',
    'customer' in item && 'portal' in item
      ? `of ${String(item.customer)}${item.portal ? '' : ', no portal access'}`
      : '',
    'roles' in item && Array.isArray(item.roles) ? item.roles.join(' + ') : '',
    'privileges' in item && Array.isArray(item.privileges) ? item.privileges.join(' + ') : '',
    'to' in item && item.to instanceof Date ? `until ${item.to.toISOString()}` : '',
    section === 'people' && 'accounts' in item && Array.isArray(item.accounts)
      ? item.accounts.map((email) => names.presentName(String(email))).join(', ')
      : '',
  ].filter(Boolean)
  const name = describeItem(section, item as never, names)
  return more.length > 0 ? `${name} (${more.join('; ')})` : name
}
