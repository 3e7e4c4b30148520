import { z } from 'zod'
import type { Json } from './emulator.ts'
import {
  change,
  compact,
  contentFault,
  type Posted,
  post,
  postEphemeral,
  remove,
  withBlockIds,
} from './local-messages.ts'
import type { Occasion } from './response-urls.ts'
import type { Workspace } from './workspace.ts'

const Reply = z.looseObject({
  text: z.string().optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
  replace_original: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
  delete_original: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
  thread_ts: z.string().optional(),
})

/** Does what an answer to a command or a post to a response_url asks for. */
export async function reply(
  space: Workspace,
  occasion: Occasion,
  payload: unknown,
): Promise<Posted | { readonly ok: true; readonly message?: undefined }> {
  const parsed = Reply.safeParse(payload)
  if (!parsed.success) return { ok: false, error: 'invalid_payload' }
  const asked = parsed.data as z.infer<typeof Reply> & Json
  const { channel, user, source } = occasion
  if (isTrue(asked.delete_original)) {
    if (!source) return { ok: false, error: 'message_not_found' }
    return isEphemeral(space, occasion)
      ? forget(space, channel, source)
      : remove(space, channel, source, 'app')
  }
  if (asked.text === undefined && asked.blocks === undefined && asked.attachments === undefined)
    return { ok: false, error: 'no_text' }
  if (isTrue(asked.replace_original) && source) {
    return isEphemeral(space, occasion)
      ? rewrite(space, channel, source, asked)
      : change(space, channel, source, asked, 'app')
  }
  const draft = compact({
    channel,
    user: space.state.bot.id,
    text: asked.text,
    blocks: asked.blocks,
    attachments: asked.attachments,
    metadata: asked.metadata,
    thread_ts: asked.thread_ts,
  })
  if (asked.response_type === 'in_channel') return post(space, draft, 'app')
  return postEphemeral(space, { ...draft, to: user }, 'app')
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

function isEphemeral(space: Workspace, { channel, source }: Occasion): boolean {
  return source !== undefined && space.messageStore.get(channel, source)?.ephemeral_to !== undefined
}

function forget(space: Workspace, channel: string, ts: string): Posted {
  const message = space.messageStore.remove(channel, ts)
  return message ? { ok: true, message } : { ok: false, error: 'message_not_found' }
}

/** Ephemeral messages are no business of the emulator: it has no way to change them. */
function rewrite(space: Workspace, channel: string, ts: string, asked: Json): Posted {
  const old = space.messageStore.get(channel, ts)
  if (!old) return { ok: false, error: 'message_not_found' }
  const fault = contentFault(asked)
  if (fault) return fault
  const { blocks: _blocks, attachments: _attachments, ...kept } = old
  const message = {
    ...kept,
    text: String(asked.text ?? ''),
    ...(Array.isArray(asked.blocks) ? { blocks: withBlockIds(asked.blocks) } : {}),
    ...(Array.isArray(asked.attachments) ? { attachments: asked.attachments } : {}),
  }
  return { ok: true, message: space.messageStore.replace(message) }
}
