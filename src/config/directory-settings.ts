import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'

/** How the directory is read from Google. */
export interface DirectoryGoogleConfig {
  /** Which reseller domains, and as whom (docs/google-directory.md). */
  readonly file: string
  /** GOOGLE_APPLICATION_CREDENTIALS; null: not set. */
  readonly keyFile: string | null
  /** Null: only when somebody runs `directory google sync`. */
  readonly everyMs: number | null
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }
const shortestMs = 10 * 60_000
const longestMs = 7 * 86_400_000
const message = 'must be a time from 10m to 7d, such as 30m, 6h or 1d'

export const directorySettings = {
  DIRECTORY_FILE: z.string().optional(),
  DIRECTORY_GOOGLE_FILE: z.string().optional(),
  DIRECTORY_SYNC_EVERY: z
    .string()
    .regex(/^\d{1,5}[mhd]$/, message)
    .transform((text) => Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 0))
    .refine((ms) => ms >= shortestMs && ms <= longestMs, message)
    .optional(),
}

type Settings = z.infer<z.ZodObject<typeof directorySettings>> & {
  readonly GOOGLE_APPLICATION_CREDENTIALS?: string | undefined
}

/** Null where the directory is not read from Google. */
export function toDirectoryGoogleConfig(settings: Settings): DirectoryGoogleConfig | null {
  if (settings.DIRECTORY_GOOGLE_FILE === undefined) return null
  return {
    file: settings.DIRECTORY_GOOGLE_FILE,
    keyFile: settings.GOOGLE_APPLICATION_CREDENTIALS ?? null,
    everyMs: settings.DIRECTORY_SYNC_EVERY ?? null,
  }
}

export function findMissingDirectory(given: GivenSettings): readonly ConfigIssue[] {
  return findMissing(given, { begun: ['DIRECTORY_SYNC_EVERY'], required: ['DIRECTORY_GOOGLE_FILE'] })
}
