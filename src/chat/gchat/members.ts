import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import type { Person } from '../../cases/directory.ts'

type Known = Pick<Person, 'user' | 'locale' | 'timeZone'>

/** Google tells an app's language and time zone for a person only with what that person does: it is kept for later. */
export interface KnownPeople {
  /** By `users/123`. */
  user(name: string): Known | undefined
  /** By the verified e-mail. */
  email(address: string): Known | undefined
  /** The runner, listened to. */
  listening(runner: Dispatcher): Dispatcher
}

const most = 10_000

/** Known to this process only, the ones seen last. */
export function createKnownPeople(): KnownPeople {
  const users = new Map<string, Known>()
  const emails = new Map<string, Known>()

  function remember({ person }: Interaction): void {
    const { user, locale, timeZone, email } = person
    keep(users, user, { user, locale, timeZone })
    if (email) keep(emails, email.toLowerCase(), { user, locale, timeZone })
  }

  return {
    user: (name) => users.get(name),
    email: (address) => emails.get(address.toLowerCase()),
    listening: (runner) => ({
      commandLine(wish, line) {
        remember(wish)
        return runner.commandLine(wish, line)
      },
      action(wish, command, args) {
        remember(wish)
        return runner.action(wish, command, args)
      },
      submission(wish, command, values, hidden) {
        remember(wish)
        return runner.submission(wish, command, values, hidden)
      },
      refresh: (wish, command, values, hidden) => runner.refresh(wish, command, values, hidden),
      options: (wish, source, query, hidden) => runner.options(wish, source, query, hidden),
      home(wish) {
        remember(wish)
        return runner.home(wish)
      },
    }),
  }
}

function keep(known: Map<string, Known>, key: string, one: Known): void {
  known.delete(key)
  known.set(key, one)
  for (const oldest of known.keys()) {
    if (known.size <= most) break
    known.delete(oldest)
  }
}
