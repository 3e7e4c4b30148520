import type { LocalEvent, LocalWelcome, Platform } from '../protocol.ts'
import type { FileBytes } from '../shared/file-bytes.ts'
import type { Hub } from '../shared/hub.ts'
import type { BotLink } from './bot-link.ts'
import type { Dialogs } from './dialogs.ts'
import type { MessageStore } from './message-store.ts'
import type { CheckJson } from './protos.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** Everything that one running local Google Chat is made of. */
export interface Workspace {
  readonly state: WorkspaceState
  readonly messageStore: MessageStore
  readonly dialogs: Dialogs
  readonly bot: BotLink
  readonly hub: Hub<LocalEvent>
  readonly bytes: FileBytes
  readonly check: CheckJson
  /** The chats of this playground. */
  readonly platforms: readonly Platform[]
  /** By language. */
  readonly welcome: Readonly<Record<string, LocalWelcome>>
  /** The members of a space are others now. */
  readonly spacesChanged: () => void
  /** A file has changed: to be written soon. */
  readonly filesChanged: () => void
}
