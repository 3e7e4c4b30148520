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

const maxKnown = 10_000

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

/** A dispatcher to which the e-mails that Google tells prove nothing; where they are only shown they stay. */
export function withoutEmails(dispatcher: Dispatcher): Dispatcher {
  const unproved = (interaction: Interaction): Interaction => ({
    ...interaction,
    person: { ...interaction.person, email: null },
  })
  return {
    commandLine: (interaction, line) => dispatcher.commandLine(unproved(interaction), line),
    action: (interaction, command, args) => dispatcher.action(unproved(interaction), command, args),
    submission: (interaction, command, values, hidden) =>
      dispatcher.submission(unproved(interaction), command, values, hidden),
    refresh: (interaction, command, values, hidden) =>
      dispatcher.refresh(unproved(interaction), command, values, hidden),
    options: (interaction, source, query, hidden) =>
      dispatcher.options(unproved(interaction), source, query, hidden),
    home: (interaction) => dispatcher.home(unproved(interaction)),
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
