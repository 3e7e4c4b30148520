/** What merely repeats the definitions of the commands, between markers in the files that tell of them. */
import { readFileSync } from 'node:fs'
import type { Command } from '../commands/define.ts'
import { commands } from '../commands/index.ts'
import type { Locale } from '../src/cases/case.ts'
import { caseCommandId, commandIds } from '../src/chat/gchat/command-ids.ts'
import { packageRoot } from '../src/config/package-root.ts'
import { createTranslatorFactory } from '../src/i18n/translator.ts'

export interface GeneratedFile {
  /** From the package's folder. */
  readonly path: string
  readonly was: string
  readonly is: string
}

const root = packageRoot()
const speak = createTranslatorFactory()

const parts: readonly { readonly path: string; readonly made: (was: string) => string }[] = [
  { path: 'README.md', made: () => commandTable('en', ['Command', 'What it does']) },
  { path: 'README.ja.md', made: () => commandTable('ja', ['コマンド', '内容']) },
  { path: 'src/chat/gchat/command-ids.ts', made: chatIds },
  { path: 'docs/google-chat.md', made: chatTable },
  { path: 'manifest.yml', made: () => `      usage_hint: ${JSON.stringify(usageHint())}` },
]

/** The files as they are and as they should be. */
export function generatedFiles(): readonly GeneratedFile[] {
  return parts.map(({ path, made }) => {
    const was = readFileSync(new URL(path, root), 'utf8')
    return { path, was, is: betweenMarkers(path, was, made) }
  })
}

/** A file has one such part; its markers are comments in HTML or YAML. */
function betweenMarkers(path: string, text: string, made: (was: string) => string): string {
  const found =
    /(?<begin>^[^\n]*\bgenerated: commands\b[^\n]*\n)(?<was>.*?)(?<end>^[^\n]*\bgenerated: end\b)/ms.exec(
      text,
    )
  const { begin = '', was = '', end = '' } = found?.groups ?? {}
  if (!found) throw new Error(`${path} has no part "generated: commands" … "generated: end"`)
  const blank = path.endsWith('.md') ? '\n' : ''
  const before = text.slice(0, found.index)
  return `${before}${begin}${blank}${made(was)}\n${blank}${end}${text.slice(found.index + found[0].length)}`
}

function commandTable(locale: Locale, head: readonly [string, string]): string {
  const { t } = speak(locale, 'UTC')
  return table([
    head,
    ...commands.map(({ usage, summary }): readonly string[] => [`\`${t(usage)}\``, t(summary)]),
  ])
}

const chatIdByCommand = assignChatIds()

/** The ids as they stand, and the next ones for commands that have none yet. */
function assignChatIds(): ReadonlyMap<string, number> {
  const ids = new Map(Object.entries(commandIds))
  for (const { name } of commands) {
    let next = Math.max(...ids.values()) + 1
    if (next === caseCommandId) next += 1
    if (!ids.has(name)) ids.set(name, next)
  }
  return ids
}

/** Lines of commands that are there no more stay, so that no id is given again. */
function chatIds(): string {
  return [...chatIdByCommand].map(([name, id]) => `  ${name}: ${id},`).join('\n')
}

function chatId({ name }: Pick<Command, 'name'>): number {
  return chatIdByCommand.get(name) ?? 0
}

/** In the order of the ids. Chat's events bear an id as it was set up: one that changed would take the old one's place. */
function chatTable(was: string): string {
  for (const [, id, name] of was.matchAll(/^\| (\d+) *\| `\/case-([a-z-]+)`/gm)) {
    const command = commands.find((one) => one.name === name)
    if (command && chatId(command) !== Number(id))
      throw new Error(`${name} is published with the Chat id ${id}, which never changes`)
  }
  const { t } = speak('en', 'UTC')
  return table([
    ['Command ID', 'Name', 'Description', 'Opens a dialog'],
    ...commands
      .toSorted((one, other) => chatId(one) - chatId(other))
      .map((command) => [
        String(chatId(command)),
        `\`/case-${command.name}\``,
        // Chat takes 50 characters of a description.
        shortened(t(command.summary)),
        opensDialog(command) ? 'yes' : 'no',
      ]),
  ])
}

function opensDialog(command: Command): boolean {
  return command.auth === 'account' && command.submit !== undefined
}

function shortened(text: string): string {
  if (text.length <= 50) return text
  const cut = text.slice(0, 49)
  return `${cut.slice(0, cut.lastIndexOf(' ')).replace(/[.,;:]$/, '')}…`
}

/** `new | list | show 1001`: each with what it cannot do without. */
function usageHint(): string {
  const { t } = speak('en', 'UTC')
  return commands
    .map(({ usage }) =>
      t(usage)
        .replace('/case ', '')
        .replace('<number>', '1001')
        .replace(/[[<].*/, '')
        .trim(),
    )
    .join(' | ')
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
