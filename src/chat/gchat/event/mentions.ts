import type { z } from 'zod'
import type { Message } from './event-parts.ts'

/**
 * A message's text without the mentions of apps, as Google's `argumentText` has it; undefined where it mentions none. Google tells where
 * a mention stands, but not in which unit it counts: it is looked for in UTF-16 code units, then in whole characters.
 */
export function cutMentions({ text = '', annotations }: z.infer<typeof Message>): string | undefined {
  const mentions = (annotations ?? []).filter(({ type }) => type === 'USER_MENTION')
  // Where nothing is told of mentions, a name at the very beginning is the app's: nobody else's would have brought the message here.
  if (mentions.length === 0) return /^\s*@\S/.test(text) ? text.replace(/^\s*@\S+/, '') : undefined
  const apps = mentions.filter(isOfApp)
  // From the end, so that what is cut moves no mention that is still to be cut.
  const cut = apps
    .toSorted((a, b) => b.startIndex - a.startIndex)
    .reduce((rest, { startIndex, length }) => cutMention(rest, startIndex, length), text)
  return cut === text ? undefined : cut
}

/** What follows the first mention of an app; undefined where none is told of. */
export function findAfterMention({ text = '', annotations }: z.infer<typeof Message>): string | undefined {
  const [first] = (annotations ?? [])
    .filter((one) => one.type === 'USER_MENTION' && isOfApp(one))
    .toSorted((a, b) => a.startIndex - b.startIndex)
  if (!first) return undefined
  const { startIndex: start, length } = first
  if (text[start] === '@') return text.slice(start + length)
  const characters = [...text]
  return characters[start] === '@' ? characters.slice(start + length).join('') : undefined
}

type Annotation = NonNullable<z.infer<typeof Message>['annotations']>[number]

function isOfApp({ userMention }: Annotation): boolean {
  return userMention?.user?.type === 'BOT'
}

function cutMention(text: string, start: number, length: number): string {
  if (text[start] === '@') return text.slice(0, start) + text.slice(start + length)
  const characters = [...text]
  if (characters[start] !== '@') return text
  return [...characters.slice(0, start), ...characters.slice(start + length)].join('')
}
