/** `casethread doctor`: what can be checked of an installation, chapter by chapter. It changes nothing. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { historyAfter } from '../cases/history.ts'
import { findStoreFault } from '../cases/store-fault.ts'
import { eventsPath } from '../chat/gchat/endpoint.ts'
import { withChosenSettings } from '../config/chosen-settings.ts'
import type { Config } from '../config/config.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import type { Log } from '../config/log.ts'
import { toOneLine } from '../config/one-line.ts'
import type { GoogleAdmin } from '../google/google-admin.ts'
import { GoogleLoginError } from '../google/google-directory-login.ts'
import type { GoogleNetwork } from '../google/google-network.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import { DirectoryFileError } from '../people/directory-file-error.ts'
import { byPresentNames, collectNames } from '../people/directory-names.ts'
import { readGoogleSyncFile } from '../people/google/google-sync-file.ts'
import type { NameMapping } from '../people/google/privilege-names.ts'
import { readStored } from '../people/import-directory.ts'
import { findLateNames } from '../people/join-late-names.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { StoreOutdated, StoreUnavailable } from '../store/store-unavailable.ts'
import { checkActing, checkDeskActing, toActingWays } from './check-acting.ts'
import { checkCategories } from './check-categories.ts'
import { checkGchat } from './check-chat-app.ts'
import { checkConversations, checkReadershipSettings } from './check-conversations.ts'
import { checkDataFolder, checkFirstStart } from './check-data.ts'
import { checkDelivery } from './check-delivery.ts'
import { checkDirectory, checkDomain, checkLateNames, type Known } from './check-directory.ts'
import { checkGoogleDomain } from './check-google-domain.ts'
import { checkGoogleSync, tellSyncFile } from './check-google-sync.ts'
import { checkInstalledWorkspaces } from './check-installed-workspaces.ts'
import { checkMail } from './check-mail.ts'
import { checkEndpoint, checkPublicUrl } from './check-public-url.ts'
import { checkRetention } from './check-retention.ts'
import { checkSignIn } from './check-sign-in.ts'
import { checkRequests, checkSlack } from './check-slack-app.ts'
import { checkCaseTargets, readTargets } from './check-targets.ts'
import { connectConversations } from './connect-conversations.ts'
import { findInChat } from './find-in-chat.ts'
import { byHand, type Chapter, type Finding, ok, problem, warning } from './finding.ts'
import { layChatOver } from './lay-chat-over.ts'

export interface DoctorDeps {
  readonly config: Config
  readonly log: Log
  readonly now: () => Date
  /** The store of a bot that runs: it is looked into as it is, and stays open. */
  readonly store?: Store
  /** Where Google is, for the directory that is synced with it; left out: at Google. */
  readonly network?: GoogleNetwork
}

/** The database, or why there is none to look into: not made yet, or it can't be read. */
type Database =
  | { readonly state: 'open'; readonly store: Store; readonly findings: readonly Finding[] }
  | { readonly state: 'none' | 'unread'; readonly store?: undefined; readonly findings: readonly Finding[] }

/** The whole installation. What can't be looked at hides no other chapter. */
export async function examine(asked: DoctorDeps): Promise<readonly Chapter[]> {
  return withDatabase(asked, async (database) => {
    const deps = await withChosen(asked, database)
    const { config } = deps
    const { log, now } = deps
    const { known, from, findings } = await readKnown(config, database)
    const { store } = database
    const { directoryGoogle: google, categoriesFile: categories } = config
    const looks: readonly (readonly [title: string, look: () => Promise<readonly Finding[]>])[] = [
      ['Database', async () => database.findings],
      [
        'Directory',
        async () =>
          known
            ? [
                ...checkDirectory(byPresentNames(known), from, now(), config.grantDefault),
                ...(store ? checkLateNames(await findLateNames(known, store)) : []),
              ]
            : findings,
      ],
      ...(google
        ? [['Directory from Google', () => googleSyncFindings(deps, google, database)] as const]
        : []),
      ...(known ? [['Who can act', () => whoCanAct(deps, known, database)] as const] : []),
      ['Slack', () => slackFindings(deps, database)],
      ['Google Chat', () => gchatFindings(config, log)],
      ['Who can read', () => readershipFindings(deps, known, database)],
      ['Address and sign-in', () => signInFindings(config)],
      ['Mail', () => checkMail(config.mail)],
      ...(categories === null ? [] : [['Categories', () => checkCategories(categories)] as const]),
      ['Closed cases', () => checkRetention(config, store, now())],
      ['Response targets', async () => (await readTargets(config.targetsFile, now())).findings],
      ...(store ? [['Delivery', () => checkDelivery({ store, now: now() })] as const] : []),
    ]
    const chapters: Chapter[] = []
    for (const [title, look] of looks) chapters.push(await toChapter(title, look))
    return chapters
  })
}

