import type { OAuth2Client } from 'google-auth-library'
import type { GoogleOrganization, GoogleOrganizationOptions } from './google-organization.ts'

/** Milliseconds since 1970, and a wait. */
export interface GoogleClock {
  now(): number
  sleep(ms: number): Promise<void>
}

export interface GoogleConnection {
  /** Signed in as the organisation's admin: `google-directory-auth.ts` makes them. */
  readonly auth: OAuth2Client
  /** Google's own where left out, or one that plays it: an origin, with a slash at its end, in the place of each API's. */
  readonly rootUrl?: string
  readonly clock?: GoogleClock
}

/**
 * Everything that Google knows of the organisation, or nothing: throws `GoogleApiError` where a list was not read to its end, with
 * every such list's problem. Where one account or one customer cannot be read, the others are, and a note names it.
 */
export async function readGoogleOrganization(
  _options: GoogleOrganizationOptions,
  _connection: GoogleConnection,
): Promise<GoogleOrganization> {
  throw new Error('not there yet')
}
