/** What merely repeats the definitions of the commands, between markers in the files that tell of them. */
import { readFileSync } from 'node:fs'
import { commands } from '../commands/index.ts'
import type { Locale } from '../src/cases/case.ts'
import { caseCommandId, commandIds } from '../src/chat/gchat/command-ids.ts'
import type { ConsolePage } from '../src/chat/gchat/setup/console-pages.ts'
import {
  createManifest,
  type GchatManifest,
  listCommandRows,
  manifestWords,
} from '../src/chat/gchat/setup/manifest.ts'
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

const chatIdByCommand = assignChatIds()

/** A part of a file, between `generated: <name>` and `generated: end`. */
interface Part {
  readonly path: string
  readonly name: string
  readonly make: (was: string) => string
}

const parts: readonly Part[] = [
  { path: 'docs/commands.md', name: 'commands', make: () => commandTable('en', ['Command', 'What it does']) },
  { path: 'docs/commands.ja.md', name: 'commands', make: () => commandTable('ja', ['コマンド', '内容']) },
  { path: 'src/chat/gchat/command-ids.ts', name: 'commands', make: chatIds },
  ...chatParts('docs/google-chat.md', 'en'),
  ...chatParts('docs/google-chat.ja.md', 'ja'),
  {
    path: 'manifest.yml',
    name: 'commands',
    make: () => `      usage_hint: ${JSON.stringify(usageHint())}`,
  },
]

/** The files as they are and as they should be. */
export function generatedFiles(): readonly GeneratedFile[] {
  const paths = [...new Set(parts.map(({ path }) => path))]
  return paths.map((path) => {
    const was = readFileSync(new URL(path, root), 'utf8')
    const is = parts.filter((part) => part.path === path).reduce(replacePart, was)
    return { path, was, is }
  })
}

/** The markers are comments in HTML, YAML or TypeScript. */
function replacePart(text: string, { path, name, make }: Part): string {
  const found = new RegExp(
    `(?<begin>^[^\\n]*\\bgenerated: ${name}(?![\\w-])[^\\n]*\\n)(?<was>.*?)(?<end>^[^\\n]*\\bgenerated: end\\b)`,
    'ms',
  ).exec(text)
  const { begin = '', was = '', end = '' } = found?.groups ?? {}
  if (!found) throw new Error(`${path} has no part "generated: ${name}" … "generated: end"`)
  const blank = path.endsWith('.md') ? '\n' : ''
  const before = text.slice(0, found.index)
  return `${before}${begin}${blank}${make(was)}\n${blank}${end}${text.slice(found.index + found[0].length)}`
}

function commandTable(locale: Locale, head: readonly [string, string]): string {
  const { t } = speak(locale, 'UTC')
  return table([
    head,
    ...commands.map(({ usage, summary }): readonly string[] => [`\`${t(usage)}\``, t(summary)]),
  ])
}

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

/** What docs/google-chat.md says of Google's consoles, for an installation that is an example. */
function chatParts(path: string, locale: Locale): readonly Part[] {
  const manifest = exampleManifest(locale)
  const inEnglish = exampleManifest('en')
  return [
    { path, name: 'commands', make: (was) => chatCommandTable(manifest, was) },
    ...manifest.pages.map((page, index) => ({
      path,
      name: page.id,
      make: () => consoleTable(page, inEnglish.pages[index] ?? page, locale),
    })),
  ]
}

function exampleManifest(locale: Locale): GchatManifest {
  const installation = { publicUrl: 'https://cases.example.com', projectNumber: null }
  return createManifest(commands, installation, locale, Object.fromEntries(chatIdByCommand))
}

/** Chat's events bear an id as it was set up: one that changed would take the old one's place. */
function chatCommandTable(manifest: GchatManifest, was: string): string {
  for (const [, id, name] of was.matchAll(/^\| (\d+) *\| `\/case-([a-z-]+)`/gm)) {
    const command = commands.find((one) => one.name === name)
    if (command && chatIdByCommand.get(command.name) !== Number(id))
      throw new Error(`${name} is published with the Chat id ${id}, which never changes`)
  }
  return table([
    manifestWords[manifest.language].commandColumns,
    ...listCommandRows(manifest).map(([id, name, ...rest]) => [id, `\`${name}\``, ...rest]),
  ])
}

const consoleColumns: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Field', 'What to enter', "Google's page (copy of)"],
  ja: ['項目', '入力する内容', 'Google のページ（コピーの日付）'],
}
const undated: Readonly<Record<Locale, string>> = { en: 'undated', ja: '日付なし' }
const noPage: Readonly<Record<Locale, string>> = { en: 'None found', ja: '見つかりませんでした' }

/** The console may be in English for whoever reads another language: each field bears both names. */
function consoleTable({ fields }: ConsolePage, inEnglish: ConsolePage, locale: Locale): string {
  return table([
    consoleColumns[locale],
    ...fields.map(({ label, value, hint, page }, index) => [
      [...new Set([label, inEnglish.fields[index]?.label ?? label])].join('<br>').replace(/<(?!br>)/g, '\\<'),
      [...(value === null ? [] : [`\`${value}\``]), ...(hint === null ? [] : [withCode(hint)])].join('<br>'),
      page ? `[${page.title}](${page.address}) (${page.copiedOn ?? undated[locale]})` : noPage[locale],
    ]),
  ])
}

/** Settings, commands and scopes as code. */
function withCode(text: string): string {
  return text.replace(/\b[A-Z]+(?:_[A-Z]+)+\b|(?<![\w/])\/case(?: link)?|\bchat\.bot\b/g, '`$&`')
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
