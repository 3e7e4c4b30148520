import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'
import { areIds, emailTrust, listIds } from './workspace-ids.ts'

/** An app that workspaces install by themselves. */
interface SlackSharedConfig {
  readonly clientId: string
  readonly clientSecret: string
  /** The first one seals tokens, all open them. */
  readonly tokenKeys: readonly TokenKey[]
  /** The ids of the workspaces and organisations that may install it. */
  readonly workspaces: readonly string[]
}

interface TokenKey {
  readonly id: string
  /** 32 bytes. */
  readonly key: Buffer
}

export interface SlackConfig {
  /** Of the one workspace that is in the settings; null where all of them install the app by themselves. */
  readonly botToken: string | null
  /** Null: none do. */
  readonly shared: SlackSharedConfig | null
  /** Socket Mode wherever an app-level token is given. */
  readonly connection:
    | { readonly kind: 'http'; readonly signingSecret: string }
    | { readonly kind: 'socket'; readonly appToken: string }
  /** Ends with a slash; null: Slack's own. */
  readonly apiUrl: string | null
  /** Whether a Slack profile's e-mail proves who somebody is, in the one workspace. Only where its e-mails are managed. */
  readonly trustEmail: boolean
  /** The workspaces and organisations where it does, where there are several. */
  readonly trustedWorkspaces: readonly string[]
  /** Where the desk gets a thread for each case; null: nowhere. */
  readonly deskChannel: string | null
  /** The workspace of that channel; null: that of `botToken`. */
  readonly deskWorkspace: string | null
}

/** How this server reaches Slack, and is reached by it. */
export const slackSettings = {
  SLACK_BOT_TOKEN: z
    .string()
    .regex(/^xoxb-[\w-]+$/, 'must begin with xoxb-: copy it from "OAuth & Permissions" of your Slack app')
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
  SLACK_CLIENT_ID: z
    .string()
    .regex(/^\d+\.\d+$/, 'must be two numbers with a dot between: see "Basic Information" of your Slack app')
    .optional(),
  SLACK_CLIENT_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, 'must be the 32 letters and digits under "Basic Information" of your Slack app')
    .optional(),
  SLACK_TOKEN_KEYS: z
    .string()
    .transform((text, context) => {
      const keys = text.split(',').map(toTokenKey)
      if (keys.every((key) => key !== undefined) && new Set(keys.map(({ id }) => id)).size === keys.length)
        return keys
      // The keys themselves are told to nobody.
      context.addIssue(
        'must be names with 32 bytes in base64, such as 2026:…=,2025:…= (make one with: openssl rand -base64 32), each name once',
      )
      return z.NEVER
    })
    .optional(),
  SLACK_WORKSPACES: z
    .string()
    .refine(areIds, 'must be ids of workspaces or organizations, such as T0123ABCD,E0456EFGH')
    .transform(listIds)
    .optional(),
  SLACK_TRUST_EMAIL: emailTrust,
  SLACK_DESK_CHANNEL: z
    .string()
    .regex(
      /^([TE][A-Z0-9]+\/)?[CG][A-Z0-9]+$/,
      'must be the id of a channel, such as C0123456789, not its name: see its details in Slack',
    )
    .optional(),
}

type Settings = z.infer<z.ZodObject<typeof slackSettings>>

/** Null where no Slack workspace is configured. */
export function toSlackConfig(settings: Settings): SlackConfig | null {
  const connection = toConnection(settings)
  const shared = toSharedConfig(settings)
  if ((settings.SLACK_BOT_TOKEN === undefined && shared === null) || connection === null) return null
  const trust = settings.SLACK_TRUST_EMAIL
  const [deskChannel = null, deskWorkspace = null] = (
    settings.SLACK_DESK_CHANNEL?.split('/') ?? []
  ).toReversed()
  return {
    botToken: settings.SLACK_BOT_TOKEN ?? null,
    shared,
    connection,
    apiUrl: settings.SLACK_API_URL ?? null,
    trustEmail: trust === true,
    trustedWorkspaces: typeof trust === 'boolean' ? [] : trust,
    deskChannel,
    deskWorkspace,
  }
}

function toSharedConfig(settings: Settings): SlackSharedConfig | null {
  const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_TOKEN_KEYS, SLACK_WORKSPACES } = settings
  if (!SLACK_CLIENT_ID || !SLACK_CLIENT_SECRET || !SLACK_TOKEN_KEYS || !SLACK_WORKSPACES) return null
  return {
    clientId: SLACK_CLIENT_ID,
    clientSecret: SLACK_CLIENT_SECRET,
    tokenKeys: SLACK_TOKEN_KEYS,
    workspaces: SLACK_WORKSPACES,
  }
}

