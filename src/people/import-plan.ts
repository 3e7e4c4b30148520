/** What an import would write, and in plain words. Pure: what is stored and what the file wants go in, the plan comes out. */
import type { Renamable } from '../cases/directory.ts'
import type { GrantChange, RecordedGrant } from '../cases/grant-repository.ts'
import { createNames, type Names, noNames } from '../cases/names.ts'
import { crossCheck } from './directory-cross-check.ts'
import { toIdentities, toRenaming } from './directory-names.ts'
import { type DirectoryFile, type Item, renamableSections, sectionNames } from './directory-schema.ts'
import { type DirectoryItems, type ItemWrite, itemKey, type Section } from './directory-store.ts'

/** What the file knows of; what customers asked for in chat stays out of its reach. */
export const importedSections = [
  'domains',
  'customers',
  'accounts',
  'desk',
  'customerUsers',
  'operators',
  'relationships',
  'people',
] as const satisfies readonly Section[]
type Imported = (typeof importedSections)[number]

export type Stored = { readonly [S in Imported]: readonly DirectoryItems[S][] } & {
  readonly grants: readonly RecordedGrant[]
}

/** One write of one item, or of one grant. */
export type Write =
  | (ItemWrite & { readonly section: Imported })
  | {
      readonly op: 'grant'
      readonly change: GrantChange & { readonly expected: number; readonly checkedAt?: Date }
    }

export interface Step {
  readonly kind: 'renamed' | 'added' | 'changed' | 'ended'
  readonly text: string
  readonly write: Write
}

export interface ImportPlan {
  readonly steps: readonly Step[]
  /** Stored, but not in the file: left as it is. */
  readonly missing: readonly string[]
  /** In the file, but older than what a customer settled in chat: left as it is. */
  readonly kept: readonly string[]
  /** What the file wants, by the ids under which it is stored (DOM-4). */
  readonly wanted: DirectoryFile
  /** Why stored and new would not fit together; nothing may be written then. */
  readonly faults: readonly string[]
}

const names: { readonly [S in Imported]: string } = {
  domains: 'reseller domain',
  customers: 'customer',
  accounts: 'account',
  desk: 'desk agent',
  customerUsers: 'customer user',
  operators: 'operator',
  relationships: 'relationship',
  people: 'person',
}

export function planImport(
  stored: Stored,
  written: DirectoryFile,
  { now, prune }: { readonly now: Date; readonly prune: boolean },
): ImportPlan {
  const names = keepIds(stored, written)
  const file = Object.fromEntries(
    sectionNames.map((section) => [
      section,
      (written[section] as readonly Item<typeof section>[]).map((item) => toIdentities(section, item, names)),
    ]),
  ) as unknown as DirectoryFile
  const options = { now, prune, names }
  const parts = importedSections.map((section) =>
    planSection(section, stored[section], file[section], options),
  )
  const grants = planGrants(stored.grants, file.grants, options)
  const steps = [...parts.flatMap((part) => part.steps), ...grants.steps]
  return {
    // What is renamed is never gone in between; what ends makes room for what begins.
    steps: [
      ...steps.filter(({ kind, write }) => kind === 'renamed' && write.op === 'put'),
      ...steps.filter(({ kind, write }) => kind === 'renamed' && write.op !== 'put'),
      ...steps.filter(({ kind }) => kind === 'ended'),
      ...steps.filter(({ kind }) => kind === 'added' || kind === 'changed'),
    ],
    missing: [...parts.flatMap((part) => part.missing), ...grants.missing],
    kept: grants.kept,
    wanted: file,
    faults: misfits(stored, steps),
  }
}

/**
 * DOM-4: the names of the file. What was renamed goes by the first of its names under which it is stored already; where it is stored
 * under several, the others become part of that one.
 */
function keepIds(stored: Stored, file: DirectoryFile): Names {
  const known = new Set(
    renamableSections.flatMap((section) =>
      (stored[section] as readonly DirectoryItems[typeof section][]).map((item) => itemKey(section, item)),
    ),
  )
  const renamings = renamableSections.flatMap((section) =>
    (file[section] as readonly Renamable[]).flatMap((item) => toRenaming(section, item) ?? []),
  )
  return createNames(
    renamings.map((renaming) => {
      const all = [...renaming.formerly, renaming.present]
      return { ...renaming, id: all.find((name) => known.has(name)) ?? renaming.id }
    }),
  )
}

interface Part {
  readonly steps: readonly Step[]
  readonly missing: readonly string[]
}

