import { join } from 'node:path'
import { z } from 'zod'
import type { MailAddress, MailSettings } from './mail-settings.ts'
import { suggestClosest } from './suggest-closest.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** The settings, checked. */
export interface Config {
  /** Null: no Slack workspace is configured. */
  readonly slack: SlackConfig | null
  /** Null: no Google Chat app is configured. */
  readonly gchat: GchatConfig | null
  readonly directoryFile: string
  /** Whether DIRECTORY_FILE names it: then it must be there. */
  readonly directoryFileNamed: boolean
  /** The operator's own categories, laid over those that are shipped; null: none. */
  readonly categoriesFile: string | null
  /** Where people's browsers reach this server, without a slash at its end; null: not told. */
  readonly publicUrl: string | null
  /** Null: accounts cannot be linked by signing in with Google. */
  readonly google: GoogleConfig | null
  /** Null: the addresses that cases are shared with get no mail. */
  readonly mail: MailSettings | null
  /** Null: the embedded store in `dataDir`. */
  readonly mongodbUri: string | null
  readonly dataDir: string
  /** Only this machine by default: a proxy that speaks TLS stands before it. In a container set 0.0.0.0. */
  readonly host: string
  readonly port: number
  readonly logLevel: (typeof logLevels)[number]
}

export interface SlackConfig {
  readonly botToken: string
  /** Socket Mode wherever an app-level token is given. */
  readonly connection:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string }
  /** Ends with a slash; null: Slack's own. */
  readonly apiUrl: string | null
  /** Whether a Slack profile's e-mail proves who somebody is. Only where the workspace's e-mails are managed. */
  readonly trustEmail: boolean
  /** Where the desk gets a thread for each case; null: nowhere. */
  readonly deskChannel: string | null
}

export interface GchatConfig {
  /** The Google Cloud project of the Chat app: an audience of the tokens that Google sends. */
  readonly projectNumber: string
  /**
   * What a classic app's tokens are made for. `url` also takes tokens for this server's address, which any Chat app whose maker
   * names that address as its endpoint has: the project's number is this app's alone.
   */
  readonly audience: 'project-number' | 'url'
  /** Where Google and people's browsers reach this server, without a slash at its end. */
  readonly publicUrl: string
  /** The service account's key; null: the credentials of the machine (Application Default Credentials). */
  readonly keyFile: string | null
  /** Where the desk gets a thread for each case; null: nowhere. */
  readonly deskSpace: string | null
  /** Ends with a slash; null: Google's own. */
  readonly apiUrl: string | null
  /** Where the certificates are that tokens are verified with; null: Google's own. */
  readonly certsUrl: string | null
}

export interface GoogleConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** Where Google's sign-in is, if not at Google. */
  readonly issuer: string | null
}

/** One setting to mend. The message never holds the value of a secret. */
export interface ConfigIssue {
  readonly setting: string
  readonly message: string
}

