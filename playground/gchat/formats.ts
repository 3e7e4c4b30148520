import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { LocalFile, LocalMessage, LocalUser } from '../protocol.ts'
import { timestamp } from './ids.ts'
import type { Message, StoredFile } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import { organisationOf, type Space, userOf } from './workspace-state.ts'

/** Resources as the Chat API and events give them, and messages as the page wants them. */

type Annotation = chat_v1.Schema$Annotation

/** With `email` only in events: the API does not tell it to apps. */
export function userJson(user: LocalUser, withEmail = false): chat_v1.Schema$User & { email?: string } {
  if (user.is_bot) return { name: user.id, displayName: user.real_name, type: 'BOT' }
  return {
    name: user.id,
    displayName: user.real_name,
    type: 'HUMAN',
    domainId: organisationOf(user),
    ...(withEmail ? { email: user.email } : {}),
  }
}

export function spaceJson(space: Space): chat_v1.Schema$Space {
  const name = `spaces/${space.id}`
  if (space.isDirect)
    return {
      name,
      type: 'DM',
      spaceType: 'DIRECT_MESSAGE',
      singleUserBotDm: true,
      spaceThreadingState: 'THREADED_MESSAGES',
      spaceHistoryState: 'HISTORY_ON',
    }
  return {
    name,
    type: 'ROOM',
    spaceType: 'SPACE',
    displayName: space.displayName,
    spaceDetails: { description: space.topic },
    spaceThreadingState: 'THREADED_MESSAGES',
    spaceHistoryState: 'HISTORY_ON',
  }
}

export function messageName(message: Message): string {
  return `spaces/${message.space}/messages/${message.id}`
}

export function threadName(message: Pick<Message, 'space' | 'thread'>): string {
  return `spaces/${message.space}/threads/${message.thread}`
}

export function attachmentJson(file: StoredFile, message: Message): chat_v1.Schema$Attachment {
  return {
    name: `${messageName(message)}/attachments/${file.id}`,
    contentName: file.name,
    contentType: file.mimetype,
    attachmentDataRef: { resourceName: mediaName(file) },
    source: 'UPLOADED_CONTENT',
  }
}

/** Google's are opaque, and longer. */
export function mediaName(file: StoredFile): string {
  return Buffer.from(`media/${file.space ?? ''}/${file.id}`).toString('base64url')
}

/** The file of a media resource. */
export function mediaId(resourceName: string): string | undefined {
  return Buffer.from(resourceName, 'base64url')
    .toString('utf8')
    .match(/^media\/[^/]*\/(.+)$/)?.[1]
}

