/** The directory from Google: whether its file can be used, Google takes the sign-ins, and what came of the last sync. */
import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import type { DirectoryGoogleConfig } from '../config/directory-settings.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { toOneLine } from '../config/one-line.ts'
import { timedOut, withTimeout } from '../config/with-timeout.ts'
import { GoogleApiError, type GoogleProblem } from '../google/google-api-error.ts'
import type { GoogleNetwork } from '../google/google-network.ts'
import { readGoogleRefusal, toGoogleProblem } from '../google/read-google-refusal.ts'
import type { DirectoryStore, SyncRound } from '../people/directory-store.ts'
import { readGoogleSyncFile } from '../people/google/google-sync-file.ts'
import type { GoogleSyncSettings, SyncedDomain } from '../people/google/google-sync-settings.ts'
import { openSyncedDomain } from '../people/google/plan-google-sync.ts'
import { readSyncRounds, type SyncRounds } from '../people/google/sync-rounds.ts'
import { counted } from './counted.ts'
import { describeAge } from './describe-age.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

export interface GoogleSyncChecks {
  readonly google: DirectoryGoogleConfig
  readonly dataDir: string
  /** The directory file that a sync writes to; null where it writes to the database. */
  readonly directoryFile: string | null
  /** Undefined where there is no database, or it can't be read. */
  readonly rounds: Pick<DirectoryStore, 'find'> | undefined
  readonly now: Date
  readonly network?: GoogleNetwork | undefined
}

export async function checkGoogleSync(checks: GoogleSyncChecks): Promise<readonly Finding[]> {
  const rounds = await checkRounds(checks)
  let settings: GoogleSyncSettings
  try {
    settings = await readGoogleSyncFile(checks.google.file)
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    return [tellSyncFile(checks.google.file, error), ...rounds]
  }
  const signIns = await Promise.all(settings.domains.map((domain) => checkSignIn(domain, settings, checks)))
  return [
    ok(
      { kind: 'google-sync-file', subject: checks.google.file },
      `${checks.google.file} names ${counted(settings.domains.length, 'reseller domain')}: ${settings.domains.map(({ domain }) => domain).join(', ')}.`,
    ),
    ...signIns,
    ...checkPlace(checks),
    ...rounds,
  ]
}

export function tellSyncFile(file: string, { message }: FileValidationError): Finding {
  return problem(
    { kind: 'google-sync-file', subject: file, cause: 'settings' },
    message,
    'Correct the file, or name another with DIRECTORY_GOOGLE_FILE: see docs/google-directory.md.',
  )
}

/** A token takes a little of Google's time, and an attached account's machine may never answer. */
const patienceMs = 20_000

async function checkSignIn(
  domain: SyncedDomain,
  settings: GoogleSyncSettings,
  { dataDir, google, network }: GoogleSyncChecks,
): Promise<Finding> {
  const about = { kind: 'google-sync-sign-in', subject: domain.domain } as const
  const found = await findSignInProblem(domain, {
    settings,
    dataDir,
    keyFile: google.keyFile,
    ...(network ? { network } : {}),
  })
  if (!found)
    return ok(about, `Google lets Casethread read ${domain.domain} as ${domain.admin}: it gave a token.`)
  const passes = found.reason === 'unavailable' || found.reason === 'throttled'
  return problem({ ...about, ...(passes ? { cause: 'unreachable' } : {}) }, found.message, found.remedy)
}

async function findSignInProblem(
  domain: SyncedDomain,
  options: Parameters<typeof openSyncedDomain>[1],
): Promise<Pick<GoogleProblem, 'reason' | 'message' | 'remedy'> | undefined> {
  const question = { subject: domain.domain, asked: 'the sign-in' }
  try {
    const { auth } = await openSyncedDomain(domain, options)
    const answer = await withTimeout(auth.getAccessToken(), patienceMs)
    if (answer !== timedOut) return undefined
    const said = `no answer within ${patienceMs / 1_000} seconds`
    return toGoogleProblem(question, { reason: 'unavailable', said })
  } catch (error) {
    if (error instanceof GoogleApiError) return error.problems[0]
    return toGoogleProblem(question, readGoogleRefusal(error, Date.now()))
  }
}

/** A sync puts a new file in the place of the old one. */
function checkPlace({ directoryFile }: GoogleSyncChecks): readonly Finding[] {
  if (directoryFile === null) return []
  const folder = dirname(directoryFile)
  try {
    accessSync(folder, constants.W_OK)
    return []
  } catch {
    return [
      problem(
        { kind: 'google-sync', subject: directoryFile },
        `A sync can't write ${directoryFile}: this user can't write to its folder ${folder}.`,
        `Let this user write to ${folder}, or keep the directory in the database ("casethread directory import <file>").`,
      ),
    ]
  }
}

