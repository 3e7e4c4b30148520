import { asText } from './as-text.ts'
import type { Json } from './emulator.ts'
import type { Method } from './emulator-client.ts'
import { isRecord } from './local-limits.ts'
import { compact, post } from './local-messages.ts'
import type { StoredFile } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import { channelOf } from './workspace-state.ts'

/** `files.*`. The emulator runs the upload of the bot's files; what people uploaded is known here only. */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': async (space, args) => {
    const answer = await space.emulator.call('files.getUploadURLExternal', args, 'bot')
    if (answer.ok === true) space.uploads.set(asText(answer.file_id), asText(args.filename))
    return answer
  },
  'files.completeUploadExternal': complete,
  'files.info': async (space, args) => {
    const missing = lacks(space, 'files:read')
    if (missing) return missing
    const file = visible(space, asText(args.file ?? ''))
    if (!file) return { ok: false, error: 'file_not_found' }
    return {
      ok: true,
      file: space.files.slackFile(file),
      comments: [],
      response_metadata: { next_cursor: '' },
    }
  },
  'files.list': async (space, args) => {
    const missing = lacks(space, 'files:read')
    if (missing) return missing
    const files = [...space.messageStore.files.values()]
      .filter(space.files.seenByBot)
      .filter((file) => !args.channel || file.channels.includes(asText(args.channel)))
      .filter((file) => !args.user || file.user === args.user)
      .sort((one, other) => other.created - one.created)
    const count = Math.min(Math.max(1, Number(args.count) || 100), 1000)
    const page = Math.max(1, Number(args.page) || 1)
    return {
      ok: true,
      files: files.slice((page - 1) * count, page * count).map(space.files.slackFile),
      paging: { count, total: files.length, page, pages: Math.ceil(files.length / count) },
    }
  },
  'files.delete': async (space, args) => {
    const missing = lacks(space, 'files:write')
    if (missing) return missing
    const file = visible(space, asText(args.file ?? ''))
    if (!file) return { ok: false, error: 'file_not_found' }
    if (file.user !== space.state.bot.id) return { ok: false, error: 'cant_delete_file' }
    await space.files.remove(file.id)
    return { ok: true }
  },
}

function lacks(space: Workspace, scope: string): Json | undefined {
  if (space.state.scopes.has(scope)) return undefined
  return { ok: false, error: 'missing_scope', needed: scope, provided: [...space.state.scopes].join(',') }
}

function visible(space: Workspace, id: string): StoredFile | undefined {
  const file = space.files.get(id)
  return file && space.files.seenByBot(file) ? file : undefined
}

/** Ends the bot's upload and shares the files where it says, as one message. */
async function complete(space: Workspace, args: Readonly<Record<string, unknown>>): Promise<Json> {
  const asked = Array.isArray(args.files) ? args.files.filter(isRecord) : []
  const channel = args.channel_id ? channelOf(space.state, asText(args.channel_id)) : undefined
  if (args.channel_id && !channel) return { ok: false, error: 'channel_not_found' }
  if (channel && !channel.members.includes(space.state.bot.id)) return { ok: false, error: 'not_in_channel' }
  const answer = await space.emulator.call('files.completeUploadExternal', { files: asked }, 'bot')
  if (answer.ok !== true) return answer
  const files: StoredFile[] = []
  for (const one of asked) {
    const file = space.files.change(asText(one.id), {
      ...(typeof one.title === 'string' ? { title: one.title } : {}),
      ...(channel ? { channels: [channel.id] } : {}),
    })
    if (file) files.push(file)
  }
  if (channel) {
    const posted = await post(
      space,
      compact({
        channel: channel.id,
        user: space.state.bot.id,
        text: args.initial_comment,
        blocks: args.initial_comment ? undefined : args.blocks,
        thread_ts: args.thread_ts,
        files: files.map((file) => file.id),
      }),
      'app',
    )
    if (!posted.ok) return { ...posted }
  }
  return { ok: true, files: files.map(space.files.slackFile) }
}