export function messageJson(
  space: Workspace,
  message: Message,
  withEmail = false,
): chat_v1.Schema$Message & { sender: chat_v1.Schema$User } {
  const { state, messageStore } = space
  const sender = userOf(state, message.sender) ?? state.app
  const place = state.spaces.get(message.space)
  const annotations = annotationsOf(space, message)
  const command = state.commands.find((one) => one.id === message.commandId)
  const first = messageStore.thread(message.space, message.thread)[0] ?? message
  const files = message.files.flatMap((id) => messageStore.files.get(id) ?? [])
  return {
    name: messageName(message),
    sender: userJson(sender, withEmail),
    createTime: timestamp(message.at),
    ...(message.updated ? { lastUpdateTime: timestamp(message.updated) } : {}),
    ...(message.text ? { text: message.text, formattedText: message.text } : {}),
    ...(message.text && !sender.is_bot ? { argumentText: argumentOf(message.text, annotations) } : {}),
    ...(message.fallbackText ? { fallbackText: message.fallbackText } : {}),
    ...(message.cards.length > 0 ? { cardsV2: [...message.cards] } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
    ...(command ? { slashCommand: { commandId: String(command.id) } } : {}),
    ...(files.length > 0 ? { attachment: files.map((file) => attachmentJson(file, message)) } : {}),
    ...(message.viewer ? { privateMessageViewer: { name: message.viewer } } : {}),
    ...(message.clientId ? { clientAssignedMessageId: message.clientId } : {}),
    ...(first.id === message.id ? {} : { threadReply: true }),
    thread: { name: threadName(message), ...(first.threadKey ? { threadKey: first.threadKey } : {}) },
    ...(place ? { space: spaceJson(place) } : {}),
  }
}

/** `@Casethread` and `@Marcus Bell` are mentions; a slash command is marked, too. */
function annotationsOf({ state }: Workspace, message: Message): Annotation[] {
  const { text } = message
  const command = state.commands.find((one) => one.id === message.commandId)
  const found: Annotation[] = command
    ? [
        {
          type: 'SLASH_COMMAND',
          startIndex: 0,
          length: command.name.length,
          slashCommand: {
            bot: userJson(state.app),
            type: 'INVOKE',
            commandName: command.name,
            commandId: String(command.id),
            triggersDialog: command.dialog,
          },
        },
      ]
    : []
  if (message.sender === state.app.id) return found
  for (const user of [state.app, ...state.people]) {
    const said = `@${user.real_name}`
    for (let at = text.indexOf(said); at >= 0; at = text.indexOf(said, at + said.length)) {
      const isWhole = !/[\p{L}\p{N}]/u.test(text.charAt(at + said.length))
      if (!isWhole || (at > 0 && !/\s/.test(text.charAt(at - 1)))) continue
      found.push({
        type: 'USER_MENTION',
        startIndex: at,
        length: said.length,
        userMention: { user: userJson(user), type: 'MENTION' },
      })
    }
  }
  return found
}

/** The text without what calls the app: its mention, the name of a slash command. */
function argumentOf(text: string, annotations: readonly Annotation[]): string {
  const calls = annotations.filter(
    (one) => one.type === 'SLASH_COMMAND' || one.userMention?.user?.type === 'BOT',
  )
  let rest = text
  for (const { startIndex, length } of [...calls].sort((a, b) => (b.startIndex ?? 0) - (a.startIndex ?? 0)))
    rest = rest.slice(0, startIndex ?? 0) + rest.slice((startIndex ?? 0) + (length ?? 0))
  return rest
}

/** The person says something to the app: in their direct message, or by its name. */
export function isForApp(space: Workspace, message: Message): boolean {
  const place = space.state.spaces.get(message.space)
  if (!place?.members.includes(space.state.app.id)) return false
  if (place.isDirect) return true
  return annotationsOf(space, message).some((one) => one.userMention?.user?.type === 'BOT')
}

export function isVisible(message: Message, user: string): boolean {
  return message.viewer === undefined || message.viewer === user || message.sender === user
}

export function localTs(message: Message): string {
  return (message.at / 1_000_000).toFixed(6)
}

export function localFile({ id, name, size, mimetype }: StoredFile): LocalFile {
  return { id, name, size, mimetype }
}

/** A message as one person sees it: a thread begins for them with its first message that they see. */
export function localMessage(space: Workspace, message: Message, user: string): LocalMessage {
  const { messageStore } = space
  const thread = messageStore.thread(message.space, message.thread).filter((one) => isVisible(one, user))
  const root = thread[0] ?? message
  const files = message.files.flatMap((id) => messageStore.files.get(id) ?? [])
  return {
    ts: localTs(message),
    channel: message.space,
    user: message.sender,
    text: message.text,
    name: messageName(message),
    ...(message.cards.length > 0 ? { cards: message.cards } : {}),
    ...(root.id === message.id ? {} : { thread_ts: localTs(root) }),
    ...(root.id === message.id && thread.length > 1 ? { reply_count: thread.length - 1 } : {}),
    ...(message.updated ? { edited: true } : {}),
    ...(message.viewer ? { ephemeral: true } : {}),
    ...(files.length > 0 ? { files: files.map(localFile) } : {}),
  }
}