/** DOM-3: one reseller domain. With `signIn`, somebody signs in to it, as the super admin that the directory names if it names one. */
export async function examineDomain(
  asked: DoctorDeps,
  typed: string,
  signIn?: (admin: string) => Promise<GoogleAdmin>,
): Promise<readonly Chapter[]> {
  return withDatabase(asked, async (database) => {
    const deps = await withChosen(asked, database)
    const { config } = deps
    const { known: byId, findings } = await readKnown(config, database)
    const unread = database.state === 'unread' ? [{ title: 'Database', findings: database.findings }] : []
    if (!byId) return [...unread, { title: 'Directory', findings }]
    const known = byPresentNames(byId)
    const { presentName, idOf } = collectNames(byId)
    const domain = presentName(idOf(typed))
    const entry = known.domains.find((one) => one.domain === domain)
    const atGoogle = () =>
      signIn
        ? checkSignedIn(() => signIn(entry?.superAdmin ?? ''), config, known, domain)
        : Promise.resolve([notSignedIn(domain)])
    return [
      ...unread,
      {
        title: `${domain} in the directory`,
        findings: checkDomain(known, domain, deps.now(), config.grantDefault),
      },
      ...(entry ? [await toChapter('Who can act', () => whoCanAct(deps, byId, database, domain))] : []),
      await toChapter(`${domain} at Google`, atGoogle),
    ]
  })
}

/** With what was chosen in chat (DOM-5). */
async function withChosen(deps: DoctorDeps, { store }: Database): Promise<DoctorDeps> {
  const chosen = (await store?.setup.read())?.chosen
  return chosen ? { ...deps, config: withChosenSettings(deps.config, chosen) } : deps
}

/** What keeps one chapter from being looked at is told in it, and the others are looked at. */
async function toChapter(title: string, look: () => Promise<readonly Finding[]>): Promise<Chapter> {
  try {
    return { title, findings: await look() }
  } catch (error) {
    return { title, findings: [tellUnread(title, error)] }
  }
}

function tellUnread(title: string, error: unknown): Finding {
  const fault = findStoreFault(error)
  if (fault)
    return problem(
      {
        kind: 'database',
        subject: title,
        ...(['read-only', 'damaged'].includes(fault.kind) ? {} : { cause: 'unreachable' }),
      },
      `"${title}" was not looked at to its end: ${fault.message}.`,
      'Check the database, then run this again.',
    )
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return problem(
    { kind: 'unexpected', subject: title },
    `"${title}" was not looked at to its end, by a fault of the doctor itself (${toOneLine(why)}).`,
    'Run this again; if it stays so, report it with this line.',
  )
}

async function checkSignedIn(
  signIn: () => Promise<GoogleAdmin>,
  config: Config,
  known: Known,
  domain: string,
): Promise<readonly Finding[]> {
  let google: GoogleAdmin
  try {
    google = await signIn()
  } catch (error) {
    if (!(error instanceof GoogleLoginError)) throw error
    const cause = error.kind === 'client' ? 'settings' : error.kind === 'unreachable' ? 'unreachable' : null
    return [
      problem(
        { kind: 'google-sign-in', subject: domain, ...(cause ? { cause } : {}) },
        `Google's own records were not looked at. ${error.message}`,
        'docs/another-domain.md describes the client and the sign-in.',
      ),
    ]
  }
  const { mapping, findings } = await readMapping(config)
  return [...findings, ...(await checkGoogleDomain(google, known, domain, mapping))]
}

