/** `casethread doctor`: what can be checked of an installation, chapter by chapter. It changes nothing. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { historyAfter } from '../cases/history.ts'
import { eventsPath } from '../chat/gchat/endpoint.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import type { GoogleAdmin } from '../google/google-admin.ts'
import { GoogleLoginError } from '../google/google-directory-login.ts'
import { readDirectoryBytes } from '../people/directory-file.ts'
import { DirectoryFileError } from '../people/directory-file-error.ts'
import { byPresentNames, collectNames } from '../people/directory-names.ts'
import { readStored } from '../people/import-directory.ts'
import { findLateNames } from '../people/join-late-names.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { StoreUnavailable } from '../store/store-unavailable.ts'
import { checkActing, checkDeskActing, toActingWays } from './check-acting.ts'
import { checkGchat } from './check-chat-app.ts'
import { checkConversations, checkReadershipSettings } from './check-conversations.ts'
import { checkDataFolder } from './check-data.ts'
import { checkDelivery } from './check-delivery.ts'
import { checkDirectory, checkDomain, checkLateNames, type Known } from './check-directory.ts'
import { checkGoogleDomain } from './check-google-domain.ts'
import { checkMail } from './check-mail.ts'
import { checkEndpoint, checkPublicUrl } from './check-public-url.ts'
import { checkSignIn } from './check-sign-in.ts'
import { checkSlack } from './check-slack-app.ts'
import { checkCaseTargets, readTargets } from './check-targets.ts'
import { connectConversations } from './connect-conversations.ts'
import { byHand, type Chapter, type Finding, ok, problem } from './finding.ts'

export interface DoctorDeps {
  readonly config: Config
  readonly log: Log
  readonly now: () => Date
}

/** The whole installation. */
export async function examine(deps: DoctorDeps): Promise<readonly Chapter[]> {
  const { config, log, now } = deps
  return withStore(deps, async (store, stored) => {
    const { known, from, findings } = await readKnown(config, store)
    return [
      { title: 'Database', findings: stored },
      {
        title: 'Directory',
        findings: known
          ? [
              ...checkDirectory(byPresentNames(known), from, now(), config.grantDefault),
              ...(store ? checkLateNames(await findLateNames(known, store)) : []),
            ]
          : findings,
      },
      ...(known ? [await whoCanAct(config, known, store)] : []),
      { title: 'Slack', findings: await slackFindings(config, log) },
      { title: 'Google Chat', findings: await gchatFindings(config, log) },
      { title: 'Who can read', findings: await readershipFindings(deps, known, store) },
      { title: 'Address and sign-in', findings: await signInFindings(config) },
      { title: 'Mail', findings: await checkMail(config.mail) },
      { title: 'Response targets', findings: (await readTargets(config.targetsFile, now())).findings },
      ...(store ? [{ title: 'Delivery', findings: await checkDelivery({ store, now: now() }) }] : []),
    ]
  })
}

/** DOM-3: one reseller domain. With `signIn`, somebody signs in to it, as the super admin that the directory names if it names one. */
export async function examineDomain(
  deps: DoctorDeps,
  typed: string,
  signIn?: (admin: string) => Promise<GoogleAdmin>,
): Promise<readonly Chapter[]> {
  return withStore(deps, async (store) => {
    const { known: byId, findings } = await readKnown(deps.config, store)
    if (!byId) return [{ title: 'Directory', findings }]
    const known = byPresentNames(byId)
    const { presentName, idOf } = collectNames(byId)
    const domain = presentName(idOf(typed))
    const entry = known.domains.find((one) => one.domain === domain)
    return [
      {
        title: `${domain} in the directory`,
        findings: checkDomain(known, domain, deps.now(), deps.config.grantDefault),
      },
      ...(entry ? [await whoCanAct(deps.config, known, store, domain)] : []),
      {
        title: `${domain} at Google`,
        findings: signIn
          ? await checkSignedIn(() => signIn(entry?.superAdmin ?? ''), known, domain)
          : [notSignedIn(domain)],
      },
    ]
  })
}

async function checkSignedIn(
  signIn: () => Promise<GoogleAdmin>,
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
  return checkGoogleDomain(google, known, domain)
}

