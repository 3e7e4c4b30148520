import type { LocalEvent, LocalWelcome, Platform } from '../protocol.ts'
import type { Hub } from '../shared/hub.ts'
import type { BotLink } from './bot-link.ts'
import type { Emulator } from './emulator.ts'
import type { Translator } from './ids.ts'
import type { Files } from './local-files.ts'
import type { MessageStore } from './message-store.ts'
import type { ResponseUrls } from './response-urls.ts'
import type { Triggers } from './triggers.ts'
import type { Views } from './views.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** Everything that one running local Slack is made of. */
export interface Workspace {
  readonly state: WorkspaceState
  readonly ids: Translator
  readonly messageStore: MessageStore
  readonly emulator: Emulator
  readonly views: Views
  readonly triggers: Triggers
  readonly bot: BotLink
  readonly files: Files
  /** Names of files whose upload has begun. */
  readonly uploads: Map<string, string>
  readonly responses: ResponseUrls
  readonly hub: Hub<LocalEvent>
  /** The chats of this playground. */
  readonly platforms: readonly Platform[]
  /** By language. */
  readonly welcome: Readonly<Record<string, LocalWelcome>>
  readonly now: () => number
  /** The channels or their members are others now. */
  readonly channelsChanged: () => void
  /** Where this server answers, without a slash at the end. */
  readonly url: string
}
