import type { DispatcherDeps } from '../../commands/dispatcher.ts'
import { capabilities as gchat } from '../../src/chat/gchat/capabilities.ts'
import { capabilities as slack } from '../../src/chat/slack/capabilities.ts'

/** Both chats, as where both are configured. */
export const capabilities: DispatcherDeps['capabilities'] = { slack, gchat }
