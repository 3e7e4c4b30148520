import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { commands } from '../commands/index.ts'
import { caseCommandId, commandIds } from '../src/chat/gchat/command-ids.ts'
import { packageRoot } from '../src/config/package-root.ts'
import { createTranslatorFactory } from '../src/i18n/translator.ts'
import type { SlashCommandOption } from './gchat/local-options.ts'
import { Manifest } from './slack/local-options.ts'

/** What docs/google-chat.md has one write into the app's configuration: `/case` with the words of Slack's, and each command of its own. */
export function slashCommands(): readonly SlashCommandOption[] {
  const manifest = Manifest.parse(parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')))
  const slack = manifest.features?.slash_commands?.find((one) => one.command === '/case')
  const { t } = createTranslatorFactory()('en', 'UTC', 'gchat')
  const all = {
    id: caseCommandId,
    name: '/case',
    description: slack?.description ?? '',
    ...(slack?.usage_hint ? { usage: slack.usage_hint } : {}),
    dialog: true,
  }
  const own = commands.map((command) => ({
    id: commandIds[command.name] ?? 0,
    name: `/case-${command.name}`,
    description: t(command.summary),
    dialog: 'submit' in command,
  }))
  return [all, ...own]
}
