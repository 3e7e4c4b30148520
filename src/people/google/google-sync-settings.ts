import type { GoogleOrganization, GoogleOrganizationOptions } from '../../google/google-organization.ts'
import type { NameMapping } from './privilege-names.ts'

/** One reseller domain of DIRECTORY_GOOGLE_FILE. */
export interface SyncedDomain extends GoogleOrganizationOptions {
  /** What Google does not tell; kept as it is stored where the file leaves it open. */
  readonly name?: string | undefined
  readonly language?: 'en' | 'ja' | undefined
}

/** What a customer that is seen for the first time is given. */
export interface FirstSight {
  readonly tier: 'standard' | 'enhanced' | 'premium'
  readonly language?: 'en' | 'ja' | undefined
  readonly timeZone: string
}

/** DIRECTORY_GOOGLE_FILE, checked. */
export interface GoogleSyncSettings {
  readonly domains: readonly SyncedDomain[]
  readonly mapping: NameMapping
  readonly firstSight: FirstSight
  /** The JSON of a desktop OAuth client, for `directory google login`. */
  readonly clientFile?: string | undefined
  /** A service account's key or a workload identity's configuration; GOOGLE_APPLICATION_CREDENTIALS where it is left out. */
  readonly keyFile?: string | undefined
  /** Where there is no key: the service account that the machine speaks for. */
  readonly serviceAccount?: string | undefined
}

/** What Google told of one of them. */
export interface ReadDomain {
  readonly settings: SyncedDomain
  readonly organization: GoogleOrganization
}
