import type { WebClient } from '@slack/web-api'
import type { Attachment, Case, Subscription } from '../../cases/case.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure } from '../../delivery/publishers.ts'
import { isNotPermitted, isPassing, toDeliveryFailure } from './delivery-failure.ts'
import type { LookInThread } from './look-in-thread.ts'
import type { FoundFile, FoundMessage } from './look-through.ts'
import { metadataType } from './message-metadata.ts'
import { wordsFor } from './messages.ts'
import type { PacedCalls } from './paced-calls.ts'
import { plainMessage } from './render/message.ts'
import { createUpload } from './upload-file.ts'

/** No further file is begun after this time; those that are up are shown, the others come with the next try. In ms. */
const beginMs = 8_000
/** After so many failures in a row the thread goes on without the files, and says so. */
const maxTries = 3
/** What a message that tells of lost files is known by: it names them. */
const lostType = 'casethread_files_lost'
const moreFiles = 'more-files'
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
  /** Deletes one file; one that is gone is no fault. */
  remove(file: string, supportCase: Pick<Case, 'number'>): Promise<void>
}

export function createUploads(options: {
  readonly web: WebClient
  readonly calls: PacedCalls
  readonly lookInThread: LookInThread
  readonly log: Log
  readonly files: Pick<FileStore, 'open'>
}): Uploads {
  const { web, calls, lookInThread, log, files } = options
  const upload = createUpload({ web, calls })

  async function bring(target: Target): Promise<void> {
    const { attachments, look, thread } = target
    try {
      const there = look ? await filesAfter(target) : []
      const missing = attachments.filter((attachment) => !there.some((file) => isSame(file, attachment)))
      if (missing.length === 0) return
      const { up, lost, later } = await uploadAll(missing)
      if (up.length > 0) await share(target, up)
      if (lost.length > 0) await tellLost(target, lost)
      if (later.length > 0)
        throw new DeliveryFailure('more files are to come', { scope: 'passing', code: moreFiles })
    } catch (error) {
      const failure = toDeliveryFailure(error)
      const { scope, code, message, retryAfterMs } = failure
      // The message is out: the next try has to look first, which a mere rest would not tell it.
      if (retryAfterMs !== null && target.uncertain) throw failure
      if (retryAfterMs !== null) throw new DeliveryFailure(message, { scope, code, cause: error })
      if (scope !== 'passing' && scope !== 'message' && !isNotPermitted(failure)) throw failure
      if (code === moreFiles || (isPassing(failure) && thread.tries < maxTries)) throw failure
      log.error(
        { case: target.supportCase.number, thread: thread.id, error: message },
        'Files were not brought',
      )
      await tellLost(target, attachments)
    }
  }

  async function uploadAll(missing: readonly Attachment[]) {
    const begun = performance.now()
    const up: { readonly id: string; readonly title: string }[] = []
    const lost: Attachment[] = []
    for (const [index, attachment] of missing.entries()) {
      if (up.length > 0 && performance.now() - begun > beginMs)
        return { up, lost, later: missing.slice(index) }
      const bytes = await readBytes(attachment)
      if (bytes) up.push({ id: await upload({ name: attachment.name, bytes }), title: attachment.name })
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

  async function share(
    { thread, root }: Target,
    up: readonly { readonly id: string; readonly title: string }[],
  ): Promise<void> {
    const [first, ...rest] = up
    if (!first) return
    await calls.call('files.completeUploadExternal', () =>
      web.files.completeUploadExternal({
        files: [first, ...rest],
        channel_id: thread.channel,
        thread_ts: root,
      }),
    )
  }

  async function tellLost({ thread, root }: Target, lost: readonly Attachment[]): Promise<void> {
    const said = plainMessage(wordsFor(thread.locale).filesLost(lost.map(({ name }) => name).join(', ')))
    const { channel } = thread
    const metadata = { event_type: lostType, event_payload: {} }
    try {
      await calls.post(channel, () => web.chat.postMessage({ channel, thread_ts: root, metadata, ...said }))
    } catch (error) {
      const { code, message, retryAfterMs } = toDeliveryFailure(error)
      // The next try looks for the files first.
      if (retryAfterMs !== null) throw new DeliveryFailure(message, { scope: 'passing', code, cause: error })
      log.warn({ thread: thread.id, error: message }, 'The loss of files could not be told')
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
    for (const one of await ourReplies({ thread, root, message })) {
      // The next entry's files are its own.
      if (one.metadata?.event_type === metadataType) return
      if (one.metadata?.event_type === lostType && one.ts) await takeMessageAway(channel, one.ts)
      for (const file of one.files ?? []) {
        if (!file.id || attachments.some((attachment) => isSame(file, attachment))) continue
        await deleteFile(file.id, supportCase)
      }
    }
  }

  async function takeMessageAway(channel: string, ts: string): Promise<void> {
    try {
      await calls.call('chat.delete', () => web.chat.delete({ channel, ts }))
    } catch (error) {
      if (toDeliveryFailure(error).code !== 'message_not_found') throw error
    }
  }

  async function deleteFile(file: string, { number }: Pick<Case, 'number'>): Promise<void> {
    try {
      await calls.call('files.delete', () => web.files.delete({ file }))
    } catch (error) {
      const { code } = toDeliveryFailure(error)
      if (gone.has(code)) return
      if (code !== 'cant_delete_file') throw error
      // Whoever owns it now has to: no further try would get through.
      log.error({ case: number, file, error: code }, 'A file at Slack could not be deleted')
    }
  }

  /** The files that we shared in this thread since the entry's message. */
  async function filesAfter(target: Target): Promise<readonly FoundFile[]> {
    return (await ourReplies(target)).flatMap(({ files }) => files ?? [])
  }

  /** Our messages in the thread after the entry's, the oldest first. */
  async function ourReplies({
    thread: { channel },
    root,
    message,
  }: Pick<Target, 'thread' | 'root' | 'message'>): Promise<readonly FoundMessage[]> {
    const found = await lookInThread({ channel, root }, { key: ['files', message], oldest: message })
    return found
      .filter(({ ts }) => Number(ts) > Number(message))
      .toSorted((one, other) => Number(one.ts) - Number(other.ts))
  }

  return { bring, takeAway, remove: deleteFile }
}

/** Names are distinct within an entry, and files of earlier entries come before its message. */
function isSame(shared: FoundFile, attachment: Attachment): boolean {
  return (
    (shared.title === attachment.name || shared.name === attachment.name) && shared.size === attachment.size
  )
}
