import { isRecord } from './limits.ts'

/** What a `/local/*` call answers. */
export type Result = ({ readonly ok: true } & Readonly<Record<string, unknown>>) | Refusal

export interface Refusal {
  readonly ok: false
  readonly error: string
  readonly message: string
}

export function refuse(error: string, message: string): Refusal {
  return { ok: false, error, message }
}

type Fault = Readonly<Record<string, unknown>>

/** Sentences for what the workspace itself refused. */
export const refusals = {
  answer: (fault: Fault) => `The app's answer was refused: ${details(fault)}.`,
  message: (fault: Fault) => `The message was refused: ${details(fault)}.`,
}

function details(fault: Fault): string {
  const messages =
    isRecord(fault.response_metadata) && Array.isArray(fault.response_metadata.messages)
      ? fault.response_metadata.messages
      : []
  return [String(fault.error), ...messages.map(String)].join(' ')
}