/** What Google's names mean in this installation: accounts that were synced hold what came of it. */
async function readMapping({
  directoryGoogle,
}: Config): Promise<{ readonly mapping?: NameMapping; readonly findings: readonly Finding[] }> {
  if (!directoryGoogle) return { findings: [] }
  try {
    return { mapping: (await readGoogleSyncFile(directoryGoogle.file)).mapping, findings: [] }
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    return { findings: [tellSyncFile(directoryGoogle.file, error)] }
  }
}

/** OWN-3: a dry run of the targets for one case. */
export async function examineCase(deps: DoctorDeps, number: number): Promise<readonly Chapter[]> {
  const { config } = deps
  const now = deps.now()
  return withDatabase(deps, async (database) => {
    if (database.state === 'unread') return [{ title: 'Database', findings: database.findings }]
    const { targets, findings } = await readTargets(config.targetsFile, now)
    if (!targets) return [{ title: 'Response targets', findings }]
    const { store } = database
    const supportCase = await store?.get(number)
    const { known, findings: without } = await readKnown(config, database)
    if (!store || !supportCase)
      return [
        {
          title: `Case ${number}`,
          findings: [
            problem(
              { kind: 'case', subject: `case ${number}` },
              `There is no case ${number}.`,
              'Check the number, and that DATA_DIR or MONGODB_URI is that of the bot.',
            ),
          ],
        },
      ]
    if (!known) return [{ title: 'Directory', findings: without }]
    const { id } = supportCase.customer
    const partners = known.relationships
      .filter(({ customer, from, to }) => customer === id && from <= now && (to === null || now < to))
      .map(({ domain }) => domain)
    const tier = known.customers.find((customer) => customer.id === id)?.tier ?? 'standard'
    const entries = await historyAfter(store, number, 0)
    return checkCaseTargets(supportCase, entries, targets, { tier, partners }, now)
  })
}

const notSignedIn = (domain: string): Finding =>
  byHand(
    { kind: 'google-sign-in', subject: domain },
    "Google's own records were not looked at.",
    'Add --sign-in <client.json> to sign in as the super admin of the domain: see docs/another-domain.md.',
  )

/** One reseller domain by its name of today, or all of them and the desk. */
async function whoCanAct(
  { config, log }: DoctorDeps,
  byId: Known,
  { state, store }: Database,
  domain?: string,
): Promise<readonly Finding[]> {
  const { idOf, everyName } = collectNames(byId)
  // Linked before a former name was recorded, the link has the name of then.
  const linkedTo = async (email: string) =>
    store ? (await Promise.all(everyName(idOf(email)).map(store.identities.chatUsersLinkedTo))).flat() : []
  const inChat = await findInChat(config, store, log)
  const ways = toActingWays(config, { linkedTo: state === 'unread' ? undefined : linkedTo, ...inChat })
  const known = byPresentNames(byId)
  if (domain !== undefined) return [await checkActing(known, domain, ways)]
  const findings: Finding[] = []
  for (const one of known.domains) findings.push(await checkActing(known, one.domain, ways))
  findings.push(await checkDeskActing(known, ways))
  return findings
}

async function googleSyncFindings(
  { config, now, network }: DoctorDeps,
  google: NonNullable<Config['directoryGoogle']>,
  { state, store }: Database,
): Promise<readonly Finding[]> {
  const { directoryFile, directoryFileNamed, dataDir } = config
  const isInFile = directoryFileNamed || existsSync(directoryFile)
  const none = { find: async () => [] }
  return checkGoogleSync({
    google,
    dataDir,
    directoryFile: isInFile ? directoryFile : null,
    rounds: state === 'none' ? none : store?.directory,
    now: now(),
    network,
  })
}

