import { decodeEntities } from './mrkdwn.ts'

/** A person's message in Slack as they typed it: the names and addresses in it are no links yet. */
export function toTypedText(
  mrkdwn: string,
  people: readonly { readonly id: string; readonly name: string }[],
): string {
  const plain = mrkdwn.replace(/<([^<>|]+)(?:\|[^<>]*)?>/g, (_token, target: string) => {
    const person = people.find(({ id }) => target === `@${id}`)
    return person ? `@${person.name}` : target
  })
  return decodeEntities(plain)
}
