import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Conversation } from '../../../../commands/define.ts'
import type { AddedMessages, MessageChange } from '../../../cases/added-messages.ts'
import type { MessageRef } from '../../../cases/case.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import type { SlackContext } from '../context.ts'
import { typedText } from '../render/text.ts'
import { describe, slackError } from '../slack-log.ts'

/** The messages of Slack's that tell of another message. */
export const changesOfMessages: ReadonlySet<string> = new Set(['message_changed', 'message_deleted'])

/** What could not be recorded is tried again after so long, in ms; by then a limit of one call a minute has passed as well. */
const waits = [1_000, 5_000, 25_000, 60_000] as const

/** As much as tells whether anybody added the message; nothing of what it says. */
const Change = z.discriminatedUnion('subtype', [
  z.object({
    subtype: z.literal('message_changed'),
    channel: z.string(),
    message: z.object({ ts: z.string(), bot_id: z.string().optional() }),
  }),
  z.object({
    subtype: z.literal('message_deleted'),
    channel: z.string(),
    deleted_ts: z.string(),
    previous_message: z.object({ bot_id: z.string().optional() }).optional(),
  }),
])

const Message = z.object({
  ts: z.string(),
  subtype: z.string().optional(),
  text: z.string().default(''),
  bot_id: z.string().optional(),
  team: z.string().optional(),
  user_team: z.string().optional(),
  edited: z.object({ user: z.string(), ts: z.string() }).optional(),
})
const Previous = z.object({ previous_message: Message.optional() })

type ReadChange = () => Promise<MessageChange | undefined>

export interface MessageChanges {
  /** An event that tells of another message. */
  take(event: unknown): Promise<void>
  readonly lookAgain: (place: Conversation, message: string) => void
}

/** NOT-4: edits and deletions of messages that were added to a case. What Slack tells of any other message is dropped unread. */
export function createMessageChanges(context: SlackContext, added: AddedMessages): MessageChanges {
  const toRef = (channel: string, message: string): MessageRef => ({
    platform: 'slack',
    tenant: context.team(),
    channel,
    message,
  })

  function record(ref: MessageRef, read: ReadChange, tries = 0): Promise<void> {
    return context.run('A change of an added message', async () => {
      try {
        await added.record(ref, read)
      } catch (error) {
        const wait = waits[tries]
        if (wait === undefined) throw error
        const { channel, message } = ref
        context.log.warn(
          { channel, message, error: describe(error) },
          'A change of an added message was not recorded, retrying',
        )
        setTimeout(() => void record(ref, read, tries + 1), wait).unref()
      }
    })
  }

  async function take(event: unknown): Promise<void> {
    const { data: change } = Change.safeParse(event)
    if (!change) return
    const told = change.subtype === 'message_changed' ? change.message : change.previous_message
    // The app's own cards change all the time, and are in no history.
    if (told?.bot_id !== undefined && told.bot_id === context.self().bot) return
    if (change.subtype === 'message_deleted') {
      const ref = toRef(change.channel, change.deleted_ts)
      return record(ref, async () => toDeletion(ref))
    }
    const ref = toRef(change.channel, change.message.ts)
    const { message } = event as { readonly message: unknown }
    return record(ref, async () => {
      const { data: before } = Previous.safeParse(event)
      return toChange(context, ref, message, before?.previous_message?.text)
    })
  }

  function lookAgain({ channel, thread }: Conversation, message: string): void {
    const ref = toRef(channel, message)
    void record(ref, async () => {
      const found = await findMessage(context, channel, thread ?? message, message)
      return found ? toChange(context, ref, found) : toDeletion(ref)
    })
  }

  return { take, lookAgain }
}

export function listenToMessages(app: App, { take }: MessageChanges): void {
  app.event('message', ({ event }) => take(event))
}

/** Undefined where nobody changed the text: Slack tells of a link's preview or a reply in the same way. */
async function toChange(
  context: SlackContext,
  ref: MessageRef,
  said: unknown,
  before?: string,
): Promise<MessageChange | undefined> {
  const { data: message } = Message.safeParse(said)
  // The root of a thread with replies leaves a gravestone.
  if (message?.subtype === 'tombstone') return toDeletion(ref)
  if (!message?.edited || message.bot_id !== undefined || message.text === before) return undefined
  const { user, ts: edit } = message.edited
  return {
    kind: 'edited',
    key: createIdempotencyKey('slack', 'edited', ref.tenant, ref.channel, ref.message, edit),
    edit,
    text: typedText(message.text),
    editor: await context.profiles.find(user, message.user_team ?? message.team ?? context.team()),
  }
}

function toDeletion({ tenant, channel, message }: MessageRef): MessageChange {
  return { kind: 'deleted', key: createIdempotencyKey('slack', 'deleted', tenant, channel, message) }
}

/** The message as it is now; undefined where it is gone. */
async function findMessage(
  { web }: SlackContext,
  channel: string,
  thread: string,
  message: string,
): Promise<unknown> {
  const only = { oldest: message, latest: message, inclusive: true, limit: 10 }
  try {
    const { messages } = await web.conversations.replies({ channel, ts: thread, ...only })
    return messages?.find(({ ts }) => ts === message)
  } catch (error) {
    if (slackError(error) === 'thread_not_found') return undefined
    throw error
  }
}
