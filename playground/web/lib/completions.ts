import type { LocalCommand } from '../../protocol.ts'

/** One line of the message box's suggestions. `text` is what the box holds after it was taken. */
export interface Completion {
  readonly key: string
  readonly label: string
  readonly detail: string
  readonly text: string
  readonly caret: number
}

export interface Completions {
  readonly list: readonly Completion[]
  /** The first one is taken by Enter; else Enter sends what is typed. */
  readonly eager: boolean
  /** Shown above the box where there is nothing to choose any more: how the command goes on. */
  readonly usage: string | null
}

const nothing: Completions = { list: [], eager: false, usage: null }

/** The alternatives of a usage hint: `new | list | show <number>` or `[new|list]`. */
export function parseAlternatives(hint: string): readonly string[] {
  const whole = hint.trim()
  const inner = /^\[[^[\]]*\|[^[\]]*\]$/.test(whole) ? whole.slice(1, -1) : whole
  const found: string[] = []
  let depth = 0
  let word = ''
  for (const char of inner) {
    if ('[<('.includes(char)) depth += 1
    if (']>)'.includes(char)) depth -= 1
    if (depth === 0 && (char === '|' || char === ',')) {
      found.push(word.trim())
      word = ''
    } else word += char
  }
  found.push(word.trim())
  return found.filter((each) => each !== '' && each !== '…' && each !== '...')
}

/** The words of an alternative that are typed as they stand: `show` of `show <number>` and of `show 1001`. */
function fixedPart(alternative: string): string {
  const words = alternative.split(/\s+/)
  const example = words.findIndex((word) => /[[\]<>(){}…\d]|\.\.\./.test(word))
  return (example < 0 ? words : words.slice(0, example)).join(' ')
}

function completeWord(command: LocalCommand, rest: string): Completions {
  const all = parseAlternatives(command.usage_hint)
  const typed = rest.replace(/^\s+/, '')
  const chosen = all.filter((each) => {
    const fixed = fixedPart(each)
    return fixed !== '' && (typed === fixed || typed.startsWith(`${fixed} `))
  })
  if (
    typed.includes(' ') ||
    (chosen.length === 1 && all.filter((each) => each.startsWith(typed)).length === 1)
  ) {
    const usage = chosen.find((each) => each !== fixedPart(each))
    return { ...nothing, usage: usage ? `${command.command} ${usage}` : null }
  }
  const list = all
    .filter((each) => fixedPart(each) !== '' && fixedPart(each).startsWith(typed))
    .map((each) => {
      const fixed = fixedPart(each)
      const text = `${command.command} ${fixed}${fixed === each ? '' : ' '}`
      return {
        key: each,
        label: `${command.command} ${fixed}`,
        detail: each.slice(fixed.length).trim(),
        text,
        caret: text.length,
      }
    })
  return { list, eager: false, usage: null }
}

/** Suggestions for what stands in the box: commands, the words of a command, people. */
export function findCompletions(
  value: string,
  caret: number,
  commands: readonly LocalCommand[],
  people: readonly { readonly name: string; readonly detail: string }[],
): Completions {
  if (value.startsWith('/')) {
    const [word = ''] = value.split(/\s/)
    const exact = commands.find((each) => each.command === word)
    if (exact && value.length > word.length) return completeWord(exact, value.slice(word.length))
    const list = commands
      .filter((each) => each.command.startsWith(word))
      .map((each) => ({
        key: each.command,
        label: `${each.command} ${each.usage_hint}`.trim(),
        detail: each.description,
        text: `${each.command} `,
        caret: each.command.length + 1,
      }))
    return { list: value.length > word.length ? [] : list, eager: !exact, usage: null }
  }
  return completePeople(value, caret, people)
}

function completePeople(
  value: string,
  caret: number,
  people: readonly { readonly name: string; readonly detail: string }[],
): Completions {
  const before = value.slice(0, caret)
  const typed = before.match(/(?:^|\s)@([\p{L}\p{N}._-]*)$/u)?.[1]
  if (typed === undefined) return nothing
  // a name that is typed out has nothing left to complete: Enter sends
  if (people.some((each) => each.name === typed)) return nothing
  const start = before.length - typed.length
  const list = people
    .filter((each) => `${each.name} ${each.detail}`.toLocaleLowerCase().includes(typed.toLocaleLowerCase()))
    .map((each) => {
      const head = `${value.slice(0, start)}${each.name} `
      return {
        key: each.name,
        label: `@${each.name}`,
        detail: each.detail,
        text: head + value.slice(caret),
        caret: head.length,
      }
    })
  return { list, eager: true, usage: null }
}
