/** `casethread directory google login` and `directory google sync`: the directory as Google knows it. */
import { type Config, readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { GoogleApiError } from '../google/google-api-error.ts'
import type { GoogleCallerOptions } from '../google/google-caller.ts'
import {
  canOpenBrowser,
  GoogleLoginError,
  type LoginTerminal,
  signInToGoogle,
} from '../google/google-directory-login.ts'
import { listDirectoryScopes } from '../google/google-directory-scopes.ts'
import type { GoogleNetwork } from '../google/google-network.ts'
import { saveGoogleSignIn } from '../google/google-sign-in-file.ts'
import { orExit } from '../main.ts'
import { findDirectoryPlace } from '../people/directory-place.ts'
import type { SyncRound } from '../people/directory-store.ts'
import { readGoogleSyncFile } from '../people/google/google-sync-file.ts'
import type { GoogleSyncSettings, SyncedDomain } from '../people/google/google-sync-settings.ts'
import { type GoogleSync, planGoogleSync } from '../people/google/plan-google-sync.ts'
import { recordSyncRound, toUnreadRound } from '../people/google/sync-rounds.ts'
import { describeLateName, findLateNames, joinDirectory, type LateName } from '../people/join-late-names.ts'
import { agreed, counted, describeList, describeSteps } from './directory-command.ts'
import { exitCodes } from './exit-codes.ts'
import { isReadable } from './import-command.ts'
import { createLoginTerminal } from './login-terminal.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface GoogleSyncCommandOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

export interface GoogleLoginCommandOptions {
  readonly domain?: string
  readonly client?: string
}

/** Where Google is, and what a login is shown on: left out, at Google and on this terminal. */
export interface GoogleSurroundings {
  readonly network?: GoogleNetwork
  readonly calls?: GoogleCallerOptions
  readonly terminal?: LoginTerminal
}

/**
 * Reads all domains, shows what would change, and writes it once that is agreed to. Exit code 0: written, or nothing to write. 1: not
 * written, since nobody agreed, the parts do not fit together, or something changed meanwhile. 69: Google may answer later. 78:
 * something has to be mended first.
 */
export async function syncWithGoogle(
  options: GoogleSyncCommandOptions,
  env: Env,
  { network, calls }: GoogleSurroundings = {},
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    const settings = await readSettings(config)
    await withStore(config, async (store) => {
      const { directoryFile: file, directoryFileNamed: named, dataDir, directoryGoogle } = config
      const place = findDirectoryPlace({ file, named, store: store.directory })
      try {
        const planning = {
          settings,
          place,
          dataDir,
          keyFile: directoryGoogle?.keyFile,
          ...(network ? { network } : {}),
          ...(calls ? { calls } : {}),
        }
        const sync = await planGoogleSync(planning, () => new Date())
        const late = await findLateNames(sync.known, store)
        if (!options.json) console.log(describeSync(sync, late))
        const outcome = await carryOut(sync, options, late.length > 0)
        if (late.length > 0 && outcome === 'written') await joinDirectory(sync.known, store)
        const ended = toRound(sync, outcome)
        if (ended && !options.dryRun)
          await recordSyncRound(store.directory, { at: new Date(), ...ended }, noRecord)
        if (options.json) console.log(JSON.stringify(toJson(sync, outcome), undefined, 2))
        else console.log(outcomes[outcome](place.name, sync.steps.length))
        if (isRefused(outcome)) process.exitCode = exitCodes.notDone
      } catch (error) {
        if (!(error instanceof GoogleApiError)) throw error
        tellProblems(error, options)
        if (!options.dryRun)
          await recordSyncRound(store.directory, { at: new Date(), ...toUnreadRound(error) }, noRecord)
      }
    })
  }, 'do it')
}

async function readSettings({ directoryGoogle }: Config): Promise<GoogleSyncSettings> {
  if (directoryGoogle) return readGoogleSyncFile(directoryGoogle.file)
  const message = 'is missing: it names a file with the reseller domains to read (docs/google-directory.md)'
  throw new ConfigError([{ setting: 'DIRECTORY_GOOGLE_FILE', message }])
}

type Outcome =
  | 'written'
  | 'nothing'
  | 'only-shown'
  | 'not-agreed'
  | 'unfit'
  | 'too-much'
  | 'changed-meanwhile'

const outcomes: { readonly [O in Outcome]: (place: string, changes: number) => string } = {
  written: (place, changes) =>
    changes === 0
      ? 'The cases are joined. The directory is as Google says.'
      : `Written to ${place}: ${counted(changes)}.`,
  nothing: (place) => `Nothing to write: ${place} is as Google says.`,
  'only-shown': () => 'Nothing was written (--dry-run).',
  'not-agreed': () => 'Nothing was written.',
  unfit: () => 'Nothing was written: mend what does not fit together, in the directory or at Google.',
  'too-much': () => 'Nothing was written: with --yes it needs a person. Run it without --yes and agree.',
  'changed-meanwhile': (place) =>
    `Nothing was written: ${place} was changed meanwhile, or another sync was broken off within the last minute. Run this again.`,
}

