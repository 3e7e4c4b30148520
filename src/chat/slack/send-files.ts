import type { WebClient } from '@slack/web-api'
import type { PrivateFile } from '../../cases/private-export.ts'
import { notHere } from './direct-messages.ts'
import type { PacedCalls } from './paced-calls.ts'
import { escapeMrkdwn } from './render/text.ts'
import { slackError } from './slack-log.ts'
import { createUpload } from './upload-file.ts'

/** What Slack's ids of direct messages begin with. */
const directMessage = /^D/

/** As `SendFiles`, to somebody in one workspace. */
export type SendFilesHere = (user: string, files: readonly PrivateFile[], text: string) => Promise<boolean>

/** Files for one person, in their direct messages with the app. All of them come, or none. */
export function createSendFiles(options: {
  readonly web: WebClient
  readonly calls: PacedCalls
}): SendFilesHere {
  const { web, calls } = options
  const upload = createUpload(options)

  async function openDirectMessage(user: string): Promise<string | undefined> {
    try {
      const { channel } = await calls.call('conversations.open', () =>
        web.conversations.open({ users: user }),
      )
      return channel?.id && directMessage.test(channel.id) ? channel.id : undefined
    } catch (error) {
      if (notHere.has(slackError(error) ?? '') || notHere.has(slackError((error as Error).cause) ?? ''))
        return undefined
      throw error
    }
  }

  return async (user, files, text) => {
    const channel = await openDirectMessage(user)
    if (channel === undefined) return false
    const up: { readonly id: string; readonly title: string }[] = []
    for (const file of files) up.push({ id: await upload(file), title: file.name })
    const [first, ...rest] = up
    if (!first) return true
    await calls.call('files.completeUploadExternal', () =>
      web.files.completeUploadExternal({
        files: [first, ...rest],
        channel_id: channel,
        initial_comment: escapeMrkdwn(text),
      }),
    )
    return true
  }
}
