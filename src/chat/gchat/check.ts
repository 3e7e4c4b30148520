import type { Log } from '../../config/log.ts'
import type { Unasked } from '../chat-unavailable.ts'
import { ChatError } from './chat-error.ts'
import { createChatApi } from './google-chat-api.ts'

/** What Google tells of the app, for `casethread doctor`. */
export interface GchatFacts {
  /** Whether the app is in the desk's space; undefined where none is set. */
  readonly inDeskSpace: boolean | Unasked | undefined
}

/** Asks Google with the app's own credentials. Throws `ChatUnavailable` with what to do; never with what is in the key. */
export async function askGchat(options: {
  readonly keyFile: string | null
  readonly apiUrl: string | null
  readonly deskSpace: string | null
  readonly log: Log
}): Promise<GchatFacts> {
  const { deskSpace } = options
  const api = createChatApi(options)
  await api.check()
  return { inDeskSpace: deskSpace === null ? undefined : await isIn(deskSpace) }

  /** Google answers an app that is not in a space as if there were no such space, or that it may not look. */
  async function isIn(name: string): Promise<boolean | Unasked> {
    try {
      await api.call((chat, how) => chat.spaces.get({ name }, how))
      return true
    } catch (error) {
      if (error instanceof ChatError && (error.status === 403 || error.status === 404)) return false
      if (!(error instanceof ChatError)) throw error
      const { status, message } = error
      return { why: message, passes: status === undefined || status === 429 || status >= 500 }
    }
  }
}
