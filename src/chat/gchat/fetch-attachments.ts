import type { Readable } from 'node:stream'
import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Attachments } from '../../../commands/define.ts'
import { denyCount, denySize, fileLimit, maxFiles, type OfferedFile } from '../../cases/attachments.ts'
import { ok, type Refusal, type Result, refused } from '../../cases/refusal.ts'
import { filesField } from '../../cases/take-files.ts'
import type { Log } from '../../config/log.ts'
import type { ChatApi } from './google-chat-api.ts'

/** For one file, in ms. */
const patienceMs = 20_000

/** What came attached to a message, told by its name: `spaces/AAA/messages/BBB/attachments/CCC`. */
const attachmentName = /^(spaces\/[^/]+)\/messages\/[^/]+\/attachments\/[^/]+$/

/** Fetches what people attached to their messages. Google is asked whose message it is: an id alone proves nothing. */
export function createGchatAttachments(options: {
  readonly api: ChatApi
  readonly log: Log
  readonly patienceMs?: number
}): Attachments {
  const { api, log } = options
  const patience = options.patienceMs ?? patienceMs

  async function fetchOne(user: string, space: string, id: string): Promise<Result<OfferedFile>> {
    let name = 'file'
    try {
      if (attachmentName.exec(id)?.[1] !== space) throw new Error('it is of no message of this space')
      const attachment = await findAttachment(user, id)
      name = attachment.contentName || name
      if (attachment.source === 'DRIVE_FILE' || attachment.driveDataRef)
        return refused({ code: 'file-in-drive', rule: 'UPD-1', field: filesField, values: { file: name } })
      const resourceName = attachment.attachmentDataRef?.resourceName
      if (!resourceName) throw new Error('Google does not say where its content is')
      const { bytes, size } = await download(resourceName)
      const tooBig = denySize({ name, size }, filesField)
      return tooBig ? refused(tooBig) : ok({ name, bytes })
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

  /** No further than a little beyond what is taken. */
  async function download(
    resourceName: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
    const content = (await api.call((chat, how) =>
      chat.media.download(
        { resourceName, alt: 'media' },
        { ...how, timeout: patience, responseType: 'stream' },
      ),
    )) as Readable
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of content as AsyncIterable<Uint8Array>) {
      pieces.push(piece)
      size += piece.byteLength
      // Leaving the loop ends the download.
      if (size > fileLimit) break
    }
    return { bytes: Buffer.concat(pieces), size }
  }

  return {
    async fetch({ person, place }, ids) {
      const asked = [...new Set(ids)]
      const tooMany = denyCount(asked.length, filesField)
      if (tooMany) return refused(tooMany)
      const files: OfferedFile[] = []
      const refusals: Refusal[] = []
      // One after the other: what is under way at a time is bounded.
      for (const id of asked.slice(0, maxFiles)) {
        const result = await fetchOne(person.user, place.channel, id)
        if (result.ok) files.push(result.value)
        else refusals.push(...result.refusals)
      }
      return refusals.length > 0 ? refused(...refusals) : ok(files)
    },
  }
}
