import type { LocalWelcome, Platform } from '../protocol.ts'

/** What a local Google Chat is made of. */
export interface LocalChatOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly host?: string
  /** The Google Cloud project of the app, a number of twelve digits; made up from the app's name when left out. */
  readonly projectNumber?: string
  readonly app: { readonly name: string }
  /** Events go to `${url}/gchat/events`. */
  readonly bot: { readonly url: string }
  /** How events come: as to a Chat app of old, or as to a Google Workspace add-on. Classic by default. */
  readonly envelope?: Envelope
  /** Whom a classic bearer token is meant for. The endpoint's URL by default; an add-on's always is. */
  readonly audience?: Audience
  readonly people: readonly ChatPersonOption[]
  readonly spaces: readonly SpaceOption[]
  /** What stands in the app's configuration. */
  readonly commands: readonly SlashCommandOption[]
  /** Keeps messages and files over a restart. */
  readonly stateFile?: string
  /** The chats of this playground; only this one when left out. */
  readonly platforms?: readonly Platform[]
  readonly welcome?: Readonly<Record<string, LocalWelcome>>
  /** `off` takes calls of the Chat API without a token. */
  readonly authorization?: 'required' | 'off'
  /** Answers 429 to writes beyond Google's 60 per minute and space. Off by default. */
  readonly rateLimit?: boolean
  /** How long the app may take to answer an event: Google's 30 s by default. */
  readonly answerMs?: number
  /** The clock, in ms. */
  readonly now?: () => number
}

export type Envelope = 'classic' | 'add-on'
export type Audience = 'url' | 'project-number'

export interface ChatPersonOption {
  readonly name: string
  readonly real_name: string
  readonly email: string
  readonly locale: string
  readonly tz: string
  readonly title: string
}

export interface SpaceOption {
  readonly name: string
  readonly topic?: string
  /** Names of people; everybody when left out. The app is always in. */
  readonly members?: readonly string[]
  /** Read by its members alone. Otherwise whoever is of Google Chat can open it, too. */
  readonly is_private?: boolean
  /** The page opens here for its members. */
  readonly starts_here?: boolean
}

export interface SlashCommandOption {
  readonly id: number
  /** With its slash. */
  readonly name: string
  readonly description: string
  readonly usage?: string
  /** "Opens a dialog" is ticked in the configuration: only then may the app answer with one. */
  readonly dialog: boolean
}

/** How a method of the Chat API is made to fail, by `spaces.messages.create` and the like. */
export interface ChatFailure {
  readonly status?: number
  /** Google's name: `UNAVAILABLE`, `PERMISSION_DENIED`, … */
  readonly error?: string
  readonly retryAfter?: number
  /** No answer at all. */
  readonly hang?: boolean
  /** What was asked is done, but the answer gets lost. */
  readonly lose?: boolean
  readonly times: number
}
