import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'

export interface GoogleConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** Where Google's sign-in is, if not at Google. */
  readonly issuer: string | null
}

/** What linking an account by signing in with Google takes. */
export const linkingSettings = ['PUBLIC_URL', 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'] as const

const publicUrlMessage =
  'must be the https address at which browsers reach this server, without a path, such as https://cases.example.com'

/** Secrets travel there: https, except on this very machine. */
function isPublicUrl(text: string): boolean {
  // Anything else was told by the check before.
  if (!/^https?:/.test(text) || !URL.canParse(text)) return true
  const url = new URL(text)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return bare && (url.protocol === 'https:' || local)
}

/** Where browsers reach this server, and how people prove their accounts there. */
export const googleSettings = {
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: publicUrlMessage })
    .refine(isPublicUrl, publicUrlMessage)
    .transform((url) => new URL(url).origin)
    .optional(),
  GOOGLE_CLIENT_ID: z
    .string()
    .regex(
      /^[\w.-]+$/,
      'must be the client id of your OAuth client, such as 1234-abcd.apps.googleusercontent.com',
    )
    .optional(),
  GOOGLE_CLIENT_SECRET: z
    .string()
    .regex(/^\S{8,}$/, 'must be the client secret of your OAuth client')
    .optional(),
  GOOGLE_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://accounts.google.com' })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
}

type Settings = z.infer<z.ZodObject<typeof googleSettings>>

/** Null where accounts cannot be linked by signing in with Google. */
export function toGoogleConfig(settings: Settings): GoogleConfig | null {
  if (settings.GOOGLE_CLIENT_ID === undefined || settings.GOOGLE_CLIENT_SECRET === undefined) return null
  return {
    clientId: settings.GOOGLE_CLIENT_ID,
    clientSecret: settings.GOOGLE_CLIENT_SECRET,
    issuer: settings.GOOGLE_ISSUER ?? null,
  }
}

/** Signing in with Google needs all three, or none of them is of use. */
export function findMissingGoogle(given: GivenSettings): readonly ConfigIssue[] {
  const begun = ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_ISSUER']
  return findMissing(given, { begun, required: linkingSettings })
}
