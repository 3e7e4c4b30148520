import { adminScopes, type GoogleAdmin, openGoogleAdmin } from './google-admin.ts'
import type { GoogleCallerOptions } from './google-caller.ts'
import { type GoogleLoginOptions, signInToGoogle } from './google-directory-login.ts'
import { toTransporterOptions } from './google-network.ts'

export type SignedInOptions = Omit<GoogleLoginOptions, 'scopes'> & GoogleCallerOptions

/**
 * Somebody signs in as an admin, in a browser here or by pasting an address, and Google is asked in their name. Nothing of it is
 * kept. Throws `GoogleLoginError` where nobody signed in; see `signInToGoogle` for what to do then.
 */
export async function openSignedIn(options: SignedInOptions): Promise<GoogleAdmin> {
  const { clientId, clientSecret, refreshToken } = await signInToGoogle({ ...options, scopes: adminScopes })
  const { OAuth2Client } = await import('google-auth-library')
  const auth = new OAuth2Client({
    clientId,
    clientSecret,
    transporterOptions: toTransporterOptions(options.network),
  })
  auth.setCredentials({ refresh_token: refreshToken })
  return openGoogleAdmin({ ...options, auth })
}
