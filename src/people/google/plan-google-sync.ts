/** One sync of the directory with Google: everything is read first, then planned as an import is, then written whole or not at all. */
import { GoogleApiError, type GoogleProblem } from '../../google/google-api-error.ts'
import type { GoogleCallerOptions } from '../../google/google-caller.ts'
import { type GoogleDirectoryCredentials, openGoogleDirectory } from '../../google/google-directory-auth.ts'
import type { GoogleNetwork } from '../../google/google-network.ts'
import type { GoogleOrganizationOptions } from '../../google/google-organization.ts'
import { findGoogleSignIn } from '../../google/google-sign-in-file.ts'
import { readGoogleOrganization } from '../../google/read-google-organization.ts'
import type { DirectoryPlace } from '../directory-place.ts'
import { type ImportPlan, planImport } from '../import-plan.ts'
import type { KnownNames } from '../join-late-names.ts'
import { fromGoogle, type Loss } from './from-google.ts'
import type { GoogleSyncSettings, ReadDomain, SyncedDomain } from './google-sync-settings.ts'

export interface GoogleSyncOptions {
  readonly settings: GoogleSyncSettings
  readonly place: DirectoryPlace
  /** Where sign-ins are kept. */
  readonly dataDir: string
  /** GOOGLE_APPLICATION_CREDENTIALS. */
  readonly keyFile?: string | null | undefined
  readonly network?: GoogleNetwork
  /** How calls wait for Google. */
  readonly calls?: GoogleCallerOptions
}

export interface GoogleSync extends Pick<ImportPlan, 'steps' | 'faults'> {
  readonly notes: readonly string[]
  /** What the directory is to be: whose cases may stand under later names still (`findLateNames`). */
  readonly known: KnownNames
  /** Why nobody should let this happen without having looked at it. */
  readonly cautions: readonly string[]
  /** False where somebody changed the directory meanwhile: nothing was written then. */
  write(): Promise<boolean>
}

/** Throws `GoogleApiError` where one of the domains could not be read, with every problem of all of them. */
export async function planGoogleSync(options: GoogleSyncOptions, now: () => Date): Promise<GoogleSync> {
  const read = await readDomains(options)
  const kept = await options.place.read()
  const at = now()
  const { wanted, notes, losses } = fromGoogle(read, kept.stored, options.settings, at)
  const known = { ...kept.stored, grants: [] }
  const {
    steps,
    faults,
    wanted: planned,
  } = planImport(known, { ...wanted, grants: [] } as never, { now: at, prune: false })
  return {
    steps,
    faults,
    notes,
    known: planned,
    cautions: losses.flatMap(describeCaution),
    write: () => kept.write(steps.flatMap(({ write }) => (write.op === 'grant' ? [] : [write]))),
  }
}

/** All of them, or none. */
async function readDomains(options: GoogleSyncOptions): Promise<readonly ReadDomain[]> {
  const { settings } = options
  const read = await Promise.allSettled(settings.domains.map((domain) => readDomain(domain, options)))
  const problems = new Map<string, GoogleProblem>()
  for (const one of read) {
    if (one.status === 'fulfilled') continue
    if (!(one.reason instanceof GoogleApiError)) throw one.reason
    for (const problem of one.reason.problems) problems.set(problem.message, problem)
  }
  const [first, ...others] = problems.values()
  if (first) throw new GoogleApiError([first, ...others])
  return read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

async function readDomain(settings: SyncedDomain, options: GoogleSyncOptions): Promise<ReadDomain> {
  const { asked, auth } = await openSyncedDomain(settings, options)
  return { settings, organization: await readGoogleOrganization(asked, { ...options.calls, auth }) }
}

interface SyncedOrganization {
  readonly asked: GoogleOrganizationOptions
  readonly auth: Awaited<ReturnType<typeof openGoogleDirectory>>
}

/** A client that asks as the domain's admin. Throws `GoogleApiError` where the credentials are not there; Google is not asked yet. */
export async function openSyncedDomain(
  { domain, admin, channelAccount }: SyncedDomain,
  options: Omit<GoogleSyncOptions, 'place' | 'calls'>,
): Promise<SyncedOrganization> {
  const asked: GoogleOrganizationOptions = {
    domain,
    admin,
    ...(channelAccount === undefined ? {} : { channelAccount }),
  }
  return {
    asked,
    auth: await openGoogleDirectory(asked, chooseCredentials(domain, options), options.network),
  }
}

/** A person's sign-in for the domain comes first, then a key, then the machine's own account. */
function chooseCredentials(
  domain: string,
  { settings, dataDir, keyFile }: Pick<GoogleSyncOptions, 'settings' | 'dataDir' | 'keyFile'>,
): GoogleDirectoryCredentials {
  const file = settings.keyFile ?? keyFile
  const { serviceAccount } = settings
  const speaking = serviceAccount === undefined ? {} : { serviceAccount }
  if (findGoogleSignIn(dataDir, domain)) return { kind: 'sign-in', dataDir }
  if (file) return { kind: 'key-file', file, ...speaking }
  return serviceAccount === undefined ? { kind: 'sign-in', dataDir } : { kind: 'attached', ...speaking }
}

const told = { accounts: 'suspend', customers: 'end the sales to' } as const

function describeCaution({ domain, what, before, ending }: Loss): readonly string[] {
  if (2 * ending <= before) return []
  return [`This would ${told[what]} ${ending} of the ${before} ${what} of ${domain}.`]
}
