import type { Command } from '../../../commands/define.ts'

/** `/case <words>`, as the app's configuration numbers it; every command also has a slash command of its own. */
export const caseCommandId = 100

/**
 * The slash command of each command, as apps are configured with it: Chat's events bear the id alone. An id never changes and is
 * never given to another command, so the line of a command that is there no more stays.
 */
export const commandIds: Readonly<Record<string, number>> = {
  // generated: commands (npm run generate adds a line for a command that has none)
  new: 1,
  list: 2,
  show: 3,
  reply: 4,
  severity: 5,
  close: 6,
  reopen: 7,
  customers: 8,
  help: 9,
  escalate: 10,
  domain: 11,
  link: 12,
  unlink: 13,
  grant: 14,
  share: 15,
  files: 16,
  follow: 17,
  remove: 18,
  note: 19,
  update: 20,
  take: 21,
  assign: 22,
  release: 23,
  later: 24,
  reminders: 25,
  export: 26,
  said: 27,
  reveal: 28,
  pass: 29,
  notify: 30,
  audit: 31,
  stats: 32,
  upstream: 33,
  copy: 34,
  handover: 35,
  resume: 36,
  setup: 37,
  // generated: end
}

/** The line that a command's id and what was typed after it stand for; undefined for an id that is not ours. */
export function toCommandLine(commands: readonly Command[], id: number, text: string): string | undefined {
  if (id === caseCommandId) return text
  const named = commands.find(({ name }) => commandIds[name] === id)
  return named && `${named.name} ${text}`.trim()
}
