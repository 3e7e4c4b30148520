/**
 * `note`: to one's own side. `say`: to all. `call`: names somebody by e-mail, to one's own side. `answer`: to all, and the case waits for
 * the other side then. `assign`: to somebody of one's own side, or to nobody.
 */
export const commandKinds = ['open', 'note', 'say', 'severity', 'call', 'answer', 'assign'] as const
export type CommandKind = (typeof commandKinds)[number]

/** What a person is told of a command. `unknown`: no answer came, or none that says whether it was done. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly number: number | undefined }
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'unknown' }
  /** No form opened: nothing was sent. */
  | { readonly kind: 'unopened' }

/** A request goes to a slot, and perhaps, the same again, to another: platforms and impatient people send twice. */
export interface Route {
  /** The first of these that takes requests, beginning with this one. */
  readonly slot: number
  /** The same once more, so long after the first, ms; null: once. */
  readonly again: { readonly slot: number; readonly afterMs: number } | null
}

/** What somebody fills into a form, by the names of its fields. What is not named is left as it is, or takes the first choice. */
export type Typed = Readonly<Record<string, string>>

export interface Sender {
  /** `/case <line>`. */
  line(line: string, route: Route): Promise<Outcome>
  /** Opens the form that the line asks for, fills it in and sends it. */
  form(line: string, typed: Typed, route: Route): Promise<Outcome>
}

/** Any of them did it: then it is done. */
export function combine(outcomes: readonly Outcome[]): Outcome {
  return (
    outcomes.find(({ kind }) => kind === 'accepted') ??
    outcomes.find(({ kind }) => kind === 'unknown') ??
    outcomes[0] ?? { kind: 'unknown' }
  )
}

/** In the product's English. */
const done = /(?:Case|case) (\d+)(?: is open:|\.| is now | is yours| is assigned| now\.)/
const accepted =
  /^(?:✅\s*)?.*?(?:Internal note added|Message added|is open:|is now P|is yours\.|is assigned to|now\. It is in the queue)/s

export function readNotice(text: string): Outcome {
  if (accepted.test(text)) return { kind: 'accepted', number: Number(done.exec(text)?.[1]) || undefined }
  return { kind: 'refused', text: text.slice(0, 300) }
}
