import { z } from 'zod'
import { isTimeZone } from '../cases/time-zone.ts'

/** How messages to the desk's own channel are written that are of no case. */
export interface DeskConfig {
  readonly locale: 'en' | 'ja'
  /** Google Chat shows the same text to everybody; Slack tells moments in each reader's own zone. */
  readonly timeZone: string
}

export const deskSettings = {
  DESK_LANGUAGE: z.enum(['en', 'ja'], 'must be en or ja').default('en'),
  DESK_TIME_ZONE: z.string().refine(isTimeZone, 'must be a time zone, such as Asia/Tokyo').default('UTC'),
}

export function toDeskConfig(settings: z.infer<z.ZodObject<typeof deskSettings>>): DeskConfig {
  return { locale: settings.DESK_LANGUAGE, timeZone: settings.DESK_TIME_ZONE }
}
