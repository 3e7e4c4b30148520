import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import type { Attachment, Case, Subscription } from '../../cases/case.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure } from '../../delivery/publishers.ts'
import { isPassing, toDeliveryFailure } from './delivery-failure.ts'
import { isFileHost } from './file-host.ts'
import { metadataType } from './message-metadata.ts'
import { wordsFor } from './messages.ts'
import { describe, slackError } from './slack-log.ts'

/** No further file is begun after this time; those that are up are shown, the others come with the next try. In ms. */
const beginMs = 8_000
const uploadMs = 15_000
/** After so many failures in a row the thread goes on without the files, and says so. */
const maxTries = 3
const pageSize = 200
const maxPages = 5
/** What a message that tells of lost files is known by: it names them. */
const lostType = 'casethread_files_lost'
/** Slack has no such file any more. */
const gone: ReadonlySet<string> = new Set(['file_deleted', 'file_not_found'])

interface Target {
  readonly supportCase: Case
  readonly thread: Subscription
  /** The root message of the thread. */
  readonly root: string
  /** The message that tells of the entry; its files come after it. */
  readonly message: string
  readonly attachments: readonly Attachment[]
  /** The message was there already: so may be files. */
  readonly look: boolean
  /** Whether the caller's next try will look before it posts, whatever comes of this one. */
  readonly uncertain: boolean
}

export interface Uploads {
  /** Brings an entry's files into its thread, each once. What cannot be brought is told in the thread, and holds up nothing. */
  bring(target: Target): Promise<void>
  /** UPD-3: deletes what was shared with the entry's message and is not among these attachments any more. */
  takeAway(target: Omit<Target, 'look' | 'uncertain'>): Promise<void>
}

