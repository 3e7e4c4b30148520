import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'

/** What a call on behalf of a person answers. */
export type Result = ({ readonly ok: true } & Readonly<Record<string, unknown>>) | Refusal

export interface Refusal {
  readonly ok: false
  readonly error: string
  readonly message: string
}

export function refuse(error: string, message: string): Refusal {
  return { ok: false, error, message }
}

export type Post<Space> = (space: Space, body: unknown) => Promise<Result> | Result

/** Checks a body before it is acted upon; what is wrong is told by field. */
export function route<Space, T>(
  schema: z.ZodType<T>,
  act: (space: Space, body: T) => Promise<Result> | Result,
): Post<Space> {
  return (space, body) => {
    const parsed = schema.safeParse(body)
    if (parsed.success) return act(space, parsed.data)
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`,
    )
    return refuse('invalid_request', `The request was not understood. ${faults.join('; ')}`)
  }
}

/** Pages of other sites may neither act nor look on: no other origin, and no other name for this machine. */
export function strangerOf(request: IncomingMessage): string | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  if (!['localhost', '127.0.0.1', '[::1]'].includes(host))
    return 'The playground answers on this machine only.'
  const { origin } = request.headers
  if (origin && origin !== `http://${request.headers.host}`)
    return 'The playground answers to its own page only.'
  return undefined
}
