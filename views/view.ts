/**
 * What a person can be shown, told without any platform's words; each platform's folder renders it, and `limits.ts` says how much of it every platform takes.
 * Every `string` here is literal text: a renderer escapes it, so that no mention, link or markup in it comes alive.
 */

/** One text of which a part stands out: who wrote something. */
export interface Spans {
  readonly spans: readonly (string | { readonly strong: string })[]
}

/** Literal text, or a moment that each reader sees in their own time zone. */
export type Inline = string | { readonly at: Date } | Spans

export interface Option {
  /** At most `viewLimits.optionValue`. */
  readonly value: string
  /** Cut by the renderer to what the platform takes. */
  readonly label: string
  readonly description?: string
}

/** Runs a command with these arguments, as if the person had typed it. Arguments at most `viewLimits.buttonArguments`. */
export interface Button {
  readonly label: string
  readonly command: string
  readonly args: Readonly<Record<string, string>>
  readonly style?: 'primary' | 'danger'
  /** Its card takes the place of the message that it stands in (`Card.replaces`); it opens no form. */
  readonly inPlace?: true
  readonly confirm?: {
    readonly title: string
    readonly text: string
    readonly yes: string
    readonly no: string
  }
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  /** A paragraph; `strong` stands out, `quiet` is small print. */
  | { readonly kind: 'text'; readonly text: string; readonly tone?: 'normal' | 'strong' }
  | { readonly kind: 'quiet'; readonly parts: readonly Inline[] }
  /** What a person wrote, of any length: set apart, line breaks kept. */
  | { readonly kind: 'quote'; readonly text: string }
  | {
      readonly kind: 'fields'
      readonly fields: readonly { readonly label: string; readonly value: Inline }[]
    }
  /** A line of a list: bold title, one line beneath, a button at its side. */
  | {
      readonly kind: 'item'
      readonly title: string
      readonly detail: readonly Inline[]
      /** Leads to a place in a chat; stands behind the detail. */
      readonly link?: { readonly label: string; readonly url: string }
      readonly button?: Button
    }
  /** Buttons in a row; `more` goes into an overflow menu where the platform has one (at most 5). */
  | { readonly kind: 'actions'; readonly buttons: readonly Button[]; readonly more?: readonly Button[] }
  | { readonly kind: 'divider' }

/** Something to read, with buttons. `summary` is the notification's and the screen reader's line. */
export interface Card {
  readonly kind: 'card'
  readonly summary: string
  readonly blocks: readonly Block[]
  /** Takes the place of the message whose button asked for it, where that is for this person alone. */
  readonly replaces?: true
}

/** A short answer. `refused` says what to do next; `failed` is our bug and bears an id. */
export interface Notice {
  readonly kind: 'notice'
  readonly tone: 'info' | 'done' | 'refused' | 'failed'
  readonly text: string
  /** Leads out of chat, to an address of ours; it stands before the buttons. */
  readonly link?: { readonly label: string; readonly url: string }
  readonly buttons?: readonly Button[]
}

interface FieldBase {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly optional?: boolean
  /** Changing it calls the command's `refresh` and the form is drawn anew with what was typed. */
  readonly refresh?: boolean
}

export type Field =
  | (FieldBase & {
      readonly kind: 'text'
      readonly multiline?: boolean
      readonly placeholder?: string
      readonly maxLength?: number
      readonly initial?: string
    })
  | (FieldBase & {
      readonly kind: 'select'
      readonly options: readonly Option[]
      readonly initial?: string
      readonly placeholder?: string
    })
  /** Choices found by typing; `source` names an entry of `commands/options.ts`. */
  | (FieldBase & {
      readonly kind: 'search'
      readonly source: string
      readonly initial?: Option
      readonly placeholder?: string
      readonly minQuery?: number
    })
  | (FieldBase & {
      readonly kind: 'checks'
      readonly options: readonly Option[]
      readonly initial?: readonly string[]
    })
  | (FieldBase & { readonly kind: 'radio'; readonly options: readonly Option[]; readonly initial?: string })
  | (FieldBase & { readonly kind: 'date'; readonly initial?: string })
  | (FieldBase & { readonly kind: 'files'; readonly max: number })

/** Calls one person by the chat's user id: the one text in which a mention comes alive. `text` follows it, and nothing of it was written by people. */
export interface Mention {
  readonly kind: 'mention'
  readonly user: string
  readonly text: string
}

/** A form: fields and things to read between them. `formState` comes back with the submission, unseen (at most `viewLimits.formState`). */
export interface Form {
  readonly kind: 'form'
  readonly command: string
  /** Cut by the renderer to what the platform takes. */
  readonly title: string
  readonly submit?: string
  readonly close?: string
  readonly parts: readonly (Field | Block)[]
  readonly formState: Readonly<Record<string, string>>
  /** Why what was typed was not taken as it is. It stands among the parts too; here it is for where the form cannot open by itself. */
  readonly problems?: readonly string[]
  /** Takes the place of the form whose button asked for it, and keeps nothing of what stands there. */
  readonly anew?: boolean
}

export type View = Card | Notice | Form

/** What was typed into a form: one string per text, select, radio, date or search; a list for checks; file ids for files. */
export type Values = Readonly<Record<string, string | readonly string[]>>
