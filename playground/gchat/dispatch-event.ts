import { type Result, refuse } from '../shared/result.ts'
import type { CardSurface } from './card-source.ts'
import { localDialog } from './dialogs.ts'
import { eventOf, type Happening } from './events.ts'
import { threadName } from './formats.ts'
import { change, contentOf, type Draft, post } from './local-messages.ts'
import type { Card, Message } from './message-store.ts'
import { type Asked, parseResponse, type Targets } from './parse-response.ts'
import type { Workspace } from './workspace.ts'

interface How {
  /** What carries the card that was used. */
  readonly from?: CardSurface
  /** Called once the answer is there, before anything comes of it; without one where it failed. */
  readonly onAnswer?: (asked: Asked | undefined) => void
}

/** Sends what happened and does what the app answers. */
export async function dispatchEvent(
  space: Workspace,
  happened: Happening,
  { from, onAnswer }: How = {},
): Promise<Result> {
  const answer = await space.bot.send(eventOf(space, happened))
  if (answer.kind === 'failed') {
    onAnswer?.(undefined)
    return refuse(answer.error, answer.message)
  }
  const read = parseResponse(space.check, space.bot.kind, answer.body, homeTargets(happened, from))
  const fault = read.ok ? answerFault(space, read.asked, happened, from) : read.fault
  onAnswer?.(read.ok && !fault ? read.asked : undefined)
  if (fault || !read.ok) return refuse('BAD_ANSWER', `The app's answer was refused: ${fault}`)
  return apply(space, read.asked, happened, from)
}

function homeTargets(happened: Happening, from: CardSurface | undefined): Targets | undefined {
  if (happened.kind === 'home') return { push: 'home', update: 'home' }
  if (happened.kind !== 'home-click') return undefined
  const opens = happened.action.interaction === 'OPEN_DIALOG' || from?.inDialog
  return { push: opens ? 'dialog' : 'home', update: from?.inDialog ? 'dialog' : 'home' }
}

/** What Google refuses of an answer that is well-formed. */
function answerFault(
  space: Workspace,
  asked: Asked,
  happened: Happening,
  from: CardSurface | undefined,
): string | undefined {
  const isOpen = space.dialogs.of(happened.user.id) !== undefined
  if (asked.suggestions) return 'there was nothing to suggest for'
  if (asked.update && from?.message?.sender !== space.state.app.id)
    return 'only a message of the app whose button was pressed can be updated'
  if (asked.dialog && asked.dialog !== 'close') {
    const mayOpen =
      (happened.kind === 'message' && happened.command?.dialog) ||
      ('dialog' in happened && happened.dialog !== undefined)
    if (!mayOpen) return 'a dialog can be opened only where one was asked for (interaction: OPEN_DIALOG)'
    if (asked.dialog.isUpdate && !isOpen) return 'updateCard needs an open dialog'
  }
  return undefined
}

function apply(space: Workspace, asked: Asked, happened: Happening, from: CardSurface | undefined): Result {
  const user = happened.user.id
  const { dialogs, state } = space
  if (asked.home) dialogs.setHome(user, asked.home)
  if (asked.message) {
    const content = contentOf(asked.message)
    const source = happened.kind === 'message' ? happened.message : from?.message
    const posted =
      asked.update && from?.message
        ? change(space, from.message, content)
        : post(space, {
            space: happened.space.id,
            sender: state.app.id,
            ...content,
            ...answerThread(asked, source),
          })
    if (!posted.ok) return refuse('BAD_ANSWER', `The app's answer was refused: ${posted.error.message}`)
  }
  const isDone = asked.dialog === 'close' || (asked.message && !asked.dialog)
  if (isDone && from?.inDialog) dialogs.close(user)
  if (asked.dialog && asked.dialog !== 'close') show(space, asked.dialog.show, happened, from)
  const now = dialogs.of(user)
  return {
    ok: true,
    dialog: now ? localDialog(now) : null,
    ...(asked.status ? { status: asked.status } : {}),
  }
}

function show(space: Workspace, card: Card, happened: Happening, from: CardSurface | undefined): void {
  const user = happened.user.id
  if (from?.inDialog) {
    space.dialogs.replace(user, card)
    return
  }
  const message = from?.message
  const thread = happened.kind === 'message' ? happened.message.thread : message?.thread
  space.dialogs.open(user, card, {
    space: happened.space.id,
    isHome: happened.kind === 'home-click',
    ...(message ? { message } : {}),
    ...(thread ? { thread } : {}),
  })
}

/** An answer that names no thread stays in the one that the person stands in, and begins none of its own. */
function answerThread(asked: Asked, source: Message | undefined): Pick<Draft, 'thread' | 'replyOption'> {
  const replyOption = 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD' as const
  const { thread } = asked.message ?? {}
  if (thread?.name || thread?.threadKey)
    return {
      thread: { name: thread.name ?? undefined, threadKey: thread.threadKey ?? undefined },
      replyOption,
    }
  const isReply = source && source.id !== `${source.thread}.${source.thread}`
  return isReply ? { thread: { name: threadName(source) }, replyOption } : {}
}
