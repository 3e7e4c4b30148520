import type { Attachments, ChatCapabilities, DirectMessages } from '../../commands/define.ts'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../commands/thread-talk.ts'
import type { AddedMessages } from '../cases/added-messages.ts'
import type { Platform, Subscription } from '../cases/case.ts'
import type { Conversations } from '../cases/conversation.ts'
import type { ChatUser } from '../cases/identity-store.ts'
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
  readonly conversations: ChatConversations
  /** Files that people put into forms or attach to messages. */
  readonly attachments: Attachments
  /** Whether an installation works (after `connect`): asks the platform whose credentials these are. Throws a `DeliveryFailure`. */
  check(tenant: string): Promise<void>
  /** Told when the platform says that the app was taken away there or its token revoked; `check` tells what holds. */
  onInstallationChange(listener: (tenant: string) => void): void
  /** Where a thread is opened, for those who may open it; undefined where the platform tells no address of it. */
  threadUrl?(thread: Pick<Subscription, 'tenant' | 'channel' | 'root'>): string | undefined
  /** How many processes share what the platform lets this app call there. */
  setInstances(tenant: string, count: number): void
  /**
   * Checks the credentials; answers the workspaces that are there ('' where the vendor has none). None is no fault: one may install the
   * app while it runs. Throws `ChatUnavailable`.
   */
  connect(): Promise<{ readonly tenants: readonly string[] }>
  /** Told of the workspaces that come and go, from `listen` on. One listener; missing where there is always the one. */
  onTenants?(listener: TenantListener): void
  /**
   * Hands every request to the dispatcher from here on. Answers the route that they come by; undefined where they come over a
   * connection of the platform's own (Socket Mode), which is open then. `added` is told what becomes of messages, where the chat tells
   * the app; `talk` what people write in threads without calling it. Throws `ChatUnavailable`.
   */
  listen(dispatcher: Dispatcher, added?: AddedMessages, talk?: ThreadTalk): Promise<Route | undefined>
  /** Takes no more requests and sees those through that are under way. */
  stop(): Promise<void>
}

/** Workspaces that come and go while the bot runs. Neither throws. */
export interface TenantListener {
  /** It installed the app: its threads may have what waits for them. */
  joined(tenant: string): Promise<void>
  /** It took the app away: nothing goes there any more. */
  left(tenant: string): Promise<void>
}

/** The conversations of all workspaces. */
export interface ChatConversations extends Omit<Conversations, 'read'> {
  read(channel: string, tenant: string): ReturnType<Conversations['read']>
  /** The organisation that a workspace is in; missing where the vendor has none. */
  organisationOf?(tenant: string): string | undefined
}

/** Who is in a workspace, as the platform tells it. */
export interface Members {
  /**
   * The e-mail that the platform vouches for today, of whom a direct message goes to; null where it vouches for none. Where it cannot
   * be asked, what it said within the last 24 hours; else this throws `CouldNotAsk`. Where a platform tells an e-mail only with what a person does there (Google Chat), it is the one of the thread's opening.
   */
  findEmail(direct: NonNullable<Subscription['direct']> & Pick<ChatUser, 'tenant'>): Promise<string | null>
}