/** Settings that cannot be used, with every fault at once. The caller prints `describeFaults` and exits with `exitCode`. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigIssue[]
  /** EX_CONFIG of sysexits.h. */
  readonly exitCode = 78

  constructor(faults: readonly ConfigIssue[]) {
    super(faults.map(({ setting, message }) => `${setting} ${message}`).join('; '))
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/** What stands on stderr: every fault on a line of its own, with how to mend it. */
export function describeConfigIssues(error: ConfigError): string {
  const width = Math.max(...error.faults.map(({ setting }) => setting.length))
  const lines = error.faults.map(({ setting, message }) => `  ${setting.padEnd(width)}  ${message}`)
  const count = error.faults.length === 1 ? '1 setting is' : `${error.faults.length} settings are`
  return `Casethread cannot start: ${count} invalid.\n\n${lines.join('\n')}\n`
}

const publicUrlFault =
  'must be the https address at which browsers reach this server, without a path, such as https://cases.example.com'

/** Secrets travel there: https, except on this very machine. */
function isPublicUrl(text: string): boolean {
  // Anything else was told by the check before.
  if (!/^https?:/.test(text) || !URL.canParse(text)) return true
  const url = new URL(text)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return bare && (url.protocol === 'https:' || local)
}

const smtpFault =
  'must be the address of your mail server, such as smtp://user:password@mail.example.com:587 or smtps://mail.example.com'
const smtpSigns =
  'is not readable: in its user and password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25'
const addressFault = 'must be an address such as cases@example.com, or Example Cases <cases@example.com>'

/** A password with signs that end an address would be read as something else, or part of it as the host. */
function smtpFaultOf(text: string): string | undefined {
  if (!/^smtps?:\/\/[^\s]+$/i.test(text)) return smtpFault
  if (!URL.canParse(text)) return smtpSigns
  const { hostname, username, password, pathname, search, hash } = new URL(text)
  if (hostname === '') return smtpFault
  if (!['', '/'].includes(pathname) || search !== '' || hash !== '') return smtpSigns
  if ((username === '') !== (password === '')) return 'has a user or a password alone: give both, or none'
  try {
    decodeURIComponent(`${username}${password}`)
    return undefined
  } catch {
    return smtpSigns
  }
}

/** `name@host`, or with a name before it: `Name <name@host>`. */
function addressIn(text: string): MailAddress | undefined {
  const [, quoted, plain, bracketed] = /^(?:"([^"\p{Cc}]*)"\s*|([^"<>\p{Cc}]*))<([^<>]+)>$/u.exec(text) ?? []
  const address = (bracketed ?? text).trim()
  return z.email().safeParse(address).success
    ? { name: (quoted ?? plain ?? '').trim(), address: address.toLowerCase() }
    : undefined
}

