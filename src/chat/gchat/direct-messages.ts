import { createHash, randomUUID } from 'node:crypto'
import type { DirectMessages, Recipient } from '../../../commands/define.ts'
import type { FindTerms, ReaderTerms } from '../../cases/reader-terms.ts'
import type { Log } from '../../config/log.ts'
import { ChatError } from './chat-error.ts'
import { isOfInstallation } from './delivery-failure.ts'
import type { ChatApi } from './google-chat-api.ts'
import type { KnownPeople } from './members.ts'
import type { Render } from './publisher.ts'

const here = 'gchat:'

/** There is no such person, or no direct message with them: they never wrote to the app and no admin installed it for them. */
const notHere: ReadonlySet<number | undefined> = new Set([400, 403, 404])

/** Direct messages from the app: to the people that are linked to the e-mail, else to the one who bears it. */
export function createDirectMessages(options: {
  readonly api: ChatApi
  readonly people: Pick<KnownPeople, 'user' | 'email'>
  /** How somebody reads of whom Google told nothing yet. */
  readonly findTerms: FindTerms
  readonly render: Render
  readonly log: Log
}): DirectMessages {
  const { api, people, findTerms, render, log } = options

  async function findUsers({ email, chatUsers, except = [] }: Recipient): Promise<readonly string[]> {
    const linked = chatUsers
      .filter((value) => value.startsWith(here))
      .map((value) => value.slice(here.length))
    if (linked.length > 0) return linked
    if (email === '') return []
    const bearer = (await people.email(email))?.user ?? `users/${email}`
    return except.includes(`${here}${bearer}`) ? [] : [bearer]
  }

  async function readTerms(email: string): Promise<ReaderTerms> {
    try {
      const terms = email === '' ? undefined : await findTerms(email)
      return terms ?? { locale: 'en', timeZone: 'UTC' }
    } catch (error) {
      log.warn({ err: error }, 'The language of a person was not looked up in the directory')
      return { locale: 'en', timeZone: 'UTC' }
    }
  }

  /** Undefined where there is none: an app cannot begin one. */
  async function findSpace(user: string): Promise<string | undefined> {
    return unlessNotHere(user, async () => {
      const space = await api.call((chat, how) => chat.spaces.findDirectMessage({ name: user }, how))
      return space.name ?? undefined
    })
  }

  /** Where an event told of it, else where Google finds it: the first one may be gone. False where there is none to write in. */
  async function post(
    user: string,
    known: string | null | undefined,
    create: (parent: string) => Promise<unknown>,
  ): Promise<boolean> {
    const tryIn = (parent: string) => unlessNotHere(user, () => unlessTaken(() => create(parent)))
    if (known && (await tryIn(known)) !== undefined) return true
    const found = await findSpace(user)
    if (found === undefined || found === known) return false
    return (await tryIn(found)) !== undefined
  }

  async function unlessNotHere<T>(user: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ChatError) || !notHere.has(error.status) || isOfInstallation(error)) throw error
      log.info({ user, error: error.message }, 'A person could not be written to')
      return undefined
    }
  }

  return {
    async redraw({ id, locale, timeZone }, card) {
      const requestBody = render(card, { locale, timeZone })
      try {
        await api.call((chat, how) =>
          chat.spaces.messages.patch({ name: id, updateMask: 'text,cardsV2', requestBody }, how),
        )
        return true
      } catch (error) {
        if (!(error instanceof ChatError)) throw error
        log.info({ error: error.message }, 'A message that was settled could not be drawn anew')
        return false
      }
    },
    async send(to, compose, once) {
      let told = false
      for (const user of await findUsers(to)) {
        const known = await people.user(user)
        const { locale, timeZone } = known ?? (await readTerms(to.email))
        const requestBody = render(compose(locale, timeZone, 'gchat'), { locale, timeZone })
        // The same for each try of this one message, so that it comes once.
        const requestId = once ? toMessageId(once.id, user) : randomUUID()
        const id = once ? { messageId: requestId } : {}
        const posted = await post(user, known?.directChannel, (parent) =>
          api.call((chat, how) =>
            chat.spaces.messages.create({ parent, requestId, ...id, requestBody }, how),
          ),
        )
        told ||= posted
      }
      return told
    },
  }
}

/** A message's own name, which Google gives out once in a space. */
function toMessageId(id: string, user: string): string {
  return `client-${createHash('sha256').update(`${id} ${user}`).digest('hex').slice(0, 40)}`
}

/** A message of this id was made before. */
async function unlessTaken<T>(work: () => Promise<T>): Promise<T | true> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ChatError && error.status === 409) return true
    throw error
  }
}
