import { type Paragraph, parseMrkdwn } from './mrkdwn.ts'

/**
 * The text of a message in Google Chat: the marks are those of Slack, but nothing in it is escaped, and a person is
 * `<users/123>`. What people type names others by `@` and the full name.
 */
export function parseChatText(
  text: string,
  people: readonly { readonly id: string; readonly name: string }[],
): readonly Paragraph[] {
  const longestFirst = [...people].sort((one, other) => other.name.length - one.name.length)
  let marked = text.replaceAll('&', '&amp;')
  for (const { id, name } of longestFirst) marked = marked.replaceAll(`@${name}`, `<${id}>`)
  return parseMrkdwn(marked)
}
