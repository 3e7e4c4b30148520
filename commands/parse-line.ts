/** From a typed line to a command's arguments. */
import type { Command } from './define.ts'

export interface ParsedLine {
  /** The first word, as typed; empty when nothing was typed. */
  readonly word: string
  readonly rest: string
}

/** `severity 1001 P2` → the first word and the rest, outer white space off (also Japanese full-width spaces). */
export function splitLine(line: string): ParsedLine {
  const text = line.trim()
  const end = text.search(/\s/u)
  return end < 0 ? { word: text, rest: '' } : { word: text.slice(0, end), rest: text.slice(end).trim() }
}

/** The command that a word names: its name or one of its other words, whatever the case or width of the letters. */
export function findCommand(commands: readonly Command[], word: string): Command | undefined {
  const typed = word.normalize('NFKC').toLowerCase().replace(/^\//, '')
  return commands.find((command) => command.name === typed || command.aliases.includes(typed))
}

const domainWord = /^in[:：](\S+)\s*/iu

/**
 * Fills the command's words in order; the last takes the rest of the line. `in:<domain>` chooses the account (DOM-1) and may
 * stand before any word; where the last word is not free text (`text`), anywhere.
 */
export function parseArguments(words: readonly string[], line: string): Readonly<Record<string, string>> {
  const args: Record<string, string> = {}
  let rest = line
  const takeDomain = (): void => {
    const match = domainWord.exec(rest)
    if (!match?.[1]) return
    args.in = match[1]
    rest = rest.slice(match[0].length)
  }
  for (const [index, name] of words.entries()) {
    takeDomain()
    if (rest === '') break
    if (index < words.length - 1) {
      const { word, rest: after } = splitLine(rest)
      args[name] = word
      rest = after
      continue
    }
    const inner = name === 'text' ? undefined : /(?:^|\s)in[:：](\S+)/iu.exec(rest)
    if (inner?.[1]) args.in = inner[1]
    const text = inner ? rest.replace(inner[0], '').trim() : rest
    if (text) args[name] = text
  }
  if (words.length === 0) takeDomain()
  return args
}
