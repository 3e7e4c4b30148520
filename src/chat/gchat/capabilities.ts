import type { ChatCapabilities } from '../../../commands/define.ts'

/** Google Chat. */
export const capabilities: ChatCapabilities = {
  slashCommandsInThreads: true,
  startsDirectMessages: false,
  invitesByCommand: false,
  hearsThreads: false,
}
