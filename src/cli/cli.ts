#!/usr/bin/env node
/** The command line: `casethread start`, `import`, `export`, `stats`, `removals replay`, `backup`, `restore`, `migrate`, `directory …`, `gchat manifest`, `posts …`, `customer …`, `person …`, `retention`, `hold`, `setup …`, `deliveries …`, `audit …` and `doctor`. */
import { readFileSync } from 'node:fs'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { auditActs } from '../cases/audit-log.ts'
import { type Platform, platforms, severities, statuses } from '../cases/case.ts'
import { statisticsGroups } from '../cases/statistics.ts'
import { isTimeZone } from '../cases/time-zone.ts'
import { packageRoot } from '../config/package-root.ts'
import { fetchByProxy } from '../config/proxied-network.ts'
import { findProxyIssues } from '../config/proxy-settings.ts'
import { type Encoding, encodings, parseEncoding } from '../files/encodings.ts'
import { start } from '../main.ts'
import type { AuditOptions } from './audit-command.ts'
import type { AuditLogOptions } from './audit-log-command.ts'
import type { BackupOptions, RestoreFlags } from './backup-command.ts'
import type { CustomerExportOptions } from './customer-command.ts'
import type { EraseCustomerOptions } from './customer-erase-command.ts'
import type { DeliveriesOptions } from './deliveries-command.ts'
import type { ImportOptions } from './directory-command.ts'
import type { GoogleLoginCommandOptions, GoogleSyncCommandOptions } from './directory-google-command.ts'
import type { DoctorOptions } from './doctor-command.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExportOptions } from './export-command.ts'
import type { GchatManifestOptions } from './gchat-manifest-command.ts'
import type { HoldOptions } from './hold-command.ts'
import type { ImportFlags } from './import-command.ts'
import type { MigrateOptions } from './migrate-command.ts'
import type { ErasePersonOptions, PersonOptions } from './person-command.ts'
import type { PostsOptions } from './posts-command.ts'
import type { ReplayFlags } from './removals-command.ts'
import type { RetentionFlags } from './retention-command.ts'
import type { RemoveOperatorOptions, SetupOptions } from './setup-command.ts'
import type { StatsOptions } from './stats-command.ts'

const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot()), 'utf8')) as {
  version: string
}

type ImportCommandFlags = ImportFlags & { readonly undo?: string; readonly list?: true }

const program = new Command('casethread')
  .description("Customers' support cases from team chat")
  .version(version)
  // Help that was asked for ends with 0.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.usage))
  .option(
    '--settings <file>',
    'read settings from this file, NAME=value a line; those of the environment win',
  )
  // What is wrong with the proxy's address is told with the other settings.
  .hook('preAction', async (command) => {
    const { settings: file } = command.opts<{ readonly settings?: string }>()
    if (file !== undefined) readSettingsFile(file)
    if (findProxyIssues(process.env).length === 0) await fetchByProxy(process.env)
  })
program
  .command('start')
  .description('serve the chat platforms that the environment configures')
  .action(() => start(process.env))
program
  .command('import')
  .argument('[file]', 'JSON Lines (.jsonl), or CSV with commas, semicolons or tabs (.csv, .tsv)')
  .description('take cases over from the former support center; running it twice changes nothing')
  .option('--skip-bad', 'leave bad lines out instead of writing nothing')
  .option('--dry-run', 'check everything, write nothing')
  .option(
    '--encoding <name>',
    `of the file, where it cannot be told for certain: ${encodings.join(', ')}`,
    readEncoding,
  )
  .option('--undo <import>', 'take a whole import back, but for cases that somebody has worked with since')
  .option('--list', 'the imports that there were')
  .option('--json', 'print JSON')
  .action(async (file: string | undefined, flags: ImportCommandFlags, command: Command) => {
    const { list, undo } = flags
    const asked = [file, undo, list].filter((one) => one !== undefined)
    if (asked.length !== 1) command.error('error: give a file, or --undo with an import, or --list')
    const { listImports, runImport, runUndo } = await import('./import-command.ts')
    if (list) await listImports(flags, process.env)
    else if (undo !== undefined) await runUndo(undo, flags, process.env)
    else await runImport(file ?? '', flags, process.env)
  })