async function withDatabase(
  { config, store: running }: DoctorDeps,
  work: (database: Database) => Promise<readonly Chapter[]>,
): Promise<readonly Chapter[]> {
  if (running) return work({ state: 'open', store: running, findings: await checkRunning(config, running) })
  const file = join(config.dataDir, 'casethread.db')
  // Looking must not make a database where there is none. What is left of one is looked at: nobody would start on it.
  if (config.mongodbUri === null && !existsSync(file) && !existsSync(`${file}-wal`))
    return work({ state: 'none', findings: checkFirstStart(file, config.dataDir) })
  let store: Store
  try {
    store = await openStore({
      dataDir: config.dataDir,
      check: true,
      upgrade: false,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    })
  } catch (error) {
    if (error instanceof StoreOutdated)
      return work(tellOutdated(error, config.mongodbUri ? 'MONGODB_URI' : file))
    if (!(error instanceof StoreUnavailable)) throw error
    const about = {
      kind: 'database',
      subject: config.mongodbUri ? 'MONGODB_URI' : file,
      // As at a start: what is refused is a matter of the settings, unless the data themselves are damaged.
      ...(error.damaged ? {} : { cause: error.refused ? ('settings' as const) : ('unreachable' as const) }),
    } as const
    return work({
      state: 'unread',
      findings: [problem(about, error.message, 'Fix this first: without the database nothing works.')],
    })
  }
  try {
    const findings = config.mongodbUri
      ? [ok({ kind: 'database', subject: 'MONGODB_URI' }, 'MongoDB answers, and its schema is up to date.')]
      : [
          ok({ kind: 'database', subject: file }, `${file} is whole, and its schema is up to date.`),
          ...checkDataFolder(config.dataDir),
        ]
    return await work({ state: 'open', store, findings })
  } catch (error) {
    if (!findStoreFault(error)) throw error
    return [{ title: 'Database', findings: [tellUnread('Database', error)] }]
  } finally {
    await store.close()
  }
}

/** Looking must not change it: there would be no way back to the former version. */
function tellOutdated({ message, isEmpty }: StoreOutdated, subject: string): Database {
  const about = { kind: 'database', subject } as const
  if (isEmpty) return { state: 'none', findings: [ok(about, `${message} The first start prepares it.`)] }
  const next =
    'Make a backup: the next start brings it up to date, and then the former version refuses it (docs/upgrading.md).'
  return { state: 'unread', findings: [warning(about, `${message} What it holds was not looked at.`, next)] }
}

/** Its file was read whole when the bot started. */
async function checkRunning(config: Config, store: Store): Promise<readonly Finding[]> {
  await store.ping()
  const subject = config.mongodbUri ? 'MONGODB_URI' : join(config.dataDir, 'casethread.db')
  const answers = ok({ kind: 'database', subject }, 'The database answers.')
  return config.mongodbUri ? [answers] : [answers, ...checkDataFolder(config.dataDir)]
}

const correctFile = 'Correct the file, or name another with DIRECTORY_FILE.'

interface Read {
  readonly known?: Known
  readonly from: string
  readonly findings: readonly Finding[]
}

/** As `openDirectory` chooses: the file where there is one, with what was settled in chat laid over it; else the database. */
async function readKnown(config: Config, { state, store }: Database): Promise<Read> {
  const { directoryFile, directoryFileNamed } = config
  const about = { kind: 'directory', subject: directoryFile, cause: 'settings' } as const
  try {
    if (directoryFileNamed || existsSync(directoryFile)) {
      const written = readDirectoryBytes(await readFile(directoryFile), directoryFile)
      const known = store ? await layChatOver(written, store.directory) : written
      return { known, from: directoryFile, findings: [] }
    }
    const stored = store && (await readStored(store.directory))
    if (stored && stored.domains.length > 0) {
      const askedFor = await store.directory.all('askedFor')
      const known = { ...stored, relationships: [...stored.relationships, ...askedFor] }
      return { known, from: 'the database', findings: [] }
    }
  } catch (error) {
    if (findStoreFault(error)) return { from: 'the database', findings: [tellUnread('Directory', error)] }
    const text = error instanceof DirectoryFileError ? error.message : describeUnread(directoryFile, error)
    return { from: directoryFile, findings: [problem(about, text, correctFile)] }
  }
  if (state === 'unread')
    return {
      from: 'nowhere',
      findings: [
        byHand(
          { kind: 'directory', subject: directoryFile },
          `The directory wasn't looked at: there is no file ${directoryFile}, and the database can't be read.`,
          'Fix what is named under "Database", and run this again.',
        ),
      ],
    }
  return {
    from: 'nowhere',
    findings: [
      problem(
        about,
        'There is no directory, so nobody can do anything.',
        `Write ${directoryFile}, or put one into the database with "casethread directory import <file>".`,
      ),
    ],
  }
}