const settings = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .regex(
      /^(xoxe\.)?xoxb-[\w-]+$/,
      'must begin with xoxb-: copy it from "OAuth & Permissions" of your Slack app',
    )
    .optional(),
  SLACK_SIGNING_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, 'must be the 32 letters and digits under "Basic Information" of your Slack app')
    .optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-[\w-]+$/, 'must begin with xapp-: make one under "Basic Information", "App-Level Tokens"')
    .optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://slack.com/api/' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  SLACK_TRUST_EMAIL: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((word) => word === 'true'),
  SLACK_DESK_CHANNEL: z
    .string()
    .regex(
      /^[CG][A-Z0-9]+$/,
      'must be the id of a channel, such as C0123456789, not its name: see its details in Slack',
    )
    .optional(),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: publicUrlFault })
    .refine(isPublicUrl, publicUrlFault)
    .transform((url) => new URL(url).origin)
    .optional(),
  GOOGLE_CLIENT_ID: z
    .string()
    .regex(
      /^[\w.-]+$/,
      'must be the client id of your OAuth client, such as 1234-abcd.apps.googleusercontent.com',
    )
    .optional(),
  GOOGLE_CLIENT_SECRET: z
    .string()
    .regex(/^\S{8,}$/, 'must be the client secret of your OAuth client')
    .optional(),
  GOOGLE_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://accounts.google.com' })
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
  GCHAT_PROJECT_NUMBER: z
    .string()
    .regex(
      /^\d{5,20}$/,
      'must be the number of your Google Cloud project, such as 123456789012, not its id: see "Project info" in its console',
    )
    .optional(),
  GCHAT_AUDIENCE: z
    .enum(['project-number', 'url'], 'must be project-number or url')
    .default('project-number'),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  GCHAT_DESK_SPACE: z
    .string()
    .regex(
      /^spaces\/[\w-]+$/,
      'must be the name of a space, such as spaces/AAAAbbbbCCC: what follows /room/ or /space/ in its address',
    )
    .optional(),
  GCHAT_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://chat.googleapis.com/' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
  GCHAT_CERTS_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address of certificates, by key id, as JSON' })
    .optional(),
  SMTP_URL: z
    .string()
    .superRefine((text, context) => {
      const message = smtpFaultOf(text)
      if (message) context.addIssue({ code: 'custom', message })
    })
    .optional(),
  MAIL_FROM: z.string().refine(addressIn, addressFault).optional(),
  MAIL_REPLY_TO: z.string().refine(addressIn, addressFault).optional(),
  DIRECTORY_FILE: z.string().optional(),
  CATEGORIES_FILE: z.string().optional(),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^\s/]+/, 'must begin with mongodb:// or mongodb+srv:// and name a host')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  HOST: z
    .string()
    .regex(/^[\w.:%-]+$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a number from 1 to 65535')
    .transform(Number)
    .refine((port) => port >= 1 && port <= 65_535, 'must be a number from 1 to 65535')
    .default(3000),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

type Settings = z.infer<typeof settings>

/** What linking an account by signing in with Google takes. */
export const linkingSettings = ['PUBLIC_URL', 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'] as const

/** What telling people by mail takes. */
export const mailSettings = ['SMTP_URL', 'MAIL_FROM'] as const

/** Every setting that there is, in the order in which faults are told. */
export const settingNames = Object.keys(settings.shape) as readonly (keyof Settings)[]

/** Names that others use for the same thing, too far off for `nearest`. */
const otherNames: Readonly<Record<string, keyof Settings>> = {
  MONGO_URL: 'MONGODB_URI',
  SLACK_TOKEN: 'SLACK_BOT_TOKEN',
  SLACK_SECRET: 'SLACK_SIGNING_SECRET',
}

/** Reads the settings from an environment. Empty counts as not set. Throws a `ConfigError` that names every fault at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    settingNames.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])),
  )
  const read = settings.safeParse(given)
  const faults = [
    ...(read.success ? [] : read.error.issues.map((issue) => faultOf(issue, given))),
    ...missing(given),
    ...missingForGoogle(given),
    ...missingForGchat(given),
    ...missingForMail(given),
    ...misspelt(env, given),
  ]
  if (!read.success || faults.length > 0) throw new ConfigError(faults.toSorted(byOrderOfNames))
  return configOf(read.data)
}

function faultOf(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): ConfigIssue {
  const setting = String(issue.path[0])
  const value = given[setting] ?? ''
  if (/^(["']).*\1$/.test(value)) return { setting, message: 'has quotes around it: leave them out' }
  if (setting === 'SLACK_BOT_TOKEN' && value.startsWith('xapp-')) {
    return {
      setting,
      message: 'is an app-level token: that one belongs into SLACK_APP_TOKEN; this one begins with xoxb-',
    }
  }
  if (setting === 'SLACK_BOT_TOKEN' && value.startsWith('xoxp-')) {
    return { setting, message: "is a person's token: take the bot's, which begins with xoxb-" }
  }
  return { setting, message: issue.message }
}

/** What one setting needs beside it. */
function missing(given: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  const bot = given.SLACK_BOT_TOKEN !== undefined
  const way = given.SLACK_SIGNING_SECRET !== undefined || given.SLACK_APP_TOKEN !== undefined
  if (bot && !way) {
    const message =
      'is missing beside SLACK_BOT_TOKEN: set it to be called over HTTP, or set SLACK_APP_TOKEN for Socket Mode'
    return [{ setting: 'SLACK_SIGNING_SECRET', message }]
  }
  const needy = (['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_DESK_CHANNEL'] as const).filter(
    (name) => given[name],
  )
  if (bot || needy.length === 0) return []
  return [
    { setting: 'SLACK_BOT_TOKEN', message: `is missing: ${needy.join(' and ')} cannot be used without it` },
  ]
}

/** Signing in with Google needs all three, or none of them is of use. */
function missingForGoogle(given: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  const begun = (['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_ISSUER'] as const).filter(
    (name) => given[name] !== undefined,
  )
  if (begun.length === 0) return []
  return linkingSettings
    .filter((name) => given[name] === undefined)
    .map((setting) => ({ setting, message: `is missing: ${begun.join(' and ')} cannot be used without it` }))
}

/** Google Chat calls us at an address that it must know. */
function missingForGchat(given: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  if (given.GCHAT_PROJECT_NUMBER !== undefined) {
    if (given.PUBLIC_URL !== undefined) return []
    const message = 'is missing beside GCHAT_PROJECT_NUMBER: Google Chat calls this server there'
    return [{ setting: 'PUBLIC_URL', message }]
  }
  const needy = (['GCHAT_DESK_SPACE', 'GCHAT_API_URL', 'GCHAT_CERTS_URL'] as const).filter(
    (name) => given[name] !== undefined,
  )
  if (needy.length === 0) return []
  const message = `is missing: ${needy.join(' and ')} cannot be used without it`
  return [{ setting: 'GCHAT_PROJECT_NUMBER', message }]
}

/** A mail needs a way and a sender. */
function missingForMail(given: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  const begun = (['SMTP_URL', 'MAIL_FROM', 'MAIL_REPLY_TO'] as const).filter(
    (name) => given[name] !== undefined,
  )
  if (begun.length === 0) return []
  return mailSettings
    .filter((name) => given[name] === undefined)
    .map((setting) => ({ setting, message: `is missing: ${begun.join(' and ')} cannot be used without it` }))
}

/** Names that are none of ours but look like one of ours that is not set. */
function misspelt(
  env: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string>>,
): readonly ConfigIssue[] {
  // HOST and PORT are too short to tell a slip from another program's setting.
  const open = settingNames.filter((name) => given[name] === undefined && name.includes('_'))
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value?.trim() || (settingNames as readonly string[]).includes(name)) return []
    const meant = otherNames[name] ?? suggestClosest(name, open, 5)
    if (meant === undefined || given[meant] !== undefined) return []
    return [{ setting: name, message: `is no setting of Casethread; did you mean ${meant}?` }]
  })
}