function planSection<S extends Imported>(
  section: S,
  stored: readonly DirectoryItems[S][],
  wanted: readonly DirectoryItems[S][],
  options: { readonly now: Date; readonly prune: boolean; readonly names: Names },
): Part {
  const { names: known } = options
  const before = new Map(stored.map((item) => [itemKey(section, item), item]))
  const steps: Step[] = []
  for (const item of stored) {
    const one = toIdentities(section, item as never, known) as DirectoryItems[S]
    const [own, id] = [itemKey(section, item), itemKey(section, one)]
    if (own === id) continue
    before.delete(own)
    const isWanted = wanted.some((other) => itemKey(section, other) === id)
    const text = `${names[section]} ${describeItem(section, item)}: is ${describeItem(section, one, known)}`
    if (!before.has(id) && !isWanted)
      steps.push({ kind: 'renamed', text, write: { op: 'put', section, item: one } })
    steps.push({ kind: 'renamed', text, write: { op: 'remove', section, key: own } })
  }
  for (const told of wanted) {
    const old = before.get(itemKey(section, told))
    before.delete(itemKey(section, told))
    const item = keepGoogleId(old, told)
    const write: Write = { op: 'put', section, item }
    if (!old) {
      steps.push({ kind: 'added', text: `${names[section]} ${describeItem(section, item, known)}`, write })
      continue
    }
    const differences = describeDifferences(old, item)
    if (differences.length === 0) continue
    const kind = isRenamed(old as Renamable, item as Renamable)
      ? 'renamed'
      : endsNow(old, item)
        ? 'ended'
        : 'changed'
    const text = `${names[section]} ${describeItem(section, item, known)}: ${differences.join(', ')}`
    steps.push({ kind, text, write })
  }
  const missing: string[] = []
  for (const item of before.values()) {
    const text = `${names[section]} ${describeItem(section, item)}`
    const end = planEnd(section, item, options.now)
    if (end === 'ended already') continue
    if (end && options.prune) steps.push({ kind: 'ended', text: `${text}: ${end.told}`, write: end.write })
    else missing.push(end ? text : `${text} (stays also with --prune: cases may name it)`)
  }
  return { steps, missing }
}

/** A file that was written by hand need not repeat it. */
function keepGoogleId<T extends object>(old: T | undefined, item: T): T {
  if (!old || !('googleId' in old) || 'googleId' in item) return item
  return { ...item, googleId: old.googleId }
}

/** How an item ends: by a date or a suspension where cases and histories name it, else by going. */
function planEnd<S extends Imported>(
  section: S,
  item: DirectoryItems[S],
  now: Date,
): { readonly told: string; readonly write: Write } | 'ended already' | undefined {
  if (section === 'domains' || section === 'customers') return undefined
  if (section === 'relationships') {
    const period = item as DirectoryItems['relationships']
    if (period.to && period.to <= now) return 'ended already'
    // One that was to begin later never began.
    if (period.from >= now) return removal(section, item, 'does not begin')
    return { told: 'ends now', write: { op: 'put', section, item: { ...period, to: now } } }
  }
  if (section === 'accounts') {
    const account = item as DirectoryItems['accounts']
    if (account.suspended) return 'ended already'
    return { told: 'is suspended', write: { op: 'put', section, item: { ...account, suspended: true } } }
  }
  return removal(section, item, 'is taken out')
}

function removal<S extends Imported>(section: S, item: DirectoryItems[S], text: string) {
  return { told: text, write: { op: 'remove', section, key: itemKey(section, item) } as const }
}

function planGrants(
  stored: readonly RecordedGrant[],
  wanted: DirectoryFile['grants'],
  { now, prune, names }: { readonly now: Date; readonly prune: boolean; readonly names: Names },
): Part & { readonly kept: readonly string[] } {
  const key = ({ customer, domain }: { customer: string; domain: string }) =>
    JSON.stringify([customer, domain])
  const before = new Map(stored.map((grant) => [key(grant), grant]))
  const steps: Step[] = []
  const missing: string[] = []
  const kept: string[] = []
  for (const grant of wanted) {
    const old = before.get(key(grant))
    before.delete(key(grant))
    const text = `grant of ${grant.customer} for ${names.presentName(grant.domain)}`
    if (!old && grant.state === 'unknown') continue
    if (old && sameGrant(old, grant)) continue
    if (old?.source === 'chat' && old.changedAt && !(grant.changedAt && grant.changedAt > old.changedAt)) {
      kept.push(`${text}: ${old.state} since ${old.changedAt.toISOString()}, settled in chat`)
      continue
    }
    const change = {
      customer: grant.customer,
      domain: grant.domain,
      from: old?.state ?? ('unknown' as const),
      to: grant.state,
      at: grant.changedAt ?? now,
      by: grant.changedBy ?? 'directory import',
      evidence: grant.evidence,
      source: 'import' as const,
      expected: old?.version ?? 0,
      ...(grant.checkedAt ? { checkedAt: grant.checkedAt } : {}),
    }
    steps.push({
      kind: old ? 'changed' : 'added',
      text: `${text}: ${old ? `${old.state} → ` : ''}${grant.state}`,
      write: { op: 'grant', change },
    })
  }
  for (const grant of before.values()) {
    if (grant.state !== 'granted') continue
    const text = `grant of ${grant.customer} for ${names.presentName(grant.domain)}`
    if (!prune || grant.source === 'chat') {
      missing.push(grant.source === 'chat' ? `${text} (settled in chat: stays also with --prune)` : text)
      continue
    }
    const { customer, domain, version } = grant
    const change = {
      customer,
      domain,
      from: grant.state,
      to: 'unknown',
      at: now,
      by: 'directory import',
    } as const
    const write: Write = {
      op: 'grant',
      change: { ...change, evidence: 'not in the imported file', source: 'import', expected: version },
    }
    steps.push({ kind: 'ended', text: `${text}: ${grant.state} → unknown`, write })
  }
  return { steps, missing, kept }
}

