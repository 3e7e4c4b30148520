import type { Command } from '../../../commands/define.ts'

/** `/case <words>`, as the app's configuration numbers it; every command also has a slash command of its own (`chatCommandId`). */
export const caseCommandId = 100

/** The line that a command's id and what was typed after it stand for; undefined for an id that is not ours. */
export function toCommandLine(commands: readonly Command[], id: number, text: string): string | undefined {
  if (id === caseCommandId) return text
  const named = commands.find((command) => command.chatCommandId === id)
  return named && `${named.name} ${text}`.trim()
}
