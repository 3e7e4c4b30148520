import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { commands } from '../commands/index.ts'
import { caseCommandId, commandIds } from '../src/chat/gchat/command-ids.ts'
import { listSlashCommands } from '../src/chat/gchat/setup/slash-commands.ts'
import { packageRoot } from '../src/config/package-root.ts'
import type { SlashCommandOption } from './gchat/local-options.ts'
import { Manifest } from './slack/local-options.ts'

/** What docs/google-chat.md has one enter in the app's configuration; `/case` with the words that Slack shows beside it. */
export function slashCommands(): readonly SlashCommandOption[] {
  const manifest = Manifest.parse(parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')))
  const slack = manifest.features?.slash_commands?.find((one) => one.command === '/case')
  return listSlashCommands(commands, 'en', commandIds).map(({ opensDialog, ...command }) => ({
    ...command,
    ...(command.id === caseCommandId && slack?.usage_hint ? { usage: slack.usage_hint } : {}),
    dialog: opensDialog,
  }))
}
