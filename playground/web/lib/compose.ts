import type { LocalUser } from '../../protocol.ts'
import { encode } from './mrkdwn.ts'
import type { Session } from './session.ts'

interface Addressee {
  readonly name: string
  readonly detail: string
  readonly id: string
}

/** Whom one may mention by `@`: the bot first, then the people, each by the short name. */
export function addressees(session: Pick<Session, 'bot' | 'people'>): readonly Addressee[] {
  const people = session.people
    .filter((each: LocalUser) => each.id !== session.bot.user_id)
    .map((each) => ({ name: each.name, detail: each.real_name, id: each.id }))
  return [{ name: session.bot.name, detail: '', id: session.bot.user_id }, ...people]
}

/** What was typed as Slack sends it: `@name` as a mention, and nothing else comes alive. */
export function asSent(text: string, whom: readonly Addressee[]): string {
  const byLength = [...whom].sort((a, b) => b.name.length - a.name.length)
  let sent = ''
  let rest = text
  while (rest !== '') {
    const atWord = sent === '' || /[^\p{L}\p{N}]$/u.test(sent)
    const hit = rest.startsWith('@') && atWord ? byLength.find((each) => mentions(rest, each.name)) : undefined
    if (hit) {
      sent += `<@${hit.id}>`
      rest = rest.slice(hit.name.length + 1)
      continue
    }
    sent += encode(rest.charAt(0))
    rest = rest.slice(1)
  }
  return sent
}

function mentions(rest: string, name: string): boolean {
  const said = rest.slice(1, name.length + 1)
  if (said.toLocaleLowerCase() !== name.toLocaleLowerCase()) return false
  return !/^[\p{L}\p{N}_-]/u.test(rest.slice(name.length + 1))
}
