import type { ChatCommandRequest, HomeRequest, MessageRequest } from '../protocol.ts'
import { type Result, refuse } from '../shared/result.ts'
import { dispatchEvent } from './dispatch-event.ts'
import { isForApp, localTs } from './formats.ts'
import { compose, type Draft, post } from './local-messages.ts'
import { type Here, hereOf, threadAt } from './place.ts'
import type { Workspace } from './workspace.ts'
import { directSpace, userOf } from './workspace-state.ts'

/** What a person says and types in Chat's client. */

const fileLost = refuse('file_not_found', 'A file could not be found. Upload it again.')

function areOwn(space: Workspace, here: Here, files: readonly string[]): boolean {
  return files.every((id) => space.messageStore.files.get(id)?.user === here.user.id)
}

/** A message of the person, shown at once. What is meant for the app is sent to it, and its answer is awaited. */
export async function say(space: Workspace, request: MessageRequest): Promise<Result> {
  const here = hereOf(space, request.user, request.channel)
  if ('ok' in here) return here
  const files = request.files ?? []
  if (!areOwn(space, here, files)) return fileLost
  const thread = threadAt(space, here, request.thread_ts)
  if (request.thread_ts && !thread) return refuse('thread_not_found', 'That thread is not there any more.')
  const posted = post(space, { ...draftOf(here, request.text, thread), files })
  if (!posted.ok) return refuse(posted.error.status, posted.error.message)
  const { message } = posted
  if (files.length > 0) space.filesChanged()
  const ts = localTs(message)
  if (!isForApp(space, message)) return { ok: true, ts, dialog: null }
  const result = await dispatchEvent(space, { kind: 'message', user: here.user, space: here.place, message })
  // It stands in the space all the same.
  return result.ok ? { ...result, ts } : { ok: true, ts, dialog: null, unanswered: result }
}

/**
 * A slash command. The typed line is seen by the person alone, and not at all when a dialog comes of it; with files it stays,
 * for the app to fetch them from.
 */
export async function command(space: Workspace, request: ChatCommandRequest): Promise<Result> {
  const here = hereOf(space, request.user, request.channel)
  if ('ok' in here) return here
  const line = request.line.trim()
  const [name] = line.split(/\s/)
  const known = space.state.commands.find((one) => one.name === name)
  if (!known || !here.place.members.includes(space.state.app.id))
    return refuse('unknown_command', `${name} is no command here.`)
  const thread = threadAt(space, here, request.thread_ts)
  if (request.thread_ts && !thread) return refuse('thread_not_found', 'That thread is not there any more.')
  const files = request.files ?? []
  if (!areOwn(space, here, files)) return fileLost
  const draft = { ...draftOf(here, line, thread), viewer: here.user.id, commandId: known.id, files }
  const hasFiles = files.length > 0
  const composed = hasFiles ? post(space, draft) : compose(space, draft)
  if (!composed.ok) return refuse(composed.error.status, composed.error.message)
  const { message } = composed
  if (hasFiles) space.filesChanged()
  return dispatchEvent(
    space,
    { kind: 'message', user: here.user, space: here.place, message, command: known },
    {
      onAnswer(asked) {
        if (!hasFiles && !asked?.dialog) space.messageStore.add(message)
      },
    },
  )
}

/** The Home tab of the direct message with the app. */
export async function home(space: Workspace, request: HomeRequest): Promise<Result> {
  const user = userOf(space.state, request.user)
  const place = user && directSpace(space.state, user.id)
  if (!user || user.is_bot || !place) return refuse('user_not_found', 'Nobody of that name is in this Chat.')
  const result = await dispatchEvent(space, { kind: 'home', user, space: place })
  return result.ok ? { ok: true, card: space.dialogs.home(user.id) ?? null } : result
}

function draftOf(here: Here, text: string, thread: string | undefined): Draft {
  return {
    space: here.place.id,
    sender: here.user.id,
    text: text.trim(),
    ...(thread
      ? {
          thread: { name: `spaces/${here.place.id}/threads/${thread}` },
          replyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' as const,
        }
      : {}),
  }
}