function describeUnread(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return `There is no file ${file}.`
  if (code === 'EISDIR') return `${file} is a folder, not a file.`
  return `${file} cannot be read (${code === '' ? toOneLine(String(error)) : code}).`
}

async function slackFindings(
  { config, log, now }: DoctorDeps,
  { store }: Database,
): Promise<readonly Finding[]> {
  if (!config.slack)
    return [
      byHand(
        { kind: 'slack', subject: 'SLACK_BOT_TOKEN' },
        'Slack is not set up.',
        'If you use Slack, set SLACK_BOT_TOKEN and what belongs to it: see docs/settings.md.',
      ),
    ]
  const { botToken } = config.slack
  const own = botToken === null ? undefined : await checkSlack({ ...config.slack, botToken }, log)
  const mayBeOwn = (tenant: string) => own !== undefined && [undefined, tenant].includes(own.tenant)
  const findings = [
    ...(own?.findings ?? []),
    ...(store
      ? await checkInstalledWorkspaces(config, store.installations, { log, now: now(), mayBeOwn })
      : []),
    await checkRequests(config.slack, log),
  ]
  if (config.slack.connection.kind === 'socket') return findings
  if (config.publicUrl === null)
    return [
      ...findings,
      byHand(
        { kind: 'endpoint', subject: 'PUBLIC_URL' },
        "Where Slack's requests arrive wasn't looked at: PUBLIC_URL is not set.",
        'Set PUBLIC_URL to the address that Slack sends requests to, without its path, and run this again.',
      ),
    ]
  return [...findings, ...(await checkEndpoint(`${config.publicUrl}/slack/events`, 'Slack'))]
}

async function gchatFindings({ gchat }: Config, log: Log): Promise<readonly Finding[]> {
  if (!gchat)
    return [
      byHand(
        { kind: 'gchat', subject: 'GCHAT_PROJECT_NUMBER' },
        'Google Chat is not set up.',
        'If you use Google Chat, set GCHAT_PROJECT_NUMBER and what belongs to it: see docs/google-chat.md.',
      ),
    ]
  const findings = await checkGchat(gchat, log)
  return [...findings, ...(await checkEndpoint(`${gchat.publicUrl}${eventsPath}`, 'Google'))]
}

async function readershipFindings(
  deps: DoctorDeps,
  known: Known | undefined,
  { state, store }: Database,
): Promise<readonly Finding[]> {
  if (!known)
    return [
      byHand(
        { kind: 'readership', subject: 'directory' },
        "Who can read in channels and spaces wasn't looked at: there is no directory to compare with.",
        'Fix what is named under "Directory", and run this again.',
      ),
    ]
  const settings = checkReadershipSettings(deps.config.readership, known)
  if (state === 'unread')
    return [
      ...settings,
      byHand(
        { kind: 'readership', subject: 'conversations' },
        "Who can read in channels and spaces wasn't looked at: what they are declared for is in the database.",
        'Fix what is named under "Database", and run this again.',
      ),
    ]
  if (!store)
    return [
      ...settings,
      ok({ kind: 'readership', subject: 'conversations' }, 'No conversation is declared yet.'),
    ]
  try {
    const connected = await connectConversations(deps, store)
    const findings = [...settings, ...(await checkConversations({ ...connected, known, now: deps.now() }))]
    if (findings.length > 0) return findings
    return [ok({ kind: 'readership', subject: 'conversations' }, 'No conversation is declared yet.')]
  } catch (error) {
    // What the doctor could read, the bot need not take: a file may be too large for it.
    if (!(error instanceof DirectoryFileError)) throw error
    return [
      ...settings,
      problem(
        { kind: 'directory', subject: deps.config.directoryFile, cause: 'settings' },
        error.message,
        correctFile,
      ),
    ]
  }
}

async function signInFindings({ publicUrl, google }: Config): Promise<readonly Finding[]> {
  if (publicUrl === null)
    return [
      byHand(
        { kind: 'address', subject: 'PUBLIC_URL' },
        "PUBLIC_URL is not set: people can't link their accounts by signing in with Google.",
        'If they should, set PUBLIC_URL, GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET: see docs/linking.md.',
      ),
    ]
  const reached = await checkPublicUrl(publicUrl)
  return google ? [...reached, ...(await checkSignIn(google, publicUrl))] : reached
}
