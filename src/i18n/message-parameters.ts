/** The parameters of a message, read from its text: `{name}`, and of a plural `{count, plural, one {# file} other {# files}}`. */

/** Filled in by the translator itself: the chat's name, and what it calls a place where people talk. */
type Implicit = 'chat' | 'place'

export type ParametersOf<Text extends string> = Text extends `${string}{${infer Rest}`
  ? NameAtStart<Rest> | ParametersOf<Rest>
  : never

type NameAtStart<Rest extends string> = Rest extends `${infer Inside}}${string}`
  ? Inside extends `${infer Name},${string}`
    ? Named<Name>
    : Named<Inside>
  : never

/** The texts of a plural stand in braces too: they have a space in them, and a name has none. */
type Named<Name extends string> = Name extends `${string} ${string}` | Implicit ? never : Name

/** The same keys, each with the same parameters. */
export type Translated<English extends Readonly<Record<string, string>>> = {
  readonly [Key in keyof English]: string
}

/** The keys whose two texts do not have the same parameters. */
export type Mismatched<
  English extends Readonly<Record<string, string>>,
  Other extends Readonly<Record<keyof English, string>>,
> = {
  [Key in keyof English]: [
    Exclude<ParametersOf<English[Key]>, ParametersOf<Other[Key]>>,
    Exclude<ParametersOf<Other[Key]>, ParametersOf<English[Key]>>,
  ] extends [never, never]
    ? never
    : Key
}[keyof English]