program
  .command('removals')
  .description('what was removed for good, by the desk or with a person')
  .command('replay')
  .argument('<ledger>', 'removals.jsonl of the data folder, as it was before a backup was restored')
  .option(
    '--as-of <moment>',
    'when the backup was made; required where somebody was erased: who was so before is not looked for, as they may be back since',
    readMoment,
  )
  .option('--json', 'print JSON')
  .description('remove again what a restored backup brought back; running it twice changes nothing')
  .action(async (ledger: string, options: ReplayFlags) => {
    const { runReplay } = await import('./removals-command.ts')
    await runReplay(ledger, options, process.env)
  })
program
  .command('backup')
  .argument('<folder>', 'a folder that is not there yet')
  .description('copy the data folder, attachments included, also while the bot runs')
  .option('--json', 'print JSON')
  .action(async (folder: string, options: BackupOptions) =>
    (await loadBackup()).runBackup(folder, version, options, process.env),
  )
program
  .command('restore')
  .argument('<backup>', 'a folder that "backup" wrote')
  .description(
    'put a backup into the data folder, while the bot is stopped; what was removed since is removed again',
  )
  .option('--replace', 'put the data that are there aside')
  .option('--ledger <file>', 'a removals.jsonl that was kept elsewhere')
  .option('--json', 'print JSON')
  .action(async (backup: string, flags: RestoreFlags) =>
    (await loadBackup()).runRestore(backup, flags, process.env),
  )
program
  .command('migrate')
  .option('--to <address>', 'of an empty MongoDB database (default: MONGODB_URI)')
  .option('--json', 'print JSON')
  .description(
    'copy the data folder into MongoDB, while the bot is stopped, and compare; broken off, run it again',
  )
  .action(async (options: MigrateOptions) => {
    const { runMigrate } = await import('./migrate-command.ts')
    await runMigrate(options, process.env)
  })
program
  .command('export')
  .argument('[keywords...]', 'only cases that have these words')
  .requiredOption('--as <account>', 'the e-mail of an account: what it may read is written, and nothing else')
  .option('--side <side>', 'a reseller domain, desk, or customer:<id>, where the account is on several')
  .option('--out <folder>', 'where the two files go', '.')
  .addOption(
    new Option('--format <format>', 'for spreadsheets, or for programs')
      .choices(['csv', 'jsonl'])
      .default('csv'),
  )
  .addOption(new Option('--status <status...>', 'only these').choices(statuses))
  .addOption(new Option('--severity <severity...>', 'only these').choices(severities))
  .addOption(new Option('--language <language>', 'of the CSV').choices(['en', 'ja']).default('en'))
  .option('--time-zone <zone>', 'of all times', readTimeZone, 'UTC')
  .option('--limit <cases>', 'no more cases than these (default: all)', readNumber)
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON: what was written')
  .description('what one account may read, as a file of cases and one of their history')
  .action(async (keywords: string[], options: ExportOptions) => {
    const { runExport } = await import('./export-command.ts')
    await runExport(keywords, options, process.env)
  })
program
  .command('stats')
  .requiredOption('--as <account>', 'the e-mail of an account: the figures are those of its side')
  .option('--side <side>', 'a reseller domain or desk, where the account is on several')
  .requiredOption('--since <moment>', 'a date (UTC), or a moment with its offset', readMoment)
  .option('--until <moment>', 'before this moment (default: now)', readMoment)
  .addOption(new Option('--by <group>', 'for each of them as well').choices(statisticsGroups))
  .addOption(new Option('--csv', 'print CSV, times in seconds').conflicts('json'))
  .option('--json', 'print JSON, times in seconds')
  .option('--who <name>', 'who asks (default: the system user)')
  .description('cases opened and closed, response and resolution times, over all or by group')
  .action(async ({ until = new Date(), ...options }: Omit<StatsOptions, 'until'> & { until?: Date }) => {
    const { runStats } = await import('./stats-command.ts')
    await runStats({ ...options, until }, process.env)
  })
const directory = program.command('directory').description('who is who, kept in the database')
directory
  .command('import')
  .argument('<file>', 'a directory file in YAML or JSON')
  .description('put a directory file into the database: checked whole, shown as a diff, then written')
  .option('--yes', 'write without asking')
  .option('--dry-run', 'only show what would change')
  .option('--prune', 'end what is stored but not in the file')
  .option('--json', 'print JSON; nobody is asked: --yes writes')
  .action((file: string, options: ImportOptions) => runDirectory('import', file, options))