async function checkRounds(checks: GoogleSyncChecks): Promise<readonly Finding[]> {
  const about = { kind: 'google-sync', subject: 'casethread directory google sync' } as const
  if (!checks.rounds)
    return [
      byHand(
        about,
        "When the directory was last synced with Google wasn't looked at: that is kept in the database.",
        'Fix what is named under "Database", or start the bot once, and run this again.',
      ),
    ]
  return describeRounds(await readSyncRounds(checks.rounds), checks)
}

/** Clocks of two machines may differ by as much. */
const skewMs = 5 * 60_000
/** A round may take so long, and begins late after a start. */
const lateMs = 15 * 60_000

function describeRounds(
  { last, success }: SyncRounds,
  { google: { everyMs }, now }: Pick<GoogleSyncChecks, 'google' | 'now'>,
): readonly Finding[] {
  const about = {
    kind: 'google-sync',
    subject: everyMs === null ? 'casethread directory google sync' : 'DIRECTORY_SYNC_EVERY',
  } as const
  if (!last)
    return [
      byHand(
        about,
        'The directory was never synced with Google.',
        everyMs === null
          ? 'Run: casethread directory google sync'
          : 'Start the bot, which syncs by itself, or run: casethread directory google sync',
      ),
    ]
  const succeeded = success
    ? `The last one that succeeded was ${describeMoment(success.at, now)}.`
    : 'None has succeeded yet.'
  const outcome = describeOutcome(last, now, succeeded)
  const ahead = last.at.getTime() - now.getTime()
  if (ahead > skewMs)
    return [
      outcome,
      warning(
        about,
        `The last sync with Google was recorded at ${last.at.toISOString()}, which is ahead of this machine's clock.`,
        'Set the clocks of this machine and of the one that the bot runs on by a time server (NTP).',
      ),
    ]
  if (everyMs === null || now.getTime() - last.at.getTime() <= everyMs + lateMs) return [outcome]
  return [
    // It was in order when it was last looked at, which is too long ago.
    ...(outcome.level === 'ok' ? [] : [outcome]),
    warning(
      about,
      `The directory should be synced with Google every ${describeEvery(everyMs)}, but was last ${describeMoment(last.at, now)}.`,
      'Check that the bot is running with DIRECTORY_SYNC_EVERY. Until then: casethread directory google sync',
    ),
  ]
}

function describeOutcome({ outcome, at, details, passes }: SyncRound, now: Date, succeeded: string): Finding {
  const about = { kind: 'google-sync', subject: 'casethread directory google sync' } as const
  const when = describeMoment(at, now)
  const why = details.map(toOneLine).join(' ')
  switch (outcome) {
    case 'written':
      return ok(about, `The directory was last synced with Google ${when}: changes were written.`)
    case 'nothing':
      return ok(about, `The directory was last synced with Google ${when}: nothing had changed.`)
    case 'unread':
      return problem(
        { ...about, ...(passes ? { cause: 'unreachable' } : {}) },
        `The last sync with Google failed ${when}: ${why} ${succeeded}`,
        passes
          ? 'It may pass by itself: the next sync tries again, or run: casethread directory google sync'
          : 'Fix that, then run: casethread directory google sync',
      )
    case 'unfit':
      return problem(
        about,
        `The last sync with Google wrote nothing ${when}, since what Google says doesn't fit the directory: ${why}. ${succeeded}`,
        'Correct it in the directory or at Google, then run: casethread directory google sync',
      )
    case 'too-much':
      return problem(
        about,
        `The last sync with Google wrote nothing ${when}, since a person has to agree: ${why} ${succeeded}`,
        'Run "casethread directory google sync" without --yes, look at what it would change, and agree.',
      )
    case 'changed-meanwhile':
      return warning(
        about,
        `The last sync with Google wrote nothing ${when}, since the directory was changed meanwhile. ${succeeded}`,
        'Wait for the next one, or run: casethread directory google sync',
      )
    case 'failed':
      return problem(
        about,
        `The last sync with Google failed ${when}: ${why}. ${succeeded}`,
        'Fix that, then run: casethread directory google sync',
      )
  }
}

function describeMoment(at: Date, now: Date): string {
  return `at ${at.toISOString()} (${describeAge(at, now)} ago)`
}

function describeEvery(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes % 1_440 === 0) return counted(minutes / 1_440, 'day')
  return minutes % 60 === 0 ? counted(minutes / 60, 'hour') : counted(minutes, 'minute')
}
