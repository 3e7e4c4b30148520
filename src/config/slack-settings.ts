import { z } from 'zod'
import { type ConfigIssue, findMissing, type GivenSettings } from './config-error.ts'

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
}

type Settings = z.infer<z.ZodObject<typeof slackSettings>>

/** Null where no Slack workspace is configured. */
export function toSlackConfig(settings: Settings): SlackConfig | null {
  const connection = toConnection(settings)
  if (settings.SLACK_BOT_TOKEN === undefined || connection === null) return null
  return {
    botToken: settings.SLACK_BOT_TOKEN,
    connection,
    apiUrl: settings.SLACK_API_URL ?? null,
    trustEmail: settings.SLACK_TRUST_EMAIL,
    deskChannel: settings.SLACK_DESK_CHANNEL ?? null,
  }
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
  'expires after 12 hours, since token rotation is on in your Slack app, and a token from a setting cannot be renewed: create an app without token rotation (it cannot be turned off), and take its token, which begins with xoxb-'

/** What is wrong with a token that belongs elsewhere. */
export function describeWrongToken(setting: string, value: string): string | undefined {
  if (setting !== 'SLACK_BOT_TOKEN') return undefined
  if (/^xoxe[.-]/.test(value)) return expires
  if (value.startsWith('xapp-'))
    return 'is an app-level token: that one belongs into SLACK_APP_TOKEN; this one begins with xoxb-'
  if (value.startsWith('xoxp-')) return "is a person's token: take the bot's, which begins with xoxb-"
  return undefined
}