function byOrderOfNames(a: ConfigIssue, b: ConfigIssue): number {
  const place = ({ setting }: ConfigIssue) => {
    const index = (settingNames as readonly string[]).indexOf(setting)
    return index < 0 ? settingNames.length : index
  }
  return place(a) - place(b)
}

function configOf(read: Settings): Config {
  return {
    slack: slackOf(read),
    gchat: gchatOf(read),
    directoryFile: read.DIRECTORY_FILE ?? join(read.DATA_DIR, 'directory.yaml'),
    directoryFileNamed: read.DIRECTORY_FILE !== undefined,
    categoriesFile: read.CATEGORIES_FILE ?? null,
    publicUrl: read.PUBLIC_URL ?? null,
    google: googleOf(read),
    mail: mailOf(read),
    mongodbUri: read.MONGODB_URI ?? null,
    dataDir: read.DATA_DIR,
    host: read.HOST,
    port: read.PORT,
    logLevel: read.LOG_LEVEL,
  }
}

function googleOf(read: Settings): GoogleConfig | null {
  if (read.GOOGLE_CLIENT_ID === undefined || read.GOOGLE_CLIENT_SECRET === undefined) return null
  return {
    clientId: read.GOOGLE_CLIENT_ID,
    clientSecret: read.GOOGLE_CLIENT_SECRET,
    issuer: read.GOOGLE_ISSUER ?? null,
  }
}

function mailOf(read: Settings): MailSettings | null {
  const from = addressIn(read.MAIL_FROM ?? '')
  if (read.SMTP_URL === undefined || !from) return null
  const { protocol, hostname, port, username, password } = new URL(read.SMTP_URL)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    login:
      username === '' ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    from,
    replyTo: addressIn(read.MAIL_REPLY_TO ?? '') ?? null,
  }
}

function slackOf(read: Settings): SlackConfig | null {
  const connection = connectionOf(read)
  if (read.SLACK_BOT_TOKEN === undefined || connection === null) return null
  return {
    botToken: read.SLACK_BOT_TOKEN,
    connection,
    apiUrl: read.SLACK_API_URL ?? null,
    trustEmail: read.SLACK_TRUST_EMAIL,
    deskChannel: read.SLACK_DESK_CHANNEL ?? null,
  }
}

function gchatOf(read: Settings): GchatConfig | null {
  if (read.GCHAT_PROJECT_NUMBER === undefined || read.PUBLIC_URL === undefined) return null
  return {
    projectNumber: read.GCHAT_PROJECT_NUMBER,
    audience: read.GCHAT_AUDIENCE,
    publicUrl: read.PUBLIC_URL,
    keyFile: read.GOOGLE_APPLICATION_CREDENTIALS ?? null,
    deskSpace: read.GCHAT_DESK_SPACE ?? null,
    apiUrl: read.GCHAT_API_URL ?? null,
    certsUrl: read.GCHAT_CERTS_URL ?? null,
  }
}

function connectionOf(read: Settings): SlackConfig['connection'] | null {
  if (read.SLACK_APP_TOKEN !== undefined) return { kind: 'socket', appToken: read.SLACK_APP_TOKEN }
  if (read.SLACK_SIGNING_SECRET !== undefined)
    return { kind: 'http', signingSecret: read.SLACK_SIGNING_SECRET }
  return null
}