/** What the file leaves open is no difference. */
function sameGrant(old: RecordedGrant, grant: DirectoryFile['grants'][number]): boolean {
  const agrees = (was: unknown, wants: unknown) => wants === null || shown(was) === shown(wants)
  return (
    old.state === grant.state &&
    agrees(old.changedAt, grant.changedAt) &&
    agrees(old.changedBy, grant.changedBy) &&
    agrees(old.checkedAt, grant.checkedAt) &&
    agrees(old.evidence, grant.evidence)
  )
}

/** DOM-4: by a name of today that it did not have before, or by a former one. */
function isRenamed(old: Renamable, item: Renamable): boolean {
  return old.renamedTo !== item.renamedTo || shown(old.formerly) !== shown(item.formerly)
}

function endsNow(old: object, item: object): boolean {
  return 'to' in old && 'to' in item && old.to === null && item.to !== null
}

function describeDifferences(old: object, item: object): readonly string[] {
  const was = old as Readonly<Record<string, unknown>>
  const wants = item as Readonly<Record<string, unknown>>
  const fields = [...new Set([...Object.keys(was), ...Object.keys(wants)])]
  return fields
    .filter((field) => shown(was[field]) !== shown(wants[field]))
    .map((field) => `${field} ${shown(was[field])} → ${shown(wants[field])}`)
}

/** The same text for the same value, whatever order its keys are in. */
function shown(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value === null || value === undefined) return 'none'
  if (Array.isArray(value)) return value.map(shown).join(' + ') || 'none'
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${name} ${shown(one)}`)
    .join('; ')
}

/** By the names of today, with the former ones of what was renamed (DOM-4). */
export function describeItem<S extends Imported>(
  section: S,
  item: DirectoryItems[S],
  known: Pick<Names, 'presentName'> = noNames,
): string {
  if (section === 'relationships') {
    const { customer, domain, kind, from } = item as DirectoryItems['relationships']
    return `${customer} with ${known.presentName(domain)} (${kind}, from ${from.toISOString().slice(0, 10)})`
  }
  if (section === 'customers')
    return `${itemKey(section, item)} ${(item as DirectoryItems['customers']).name}`
  const { renamedTo, formerly = [] } = item as Renamable
  const key = itemKey(section, item)
  if (renamedTo === undefined) return known.presentName(key)
  return formerly.length > 0 ? `${renamedTo} (formerly ${formerly.join(', ')})` : renamedTo
}

/** The whole as it would be, checked as a file is: a period of the file may overlap one that is only stored. */
function misfits(stored: Stored, steps: readonly Step[]): readonly string[] {
  const after = new Map(
    importedSections.map((section) => [
      section as string,
      new Map(
        (stored[section] as readonly DirectoryItems[Imported][]).map((item) => [
          itemKey(section, item as never),
          item,
        ]),
      ),
    ]),
  )
  for (const { write } of steps) {
    if (write.op === 'put')
      after.get(write.section)?.set(itemKey(write.section, write.item as never), write.item)
    if (write.op === 'remove') after.get(write.section)?.delete(write.key)
  }
  const raw = Object.fromEntries([...after].map(([section, items]) => [section, [...items.values()]]))
  const numbered = (section: Imported) =>
    (raw[section] ?? []).map((item, index) => ({ item: item as never, path: [section, index] as const }))
  const found = {
    domains: numbered('domains'),
    accounts: numbered('accounts'),
    people: numbered('people'),
    customers: numbered('customers'),
    relationships: numbered('relationships'),
    desk: numbered('desk'),
    customerUsers: numbered('customerUsers'),
    operators: numbered('operators'),
    grants: [],
    raw,
  }
  return crossCheck(found as never).map(({ path, message }) => {
    const [section, index] = path as readonly [Imported, number]
    const item = raw[section]?.[index]
    return `${names[section]} ${item ? describeItem(section, item as never) : ''}: ${message}`
  })
}
