import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError, type ConfigIssue } from './config-error.ts'
import { type DeskConfig, deskSettings, toDeskConfig } from './desk-settings.ts'
import {
  type DirectoryGoogleConfig,
  directorySettings,
  findMissingDirectory,
  toDirectoryGoogleConfig,
} from './directory-settings.ts'
import { findCertificateIssues } from './extra-certificates.ts'
import { findMissingGchat, type GchatConfig, gchatSettings, toGchatConfig } from './gchat-settings.ts'
import {
  type Environment,
  fileVariable,
  hasMangledName,
  listVariables,
  type ReadEnvironment,
  readEnvironment,
} from './given-settings.ts'
import { findMissingGoogle, type GoogleConfig, googleSettings, toGoogleConfig } from './google-settings.ts'
import { type GrantDefault, grantSettings } from './grant-settings.ts'
import { findMissingMail, type MailConfig, mailSettings, toMailConfig } from './mail-settings.ts'
import {
  findMissingMetrics,
  type MetricsConfig,
  metricsSettings,
  toMetricsConfig,
} from './metrics-settings.ts'
import { findProxyIssues } from './proxy-settings.ts'
import { type ReadershipConfig, readershipSettings, toReadershipConfig } from './readership-settings.ts'
import { type LogLevel, serverSettings } from './server-settings.ts'
import {
  describeWrongToken,
  findMissingSlack,
  type SlackConfig,
  slackSettings,
  toSlackConfig,
} from './slack-settings.ts'
import { suggestClosest } from './suggest-closest.ts'

/** The settings, checked. */
export interface Config {
  /** The names of those that the environment gives, in the order of `settingNames`. */
  readonly given: readonly string[]
  /** Null: no Slack workspace is configured. */
  readonly slack: SlackConfig | null
  /** Null: no Google Chat app is configured. */
  readonly gchat: GchatConfig | null
  readonly directoryFile: string
  /** Whether DIRECTORY_FILE names it: then it must be there. */
  readonly directoryFileNamed: boolean
  /** Null: the directory is not read from Google. */
  readonly directoryGoogle: DirectoryGoogleConfig | null
  /** The operator's own categories, laid over those that are shipped; null: none. */
  readonly categoriesFile: string | null
  /** Calendars and response targets; null: nothing is ever due. */
  readonly targetsFile: string | null
  /** Where people's browsers reach this server, without a slash at its end; null: not told. */
  readonly publicUrl: string | null
  /** Null: accounts cannot be linked by signing in with Google. */
  readonly google: GoogleConfig | null
  /** Null: the addresses that cases are shared with get no mail. */
  readonly mail: MailConfig | null
  /** What only an operator can say of who reads in a conversation. */
  readonly readership: ReadershipConfig
  /** How the desk's own channel is written to. */
  readonly desk: DeskConfig
  /** GRA-1: what counts where nothing was recorded of a customer's grant. */
  readonly grantDefault: GrantDefault
  /** Null: the embedded store in `dataDir`. */
  readonly mongodbUri: string | null
  readonly dataDir: string
  /** Whether partners keep the number of a case at Google, beside the desk. */
  readonly partnersKeepUpstream: boolean
  /** Closed cases are deleted after so many days; null: they are kept. */
  readonly keepClosedDays: number | null
  /** So long the audit log goes back. */
  readonly auditDays: number
  /** Only this machine by default: a proxy that speaks TLS stands before it. In a container set 0.0.0.0. */
  readonly host: string
  readonly port: number
  /** Null: no metrics are served. */
  readonly metrics: MetricsConfig | null
  readonly logLevel: LogLevel
}

/** One schema per concern, in the order in which issues are told. */
const settings = z.object({
  ...slackSettings,
  ...googleSettings,
  ...gchatSettings,
  ...mailSettings,
  ...readershipSettings,
  ...grantSettings,
  ...deskSettings,
  ...directorySettings,
  ...serverSettings,
  ...metricsSettings,
})

type Settings = z.infer<typeof settings>

/** Every setting that there is. */
export const settingNames = Object.keys(settings.shape) as readonly (keyof Settings)[]

/** Every variable that is read: the settings, and those that name the file of a secret. */
export const settingVariables = listVariables(settingNames)

