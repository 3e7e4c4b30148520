import { z } from 'zod'
import type { ConfigIssue, GivenSettings } from './config-error.ts'

/** Where figures for monitoring are served: on a port of their own, to this machine alone or to whoever knows the token. */
export interface MetricsConfig {
  readonly host: string
  readonly port: number
  /** Null: whoever reaches the port is answered. */
  readonly token: string | null
}

export const metricsSettings = {
  METRICS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 1 to 65535')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a number from 1 to 65535')
    .optional(),
  METRICS_HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{16,200}$/, 'must be 16 to 200 letters, digits and -._~+/=')
    .optional(),
}

type Settings = z.infer<z.ZodObject<typeof metricsSettings>>

/** Null: no figures are served. */
export function toMetricsConfig({
  METRICS_PORT,
  METRICS_HOST,
  METRICS_TOKEN,
}: Settings): MetricsConfig | null {
  if (METRICS_PORT === undefined) return null
  return { host: METRICS_HOST, port: METRICS_PORT, token: METRICS_TOKEN ?? null }
}

export function findMissingMetrics({
  METRICS_PORT,
  METRICS_HOST,
  METRICS_TOKEN,
  PORT = '3000',
}: GivenSettings): readonly ConfigIssue[] {
  if (METRICS_PORT === undefined) {
    return METRICS_HOST === undefined && METRICS_TOKEN === undefined
      ? []
      : [{ setting: 'METRICS_PORT', message: 'is missing: without it no metrics are served' }]
  }
  const issues: ConfigIssue[] = []
  if (Number(METRICS_PORT) === Number(PORT))
    issues.push({
      setting: 'METRICS_PORT',
      message: 'must differ from PORT: metrics have a port of their own',
    })
  if (METRICS_TOKEN === undefined && METRICS_HOST !== undefined && !isLoopback(METRICS_HOST))
    issues.push({
      setting: 'METRICS_TOKEN',
      message: 'is missing: METRICS_HOST lets other machines ask, so they have to show a token',
    })
  return issues
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}