export function createUploads(options: {
  readonly web: WebClient
  readonly log: Log
  readonly files: Pick<FileStore, 'open'>
  readonly self: () => { readonly user: string; readonly bot: string | undefined }
}): Uploads {
  const { web, log, files, self } = options

  async function bring(target: Target): Promise<void> {
    const { attachments, look, thread } = target
    try {
      const there = look ? await filesAfter(target) : []
      const missing = attachments.filter((attachment) => !there.some((file) => isSame(file, attachment)))
      if (missing.length === 0) return
      const { up, lost, later } = await upload(missing)
      if (up.length > 0) await share(target, up)
      if (lost.length > 0) await tellLost(target, lost)
      if (later.length > 0) throw new DeliveryFailure('more files are to come', { gone: false })
    } catch (error) {
      if (error instanceof WebAPIRateLimitedError && target.uncertain) throw error
      const failure = toDeliveryFailure(error)
      if (failure.gone) throw failure
      // The message is out: the next try has to look first, which a mere rest would not tell it.
      if (isPassing(error) && thread.tries < maxTries)
        throw new DeliveryFailure(failure.message, { gone: false, cause: error })
      log.error(
        { case: target.supportCase.number, thread: thread.id, error: describe(error) },
        'Files were not brought',
      )
      await tellLost(target, attachments)
    }
  }

  async function upload(missing: readonly Attachment[]) {
    const begun = performance.now()
    const up: { readonly id: string; readonly title: string }[] = []
    const lost: Attachment[] = []
    for (const [index, attachment] of missing.entries()) {
      if (up.length > 0 && performance.now() - begun > beginMs)
        return { up, lost, later: missing.slice(index) }
      const bytes = await readBytes(attachment)
      if (bytes) up.push({ id: await put(attachment, bytes), title: attachment.name })
      else lost.push(attachment)
    }
    return { up, lost, later: [] }
  }

  async function readBytes(attachment: Attachment): Promise<Buffer<ArrayBuffer> | undefined> {
    const pieces = await files.open(attachment.id)
    if (!pieces) {
      log.error({ file: attachment.id }, 'A file that a case names is not in the file store')
      return undefined
    }
    const found: Uint8Array[] = []
    for await (const piece of pieces) found.push(piece)
    return Buffer.concat(found)
  }

  async function put(attachment: Attachment, bytes: Buffer<ArrayBuffer>): Promise<string> {
    const place = await web.files.getUploadURLExternal({
      filename: attachment.name,
      length: bytes.byteLength,
    })
    if (!place.upload_url || !place.file_id) throw new Error('Slack did not say where a file goes')
    if (!isFileHost(place.upload_url, web.slackApiUrl)) throw new Error('a file was to go to a strange host')
    const response = await fetch(place.upload_url, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'manual',
      signal: AbortSignal.timeout(uploadMs),
    })
    await response.body?.cancel()
    if (response.status !== 200) throw new Error(`the file host answered ${response.status}`)
    return place.file_id
  }

  async function share(
    { thread, root }: Target,
    up: readonly { readonly id: string; readonly title: string }[],
  ): Promise<void> {
    const [first, ...rest] = up
    if (!first) return
    await web.files.completeUploadExternal({
      files: [first, ...rest],
      channel_id: thread.channel,
      thread_ts: root,
    })
  }

  async function tellLost({ thread, root }: Target, lost: readonly Attachment[]): Promise<void> {
    const text = wordsFor(thread.locale).filesLost(lost.map(({ name }) => name).join(', '))
    const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text, emoji: false } }]
    try {
      const metadata = { event_type: lostType, event_payload: {} }
      await web.chat.postMessage({ channel: thread.channel, thread_ts: root, text, blocks, metadata })
    } catch (error) {
      log.warn({ thread: thread.id, error: describe(error) }, 'The loss of files could not be told')
    }
  }

  async function takeAway({
    thread,
    root,
    message,
    attachments,
    supportCase,
  }: Omit<Target, 'look' | 'uncertain'>): Promise<void> {
    const { channel } = thread
    for (const one of await ourReplies({ thread, root, message }, Number.POSITIVE_INFINITY)) {
      // The next entry's files are its own.
      if (one.metadata?.event_type === metadataType) return
      if (one.metadata?.event_type === lostType && one.ts) await web.chat.delete({ channel, ts: one.ts })
      for (const file of one.files ?? []) {
        if (!file.id || attachments.some((attachment) => isSame(file, attachment))) continue
        await deleteFile(file.id, supportCase)
      }
    }
  }

  async function deleteFile(file: string, { number }: Case): Promise<void> {
    try {
      await web.files.delete({ file })
    } catch (error) {
      const code = slackError(error) ?? ''
      if (gone.has(code)) return
      if (code !== 'cant_delete_file') throw error
      // Whoever owns it now has to: no further try would get through.
      log.error({ case: number, file, error: code }, 'A file at Slack could not be deleted')
    }
  }

  /** The files that we shared in this thread since the entry's message. */
  async function filesAfter(target: Target): Promise<readonly Shared[]> {
    return (await ourReplies(target, maxPages)).flatMap(({ files }) => files ?? [])
  }

  /** Our messages in the thread after the entry's, the oldest first. */
  async function ourReplies(
    { thread, root, message }: Pick<Target, 'thread' | 'root' | 'message'>,
    turns: number,
  ): Promise<readonly Reply[]> {
    const found: Reply[] = []
    let cursor: string | undefined
    for (let turn = 0; turn < turns; turn += 1) {
      const page = await web.conversations.replies({
        channel: thread.channel,
        ts: root,
        oldest: message,
        limit: pageSize,
        include_all_metadata: true,
        ...(cursor ? { cursor } : {}),
      })
      const me = self()
      for (const one of page.messages ?? []) {
        const ours = one.user === me.user || (me.bot !== undefined && one.bot_id === me.bot)
        if (ours && Number(one.ts) > Number(message)) found.push(one)
      }
      cursor = page.response_metadata?.next_cursor
      if (!cursor) break
    }
    return found
  }

  return { bring, takeAway }
}

interface Reply {
  readonly ts?: string
  readonly files?: readonly Shared[]
  readonly metadata?: { readonly event_type?: string }
}

interface Shared {
  readonly id?: string
  readonly name?: string
  readonly title?: string
  readonly size?: number
}

/** Names are distinct within an entry, and files of earlier entries come before its message. */
function isSame(shared: Shared, attachment: Attachment): boolean {
  return (
    (shared.title === attachment.name || shared.name === attachment.name) && shared.size === attachment.size
  )
}