/** Names that others use for the same thing, too far off for `suggestClosest`. */
const otherNames: Readonly<Record<string, keyof Settings>> = {
  MONGO_URL: 'MONGODB_URI',
  SLACK_TOKEN: 'SLACK_BOT_TOKEN',
  SLACK_SECRET: 'SLACK_SIGNING_SECRET',
}

/** Reads the settings from an environment. Empty counts as not set. Throws a `ConfigError` that names every issue at once. */
export function readConfig(env: Environment): Config {
  const environment = readEnvironment(env, settingNames)
  const { given, issues: slips } = environment
  const read = settings.safeParse(given)
  const issues = [
    ...slips,
    ...(read.success ? [] : read.error.issues.map((issue) => toConfigIssue(issue, environment))),
    ...[
      ...findMissingSlack(given),
      ...findMissingGoogle(given),
      ...findMissingGchat(given),
      ...findMissingMail(given),
      ...findMissingDirectory(given),
      ...findMissingMetrics(given),
    ].filter(({ setting }) => !env[fileVariable(setting)]?.trim()),
    ...findProxyIssues(env),
    ...findCertificateIssues(env),
    ...findMisspelt(env, environment),
  ]
  if (!read.success || issues.length > 0) throw new ConfigError(oneForEach(issues).toSorted(byOrderOfNames))
  return { ...toConfig(read.data), given: settingNames.filter((name) => given[name] !== undefined) }
}

/** A slip in a setting is told before what it makes of the value. */
function oneForEach(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  return issues.filter(
    (issue, index) => issues.findIndex(({ setting }) => setting === issue.setting) === index,
  )
}

function toConfigIssue(issue: z.core.$ZodIssue, { given, tell }: ReadEnvironment): ConfigIssue {
  const setting = String(issue.path[0])
  return tell(setting, describeWrongToken(setting, given[setting] ?? '') ?? issue.message)
}

/** Names that are none of ours but look like one of ours that is not set. */
function findMisspelt(env: Environment, { given }: ReadEnvironment): readonly ConfigIssue[] {
  const isSet = (name: string) => given[name] !== undefined || Boolean(env[name]?.trim())
  // HOST and PORT are too short to tell a slip from another program's setting.
  const open = settingVariables.filter((name) => !isSet(name) && name.includes('_'))
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value?.trim() || settingVariables.includes(name) || hasMangledName(name)) return []
    const meant = otherNames[name] ?? suggestClosest(name, open, 5)
    if (meant === undefined || isSet(meant)) return []
    return [{ setting: name, message: `is no setting of Casethread; did you mean ${meant}?` }]
  })
}

function byOrderOfNames(a: ConfigIssue, b: ConfigIssue): number {
  const place = ({ setting }: ConfigIssue) => {
    const index = settingNames.findIndex((name) => setting === name || setting === fileVariable(name))
    return index < 0 ? settingNames.length : index
  }
  return place(a) - place(b)
}

function toConfig(read: Settings): Omit<Config, 'given'> {
  return {
    slack: toSlackConfig(read),
    gchat: toGchatConfig(read),
    directoryFile: read.DIRECTORY_FILE ?? join(read.DATA_DIR, 'directory.yaml'),
    directoryFileNamed: read.DIRECTORY_FILE !== undefined,
    directoryGoogle: toDirectoryGoogleConfig(read),
    categoriesFile: read.CATEGORIES_FILE ?? null,
    targetsFile: read.TARGETS_FILE ?? null,
    publicUrl: read.PUBLIC_URL ?? null,
    google: toGoogleConfig(read),
    mail: toMailConfig(read),
    readership: toReadershipConfig(read),
    desk: toDeskConfig(read),
    grantDefault: read.GRANT_DEFAULT,
    mongodbUri: read.MONGODB_URI ?? null,
    dataDir: read.DATA_DIR,
    partnersKeepUpstream: read.UPSTREAM_BY === 'partners',
    keepClosedDays: read.KEEP_CLOSED_CASES ?? null,
    auditDays: read.AUDIT_DAYS,
    host: read.HOST,
    port: read.PORT,
    metrics: toMetricsConfig(read),
    logLevel: read.LOG_LEVEL,
  }
}
