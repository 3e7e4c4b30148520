import { isRecord } from './local-limits.ts'

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
