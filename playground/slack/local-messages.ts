import { randomBytes, randomUUID } from 'node:crypto'
import type { Json } from './emulator.ts'
import { withIds } from './inputs.ts'
import { checkMessageBlocks, isRecord } from './local-limits.ts'
import type { Message } from './message-store.ts'
import type { Workspace } from './workspace.ts'

/** Posting, changing and deleting: the emulator decides and keeps its copy, the message store remembers. */

export interface Draft {
  readonly channel: string
  readonly user: string
  readonly text?: unknown
  readonly blocks?: unknown
  readonly attachments?: unknown
  readonly metadata?: unknown
  readonly thread_ts?: unknown
  readonly reply_broadcast?: unknown
  readonly files?: readonly string[]
}

export type Posted = { readonly ok: true; readonly message: Message } | Refused
export type Refused = Json & { readonly ok: false; readonly error: string }

/** `blocks`, `attachments` and `metadata` as Slack takes them; undefined when nothing is wrong. */
export function contentFault(draft: Pick<Draft, 'blocks' | 'attachments' | 'metadata'>): Refused | undefined {
  if (typeof draft.blocks === 'string') return { ok: false, error: 'invalid_blocks_format' }
  const fault =
    draft.blocks === undefined || draft.blocks === null ? undefined : checkMessageBlocks(draft.blocks)
  if (fault) return { ok: false, error: fault.error, response_metadata: { messages: fault.messages } }
  if (draft.attachments !== undefined && !Array.isArray(draft.attachments))
    return { ok: false, error: 'invalid_attachments' }
  const { metadata } = draft
  if (metadata === undefined || metadata === null || metadata === '') return undefined
  if (!isRecord(metadata)) return { ok: false, error: 'invalid_metadata_format' }
  if (Object.keys(metadata).length === 0) return undefined
  if (typeof metadata.event_type !== 'string' || !isRecord(metadata.event_payload))
    return { ok: false, error: 'invalid_metadata_schema' }
  return JSON.stringify(metadata).length > 16_384 ? { ok: false, error: 'metadata_too_large' } : undefined
}

/** Posts as `as`: the bot with its scopes, the app with all of them (answers and response_urls), or a person's id. */
export async function post(space: Workspace, draft: Draft, as: string): Promise<Posted> {
  const fault = contentFault(draft)
  if (fault) return fault
  const root = rootOf(space, draft)
  if (typeof root === 'object') return root
  const blocks = Array.isArray(draft.blocks) ? withBlockIds(draft.blocks) : undefined
  const broadcast = root !== undefined && (draft.reply_broadcast === true || draft.reply_broadcast === 'true')
  const answer = await space.emulator.call(
    'chat.postMessage',
    compact({
      channel: space.ids.inside(draft.channel),
      text: draft.files && !draft.text ? ' ' : draft.text,
      blocks,
      attachments: draft.attachments,
      metadata: draft.metadata,
      thread_ts: root && space.ids.inside(root),
    }),
    as,
  )
  if (answer.ok !== true) return refusedBy(answer)
  const said = isRecord(answer.message) ? answer.message : {}
  const ts = space.messageStore.nextTs()
  space.ids.bind(ts, String(answer.ts))
  const message: Message = compact({
    ts,
    channel: draft.channel,
    user: draft.user,
    text: draft.files && !draft.text ? '' : String(said.text ?? ''),
    subtype: draft.files ? 'file_share' : broadcast ? 'thread_broadcast' : undefined,
    blocks,
    attachments: listOf(draft.attachments),
    metadata: isRecord(draft.metadata) && Object.keys(draft.metadata).length > 0 ? draft.metadata : undefined,
    thread_ts: root,
    reply_broadcast: broadcast || undefined,
    files: draft.files,
    client_msg_id: draft.user === space.state.bot.id ? undefined : randomUUID(),
  })
  return { ok: true, message: space.messageStore.add(message) }
}

/** An ephemeral message, seen by one person; the emulator checks as Slack does, unless the app answers an interaction. */
export async function postEphemeral(
  space: Workspace,
  draft: Draft & { readonly to: string },
  as: string,
): Promise<Posted> {
  const fault = contentFault(draft)
  if (fault) return fault
  const root = rootOf(space, draft)
  if (typeof root === 'object') return root
  const blocks = Array.isArray(draft.blocks) ? withBlockIds(draft.blocks) : undefined
  const answer = await space.emulator.call(
    'chat.postEphemeral',
    compact({
      channel: space.ids.inside(draft.channel),
      user: space.ids.inside(draft.to),
      text: draft.text,
      blocks,
      attachments: draft.attachments,
    }),
    as,
  )
  if (answer.ok !== true) return refusedBy(answer)
  const message: Message = compact({
    ts: space.messageStore.nextTs(),
    channel: draft.channel,
    user: draft.user,
    text: String(draft.text ?? ''),
    blocks,
    attachments: listOf(draft.attachments),
    thread_ts: root,
    ephemeral_to: draft.to,
  })
  return { ok: true, message: space.messageStore.add(message) }
}