/** OWN-3: a dry run of the targets for one case. */
export async function examineCase(deps: DoctorDeps, number: number): Promise<readonly Chapter[]> {
  const { config } = deps
  const now = deps.now()
  return withStore(deps, async (store) => {
    const { targets, findings } = await readTargets(config.targetsFile, now)
    if (!targets) return [{ title: 'Response targets', findings }]
    const supportCase = await store?.get(number)
    const { known, findings: without } = await readKnown(config, store)
    if (!store || !supportCase)
      return [
        {
          title: `Case ${number}`,
          findings: [
            problem(
              { kind: 'case', subject: `case ${number}` },
              `There is no case ${number}.`,
              'Check the number.',
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

/** One reseller domain, or all of them and the desk. */
async function whoCanAct(
  config: Config,
  known: Known,
  store: Store | undefined,
  domain?: string,
): Promise<Chapter> {
  const ways = toActingWays(config, store?.identities)
  const domains = domain === undefined ? known.domains.map((one) => one.domain) : [domain]
  const findings: Finding[] = []
  for (const one of domains) findings.push(await checkActing(known, one, ways))
  if (domain === undefined) findings.push(await checkDeskActing(known, ways))
  return { title: 'Who can act', findings }
}

async function withStore(
  { config }: DoctorDeps,
  work: (store: Store | undefined, findings: readonly Finding[]) => Promise<readonly Chapter[]>,
): Promise<readonly Chapter[]> {
  const file = join(config.dataDir, 'casethread.db')
  // Looking must not make a database where there is none.
  if (config.mongodbUri === null && !existsSync(file))
    return work(undefined, [
      ok({ kind: 'database', subject: file }, `${file} is not there yet: the first start makes it.`),
    ])
  let store: Store
  try {
    store = await openStore({
      dataDir: config.dataDir,
      check: true,
      ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
    })
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    const about = {
      kind: 'database',
      subject: config.mongodbUri ? 'MONGODB_URI' : file,
      ...(error.refused ? {} : { cause: 'unreachable' as const }),
    } as const
    return work(undefined, [
      problem(about, error.message, 'Fix this first: without the database nothing works.'),
    ])
  }
  try {
    const findings = config.mongodbUri
      ? [ok({ kind: 'database', subject: 'MONGODB_URI' }, 'MongoDB answers, and its schema is up to date.')]
      : [
          ok({ kind: 'database', subject: file }, `${file} is whole, and its schema is up to date.`),
          ...checkDataFolder(config.dataDir),
        ]
    return await work(store, findings)
  } finally {
    await store.close()
  }
}

const correctFile = 'Correct the file, or name another with DIRECTORY_FILE.'

interface Read {
  readonly known?: Known
  readonly from: string
  readonly findings: readonly Finding[]
}

/** As `openDirectory` chooses: the file where there is one, else the database. */
async function readKnown(config: Config, store: Store | undefined): Promise<Read> {
  const { directoryFile, directoryFileNamed } = config
  try {
    if (directoryFileNamed || existsSync(directoryFile)) {
      const known = readDirectoryBytes(await readFile(directoryFile), directoryFile)
      return { known, from: directoryFile, findings: [] }
    }
  } catch (error) {
    const text = error instanceof DirectoryFileError ? error.message : `${directoryFile} cannot be read.`
    return {
      from: directoryFile,
      findings: [
        problem({ kind: 'directory', subject: directoryFile, cause: 'settings' }, text, correctFile),
      ],
    }
  }
  const stored = store && (await readStored(store.directory))
  if (stored && stored.domains.length > 0) return { known: stored, from: 'the database', findings: [] }
  return {
    from: 'nowhere',
    findings: [
      problem(
        { kind: 'directory', subject: directoryFile, cause: 'settings' },
        'There is no directory: nobody could do anything.',
        `Write ${directoryFile}, or put one into the database with "casethread directory import <file>".`,
      ),
    ],
  }
}

async function slackFindings(config: Config, log: Log): Promise<readonly Finding[]> {
  if (!config.slack)
    return [
      byHand(
        { kind: 'slack', subject: 'SLACK_BOT_TOKEN' },
        'Slack is not set up.',
        'SLACK_BOT_TOKEN and what belongs to it: see README.',
      ),
    ]
  const findings = await checkSlack(config.slack, log)
  if (config.publicUrl === null || config.slack.connection.kind === 'socket') return findings
  return [...findings, ...(await checkEndpoint(`${config.publicUrl}/slack/events`, 'Slack'))]
}

async function gchatFindings({ gchat }: Config, log: Log): Promise<readonly Finding[]> {
  if (!gchat)
    return [
      byHand(
        { kind: 'gchat', subject: 'GCHAT_PROJECT_NUMBER' },
        'Google Chat is not set up.',
        'GCHAT_PROJECT_NUMBER: see docs/google-chat.md.',
      ),
    ]
  const findings = await checkGchat(gchat, log)
  return [...findings, ...(await checkEndpoint(`${gchat.publicUrl}${eventsPath}`, 'Google'))]
}

async function readershipFindings(
  deps: DoctorDeps,
  known: Known | undefined,
  store: Store | undefined,
): Promise<readonly Finding[]> {
  if (!known)
    return [
      byHand(
        { kind: 'readership', subject: 'directory' },
        'Nobody is known who could read.',
        'Fix the directory first.',
      ),
    ]
  const settings = checkReadershipSettings(deps.config.readership, known)
  if (!store)
    return [
      ...settings,
      ok({ kind: 'readership', subject: 'conversations' }, 'No conversation is declared yet.'),
    ]
  try {
    const connected = await connectConversations(deps, store)
    return [...settings, ...(await checkConversations({ ...connected, known, now: deps.now() }))]
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
        'PUBLIC_URL is not set.',
        'People can then prove no account by signing in: see docs/linking.md.',
      ),
    ]
  const reached = await checkPublicUrl(publicUrl)
  return google ? [...reached, ...(await checkSignIn(google, publicUrl))] : reached
}
