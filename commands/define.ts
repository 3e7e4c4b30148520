import type { z } from 'zod'
import type { Actor } from '../src/cases/policy.ts'
import type { CaseService } from '../src/cases/case-service.ts'
import type { Directory, Key, Person } from '../src/cases/ports.ts'
import type { Platform, Thread } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Speech } from '../src/i18n/speech.ts'
import type { Form, Option, Values, View } from '../views/view.ts'

/** Where a command was given: the channel (and thread) whose id the platform knows. */
export interface Place {
  readonly platform: Platform
  readonly tenant: string
  readonly channel: string
  /** The root message of the thread the person stands in, if in one. */
  readonly thread?: string
}

/** What a command has at hand. The actor is settled before `run`: commands never choose an account themselves. */
export interface Context {
  readonly person: Person
  readonly actor: Actor
  readonly place: Place
  readonly speech: Speech
  readonly service: CaseService
  readonly directory: Directory
  readonly categories: Categories
  /** The idempotency key of this very send (CRE-8). */
  readonly key: Key
  readonly now: Date
}

/** Errors stand at their fields and the form stays open; `form` is said where no field is at fault. */
export interface FormErrors {
  readonly kind: 'errors'
  readonly fields: Readonly<Record<string, string>>
}

export interface Command<Args = unknown> {
  /** The word after /case; also the file's, the service method's and the view's name. */
  readonly name: string
  /** Google Chat's slash command id; never changes once published. */
  readonly chatCommandId: number
  /** Other words for it, Japanese ones among them. */
  readonly aliases: readonly string[]
  /** Names of the positional words, in order; the last takes the rest of the line. */
  readonly words: readonly string[]
  /** Checks what was typed or what a button carries: a record of strings. */
  readonly args: z.ZodType<Args>
  /** `public`: needs no account (help). `account`: needs one. */
  readonly needs: 'nobody' | 'account'
  readonly run: (context: Context, args: Args) => Promise<View>
  /** A submitted form. An answer that is a Form replaces the form, a Notice or Card closes it and is shown to the person alone. */
  readonly submit?: (context: Context, values: Values, hidden: Form['context']) => Promise<View | FormErrors>
  /** A field with `refresh` changed: the form anew. */
  readonly refresh?: (context: Context, values: Values, hidden: Form['context']) => Promise<Form>
}

/** Answers choices for a `search` field: at most 100. */
export type Source = (context: Context, query: string, hidden: Form['context']) => Promise<readonly Option[]>

/** Returns the definition it is given, with its argument type inferred. */
export function defineCommand<Args>(command: Command<Args>): Command<Args> {
  return command
}

export type { Thread }
