import type { z } from 'zod'
import type { OfferFiles } from '../src/cases/attachments.ts'
import type { AuditReader } from '../src/cases/audit-reader.ts'
import type { Author, Locale, Platform, Subscription } from '../src/cases/case.ts'
import type { CaseService, ListFilter } from '../src/cases/case-service.ts'
import type { IdempotencyKey } from '../src/cases/case-store.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Identity, Person } from '../src/cases/directory.ts'
import type { GrantService } from '../src/cases/grant-service.ts'
import type { Links } from '../src/cases/links.ts'
import type { Names } from '../src/cases/names.ts'
import type { Notifications } from '../src/cases/notifications.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { SendExport } from '../src/cases/private-export.ts'
import type { SetupGuide } from '../src/cases/setup-guide.ts'
import type { InstallationFaults } from '../src/cases/thread-state.ts'
import type { ConversationService } from '../src/conversations/conversation-service.ts'
import type { MessageKey, Translator, TranslatorFactory } from '../src/i18n/translator.ts'
import type { Card, Form, Option, Values, View } from '../views/view.ts'
import type { ActorResolution } from './resolve-actor.ts'

/** Where a command was given: the channel (and thread) whose id the platform knows. */
export interface Conversation {
  readonly platform: Platform
  readonly tenant: string
  readonly channel: string
  /** The root message of the thread the person stands in, if in one. */
  readonly thread?: string
}

/** What chats differ in. Each platform's folder declares its own; sentences and ways are chosen by these, never by the platform's name. */
export interface ChatCapabilities {
  /** Slash commands may be typed in a thread. */
  readonly slashCommandsInThreads: boolean
  /** The app may begin a direct message; else a person writes to it first. */
  readonly startsDirectMessages: boolean
  /** People add the app to a channel by a command that they type there (`/invite`). */
  readonly invitesByCommand: boolean
  /** The app is told what people write in a thread without calling it. */
  readonly hearsThreads: boolean
}

/** What a platform does for files that people put into its forms. */
export interface Attachments {
  /**
   * The files of these ids, as this person uploaded them: bounded in size and time. What cannot be had is a refusal at the
   * files' field.
   */
  fetch(
    from: { readonly person: Person; readonly place: Conversation },
    ids: readonly string[],
  ): ReturnType<OfferFiles>
}

/** A page with a case's files, for where a chat cannot bring them. */
export interface FileLinks {
  /** Good for `minutes`, and as long as this person has this account. */
  linkTo(number: number, actor: Actor, person: Person): string
  readonly minutes: number
}

/** A page with an export, for one person. */
export interface ExportLinks {
  linkTo(filter: ListFilter, actor: Actor, person: Person): string
  readonly minutes: number
}

/** A command as help tells of it. */
export interface CommandInfo {
  /** The word after /case; also the file's name. */
  readonly name: string
  readonly summary: Extract<MessageKey, `command.${string}`>
  readonly usage: Extract<MessageKey, `usage.${string}`>
  /** Whether an account has to act, or anybody may give it, known or not. */
  readonly auth: 'account' | 'none'
  /** Whom it serves; others are refused whatever they hold, so nobody offers it to them. Everybody where nothing is said. */
  readonly parties?: readonly Actor['party'][]
  /** What it takes beside the party: work with cases where nothing is said (ACC-1). Who lacks it is not offered the command. */
  readonly needs?: 'customers' | 'grants' | 'audit' | 'upstream' | 'setup'
  /** What a customer's own people are told instead, where it does another thing for them. */
  readonly forCustomers?: Pick<CommandInfo, 'summary' | 'usage'>
}

/** What a command has at hand that needs no account. */
export interface PublicContext {
  /** All commands, in the order of `commands/index.ts`. */
  readonly commands: readonly CommandInfo[]
  readonly person: Person
  readonly place: Conversation
  readonly translator: Translator
  readonly identity: Identity
  /** REP-4: whether the installation lets partners record cases at Google. */
  readonly partnersKeepUpstream: boolean
  /** DOM-4: what somebody typed, into the id that everything goes by. */
  readonly names: Names
  /** Of the chat that this is done in. */
  readonly capabilities: ChatCapabilities
  /** Linked accounts (DOM-1). */
  readonly links: Links
  /** Whose a conversation is, and who reads there (DOM-2, PLC). */
  readonly conversations: ConversationService
  /** How the installation is set up (DOM-5). */
  readonly setup: SetupGuide
  /** Which account acts here, or which one a name means. */
  resolveActor(named?: string): Promise<ActorResolution>
}

/** Somebody to write to: by the chat users that are linked to the e-mail, else by the e-mail itself. */
export interface Recipient {
  readonly email: string
  readonly chatUsers: readonly string[]
  /** Chat users who are not written to, though they bear the e-mail. */
  readonly except?: readonly string[]
  /** In every chat that knows them, not only in the first one. */
  readonly everywhere?: boolean
  /** Chats that are not tried: they are down, or the person cannot be reached there. */
  readonly without?: readonly Platform[]
}

/** A send that bears the same id at each try. */
export interface OnceSent {
  readonly id: string
  /** It may have been sent before: since this moment at the earliest. */
  readonly since: Date
  readonly uncertain: boolean
}

/** Writes to one person directly, not in a channel. */
export interface DirectMessages {
  /**
   * The card is composed in the reader's own language and time zone, and in the words of the chat that they read it in. False: nobody of that name is in this chat. `once`: a send that is tried
   * again until it is known to have come, and comes once all the same.
   */
  send(
    to: Recipient,
    compose: (locale: Locale, timeZone: string, platform?: Platform) => Card,
    once?: OnceSent,
  ): Promise<boolean>
  /** Puts the card in the place of what a message shows. False: it can no longer be changed. */
  redraw?(message: SentMessage, card: Card): Promise<boolean>
}