function isRefused(outcome: Outcome): boolean {
  return !['written', 'nothing', 'only-shown'].includes(outcome)
}

async function carryOut(
  sync: GoogleSync,
  options: GoogleSyncCommandOptions,
  hasLateNames: boolean,
): Promise<Outcome> {
  if (sync.faults.length > 0) return 'unfit'
  if (sync.steps.length === 0 && !hasLateNames) return 'nothing'
  if (options.dryRun) return 'only-shown'
  if (options.yes && sync.cautions.length > 0) return 'too-much'
  // A question would not be JSON.
  if (!options.yes && options.json) return 'not-agreed'
  if (!(await agreed(options))) return 'not-agreed'
  const isWritten = sync.steps.length === 0 || (await sync.write())
  return isWritten ? 'written' : 'changed-meanwhile'
}

/** What the doctor tells of the last sync; undefined where it was only looked at, or nobody agreed. */
function toRound(
  { faults, cautions }: GoogleSync,
  outcome: Outcome,
): Omit<SyncRound, 'which' | 'at'> | undefined {
  if (outcome === 'only-shown' || outcome === 'not-agreed') return undefined
  const details = outcome === 'unfit' ? faults : outcome === 'too-much' ? cautions : []
  return { outcome, details }
}

/** It is for the doctor only: the sync itself is told here. */
const noRecord = {
  error: (_fields: object, message: string) => console.error(message),
}

function describeSync(sync: GoogleSync, late: readonly LateName[]): string {
  return [
    ...describeSteps(sync.steps),
    ...describeList('= Cases that are joined with the others', late.map(describeLateName)),
    ...describeList('! Note', sync.notes),
    ...describeList('! More than half', sync.cautions),
    ...describeList('✗ This would not fit together. Nothing is written', sync.faults),
  ].join('\n')
}

function toJson(sync: GoogleSync, outcome: Outcome): object {
  const { notes, cautions, faults } = sync
  return {
    outcome,
    steps: sync.steps.map(({ kind, text }) => ({ kind, text })),
    notes,
    cautions,
    faults,
  }
}

function tellProblems({ problems }: GoogleApiError, { json }: GoogleSyncCommandOptions): void {
  const lines = problems.map(({ message, remedy }) => `${message} ${remedy}`)
  if (json) console.log(JSON.stringify({ outcome: 'unread', problems }, undefined, 2))
  console.error([...describeList('✗ Google could not be read. Nothing is written', lines)].join('\n'))
  const passes = problems.every(({ reason }) => reason === 'throttled' || reason === 'unavailable')
  process.exitCode = passes ? exitCodes.unavailable : exitCodes.config
}

/** Signs in as the domain's admin, and keeps that in DATA_DIR. Exit code 1 where nobody signed in, 66 where the client's file is not there, 78 where something has to be mended first. */
export async function logInToGoogle(
  options: GoogleLoginCommandOptions,
  env: Env,
  { network, terminal = createLoginTerminal() }: GoogleSurroundings = {},
): Promise<void> {
  if (options.client !== undefined && !(await isReadable(options.client, env))) return
  await orExit(async () => {
    const config = readConfig(env)
    const settings = await readSettings(config)
    const domain = findDomain(settings.domains, options.domain?.toLowerCase())
    const clientFile = options.client ?? settings.clientFile
    if (typeof domain === 'string' || clientFile === undefined) {
      console.error(typeof domain === 'string' ? domain : noClient)
      process.exitCode = exitCodes.config
      return
    }
    try {
      const login = await signInToGoogle({
        clientFile,
        scopes: listDirectoryScopes(domain),
        admin: domain.admin,
        inBrowser: canOpenBrowser(env, process.platform),
        terminal,
        ...(network ? { network } : {}),
      })
      const record = { domain: domain.domain, admin: domain.admin, ...login, scopes: [...login.scopes] }
      await saveGoogleSignIn(config.dataDir, { ...record, signedInAt: new Date().toISOString() })
      console.log(`Signed in for ${domain.domain}. Next: casethread directory google sync --dry-run`)
    } catch (error) {
      if (!(error instanceof GoogleLoginError)) throw error
      console.error(error.message)
      process.exitCode = error.kind === 'client' ? exitCodes.config : exitCodes.notDone
      // Google's library goes on waiting for its browser.
      if (error.kind === 'timed-out') process.exit()
    }
  }, 'do it')
}

const noClient =
  'Name the JSON of a desktop OAuth client: --client <file>, or clientFile in DIRECTORY_GOOGLE_FILE (docs/google-directory.md).'

/** The one that is meant, or what to say instead. */
function findDomain(domains: readonly SyncedDomain[], name: string | undefined): SyncedDomain | string {
  const [only, ...others] = domains
  if (name === undefined && only && others.length === 0) return only
  const names = domains.map(({ domain }) => domain).join(', ')
  if (name === undefined) return `Add --domain, one of: ${names}.`
  return (
    domains.find(({ domain }) => domain === name) ??
    `DIRECTORY_GOOGLE_FILE names no domain ${name}, but ${names}.`
  )
}
