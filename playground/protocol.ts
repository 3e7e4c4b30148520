import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'

/**
 * What the playground's page (and the demo, and the tests) may ask of the local Slack on behalf of a person.
 * Served beside the Web API (`/api/<method>`): JSON over HTTP under `/local/`. The bot never calls these.
 * The local Google Chat speaks the same under `/local-chat/`: its spaces are the channels, and cards and a dialog stand in the
 * place of blocks and views; what only one of the two has is marked.
 */

export interface LocalUser {
  readonly id: string
  readonly name: string
  readonly real_name: string
  readonly email: string
  /** BCP 47, such as `ja-JP`. */
  readonly locale: string
  readonly tz: string
  readonly is_bot: boolean
  /** A line about who this is, shown in the identity switch: "Support, Hoshi Cloud". */
  readonly title: string
  /** Who is no full member of this workspace: `outside` is somebody who is here over Slack Connect. Slack. */
  readonly standing?: 'guest' | 'outside'
  /** The workspace that somebody from outside is of. Slack. */
  readonly team?: { readonly id: string; readonly name: string }
}

export interface LocalChannel {
  readonly id: string
  readonly name: string
  readonly topic: string
  readonly is_im: boolean
  /** The direct message with an app whose manifest takes no messages: nothing can be typed there, commands neither. */
  readonly read_only?: boolean
  /** Read by its members alone; otherwise by every full member of the workspace. */
  readonly is_private?: boolean
  /** With people of another organisation, or open to them. */
  readonly is_shared?: boolean
  /** Its people begin here: the page opens in the first such channel of theirs. */
  readonly starts_here?: boolean
  readonly members: readonly string[]
}

export interface LocalCommand {
  readonly command: string
  readonly description: string
  readonly usage_hint: string
}

export type Platform = 'slack' | 'gchat'

/** `GET /local/state?user=U…` */
export interface LocalState {
  /** The chats of this playground, this one among them. */
  readonly platforms: readonly Platform[]
  readonly team: { readonly id: string; readonly name: string }
  readonly bot: { readonly user_id: string; readonly name: string }
  readonly me: LocalUser
  readonly people: readonly LocalUser[]
  /** The channels that this person can read: those they are in, the direct message with the bot among them, and public ones. */
  readonly channels: readonly LocalChannel[]
  /** From the manifest. */
  readonly commands: readonly LocalCommand[]
  /** Message and global shortcuts, from the manifest. */
  readonly shortcuts: readonly {
    readonly name: string
    readonly type: string
    readonly callback_id: string
  }[]
}

export interface LocalFile {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly mimetype: string
}

/** `GET /local/messages?user=U…&channel=C…[&thread_ts=…]`: oldest first; ephemeral ones only for whom they are meant. */
export interface LocalMessage {
  readonly ts: string
  readonly channel: string
  readonly user: string
  readonly text: string
  readonly blocks?: readonly unknown[]
  readonly thread_ts?: string
  readonly reply_count?: number
  readonly edited?: boolean
  readonly ephemeral?: boolean
  readonly files?: readonly LocalFile[]
  /** A reply in a thread that is shown in the channel too. */
  readonly reply_broadcast?: boolean
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[]
  /** Google Chat: `spaces/…/messages/…`. */
  readonly name?: string
  /** Google Chat. */
  readonly cards?: readonly chat_v1.Schema$CardWithId[]
}

/** Google Chat: the open dialog as the person sees it. `step` grows with each card that the app puts into it. */
export interface LocalDialog {
  readonly id: string
  readonly step: number
  readonly card: chat_v1.Schema$GoogleAppsCardV1Card
}

/** An open modal as the person sees it. */
export interface LocalView {
  readonly id: string
  readonly type: 'modal' | 'home'
  readonly callback_id: string
  readonly hash: string
  readonly title?: { readonly text: string }
  readonly submit?: { readonly text: string } | null
  readonly close?: { readonly text: string } | null
  readonly blocks: readonly unknown[]
  readonly private_metadata: string
  readonly previous_view_id?: string | null
  /** What its inputs hold: their initial values, and after an update what was typed before into those that stayed. */
  readonly state?: LocalViewState
}

/** The state of a view's inputs, as Slack sends it: `values[block_id][action_id]`. */
export type LocalViewState = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** `POST /local/command` */
export interface CommandRequest {
  readonly user: string
  readonly channel: string
  readonly command: string
  readonly text: string
}

/** `POST /local/members`: the person on stage comes in or goes, or brings somebody in or takes them out: the app as well. */
export interface MembersRequest {
  readonly user: string
  readonly channel: string
  readonly action: 'join' | 'leave' | 'add' | 'remove'
  /** With `add` and `remove`. */
  readonly whom?: string
}

/** `POST /local/message`: what a person says in a channel or a thread. */
export interface MessageRequest {
  readonly user: string
  readonly channel: string
  readonly thread_ts?: string
  readonly text: string
  readonly files?: readonly string[]
}

/** `POST /local/edit`: a person changes a message of their own. `POST /local/delete`, without a text: takes it back. Slack. */
export interface EditRequest {
  readonly user: string
  readonly channel: string
  readonly ts: string
  readonly text: string
}