directory
  .command('show')
  .argument('[domain]', 'only what concerns this reseller domain')
  .option('--json', 'print JSON')
  .description('print what the database holds')
  .action((domain: string | undefined, options: ImportOptions) => runDirectory('show', domain, options))
directory
  .command('join')
  .option('--json', 'print JSON')
  .description('put cases from before a former name was recorded under the first name')
  .action(async (options: Pick<ImportOptions, 'json'>) => {
    const { joinDirectoryNames } = await import('./directory-command.ts')
    await joinDirectoryNames(options, process.env)
  })
const google = directory.command('google').description('the directory as Google knows it')
google
  .command('login')
  .option('--domain <domain>', 'which of the reseller domains, where DIRECTORY_GOOGLE_FILE names several')
  .option(
    '--client <file>',
    'the JSON of a desktop OAuth client (default: clientFile of DIRECTORY_GOOGLE_FILE)',
  )
  .description('sign in as an admin of a reseller domain, for syncs from then on')
  .action(async (options: GoogleLoginCommandOptions) => {
    const { logInToGoogle } = await import('./directory-google-command.ts')
    await logInToGoogle(options, process.env)
  })
google
  .command('sync')
  .option('--yes', 'write without asking')
  .option('--dry-run', 'only show what would change')
  .option('--json', 'print JSON')
  .description('read accounts, customers and sales from Google, show what would change, then write it')
  .action(async (options: GoogleSyncCommandOptions) => {
    const { syncWithGoogle } = await import('./directory-google-command.ts')
    await syncWithGoogle(options, process.env)
  })
program
  .command('gchat')
  .description('the Google Chat app')
  .command('manifest')
  .addOption(
    new Option('--language <language>', 'of descriptions and labels').choices(['en', 'ja']).default('en'),
  )
  .option('--json', 'print JSON')
  .description("all that is entered in Google's consoles for the Chat app, to copy; needs PUBLIC_URL")
  .action(async (options: GchatManifestOptions) => {
    const { showGchatManifest } = await import('./gchat-manifest-command.ts')
    await showGchatManifest(options, process.env)
  })
const posts = program.command('posts').description('stop all posts at once, and let them go out again')
posts
  .command('pause')
  .description('nothing is posted or mailed from now on, in any conversation, until resume')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .action(async (options: PostsOptions) => (await loadPosts()).pausePosts(options, process.env))
posts
  .command('resume')
  .description('what was held back goes out, and all else with it')
  .option('--json', 'print JSON')
  .action(async (options: PostsOptions) => (await loadPosts()).resumePosts(options, process.env))
posts
  .command('status')
  .description('whether posts are paused, since when and by whom')
  .option('--json', 'print JSON')
  .action(async (options: PostsOptions) => (await loadPosts()).showPause(options, process.env))
const customer = program
  .command('customer')
  .description("one customer's cases: to hand over, and to take away when it has left")
customer
  .command('export')
  .argument('<customer>', "the customer's id, as the directory has it")
  .requiredOption('--out <folder>', 'a folder that is not there yet')
  .option('--all', 'internal notes and hidden cases as well: for operators, not for the customer')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .description('all cases with history, files and grants, as the customer reads them: JSON Lines and files')
  .action(async (customer: string, options: CustomerExportOptions) => {
    const { runCustomerExport } = await import('./customer-command.ts')
    await runCustomerExport(customer, options, process.env)
  })
customer
  .command('erase')
  .argument('<customer>', "the customer's id, as the directory has it")
  .description('remove all that is kept of a customer that left, and say what stays where')
  .option('--yes', 'erase without asking')
  .option('--dry-run', 'only show what would happen')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .action(async (id: string, options: EraseCustomerOptions) => {
    const { runEraseCustomer } = await import('./customer-erase-command.ts')
    await runEraseCustomer(id, options, process.env)
  })
program
  .command('retention')
  .description('closed cases that KEEP_CLOSED_CASES takes away now; without it, they are kept')
  .option('--dry-run', 'only show them')
  .option('--keep <days>', 'only show what this setting would take away, such as 1095d', readDays)
  .option('--yes', 'delete them without asking')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .action(async (flags: RetentionFlags) => {
    const { runRetention } = await import('./retention-command.ts')
    await runRetention(flags, process.env)
  })
