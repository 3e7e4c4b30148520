import { z } from 'zod'

/** How Google's APIs answer what they refuse (AIP-193). */
const Refused = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z
      .array(
        z.looseObject({
          reason: z.string().optional(),
          metadata: z.record(z.string(), z.string()).optional().catch(undefined),
        }),
      )
      .optional()
      .catch(undefined),
  }),
})

/** How its token server refuses credentials (RFC 6749): `invalid_grant`. */
const RefusedCredentials = z.object({ error: z.string(), error_description: z.string().optional() })

/** What Google's client throws. Its `config` holds the request's body, and so case text: it goes into no log. */
interface Failed {
  readonly config?: unknown
  /** What kept the call from being answered, without the body. */
  readonly cause?: unknown
  readonly response?: {
    readonly status?: number
    readonly headers?: { get?(name: string): string | null }
    readonly data?: unknown
  }
}

/** A call of the Chat API that did not go through. */
export class ChatError extends Error {
  /** The HTTP status; undefined where no answer came. */
  readonly status: number | undefined
  /** Google's own word for it: `PERMISSION_DENIED`. */
  readonly code: string | undefined
  /** What lies behind it, where Google says so: `SERVICE_DISABLED`, `RATE_LIMIT_EXCEEDED`. */
  readonly reasons: readonly string[]
  /** Whether it was the token server: the credentials are no good, or no longer. */
  readonly ofCredentials: boolean
  /** Whether a limit was that of the whole project, not of one space. */
  readonly ofProject: boolean
  /** The number of the project that Google counted the call to, where it says so. */
  readonly project: string | undefined
  readonly retryAfterMs: number | undefined

  constructor(error: unknown) {
    const { response, config, cause } = (error ?? {}) as Failed
    const refused = Refused.safeParse(readBody(response?.data)).data?.error
    const details = refused?.details ?? []
    const credentials = RefusedCredentials.safeParse(readBody(response?.data)).data
    const told = refused ?? (credentials && toRefused(credentials))
    super(describeError(error, response?.status, told), { cause: config === undefined ? error : cause })
    this.name = 'ChatError'
    this.status = response?.status
    this.code = told?.status
    this.ofCredentials = credentials !== undefined || isWithoutCredentials(error)
    this.reasons = details.flatMap(({ reason }) => reason ?? [])
    this.ofProject = details.some(({ metadata }) => metadata?.consumer !== undefined && !isOfSpace(metadata))
    const consumer = details.find(({ metadata }) => metadata?.consumer !== undefined)?.metadata?.consumer
    this.project = /^projects\/(\d+)$/.exec(consumer ?? '')?.[1]
    this.retryAfterMs = retryAfter(response?.headers)
  }
}

function toRefused({ error, error_description }: z.infer<typeof RefusedCredentials>) {
  return { status: error, message: error_description }
}

/** The library found none before it could ask anybody. */
function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && /could not load the default credentials/i.test(error.message)
}

/** `PerSpaceWritesPerMinute…`, `chat.googleapis.com/per_space_writes` */
function isOfSpace(quota: Readonly<Record<string, string>>): boolean {
  return /per.?space/i.test(`${quota.quota_limit ?? ''} ${quota.quota_metric ?? ''}`)
}

/** What a call for a stream was answered comes as text. */
function readBody(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

function describeError(
  error: unknown,
  status: number | undefined,
  refused: { readonly status?: string | undefined; readonly message?: string | undefined } | undefined,
): string {
  if (refused?.status) return `${refused.status}: ${withoutSecrets(refused.message ?? '')}`
  if (status !== undefined) return `HTTP ${status}`
  const text = error instanceof Error ? `${error.name}: ${error.message}` : typeof error
  return `Google Chat was not reached: ${withoutSecrets(text)}`
}

function withoutSecrets(text: string): string {
  return text
    .replace(/\b(?:ya29\.|eyJ)[\w.-]+/g, '[token]')
    .replace(/https?:\/\/\S+/g, '[address]')
    .slice(0, 300)
}

function retryAfter(headers: NonNullable<Failed['response']>['headers']): number | undefined {
  const text = headers?.get?.('retry-after')
  const seconds = Number(text ?? Number.NaN)
  if (Number.isFinite(seconds)) return Math.max(0, seconds) * 1000
  const moment = text ? Date.parse(text) : Number.NaN
  return Number.isFinite(moment) ? Math.max(0, moment - Date.now()) : undefined
}
