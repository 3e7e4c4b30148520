import type { Attachments, ChatCapabilities, DirectMessages } from '../../commands/define.ts'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../commands/thread-talk.ts'
import type { AddedMessages } from '../cases/added-messages.ts'
import type { Platform, Subscription } from '../cases/case.ts'
import type { Conversations } from '../cases/conversation.ts'
import type { SendFiles } from '../cases/private-export.ts'
import type { ThreadPublisher } from '../delivery/publishers.ts'
import type { Route } from '../http/request-route.ts'
import type { ChannelMessages } from './channel-post.ts'

/**
 * A chat that the product lives in. Each vendor is a folder with the same file names; nothing outside of it knows the vendor's API.
 * What goes out (posts, direct messages, look-ups) works once it is connected; requests come in once it listens.
 */
export interface ChatPlatform {
  readonly platform: Platform
  /** As people call it, for the log. */
  readonly name: string
  readonly capabilities: ChatCapabilities
  readonly publisher: ThreadPublisher
  readonly directMessages: DirectMessages
  /** Undefined where the platform lets no app send files. */
  readonly sendFiles?: SendFiles
  readonly channelMessages: ChannelMessages
  readonly members: Members
  /** Who is in which conversation. */
  readonly conversations: Conversations
  /** Files that people put into forms or attach to messages. */
  readonly attachments: Attachments
  /** Whether the installation works (after `connect`): asks the platform whose credentials these are. Throws a `DeliveryFailure`. */
  check(): Promise<void>
  /** Told when the platform says that the app was taken away or its token revoked; `check` tells what holds. */
  onInstallationChange(listener: () => void): void
  /** Where a thread is opened, for those who may open it; undefined where the platform tells no address of it. */
  threadUrl?(thread: Pick<Subscription, 'channel' | 'root'>): string | undefined
  /** How many processes share what the platform lets this app call. */
  setInstances(count: number): void
  /** Checks the credentials; answers the workspace that they belong to ('' where the vendor has none). Throws `ChatUnavailable`. */
  connect(): Promise<{ readonly tenant: string }>
  /**
   * Hands every request to the dispatcher from here on. Answers the route that they come by; undefined where they come over a
   * connection of the platform's own (Socket Mode), which is open then. `added` is told what becomes of messages, where the chat tells
   * the app; `talk` what people write in threads without calling it. Throws `ChatUnavailable`.
   */
  listen(dispatcher: Dispatcher, added?: AddedMessages, talk?: ThreadTalk): Promise<Route | undefined>
  /** Takes no more requests and sees those through that are under way. */
  stop(): Promise<void>
}

/** Who is in the workspace, as the platform tells it. */
export interface Members {
  /**
   * The e-mail that the platform vouches for today, of whom a direct message goes to; null where it vouches for none. Where it cannot
   * be asked, what it said within the last 24 hours; else this throws `CouldNotAsk`. Where a platform tells an e-mail only with what a person does there (Google Chat), it is the one of the thread's opening.
   */
  findEmail(direct: NonNullable<Subscription['direct']>): Promise<string | null>
}
