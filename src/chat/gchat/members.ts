import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import type { IdentityStore, SeenPerson } from '../../cases/identity-store.ts'
import type { Log } from '../../config/log.ts'
import type { GchatEvent } from './event.ts'
import { toPerson } from './interactions.ts'

/**
 * Google tells an app of a person's name, e-mail, language, time zone and direct messages only with what that person does: it is kept for
 * later.
 */
export interface KnownPeople {
  /** By `users/123`. */
  user(name: string): Promise<SeenPerson | undefined>
  /** By the verified e-mail. */
  email(address: string): Promise<SeenPerson | undefined>
  /** The space of somebody's (`users/123`) direct messages with the app; undefined where none is known, or the store does not tell. */
  findDirectSpace(name: string): Promise<string | undefined>
  /** Keeps what an event tells of the person; not waited for. */
  remember(event: GchatEvent): void
}

const maxKnown = 10_000
/** So long what was written counts as there: it may have been erased meanwhile. */
const writtenForMs = 10 * 60_000

/** Kept in the store, so that a restart forgets nobody; what was written last is remembered, so that it is not written again. */
export function createKnownPeople(
  identities: Pick<IdentityStore, 'rememberPerson' | 'findPerson' | 'findPersonByEmail'>,
  log: Log,
  now: () => Date = () => new Date(),
): KnownPeople {
  const written = new Map<string, { readonly seen: SeenPerson; readonly at: number }>()
  const findUser = (user: string) => identities.findPerson({ platform: 'gchat', tenant: '', user })

  function remember(event: GchatEvent): void {
    const { platform, tenant, user, name, locale, timeZone, email } = toPerson(event)
    const { space } = event
    const last = written.get(user)
    const before = last && now().getTime() - last.at < writtenForMs ? last.seen : undefined
    const seen: SeenPerson = {
      platform,
      tenant,
      user,
      name,
      email,
      locale,
      timeZone,
      directChannel: space.direct && space.told ? space.name : (before?.directChannel ?? null),
    }
    if (before && JSON.stringify(before) === JSON.stringify(seen)) return
    keep(seen)
    // Not waited for: what the person asks for goes on.
    identities.rememberPerson(seen).catch((error: unknown) => {
      written.delete(user)
      log.warn({ user, err: error }, 'A person of Google Chat was not remembered')
    })
  }

  function keep(seen: SeenPerson): void {
    written.delete(seen.user)
    written.set(seen.user, { seen, at: now().getTime() })
    for (const oldest of written.keys()) {
      if (written.size <= maxKnown) break
      written.delete(oldest)
    }
  }

  return {
    user: findUser,
    email: (address) => identities.findPersonByEmail('gchat', address.toLowerCase()),
    async findDirectSpace(name) {
      try {
        return (await findUser(name))?.directChannel ?? undefined
      } catch (error) {
        log.warn({ user: name, err: error }, 'Where a person of Google Chat is written to was not looked up')
        return undefined
      }
    },
    remember,
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