program
  .command('hold')
  .argument('[case]', 'the number of the case (default: show what is on hold)', readNumber)
  .argument('[reason...]', 'why, for operators')
  .option('--release', 'no longer')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .description('keep a case from KEEP_CLOSED_CASES and from erasure')
  .action(async (number: number | undefined, reason: string[], options: HoldOptions, command: Command) => {
    const { holdCase, listHeldCases } = await import('./hold-command.ts')
    if (number !== undefined) return holdCase(number, reason.join(' ') || null, options, process.env)
    if (options.release) command.error('error: give the number of the case to release')
    return listHeldCases(options, process.env)
  })
const person = program
  .command('person')
  .description('where a person stands in all that is kept, and how they are taken out of it')
person
  .command('find')
  .argument('<person>', 'an e-mail, or a chat user such as slack:T1/U1 or users/123')
  .description('list every place that names them, and what an erasure would do there')
  .option('--json', 'print JSON, with every place')
  .action(async (who: string, options: PersonOptions) =>
    (await loadPerson()).findPerson(who, options, process.env),
  )
person
  .command('erase')
  .argument('<person>', 'an e-mail, or a chat user such as slack:T1/U1 or users/123')
  .description('remove what may go, put a tombstone in their place in cases, and say what stays and why')
  .option('--yes', 'erase without asking')
  .option('--dry-run', 'only show what would happen')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .action(async (who: string, options: ErasePersonOptions) =>
    (await loadPerson()).eraseKnownPerson(who, options, process.env),
  )
person
  .command('forget')
  .argument('<person>', 'an e-mail, or a chat user such as users/123')
  .description('remove only what Google Chat told of them; when they use the app again, it is kept again')
  .option('--json', 'print JSON')
  .action(async (who: string, options: PersonOptions) =>
    (await loadPerson()).forgetPerson(who, options, process.env),
  )
const setup = program.command('setup').description('the first run, which is finished in chat')
setup
  .command('operators')
  .description('list who became an operator in chat')
  .option('--json', 'print JSON')
  .action(async (options: SetupOptions) => (await loadSetup()).listOperators(options, process.env))
setup
  .command('remove')
  .argument('<user>', 'a chat user, as `setup operators` lists them')
  .description('take from a chat user what a code gave them')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--json', 'print JSON')
  .action(async (user: string, options: RemoveOperatorOptions) =>
    (await loadSetup()).removeOperator(user, options, process.env),
  )
setup
  .command('code')
  .description('print a new code, which makes whoever types it in chat an operator')
  .option('--json', 'print JSON')
  .action(async (options: SetupOptions) => (await loadSetup()).printSetupCode(options, process.env))
const deliveries = program
  .command('deliveries')
  .description('what waits to be posted or mailed, and what can be done about it')
deliveries
  .command('list')
  .description('every thread that is late, held back, or was dropped, and why')
  .option('--json', 'print JSON')
  .action(async (options: DeliveriesOptions) => (await loadDeliveries()).listDeliveries(options, process.env))
deliveries
  .command('retry')
  .argument('<case>', 'the number of the case', readNumber)
  .argument('[thread]', 'the id of one thread, from list (default: all of the case that wait)')
  .description('try now what waits, also what was dropped; nothing has to be retried by hand')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--why <text>', 'kept beside it')
  .option('--json', 'print JSON')
  .action(async (number: number, thread: string | undefined, options: DeliveriesOptions) =>
    (await loadDeliveries()).changeDeliveries({ what: 'retried', number, thread }, options, process.env),
  )
deliveries
  .command('drop')
  .argument('<case>', 'the number of the case', readNumber)
  .argument('<thread>', 'the id of the thread, from list')
  .description('deliver nothing more to this thread until somebody retries it')
  .option('--by <name>', 'who asks (default: the system user)')
  .option('--why <text>', 'kept beside it')
  .option('--json', 'print JSON')
  .action(async (number: number, thread: string, options: DeliveriesOptions) =>
    (await loadDeliveries()).changeDeliveries({ what: 'dropped', number, thread }, options, process.env),
  )
deliveries
  .command('actions')
  .argument('<case>', 'the number of the case', readNumber)
  .description('who retried or dropped which of its threads, and when')
  .option('--json', 'print JSON')
  .action(async (number: number, options: DeliveriesOptions) =>
    (await loadDeliveries()).listDeliveryActions(number, options, process.env),
  )
