import type { Conversations } from '../../cases/conversation.ts'
import type { Log } from '../../config/log.ts'
import { createSlackConversations } from './conversations.ts'
import { whoAmI } from './installation.ts'
import { boltLogger } from './slack-log.ts'
import { createWeb } from './web-client.ts'

/** Who is in a workspace's conversations, for whoever looks once and listens to nothing. Throws `ChatUnavailable`. */
export async function openSlackConversations(options: {
  readonly botToken: string
  readonly apiUrl: string | null
  readonly log: Log
  readonly now: () => Date
}): Promise<{
  readonly tenant: string
  readonly conversations: Pick<Conversations, 'read' | 'announcesChanges'>
}> {
  const { botToken, apiUrl, log, now } = options
  const web = createWeb({ botToken, apiUrl: apiUrl ?? undefined, logger: boltLogger(log) })
  const installation = await whoAmI(web)
  const conversations = createSlackConversations({ web, log, now, home: () => installation })
  return { tenant: installation.team, conversations }
}
