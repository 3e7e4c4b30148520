/** `casethread directory import` and `directory show`: the directory that is kept in the database. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { createNames, type Names } from '../cases/names.ts'
import { type Config, readConfig } from '../config/config.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { toOneLine } from '../config/one-line.ts'
import { findConverted } from '../files/find-converted.ts'
import { orExit } from '../main.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import type { DirectoryStore } from '../people/directory-store.ts'
import { carryOut, planFor, readStored } from '../people/import-directory.ts'
import { describeItem, type ImportPlan, importedSections, type Stored } from '../people/import-plan.ts'
import { describeLateName, findLateNames, joinDirectory } from '../people/join-late-names.ts'
import type { Store } from '../store/store.ts'
import { exitCodes } from './exit-codes.ts'
import { isReadable } from './import-command.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface ImportOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly prune?: boolean
}

/** Checks the whole file, shows what would change, and writes it once that is agreed to. */
export async function importDirectory(file: string, options: ImportOptions, env: Env): Promise<void> {
  if (!(await isReadable(file))) return
  await orExit(async () => {
    const config = readConfig(env)
    const wanted = await readHandedOver(file)
    if (!wanted) return
    for (const { name } of await findConverted([file])) console.error(`${file} is read as ${name}.`)
    await withStore(config, async (all) => {
      const store = all.directory
      const plan = await planFor(store, wanted, { now: new Date(), prune: options.prune ?? false })
      console.log(describePlan(plan))
      const late = await findLateNames(plan.wanted, all)
      for (const one of late) console.log(`= ${describeLateName(one)} They are joined with the others.`)
      if (plan.faults.length > 0) {
        process.exitCode = exitCodes.notDone
        return
      }
      if ((plan.steps.length === 0 && late.length === 0) || options.dryRun) return
      if (!(await agreed(options))) {
        console.log('Nothing was written.')
        process.exitCode = exitCodes.notDone
        return
      }
      const lost = await carryOut(store, plan)
      for (const text of lost) console.log(`Changed meanwhile, run the import again: ${text}`)
      if (lost.length > 0) process.exitCode = exitCodes.notDone
      console.log(`Written: ${counted(plan.steps.length - lost.length)}.`)
      if (late.length > 0) await joinAll(plan.wanted, all)
      tellWhichCounts(config)
    })
  }, 'do it')
}

/** Its faults are those of a file that was handed over, and not of the settings. */
async function readHandedOver(file: string) {
  try {
    return readDirectoryBytes(await readFile(file), file)
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    console.error(`${error.message}\nNothing was written.`)
    process.exitCode = exitCodes.badData
    return undefined
  }
}

/** DOM-4: what was stored under a later name of something that was renamed comes under its first one. May be run at any time. */
export async function joinDirectoryNames(env: Env): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    const { directoryFile, directoryFileNamed } = config
    await withStore(config, async (store) => {
      const hasFile = directoryFileNamed || existsSync(directoryFile)
      const known = hasFile
        ? readDirectoryBytes(await readFile(directoryFile), directoryFile)
        : await readStored(store.directory)
      await joinAll(known, store)
    })
  }, 'do it')
}

async function joinAll(known: Pick<Stored, 'domains' | 'accounts' | 'desk' | 'customerUsers'>, store: Store) {
  const cases = await joinDirectory(known, store)
  console.log(`Every case goes by the first names: ${cases} looked through.`)
}

/** What is stored, of one reseller domain or whole. Exit code 1 where there is no such domain. */
export async function showDirectory(domain: string | undefined, env: Env): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    await withStore(config, async ({ directory: store }) => {
      const lines = await describeStored(store, domain?.toLowerCase())
      if (lines.length > 0) console.log(lines.join('\n'))
      else if (domain === undefined) console.log(nothingYet)
      else {
        console.error(`The database knows no reseller domain ${toOneLine(domain)}.`)
        process.exitCode = exitCodes.notFound
      }
      tellWhichCounts(config)
    })
  }, 'do it')
}

const nothingYet = 'The database holds no directory yet: casethread directory import <file>.'

function tellWhichCounts({ directoryFile, directoryFileNamed }: Config): void {
  if (!directoryFileNamed && !existsSync(directoryFile)) return
  console.log(
    `Note: while there is the directory file ${directoryFile}, casethread start reads that and not the database.`,
  )
}

export async function agreed({ yes }: Pick<ImportOptions, 'yes'>): Promise<boolean> {
  if (yes) return true
  if (!process.stdin.isTTY) {
    console.log('Not a terminal: pass --yes to apply.')
    return false
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question('Write this? [y/N] ')
  asking.close()
  return /^y(es)?$/i.test(answer.trim())
}

const headings = { renamed: '= Renamed', added: '+ Added', changed: '~ Changed', ended: '- Ended' } as const

/** The plan in plain words, a line for each thing. */
export function describePlan(plan: ImportPlan): string {
  return [
    ...describeSteps(plan.steps),
    ...describeList('? Not in the file, left as it is (--prune ends it)', plan.missing),
    ...describeList('! Settled in chat later than the file says, left as it is', plan.kept),
    ...describeList(
      '✗ This would not fit together; end it in the file ("to") or with --prune. Nothing is written',
      plan.faults,
    ),
    ...(plan.steps.length === 0 ? ['Nothing to write: all of it is stored as the file says.'] : []),
  ].join('\n')
}

/** What would be written, by what becomes of it. */
export function describeSteps(steps: ImportPlan['steps']): readonly string[] {
  return (['renamed', 'added', 'changed', 'ended'] as const).flatMap((kind) =>
    describeList(
      headings[kind],
      steps.filter((step) => step.kind === kind).map(({ text }) => text),
    ),
  )
}

export function describeList(heading: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? [heading, ...items.map((item) => `    ${item}`)] : []
}

export function counted(changes: number): string {
  return changes === 1 ? 'one change' : `${changes} changes`
}

async function describeStored(store: DirectoryStore, name: string | undefined): Promise<readonly string[]> {
  const stored = await readStored(store)
  const names = createNames(await store.renamed())
  const domain = name && names.idOf(name)
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
  if (domain !== undefined && !stored.domains.some((one) => one.domain === domain)) return []
  const lines: string[] = []
  for (const section of importedSections) {
    const items = (stored[section] as readonly object[]).filter(concerns)
    if (items.length > 0) lines.push(section, ...items.map((item) => `    ${listItem(section, item, names)}`))
  }
  const grants = stored.grants.filter((grant) => domain === undefined || grant.domain === domain)
  if (grants.length > 0) lines.push('grants')
  for (const grant of grants) {
    const changes = await store.grantHistory(grant.customer, grant.domain)
    lines.push(`    ${grant.customer} for ${names.presentName(grant.domain)}: ${grant.state}`)
    for (const { at, from, to, by, evidence } of changes)
      lines.push(`        ${at.toISOString()} ${from} → ${to} by ${by}${evidence ? `: ${evidence}` : ''}`)
  }
  return lines
}

function listItem(section: (typeof importedSections)[number], item: object, names: Names): string {
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