const audit = program.command('audit').description('who did what, who could read what, and where')
audit
  .command('log')
  .option('--side <side>', 'only of a reseller domain, desk, customer:<id>, or operator')
  .option('--case <case>', 'only of this case', readNumber)
  .addOption(new Option('--what <act>', 'only this').choices(auditActs))
  .option('--limit <records>', 'no more than these', readNumber, 100)
  .option('--json', 'print JSON, a record a line')
  .description('who changed, exported, downloaded, declared or confirmed what, the newest first')
  .action(async (options: AuditLogOptions) => {
    const { showAuditLog } = await import('./audit-log-command.ts')
    await showAuditLog(options, process.env)
  })
audit
  .command('readers')
  .argument('<case>', 'the number of the case', readNumber)
  .argument('<entry>', 'the number of the entry in its history', readNumber)
  .description('who could read an entry where it was shown, and from when to when')
  .option('--json', 'print JSON')
  .action(async (number: number, entry: number, options: AuditOptions) => {
    const { auditReaders } = await import('./audit-command.ts')
    await auditReaders(number, entry, options, process.env)
  })
audit
  .command('conversation')
  .addArgument(new Argument('<platform>').choices(platforms))
  .argument('<tenant>', 'the id of the Slack workspace; - for Google Chat')
  .argument('<channel>', 'the id of the channel (C0…), or the name of the space (spaces/…)')
  .description('what a conversation was declared for, and how that changed')
  .option('--json', 'print JSON')
  .action(async (platform: Platform, tenant: string, channel: string, options: AuditOptions) => {
    const { auditConversation } = await import('./audit-command.ts')
    const conversation = { platform, tenant: tenant === '-' ? '' : tenant, channel }
    await auditConversation(conversation, options, process.env)
  })
program
  .command('doctor')
  .argument('[domain]', 'one reseller domain, also while it is being set up')
  .description(
    'check what can be checked of an installation, or of a further reseller domain; changes nothing',
  )
  .option('--sign-in <client.json>', "sign in as the domain's super admin and look at Google's own records")
  .option(
    '--case <number>',
    'a dry run of the response targets for one case: which apply, and what is due when',
    readNumber,
  )
  .option('--json', 'print JSON')
  .action(async (domain: string | undefined, options: DoctorOptions) => {
    const { doctor } = await import('./doctor-command.ts')
    await doctor(domain, options, process.env)
  })
await program.parseAsync()

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1.')
  return Number(text)
}

function readDays(text: string): number {
  const days = /^([1-9]\d{0,4})d$/.exec(text)?.[1]
  if (days === undefined) throw new InvalidArgumentError('Give days, such as 1095d.')
  return Number(days)
}

function readEncoding(name: string): Encoding {
  const encoding = parseEncoding(name)
  if (!encoding) throw new InvalidArgumentError(`Name one of ${encodings.join(', ')}.`)
  return encoding
}

function readMoment(text: string): Date {
  const isMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const at = new Date(text)
  if (!isMoment || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Write it like 2026-10-01, or 2026-10-01T09:00:00+09:00.')
  return at
}

function readTimeZone(name: string): string {
  if (!isTimeZone(name)) throw new InvalidArgumentError('Name a time zone, such as Asia/Tokyo.')
  return name
}

/** Not `--env-file`: Node takes that for its own, wherever it stands. */
function readSettingsFile(file: string): void {
  try {
    process.loadEnvFile(file)
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? "isn't there" : "can't be read"
    console.error(`${file}, which --settings names, ${why}.`)
    process.exit(exitCodes.noInput)
  }
}

function loadDeliveries() {
  return import('./deliveries-command.ts')
}

function loadBackup() {
  return import('./backup-command.ts')
}

function loadPosts() {
  return import('./posts-command.ts')
}

/** Loaded only when asked for: a start pays nothing for it. */
function loadSetup() {
  return import('./setup-command.ts')
}

function loadPerson() {
  return import('./person-command.ts')
}

/** Loaded only when asked for: a start pays nothing for it. */
async function runDirectory(
  what: 'import' | 'show',
  name?: string,
  options: ImportOptions = {},
): Promise<void> {
  const { importDirectory, showDirectory } = await import('./directory-command.ts')
  if (what === 'import') await importDirectory(name ?? '', options, process.env)
  else await showDirectory(name, options, process.env)
}
