import { adminScopes, type GoogleAdmin, GoogleAdminError, openGoogleAdmin } from './google-admin.ts'

/**
 * Opens a browser in which somebody signs in as an admin, and asks Google in their name. `clientFile` is a desktop OAuth client's
 * JSON. Nothing of it is kept. Throws `GoogleAdminFault` where nobody signed in.
 */
export async function openSignedIn(clientFile: string): Promise<GoogleAdmin> {
  const { authenticate } = await import('@google-cloud/local-auth')
  try {
    return await openGoogleAdmin({
      auth: await authenticate({ keyfilePath: clientFile, scopes: adminScopes }),
    })
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new GoogleAdminError(`Nobody signed in with ${clientFile} (${why}).`)
  }
}