/** `2026:q83v…=` */
function toTokenKey(text: string): TokenKey | undefined {
  const [, id, encoded = ''] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]{43}=?)\s*$/.exec(text) ?? []
  const key = Buffer.from(encoded, 'base64')
  return id && key.byteLength === 32 ? { id, key } : undefined
}

function toConnection(settings: Settings): SlackConfig['connection'] | null {
  if (settings.SLACK_APP_TOKEN !== undefined) return { kind: 'socket', appToken: settings.SLACK_APP_TOKEN }
  if (settings.SLACK_SIGNING_SECRET !== undefined)
    return { kind: 'http', signingSecret: settings.SLACK_SIGNING_SECRET }
  return null
}

/** A token alone is called by nobody, and without a token there is nothing to call with. */
export function findMissingSlack(given: GivenSettings): readonly ConfigIssue[] {
  const { SLACK_BOT_TOKEN: bot, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: app } = given
  if (sharedSettings.some((name) => given[name] !== undefined)) return findMissingShared(given)
  const listed = emailSettings.filter((name) => areIds(given[name] ?? ''))
  if (listed.length > 0)
    return listed.map((setting) => ({
      setting,
      message: 'must be true or false where SLACK_CLIENT_ID is not set',
    }))
  if (bot !== undefined && secret === undefined && app === undefined) {
    const message =
      'is missing beside SLACK_BOT_TOKEN: set it to be called over HTTP, or set SLACK_APP_TOKEN for Socket Mode'
    return [{ setting: 'SLACK_SIGNING_SECRET', message }]
  }
  const begun = ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN', 'SLACK_DESK_CHANNEL']
  return findMissing(given, { begun, required: ['SLACK_BOT_TOKEN'] })
}

/** Token rotation, which Slack turns on for an app once and for all: https://docs.slack.dev/authentication/using-token-rotation */
const expires =
  'expires after 12 hours, since token rotation is on in your Slack app, and a token from a setting cannot be renewed: leave it out, set SLACK_CLIENT_ID and what belongs to it, and add the app to your workspace at PUBLIC_URL followed by /slack/install (docs/several-workspaces.md), where tokens are renewed; or create an app without token rotation (it cannot be turned off), and take its token, which begins with xoxb-'
const emailSettings = ['SLACK_TRUST_EMAIL', 'SLACK_READERS_BY_EMAIL'] as const
const sharedSettings = [
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_TOKEN_KEYS',
  'SLACK_WORKSPACES',
] as const

/** An app that workspaces install by themselves. */
function findMissingShared(given: GivenSettings): readonly ConfigIssue[] {
  const missing = findMissing(given, {
    begun: [...sharedSettings],
    required: [...sharedSettings, 'PUBLIC_URL'],
  })
  const issues: ConfigIssue[] = [...missing]
  if (given.SLACK_SIGNING_SECRET === undefined && given.SLACK_APP_TOKEN === undefined) {
    const message =
      'is missing beside SLACK_CLIENT_ID: set it to be called over HTTP, or set SLACK_APP_TOKEN for Socket Mode'
    issues.push({ setting: 'SLACK_SIGNING_SECRET', message })
  }
  const desk = given.SLACK_DESK_CHANNEL
  if (desk !== undefined && given.SLACK_BOT_TOKEN === undefined && !desk.includes('/'))
    issues.push({
      setting: 'SLACK_DESK_CHANNEL',
      message: 'has to name its workspace as well, such as T0123ABCD/C0123456789',
    })
  for (const setting of emailSettings)
    if (given[setting] === 'true')
      issues.push({
        setting,
        message: 'has to name the workspaces whose e-mails you trust, such as T0123ABCD',
      })
  if (given.SLACK_BELONGS_TO !== undefined && !given.SLACK_BELONGS_TO.includes('='))
    issues.push({
      setting: 'SLACK_BELONGS_TO',
      message: 'has to name the workspace as well, such as T0123ABCD=reseller.example.com',
    })
  return issues
}

/** What is wrong with a token that belongs elsewhere. */
export function describeWrongToken(setting: string, value: string): string | undefined {
  if (setting !== 'SLACK_BOT_TOKEN') return undefined
  if (/^xoxe[.-]/.test(value)) return expires
  if (value.startsWith('xapp-'))
    return 'is an app-level token: that one belongs into SLACK_APP_TOKEN; this one begins with xoxb-'
  if (value.startsWith('xoxp-')) return "is a person's token: take the bot's, which begins with xoxb-"
  return undefined
}
