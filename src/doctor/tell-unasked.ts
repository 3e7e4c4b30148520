import type { Unasked } from '../chat/chat-unavailable.ts'
import { toOneLine } from '../config/one-line.ts'
import { type About, type Finding, problem } from './finding.ts'

/** What a chat did not answer hides nothing else that it did. */
export function tellUnasked(about: About, { why, passes }: Unasked, asked: string): Finding {
  return problem(
    { ...about, ...(passes ? { cause: 'unreachable' } : {}) },
    `It could not be asked ${asked} (${toOneLine(why)}).`,
    passes ? 'Run this again later.' : 'Check the scopes and rights of the app, then run this again.',
  )
}
