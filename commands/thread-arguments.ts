/** W8: in a case's thread its number need not be typed. */
import type { Command, Conversation } from './define.ts'
import { parseArguments } from './parse-line.ts'

/** Under this name a button carries that its line stands in the conversation for all to see (NOT-4). */
export const aloudArgument = '_aloud'

type Args = Readonly<Record<string, string>>

/** The arguments of a line; a number that was left out is that of the case in whose thread it was typed. */
export async function readArguments(
  { positionals }: Pick<Command, 'positionals'>,
  line: string,
  place: Conversation,
  findCase: () => Promise<number | undefined>,
): Promise<Args> {
  const typed = parseArguments(positionals, line)
  const [first, ...others] = positionals
  if (first !== 'number' || place.thread === undefined) return typed
  if (typed.number !== undefined && namesCase(typed.number, others.includes('text'))) return typed
  const number = await findCase()
  if (number === undefined) return typed
  return { ...parseArguments(others, line), number: String(number) }
}

/** Before free text a short number is part of that ("3 users are affected"), unless it is marked: case numbers have four digits and more. */
function namesCase(word: string, beforeText: boolean): boolean {
  const typed = word.normalize('NFKC')
  return beforeText ? /^(#\d+|\d{4,15})$/.test(typed) : /^#?\d+$/.test(typed)
}
