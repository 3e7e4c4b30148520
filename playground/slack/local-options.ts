import { z } from 'zod'
import type { LocalWelcome } from '../protocol.ts'

/** What a local Slack is made of. */
export interface LocalSlackOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly host?: string
  readonly team: { readonly id?: string; readonly name: string }
  readonly bot: {
    /** Requests go to `${url}/slack/events`. */
    readonly url: string
    readonly signingSecret: string
    readonly token: string
    readonly name: string
  }
  readonly people: readonly PersonOption[]
  readonly channels: readonly ChannelOption[]
  /** The parsed `manifest.yml`. */
  readonly manifest: unknown
  /** Keeps messages and files over a restart. */
  readonly stateFile?: string
  /** A folder with the built page, served at `/`. */
  readonly webRoot?: string
  /** The address of a local Google Chat beside it, which the page reaches under `/local-chat/` of this server. */
  readonly chatUrl?: string
  /** What `GET /local/welcome` tells a newcomer, by language (`en`, `ja`); `en` where there is no other. */
  readonly welcome?: Readonly<Record<string, LocalWelcome>>
  /** Answers 429 with Retry-After to `chat.postMessage` beyond this, per channel. Off by default. */
  readonly rateLimit?: RateLimit
  /** When an event is sent again that the bot did not take: Slack's own times by default. */
  readonly retryDelays?: readonly number[]
  /** The clock, in ms. */
  readonly now?: () => number
}

export interface PersonOption {
  readonly name: string
  readonly real_name: string
  readonly email: string
  readonly locale: string
  readonly tz: string
  readonly title: string
  /** Full members have none. */
  readonly standing?: 'guest' | 'outside'
  /** The name of the workspace that somebody from outside is of. */
  readonly team?: string
  /** Another app's bot, which does nothing. */
  readonly is_bot?: boolean
}

export interface ChannelOption {
  readonly name: string
  readonly topic: string
  /** Names of people; everybody when left out. The bot is always in. */
  readonly members?: readonly string[]
  readonly is_private?: boolean
  /** The page opens here for its members. */
  readonly starts_here?: boolean
}

export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** How an API method is made to fail: an HTTP status, an error name, or no answer at all. */
export interface Failure {
  readonly status?: number
  readonly error?: string
  readonly hang?: boolean
  /** What was asked is done, but the answer gets lost. */
  readonly lose?: boolean
  readonly retryAfter?: number
  readonly times: number
}

/** The part of an app manifest that this server goes by. */
export const Manifest = z.looseObject({
  display_information: z.looseObject({ name: z.string() }).optional(),
  features: z
    .looseObject({
      app_home: z
        .looseObject({
          home_tab_enabled: z.boolean().optional(),
          messages_tab_enabled: z.boolean().optional(),
          messages_tab_read_only_enabled: z.boolean().optional(),
        })
        .optional(),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string().startsWith('/'),
            description: z.string(),
            usage_hint: z.string().optional(),
            should_escape: z.boolean().optional(),
          }),
        )
        .max(50)
        .optional(),
      shortcuts: z
        .array(
          z.looseObject({ name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string() }),
        )
        .max(10)
        .optional(),
    })
    .optional(),
  oauth_config: z
    .looseObject({
      scopes: z
        .looseObject({
          bot: z.array(z.string()).optional(),
          bot_optional: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).optional() }).optional(),
      interactivity: z.looseObject({ is_enabled: z.boolean() }).optional(),
    })
    .optional(),
})
export type Manifest = z.infer<typeof Manifest>
