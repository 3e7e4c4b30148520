import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Locale } from '../../../cases/case.ts'

/** One event, whichever envelope it came in. */
export interface GchatEvent {
  /** In which form it came, and so in which form it is answered. */
  readonly envelope: 'classic' | 'add-on' | 'home'
  readonly kind: 'message' | 'command' | 'added' | 'removed' | 'clicked' | 'typing' | 'home'
  readonly user: {
    /** `users/123`. */
    readonly name: string
    readonly displayName: string
    /** Google's own word for who this is; null where it tells none. */
    readonly email: string | null
    readonly human: boolean
    /** Google shows this person's profile to nobody here: it vouches for neither name nor e-mail. */
    readonly hidden: boolean
  }
  readonly space: {
    /** `spaces/AAA`; where Google tells none (the home page): `users/123`, whose direct messages it is. */
    readonly name: string
    /** One person and the app alone: nobody reads along. */
    readonly direct: boolean
    /** Google tells which space it is. */
    readonly told: boolean
  }
  /** The thread in which the person stands; undefined for what was written on top of the space. */
  readonly thread: string | undefined
  /** The message that was sent, or that holds what was clicked. */
  readonly message:
    | {
        readonly name: string | undefined
        readonly text: string
        /** The text without the mention of the app, or without the slash command. */
        readonly argumentText: string | undefined
        /** What follows the mention of the app, where Google tells where that stands. */
        readonly afterMention: string | undefined
        readonly attachments: readonly string[]
      }
    | undefined
  /** The slash or quick command's id, as the app's configuration numbers it. */
  readonly command: number | undefined
  /** `request`: a dialog may be opened; `submit`: it came from within one. */
  readonly dialog: 'request' | 'submit' | 'cancel' | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly inputs: Readonly<Record<string, chat_v1.Schema$Inputs>>
  /** What was typed into a search field so far. */
  readonly query: string
  readonly locale: Locale
  readonly timeZone: string
  /** When it happened, in RFC 3339: a repeat bears the same. */
  readonly time: string
  /** The app came into the space with this, or is out of it; by a message that mentions it, too. */
  readonly presence: 'added' | 'removed' | undefined
  /** The app was added by this very message, of which a `messagePayload` of its own will tell. */
  readonly toldAgain: boolean
}
