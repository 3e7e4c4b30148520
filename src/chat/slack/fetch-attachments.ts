import type { FilesInfoResponse, WebClient } from '@slack/web-api'
import type { Attachments } from '../../../commands/define.ts'
import {
  denySize,
  type FileContent,
  type IncomingFiles,
  type IncomingSend,
  type OfferedFile,
} from '../../cases/attachments.ts'
import { ok, type Refusal, type Result, refused } from '../../cases/refusal.ts'
import { filesField } from '../../cases/take-files.ts'
import type { Log } from '../../config/log.ts'
import { receiveFiles } from '../receive-files.ts'
import { isFileHost } from './file-host.ts'
import { describe } from './slack-log.ts'

/** For one file, in ms; for all of a send ten times as much at most. */
const patienceMs = 20_000

export interface SlackAttachmentsOptions {
  readonly web: WebClient
  /** The bot's, as it is at that moment. */
  readonly botToken: () => string
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly patienceMs?: number
}

/** Fetches what people put into a form's files field, from Slack's file host and with the bot's token. */
export function createSlackAttachments(options: SlackAttachmentsOptions): Attachments {
  const { log, web, botToken } = options
  const patience = options.patienceMs ?? patienceMs

  async function fetchOne(
    user: string,
    channel: string,
    id: string,
    send: IncomingSend,
  ): Promise<Result<OfferedFile>> {
    let name = id
    try {
      const { file } = await web.files.info({ file: id })
      name = file?.name || file?.title || id
      const isTheirs = file?.user === user || (file !== undefined && isSharedIn(file, channel))
      if (!file || !isTheirs || file.is_external || !file.url_private)
        throw new Error(
          'it is neither a file that this person uploaded to Slack nor one of this conversation',
        )
      const tooBig = denySize({ name, size: file.size ?? 0 }, filesField)
      if (tooBig) return refused(tooBig)
      const content = await download(web, botToken(), file.url_private, patience, send)
      // A page to sign in comes with 200 as well.
      if (content.size !== file.size) throw new Error(`${content.size} bytes came instead of ${file.size}`)
      return ok({ name, content })
    } catch (error) {
      log.warn({ file: id, user, error: describe(error) }, 'A file could not be fetched from Slack')
      return refused(unreachable(name))
    }
  }

  return {
    fetch: ({ person, place }, ids) =>
      receiveFiles(options.incoming, ids, (id, send) => fetchOne(person.user, place.channel, id, send)),
  }
}

/** NOT-4: a message that is added brings its author's files along, where everybody in the conversation sees them. */
function isSharedIn(
  { channels = [], groups = [], ims = [], shares }: NonNullable<FilesInfoResponse['file']>,
  channel: string,
): boolean {
  if ([...channels, ...groups, ...ims].includes(channel)) return true
  const all: Readonly<Record<string, unknown>> = { ...shares?.private, ...shares?.public }
  return Object.hasOwn(all, channel)
}

function unreachable(file: string): Refusal {
  return { code: 'file-unreachable', rule: 'UPD-1', field: filesField, values: { file } }
}

/** Bounded in time and size. A redirect is refused: the token would go along. */
async function download(
  web: WebClient,
  botToken: string,
  address: string,
  patience: number,
  send: IncomingSend,
): Promise<FileContent> {
  if (!isFileHost(address, web.slackApiUrl)) throw new Error('its address is none of Slack’s file host')
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${botToken}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(patience),
  })
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    throw new Error(`the file host answered ${response.status}`)
  }
  return send.receive(response.body)
}
