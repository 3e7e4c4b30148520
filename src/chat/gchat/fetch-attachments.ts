import type { Readable } from 'node:stream'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Attachments } from '../../../commands/define.ts'
import {
  denySize,
  type FileContent,
  type IncomingFiles,
  type IncomingSend,
  type OfferedFile,
} from '../../cases/attachments.ts'
import { ok, type Result, refused } from '../../cases/refusal.ts'
import { filesField } from '../../cases/take-files.ts'
import type { Log } from '../../config/log.ts'
import { receiveFiles } from '../receive-files.ts'
import type { ChatApi } from './google-chat-api.ts'

/** For one file, in ms. */
const patienceMs = 20_000

/** What came attached to a message, told by its name: `spaces/AAA/messages/BBB/attachments/CCC`. */
const attachmentName = /^(spaces\/[^/]+)\/messages\/[^/]+\/attachments\/[^/]+$/

/** Fetches what people attached to their messages. Google is asked whose message it is: an id alone proves nothing. */
export function createGchatAttachments(options: {
  readonly api: ChatApi
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly patienceMs?: number
}): Attachments {
  const { api, incoming, log } = options
  const patience = options.patienceMs ?? patienceMs

  async function fetchOne(
    user: string,
    space: string,
    id: string,
    send: IncomingSend,
  ): Promise<Result<OfferedFile>> {
    let name = 'file'
    try {
      if (attachmentName.exec(id)?.[1] !== space) throw new Error('it is of no message of this space')
      const attachment = await findAttachment(user, id)
      name = attachment.contentName || name
      if (attachment.source === 'DRIVE_FILE' || attachment.driveDataRef)
        return refused({ code: 'file-in-drive', rule: 'UPD-1', field: filesField, values: { file: name } })
      const resourceName = attachment.attachmentDataRef?.resourceName
      if (!resourceName) throw new Error('Google does not say where its content is')
      const content = await download(resourceName, send)
      const tooBig = denySize({ name, size: content.size }, filesField)
      return tooBig ? refused(tooBig) : ok({ name, content })
    } catch (error) {
      const text = error instanceof Error ? error.message : typeof error
      log.warn({ file: id, user, error: text }, 'A file could not be fetched from Google Chat')
      return refused({ code: 'file-unreachable', rule: 'UPD-1', field: filesField, values: { file: name } })
    }
  }

  async function findAttachment(user: string, id: string): Promise<chat_v1.Schema$Attachment> {
    const name = id.slice(0, id.indexOf('/attachments/'))
    const message = await api.call((chat, how) => chat.spaces.messages.get({ name }, how))
    if (message.sender?.name !== user) throw new Error('it is not in a message of this person')
    const attachment = message.attachment?.find((attachment) => attachment.name === id)
    if (!attachment) throw new Error('the message has no such attachment')
    return attachment
  }

  async function download(resourceName: string, send: IncomingSend): Promise<FileContent> {
    const content = (await api.call((chat, how) =>
      chat.media.download(
        { resourceName, alt: 'media' },
        { ...how, timeout: patience, responseType: 'stream' },
      ),
    )) as Readable
    return send.receive(content as AsyncIterable<Uint8Array>)
  }

  return {
    fetch: ({ person, place }, ids) =>
      receiveFiles(incoming, ids, (id, send) => fetchOne(person.user, place.channel, id, send)),
  }
}
