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
  const apps = mentions.filter(({ userMention }) => userMention?.user?.type === 'BOT')
  // From the end, so that what is cut moves no mention that is still to be cut.
  const cut = apps
    .toSorted((a, b) => b.startIndex - a.startIndex)
    .reduce((rest, { startIndex, length }) => cutMention(rest, startIndex, length), text)
  return cut === text ? undefined : cut
}

function cutMention(text: string, start: number, length: number): string {
  if (text[start] === '@') return text.slice(0, start) + text.slice(start + length)
  const characters = [...text]
  if (characters[start] !== '@') return text
  return [...characters.slice(0, start), ...characters.slice(start + length)].join('')
}
