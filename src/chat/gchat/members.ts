import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import type { Person } from '../../cases/directory.ts'

type Known = Pick<Person, 'user' | 'name' | 'email' | 'locale' | 'timeZone'>

/** Google tells an app of a person's name, e-mail, language and time zone only with what that person does: it is kept for later. */
export interface KnownPeople {
  /** By `users/123`. */
  user(name: string): Known | undefined
  /** By the verified e-mail. */
  email(address: string): Known | undefined
  /** The runner, listened to. */
  listening(runner: Dispatcher): Dispatcher
}

const maxKnown = 10_000

/** Known to this process only, the ones seen last. */
export function createKnownPeople(): KnownPeople {
  const users = new Map<string, Known>()
  const emails = new Map<string, Known>()

  function remember({ person }: Interaction): void {
    const { user, name, email, locale, timeZone } = person
    const known = { user, name, email, locale, timeZone }
    keep(users, user, known)
    if (email) keep(emails, email.toLowerCase(), known)
  }

  return {
    user: (name) => users.get(name),
    email: (address) => emails.get(address.toLowerCase()),
    listening: (runner) => ({
      commandLine(interaction, line) {
        remember(interaction)
        return runner.commandLine(interaction, line)
      },
      action(interaction, command, args) {
        remember(interaction)
        return runner.action(interaction, command, args)
      },
      submission(interaction, command, values, hidden) {
        remember(interaction)
        return runner.submission(interaction, command, values, hidden)
      },
      refresh: (interaction, command, values, hidden) => runner.refresh(interaction, command, values, hidden),
      options: (interaction, source, query, hidden) => runner.options(interaction, source, query, hidden),
      home(interaction) {
        remember(interaction)
        return runner.home(interaction)
      },
    }),
  }
}

function keep(known: Map<string, Known>, key: string, one: Known): void {
  known.delete(key)
  known.set(key, one)
  for (const oldest of known.keys()) {
    if (known.size <= maxKnown) break
    known.delete(oldest)
  }
}
