import type { Dispatcher } from '../../../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../../../commands/thread-talk.ts'
import type { AddedMessages } from '../../../../src/cases/added-messages.ts'
import type { ChatPlatform } from '../../../../src/chat/chat-platform.ts'
import { createSlack, type SlackOptions } from '../../../../src/chat/slack/app.ts'
import { startServer } from '../../../../src/http/server.ts'

export interface ServedSlack extends ChatPlatform {
  readonly url: string
}

/** Slack over HTTP, on a port of its own. */
export async function serveSlack(
  options: SlackOptions,
  dispatcher: Dispatcher,
  added?: AddedMessages,
  talk?: ThreadTalk,
): Promise<ServedSlack> {
  const slack = createSlack(options)
  await slack.connect()
  const route = await slack.listen(dispatcher, added, talk)
  if (!route) throw new Error('Slack takes no requests over HTTP')
  const server = await startServer({ host: '127.0.0.1', port: 0, route, log: options.log })
  return {
    ...slack,
    url: server.url,
    async stop() {
      await server.close()
      await slack.stop()
    },
  }
}
