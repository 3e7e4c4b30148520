import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'
import type { googleSettings } from './google-settings.ts'

export interface GchatConfig {
  /** The Google Cloud project of the Chat app: an audience of the tokens that Google sends. */
  readonly projectNumber: string
  /**
   * What a classic app's tokens are made for. `url` also takes tokens for this server's address, which any Chat app whose maker
   * names that address as its endpoint has: the project's number is this app's alone.
   */
  readonly audience: 'project-number' | 'url'
  /** Where Google and people's browsers reach this server, without a slash at its end. */
  readonly publicUrl: string
  /** The service account's key; null: the credentials of the machine (Application Default Credentials). */
  readonly keyFile: string | null
  /** Whether people link their accounts here too: then the e-mail that Google sends with a request proves nothing. */
  readonly requireLinking: boolean
  /** Where the desk gets a thread for each case; null: nowhere. */
  readonly deskSpace: string | null
  /** Ends with a slash; null: Google's own. */
  readonly apiUrl: string | null
  /** Where the certificates are that tokens are verified with; null: Google's own. */
  readonly certsUrl: string | null
}

/** How this server reaches Google Chat, and is reached by it. */
export const gchatSettings = {
  GCHAT_PROJECT_NUMBER: z
    .string()
    .regex(
      /^\d{5,20}$/,
      'must be the number of your Google Cloud project, such as 123456789012, not its id: see "Project info" in its console',
    )
    .optional(),
  GCHAT_AUDIENCE: z
    .enum(['project-number', 'url'], 'must be project-number or url')
    .default('project-number'),
  GCHAT_REQUIRE_LINKING: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((word) => word === 'true'),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  GCHAT_DESK_SPACE: z
    .string()
    .regex(
      /^spaces\/[\w-]+$/,
      'must be the name of a space, such as spaces/AAAAbbbbCCC: what follows /room/ or /space/ in its address',
    )
    .optional(),
  GCHAT_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://chat.googleapis.com/' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  GCHAT_CERTS_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address of certificates, by key id, as JSON' })
    .optional(),
}

type Settings = z.infer<z.ZodObject<typeof gchatSettings & Pick<typeof googleSettings, 'PUBLIC_URL'>>>

/** Null where no Google Chat app is configured. */
export function toGchatConfig(settings: Settings): GchatConfig | null {
  if (settings.GCHAT_PROJECT_NUMBER === undefined || settings.PUBLIC_URL === undefined) return null
  return {
    projectNumber: settings.GCHAT_PROJECT_NUMBER,
    audience: settings.GCHAT_AUDIENCE,
    publicUrl: settings.PUBLIC_URL,
    keyFile: settings.GOOGLE_APPLICATION_CREDENTIALS ?? null,
    requireLinking: settings.GCHAT_REQUIRE_LINKING,
    deskSpace: settings.GCHAT_DESK_SPACE ?? null,
    apiUrl: settings.GCHAT_API_URL ?? null,
    certsUrl: settings.GCHAT_CERTS_URL ?? null,
  }
}

/** Google Chat calls this server at an address that has to be known. */
export function findMissingGchat(given: GivenSettings): readonly ConfigIssue[] {
  if (given.GCHAT_PROJECT_NUMBER === undefined) {
    const begun = ['GCHAT_DESK_SPACE', 'GCHAT_API_URL', 'GCHAT_CERTS_URL']
    return findMissing(given, { begun, required: ['GCHAT_PROJECT_NUMBER'] })
  }
  if (given.PUBLIC_URL !== undefined) return []
  const message = 'is missing beside GCHAT_PROJECT_NUMBER: Google Chat calls this server there'
  return [{ setting: 'PUBLIC_URL', message }]
}
