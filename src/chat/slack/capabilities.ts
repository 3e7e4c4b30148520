import type { ChatCapabilities } from '../../../commands/define.ts'

/** Slack. */
export const capabilities: ChatCapabilities = {
  slashCommandsInThreads: false,
  startsDirectMessages: true,
  invitesByCommand: true,
  hearsThreads: true,
}
