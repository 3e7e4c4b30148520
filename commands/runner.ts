import type { Key, Person } from '../src/cases/ports.ts'
import type { Card, Form, Option, Values, View } from '../views/view.ts'
import type { FormErrors, Place } from './define.ts'

/** One wish of one person, as the platform brought it. */
export interface Wish {
  readonly person: Person
  readonly place: Place
  /** The idempotency key: the platform's view, trigger or event id with the platform before it. */
  readonly key: Key
}

/**
 * What a platform calls. It never throws: a fault comes back as a Notice with tone `failed` and an id, and is logged with it.
 * A platform translates what it received into these calls, and renders what comes back; it knows no command by name.
 */
export interface Runner {
  /** A typed line without the slash command: `severity 1001 P2`. */
  typed(wish: Wish, line: string): Promise<View>
  /** A button: its command and arguments. */
  pressed(wish: Wish, command: string, args: Readonly<Record<string, string>>): Promise<View>
  /** A submitted form. */
  submitted(wish: Wish, command: string, values: Values, hidden: Form['context']): Promise<View | FormErrors>
  /** A field with `refresh` changed. */
  refreshed(wish: Wish, command: string, values: Values, hidden: Form['context']): Promise<View>
  /** Choices for a `search` field. Empty where nothing may be seen. */
  choices(wish: Wish, source: string, query: string, hidden: Form['context']): Promise<readonly Option[]>
  /** The App Home tab. */
  home(wish: Wish): Promise<Card>
}