/** A message of the app's that its chat can change, in the language of whoever presses its buttons. */
export interface SentMessage extends Pick<Conversation, 'platform' | 'tenant' | 'channel'> {
  readonly id: string
  readonly locale: Locale
  readonly timeZone: string
}

/** A message that somebody points at in their chat, in the conversation where they stand. `edit`: the chat's mark of its last edit. */
export interface ChosenMessage {
  readonly id: string
  readonly edit?: string
  readonly text: string
  /** Who said it, as the directory names them; missing where it does not know them. */
  readonly author?: Author
}

/** What a person chose in a form, to begin with the next time: kept for a week, as the acting account, and gone with it. */
export interface LastUse {
  find(form: string): Promise<Values | undefined>
  keep(form: string, values: Values): Promise<void>
}

/** What a command has at hand. The actor is settled before `run`: commands never choose an account themselves. */
export interface Context extends PublicContext {
  readonly actor: Actor
  readonly service: CaseService
  readonly grants: GrantService
  /** How people are told personally (PLC-7). */
  readonly notifications: Notifications
  readonly audit: AuditReader
  readonly messages: DirectMessages
  readonly createTranslator: TranslatorFactory
  /** Of all chats that are configured: a thread may stand in another one than the person. */
  readonly chats: Partial<Readonly<Record<Platform, ChatCapabilities>>>
  readonly installationFault: InstallationFaults
  readonly categories: Categories
  /** The desk's channels, at most one per platform: each new case gets a thread there, wherever it is opened. */
  readonly deskPlaces: readonly Conversation[]
  /** Undefined where this platform's forms take no files. */
  readonly attachments: Attachments | undefined
  /** Files that came along with the message that asks, by their ids. A form that takes files brings them along by itself. */
  readonly files: readonly string[]
  /** Where people fetch files that their chat cannot bring; undefined where that is not set up. */
  readonly fileLinks: FileLinks | undefined
  /** Where people fetch what they export; undefined where that is not set up. */
  readonly exportLinks: ExportLinks | undefined
  /** Brings what people export to their direct messages; undefined where this platform lets no app send files. */
  readonly sendExport?: SendExport | undefined
  /** The message whose button was pressed, where the chat can change it. */
  readonly message?: SentMessage | undefined
  /** The message that is to be added: the command's form begins with its text. */
  readonly chosen?: ChosenMessage | undefined
  /** What was typed stands in the conversation, for all who read there to see (NOT-4). */
  readonly aloud: boolean
  /** Whether the app is in a workspace too; missing: there is only the one. */
  readonly isServed?: ((workspace: Pick<Conversation, 'platform' | 'tenant'>) => boolean) | undefined
  /** Where a thread is opened; undefined where its chat tells no address. */
  readonly threadUrl?: ((thread: Subscription) => string | undefined) | undefined
  /** What this person chose last in a form that is no draft; undefined where nothing is kept. */
  readonly lastUse?: LastUse | undefined
  /** The idempotency key of this very send (CRE-8). */
  readonly key: IdempotencyKey
  readonly now: Date
}

/** Errors stand at their fields and the form stays open; the name '' is for what no field is at fault for. */
export interface FormErrors {
  readonly kind: 'errors'
  readonly fields: Readonly<Record<string, string>>
}

export interface CommandBase<Args> extends CommandInfo {
  /** Other words for it, Japanese ones among them. */
  readonly aliases: readonly string[]
  /** Names of the positional words, in order; the last takes the rest of the line (verbatim when it is named `text`). */
  readonly positionals: readonly string[]
  /** Checks what was typed or what a button carries, a record of strings; issues' messages are message keys. */
  readonly args: z.ZodType<Args>
  /** The fields of its form that a person writes into, each with the argument that a typed line says it by: what its drafts are for. */
  readonly textFields?: Readonly<Record<string, string | undefined>>
}

/** A command that anybody may give, known or not. */
export interface PublicCommand<Args = unknown> extends CommandBase<Args> {
  readonly auth: 'none'
  run(context: PublicContext, args: Args): Promise<View>
}

/** A command that one account (or the desk) gives. */
export interface AccountCommand<Args = unknown> extends CommandBase<Args> {
  readonly auth: 'account'
  run(context: Context, args: Args): Promise<View>
  /** A submitted form. A Form replaces the form; a Notice or Card closes it and is shown to the person alone. */
  submit?(context: Context, values: Values, hidden: Form['formState']): Promise<View | FormErrors>
  /**
   * The form anew: where a field with `refresh` changed, and where a platform tells what is wrong with a form by drawing it
   * once more. Every command with `submit` has it.
   */
  refresh?(context: Context, values: Values, hidden: Form['formState']): Promise<View>
}

export type Command<Args = unknown> = PublicCommand<Args> | AccountCommand<Args>

/** Answers choices for a `search` field: at most `viewLimits.options`. */
export type OptionSource = (context: Context, query: string) => Promise<readonly Option[]>

/** Returns the definition it is given, with its argument type inferred. */
export function defineCommand<Args>(command: AccountCommand<Args>): AccountCommand<Args>
export function defineCommand<Args>(command: PublicCommand<Args>): PublicCommand<Args>
export function defineCommand<Args>(command: Command<Args>): Command<Args> {
  return command
}
