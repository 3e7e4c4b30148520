import type { Command } from '../../../../commands/define.ts'
import type { Locale } from '../../../cases/case.ts'
import { commandIds } from '../command-ids.ts'
import { type ConsolePage, type Installation, listConsolePages } from './console-pages.ts'
import { listSlashCommands, type SlashCommand } from './slash-commands.ts'

/** All that is entered in Google's consoles, in their order: what docs/google-chat.md shows and `casethread gchat manifest` prints. */
export interface GchatManifest {
  readonly language: Locale
  readonly pages: readonly ConsolePage[]
  /** What stands under "Commands". The first is needed; people may be spared the others. */
  readonly commands: readonly SlashCommand[]
}

export function createManifest(
  commands: readonly Command[],
  installation: Installation,
  language: Locale,
  ids = commandIds,
): GchatManifest {
  return {
    language,
    pages: listConsolePages(installation, language),
    commands: listSlashCommands(commands, language, ids),
  }
}

export const manifestWords = {
  en: {
    commandColumns: ['Command ID', 'Name', 'Description', 'Command type', 'Open a dialog'],
    slashCommand: 'Slash command',
    yes: 'yes',
    no: 'no',
  },
  ja: {
    commandColumns: ['コマンド ID', '名前', '説明', 'コマンドの種類', 'ダイアログを開く'],
    slashCommand: 'スラッシュ コマンド',
    yes: 'はい',
    no: 'いいえ',
  },
} as const satisfies Readonly<Record<Locale, unknown>>

/** The commands as rows of a table, under `commandColumns`. */
export function listCommandRows({
  commands,
  language,
}: GchatManifest): readonly (readonly [string, string, string, string, string])[] {
  const { slashCommand, yes, no } = manifestWords[language]
  return commands.map(({ id, name, description, opensDialog }) => [
    String(id),
    name,
    description,
    slashCommand,
    opensDialog ? yes : no,
  ])
}

/** As a person reads it in a terminal: what is copied stands alone on its line. */
export function describeManifest(manifest: GchatManifest): string {
  return manifest.pages
    .map(({ title, address, fields }, index) => {
      const head = `${index + 1}. ${title}\n   ${address}`
      const lines = fields.map(({ id, label, value, hint }) =>
        [
          `   ${label}`,
          ...(value === null ? [] : [`      ${value}`]),
          ...(hint === null ? [] : [`      → ${hint}`]),
          ...(id === 'commands' ? describeCommands(manifest) : []),
        ].join('\n'),
      )
      return [head, ...lines].join('\n\n')
    })
    .join('\n\n\n')
}

function describeCommands(manifest: GchatManifest): readonly string[] {
  const [idLabel, nameLabel, descriptionLabel, typeLabel, dialogLabel] =
    manifestWords[manifest.language].commandColumns
  return listCommandRows(manifest).map(([id, name, description, type, dialog]) =>
    [
      '',
      `      ${idLabel}: ${id}`,
      `      ${descriptionLabel}: ${description}`,
      `      ${typeLabel}: ${type}`,
      `      ${nameLabel}: ${name}`,
      `      ${dialogLabel}: ${dialog}`,
    ].join('\n'),
  )
}
