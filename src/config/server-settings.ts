import { z } from 'zod'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Three times as long as a closed case can be reopened (UPD-4). */
const fewestDays = 90
const keepMessage = `must be a number of days from ${fewestDays}d to 36500d, such as 1095d`

/** Where things lie, where this server listens, and what it logs. */
export const serverSettings = {
  CATEGORIES_FILE: z.string().optional(),
  TARGETS_FILE: z.string().optional(),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^\s/]+/, 'must begin with mongodb:// or mongodb+srv:// and name a host')
    .optional(),
  AUDIT_DAYS: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number of days from 30 to 36500')
    .transform(Number)
    .refine((days) => days >= 30 && days <= 36_500, 'must be a number of days from 30 to 36500')
    .default(730),
  KEEP_CLOSED_CASES: z
    .string()
    .regex(/^\d{1,5}d$/, keepMessage)
    .transform((text) => Number(text.slice(0, -1)))
    .refine((days) => days >= fewestDays && days <= 36_500, keepMessage)
    .optional(),
  UPSTREAM_BY: z.enum(['desk', 'partners'], 'must be desk or partners').default('desk'),
  DATA_DIR: z.string().default('./data'),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 1 to 65535')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a number from 1 to 65535')
    .default(3000),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
}
