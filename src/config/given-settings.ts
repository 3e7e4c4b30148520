/**
 * The settings as the environment gives them, before any is checked for what it means: the slips of shells, editors and `.env` files
 * that every setting knows, and secrets that stand in a file of their own. One place for all settings.
 */
import { readFileSync, statSync } from 'node:fs'
import type { ConfigIssue, GivenSettings } from './config-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** May stand in a file instead, which `<name>_FILE` names: Docker's and Kubernetes' secrets, systemd's credentials. */
export const secretSettings = [
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_CLIENT_SECRET',
  'SLACK_TOKEN_KEYS',
  'GOOGLE_CLIENT_SECRET',
  'SMTP_URL',
  'MONGODB_URI',
  'METRICS_TOKEN',
] as const

/** Name a file or a folder. */
export const pathSettings = [
  'GOOGLE_APPLICATION_CREDENTIALS',
  'DIRECTORY_FILE',
  'DIRECTORY_GOOGLE_FILE',
  'CATEGORIES_FILE',
  'TARGETS_FILE',
  'DATA_DIR',
] as const

/** Hold a name before an address, which may have quotes around it: `"Desk, Tokyo" <desk@example.com>`. */
const namedAddresses: readonly string[] = ['MAIL_FROM', 'MAIL_REPLY_TO']

/** Larger than any secret, and small enough to be read at once. In bytes. */
const largestSecret = 64 * 1024

/** The variable that names the file of a secret. */
export function fileVariable(secret: string): string {
  return `${secret}_FILE`
}

export interface ReadEnvironment {
  /** What is set, without the space around it. */
  readonly given: GivenSettings
  /** What cannot be meant as it is written. */
  readonly issues: readonly ConfigIssue[]
  /** An issue under the name that the operator wrote, and with the file that the value is from. */
  tell(setting: string, message: string): ConfigIssue
}

/** Reads these settings. Empty counts as not set. No issue holds a value: it may be a secret. */
export function readEnvironment(env: Environment, names: readonly string[]): ReadEnvironment {
  const given: Record<string, string> = {}
  const issues: ConfigIssue[] = []
  const files = new Map<string, string>()
  const tell = (setting: string, message: string): ConfigIssue => {
    const file = files.get(setting)
    return file === undefined
      ? { setting, message }
      : { setting: fileVariable(setting), message: `names ${file}, which ${message}` }
  }
  for (const name of names) {
    const value = env[name]?.trim()
    if (value) given[name] = value
  }
  for (const name of secretSettings) {
    const variable = fileVariable(name)
    const file = env[variable]?.trim()
    if (!file || !names.includes(name)) continue
    const slip = findSlip(variable, file)
    const read = slip === undefined ? readSecret(file) : { fault: slip }
    if (given[name] !== undefined)
      issues.push({ setting: variable, message: `is set beside ${name}: leave one of them out` })
    else if ('fault' in read) issues.push({ setting: variable, message: read.fault })
    else {
      files.set(name, file)
      given[name] = read.secret
    }
  }
  for (const [name, value] of Object.entries(given)) {
    const slip = findSlip(name, value)
    if (slip !== undefined) issues.push(tell(name, slip))
  }
  return { given, issues: [...issues, ...findMangledNames(env, names, given)], tell }
}

/** The names that a variable of ours can have. */
export function listVariables(names: readonly string[]): readonly string[] {
  return [...names, ...secretSettings.filter((name) => names.includes(name)).map(fileVariable)]
}

/** Links are followed: Kubernetes mounts secrets as such. Nothing that could be waited for without end is opened. */
function readSecret(file: string): { readonly secret: string } | { readonly fault: string } {
  try {
    const found = statSync(file)
    if (!found.isFile()) return { fault: `names ${file}, which is no file` }
    if (found.size > largestSecret)
      return {
        fault: `names ${file}, which is larger than ${largestSecret} bytes: it holds more than a secret`,
      }
    const secret = readFileSync(file, 'utf8').trim()
    return secret === '' ? { fault: `names ${file}, which is empty` } : { secret }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { fault: `names ${file}, which is not there` }
    if (code === 'EACCES' || code === 'EPERM')
      return { fault: `names ${file}, which may not be read: let the user that runs Casethread read it` }
    return { fault: `names ${file}, which cannot be read (${code ?? 'unknown fault'})` }
  }
}

/** By their first mark; those of a kind have the same one at both ends. */
const quotePairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['”', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['’', '’'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['＂', '＂'],
]
const quoteMarks = new Set(quotePairs.flat())

/** What a shell, an editor or a `.env` file left in a value, and what to do about it; undefined where there is nothing of the kind. */
export function findSlip(setting: string, value: string): string | undefined {
  const first = value.charAt(0)
  const last = value.charAt(value.length - 1)
  const isPath = isPathSetting(setting)
  if (value.length > 1 && quotePairs.some(([opens, closes]) => first === opens && last === closes))
    return 'has quotes around it: leave them out'
  if (!namedAddresses.includes(setting) && (quoteMarks.has(first) || quoteMarks.has(last)))
    return 'begins or ends with a quote: leave it out'
  if (/[\r\n\u0085\u2028\u2029]/.test(value)) return 'has more than one line: it must be one'
  const unseen = /[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.exec(value)?.[0]
  if (unseen !== undefined)
    return `holds a character that cannot be seen (${toCodePoint(unseen)}): type it anew, or copy it again`
  if (value.includes('\ufffd')) return 'holds a broken character (U+FFFD): save its file as UTF-8'
  if (/\s#/.test(value)) return 'holds a comment: # begins one only on a line of its own'
  if (/^~(?:[/\\]|$)/.test(value) || (isPath && value.startsWith('~')))
    return 'begins with ~, which only a shell fills in: write the whole path'
  if (/^(?:\$\{?\w+\}?|%\w+%)$/.test(value) || (isPath && /\$[\w({]|%\w+%/.test(value)))
    return 'holds the name of a variable, which only a shell fills in: write what it stands for'
  return undefined
}

function isPathSetting(setting: string): boolean {
  return (
    (pathSettings as readonly string[]).includes(setting) ||
    secretSettings.some((name) => fileVariable(name) === setting)
  )
}

function toCodePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/** Names of ours with something around them: a byte order mark at a file's start, `export `, quotes, space. */
function findMangledNames(
  env: Environment,
  names: readonly string[],
  given: GivenSettings,
): readonly ConfigIssue[] {
  const known = new Set(listVariables(names))
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value?.trim() || known.has(name)) return []
    const meant = bareName(name)
    if (meant === name || !known.has(meant) || given[meant] !== undefined) return []
    return [{ setting: meant, message: describeMangled(name) }]
  })
}

/** Whether something stands around the name of a variable. */
export function hasMangledName(name: string): boolean {
  return bareName(name) !== name
}

function bareName(name: string): string {
  return name.replace(/^[\s\ufeff]*export\s+/, '').replace(/[^A-Za-z0-9_]/g, '')
}

function describeMangled(name: string): string {
  if (name.includes('\ufeff') || name.includes('ï»¿'))
    return 'has a byte order mark before its name: save the file that it is in as UTF-8 without BOM'
  if (/^\s*export\s/.test(name)) return 'has "export" before its name: leave that out'
  return 'has something around its name (space, quotes, or what cannot be seen): leave that out'
}