/** `POST /local/action`: a button, select, check box or overflow, in a message or in a view. */
export interface ActionRequest {
  readonly user: string
  readonly container:
    | { readonly type: 'message'; readonly channel: string; readonly ts: string }
    | { readonly type: 'view'; readonly view_id: string }
  /** The action as Slack sends it: `{type, action_id, block_id, value | selected_option | …}`. */
  readonly action: Readonly<Record<string, unknown>>
  /** With a view: what is typed into its inputs at this moment. */
  readonly state?: LocalViewState
}

/** `POST /local/suggest` → `{ ok, options }` or `{ ok, option_groups }`. */
export interface SuggestRequest {
  readonly user: string
  /** The view that the field stands in, or the message. */
  readonly view_id?: string
  readonly message?: { readonly channel: string; readonly ts: string }
  readonly block_id: string
  readonly action_id: string
  readonly value: string
  readonly state?: LocalViewState
}

/** `POST /local/submit` → `{ ok: true, closed: boolean, errors?: {block_id: text} }`. */
export interface SubmitRequest {
  readonly user: string
  readonly view_id: string
  readonly state: LocalViewState
}

/** `POST /local/close` */
export interface CloseRequest {
  readonly user: string
  readonly view_id: string
}

/** `POST /local/shortcut`: a message shortcut (with `channel` and `message_ts`) or a global one. */
export interface ShortcutRequest {
  readonly user: string
  readonly callback_id: string
  readonly channel?: string
  readonly message_ts?: string
}

/** `POST /local/home {user}` → `{ ok, view: LocalView | null }`: opens the App Home tab (sends `app_home_opened`). */
export interface HomeRequest {
  readonly user: string
}

/** Google Chat: what is typed into a card's inputs, by name: texts, values of items, `2026-11-22` or `2026-11-22T09:30`. */
export type LocalInputs = Readonly<Record<string, readonly string[]>>

/** Google Chat: what a click or an input stands in. */
export type LocalSurface =
  | { readonly type: 'message'; readonly channel: string; readonly ts: string }
  | { readonly type: 'dialog'; readonly id: string }
  | { readonly type: 'home' }

/**
 * `POST /local-chat/click`: a button, a menu's item or a changed input. `at` is the JSON pointer to its action in the card, of a
 * message to the action in its list of cards: `/0/card/sections/0/widgets/1/buttonList/buttons/0/onClick/action`.
 */
export interface ClickRequest {
  readonly user: string
  readonly surface: LocalSurface
  readonly at: string
  readonly inputs?: LocalInputs
}

/** What a click, a command or a dialog's answer came to. */
export interface LocalOutcome {
  /** What the app wants to be read: a dialog's error, by which it stays open, or a passing notice. */
  readonly status?: { readonly failed: boolean; readonly text: string }
  /** A message was posted, but the app did not take it, or its answer was refused. */
  readonly unanswered?: { readonly error: string; readonly message: string }
  /** The dialog that is open now. */
  readonly dialog: LocalDialog | null
}

/** `POST /local-chat/suggest`: `at` points to the selection input. */
export interface ChatSuggestRequest {
  readonly user: string
  readonly surface: LocalSurface
  readonly at: string
  readonly value: string
  readonly inputs?: LocalInputs
}

/** `POST /local-chat/command`: in a thread, too. The line is what is typed, with its slash. */
export interface ChatCommandRequest {
  readonly user: string
  readonly channel: string
  readonly thread_ts?: string
  readonly line: string
  readonly files?: readonly string[]
}

/** `POST /local/file?user=U…&name=…` with the raw bytes → `{ ok, file: LocalFile }`. `GET /local/file/<id>?user=U…` gives them back. */

/**
 * Every answer of a POST: `ok: false` bears Slack's own error name or `operation_timeout` (no answer within 3 s),
 * `dispatch_failed` (bot not reachable), `bad_answer` (not understood), with a sentence in `message` for the person.
 */
export type Answer<T = object> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly error: string; readonly message: string }

/** `GET /local/events?user=U…`: Server-Sent Events; each `data:` is one of these. */
export type LocalEvent =
  | { readonly type: 'message'; readonly message: LocalMessage }
  | { readonly type: 'message_changed'; readonly message: LocalMessage }
  | { readonly type: 'message_deleted'; readonly channel: string; readonly ts: string }
  /** The person's stack of open modals, bottom first; empty when all are closed. */
  | { readonly type: 'views'; readonly stack: readonly LocalView[] }
  | { readonly type: 'home'; readonly view: LocalView }
  | { readonly type: 'channels'; readonly channels: readonly LocalChannel[] }
  /** Google Chat. */
  | { readonly type: 'dialog'; readonly dialog: LocalDialog | null }
  | { readonly type: 'home-card'; readonly card: chat_v1.Schema$GoogleAppsCardV1Card }

/** `GET /local/welcome?user=U…`: three things for a newcomer to try, in the person's locale; 404 where there is none. */
export interface LocalWelcome {
  readonly title: string
  /** `command` is put into the composer when it is clicked. */
  readonly steps: readonly { readonly text: string; readonly command?: string }[]
}