/** Changes a message; what is left out stays as the emulator says. */
export async function change(
  space: Workspace,
  channel: string,
  ts: string,
  to: Json,
  as: string,
): Promise<Posted> {
  const fault = contentFault(to)
  if (fault) return fault
  const old = space.messageStore.get(channel, ts)
  if (!old || old.ephemeral_to) return { ok: false, error: 'message_not_found' }
  const blocks = Array.isArray(to.blocks) ? withBlockIds(to.blocks) : undefined
  const answer = await space.emulator.call(
    'chat.update',
    compact({
      channel: space.ids.inside(channel),
      ts: space.ids.inside(ts),
      text: to.text,
      blocks,
      attachments: to.attachments,
      metadata: to.metadata,
    }),
    as,
  )
  if (answer.ok !== true) return refusedBy(answer)
  const said = isRecord(answer.message) ? answer.message : {}
  const { blocks: _blocks, attachments: _attachments, metadata: _metadata, ...kept } = old
  const next: Message = {
    ...kept,
    ...compact({
      text: String(said.text ?? ''),
      blocks: listOf(said.blocks),
      attachments: listOf(said.attachments),
      metadata: isRecord(said.metadata) && Object.keys(said.metadata).length > 0 ? said.metadata : undefined,
      // Slack marks a message as edited when its text changed, not when its blocks did.
      edited: blocks ? old.edited : { user: old.user, ts: space.messageStore.nextTs() },
    }),
  }
  return { ok: true, message: space.messageStore.replace(next) }
}

export async function remove(space: Workspace, channel: string, ts: string, as: string): Promise<Posted> {
  const old = space.messageStore.get(channel, ts)
  if (!old || old.ephemeral_to) return { ok: false, error: 'message_not_found' }
  const answer = await space.emulator.call(
    'chat.delete',
    { channel: space.ids.inside(channel), ts: space.ids.inside(ts) },
    as,
  )
  if (answer.ok !== true) return refusedBy(answer)
  space.messageStore.remove(channel, ts)
  return { ok: true, message: old }
}

/**
 * Tells the emulator what the message store remembers from before a restart, so that old timestamps go on working. Who has left the
 * workspace since is spoken for by the app; what stood in a channel that is gone stays in the message store only.
 */
export async function replay(space: Workspace): Promise<void> {
  const { state, ids, messageStore, emulator } = space
  const asKnown = (user: string) => (state.people.some((person) => person.id === user) ? user : 'app')
  for (const message of [...messageStore.all()].sort((one, other) => (one.ts < other.ts ? -1 : 1))) {
    const channel = state.channels.get(message.channel)
    if (message.ephemeral_to || !channel) continue
    const args = compact({
      channel: ids.inside(message.channel),
      text: message.text || ' ',
      blocks: message.blocks,
      attachments: message.attachments,
      metadata: message.metadata,
      thread_ts: message.thread_ts && ids.inside(message.thread_ts),
    })
    const author = channel.members.includes(message.user) ? asKnown(message.user) : 'app'
    const answer = await emulator.call('chat.postMessage', args, author)
    if (answer.ok !== true) continue
    ids.bind(message.ts, String(answer.ts))
    for (const { name, users } of message.reactions ?? []) {
      for (const user of users) {
        const reaction = { channel: args.channel, timestamp: String(answer.ts), name }
        await emulator.call('reactions.add', reaction, asKnown(user))
      }
    }
  }
}

/** The thread that a message belongs to: answering a reply answers its root. */
function rootOf(space: Workspace, draft: Draft): string | undefined | Refused {
  if (draft.thread_ts === undefined || draft.thread_ts === null || draft.thread_ts === '') return undefined
  const ts = String(draft.thread_ts)
  if (!/^\d+\.\d+$/.test(ts)) return { ok: false, error: 'invalid_thread_ts' }
  const parent = space.messageStore.get(draft.channel, ts)
  if (!parent) return { ok: false, error: 'thread_not_found' }
  return parent.thread_ts ?? parent.ts
}

export function withBlockIds(blocks: readonly unknown[]): unknown[] {
  return withIds(blocks, () => randomBytes(4).toString('base64url').slice(0, 5))
}

function refusedBy(answer: Json): Refused {
  return { ...answer, ok: false, error: String(answer.error) }
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out what is undefined. */
export function compact<T extends object>(value: T): Compact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Compact<T>
}
