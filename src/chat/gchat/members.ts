import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import type { IdentityStore, SeenPerson } from '../../cases/identity-store.ts'
import type { Log } from '../../config/log.ts'

/** Google tells an app of a person's name, e-mail, language and time zone only with what that person does: it is kept for later. */
export interface KnownPeople {
  /** By `users/123`. */
  user(name: string): Promise<SeenPerson | undefined>
  /** By the verified e-mail. */
  email(address: string): Promise<SeenPerson | undefined>
  /** The dispatcher, listened to. */
  listening(dispatcher: Dispatcher): Dispatcher
}

const maxKnown = 10_000

/** Kept in the store, so that a restart forgets nobody; what was written last is remembered, so that it is not written again. */
export function createKnownPeople(
  identities: Pick<IdentityStore, 'rememberPerson' | 'findPerson' | 'findPersonByEmail'>,
  log: Log,
): KnownPeople {
  const written = new Map<string, string>()

  function remember({ person }: Interaction): void {
    const { platform, tenant, user, name, locale, timeZone } = person
    const seen: SeenPerson = {
      platform,
      tenant,
      user,
      name,
      email: person.email?.toLowerCase() ?? null,
      locale,
      timeZone,
    }
    const text = JSON.stringify(seen)
    if (written.get(user) === text) return
    keep(user, text)
    // Not waited for: what the person asks for goes on.
    identities.rememberPerson(seen).catch((error: unknown) => {
      written.delete(user)
      log.warn({ user, err: error }, 'A person of Google Chat was not remembered')
    })
  }

  function keep(user: string, text: string): void {
    written.delete(user)
    written.set(user, text)
    for (const oldest of written.keys()) {
      if (written.size <= maxKnown) break
      written.delete(oldest)
    }
  }

  return {
    user: (name) => identities.findPerson({ platform: 'gchat', tenant: '', user: name }),
    email: (address) => identities.findPersonByEmail('gchat', address.toLowerCase()),
    listening: (dispatcher) => ({
      commandLine(interaction, line) {
        remember(interaction)
        return dispatcher.commandLine(interaction, line)
      },
      action(interaction, command, args) {
        remember(interaction)
        return dispatcher.action(interaction, command, args)
      },
      submission(interaction, command, values, hidden) {
        remember(interaction)
        return dispatcher.submission(interaction, command, values, hidden)
      },
      refresh: (interaction, command, values, hidden) =>
        dispatcher.refresh(interaction, command, values, hidden),
      options: (interaction, source, query, hidden) => dispatcher.options(interaction, source, query, hidden),
      serves: (interaction, command) => dispatcher.serves(interaction, command),
      home(interaction) {
        remember(interaction)
        return dispatcher.home(interaction)
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
    serves: (interaction, command) => dispatcher.serves(unproved(interaction), command),
    home: (interaction) => dispatcher.home(unproved(interaction)),
  }
}
