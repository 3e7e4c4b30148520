import type { DirectMessages, Recipient } from '../../commands/define.ts'
import type { Platform } from '../cases/case.ts'
import type { Names } from '../cases/names.ts'
import type { Log } from '../config/log.ts'

/**
 * Writes to a person in every chat in which a user is linked to the e-mail; where none of these can be written to, in the first
 * other one that knows the e-mail: the one in which they chose how they are told, then the others in their order. A chat that
 * fails does not keep the others from being asked.
 */
export function combineDirectMessages(
  chats: Partial<Record<Platform, DirectMessages>>,
  {
    names,
    findChosenChat,
    log,
  }: {
    readonly names: Pick<Names, 'presentName'>
    /** By the e-mail; undefined where they never chose. */
    readonly findChosenChat: (email: string) => Promise<Platform | undefined>
    readonly log: Log
  },
): DirectMessages {
  const known = Object.entries(chats) as readonly (readonly [Platform, DirectMessages])[]

  function isLinkedIn(platform: Platform, { chatUsers }: Recipient): boolean {
    return chatUsers.some((value) => value.startsWith(`${platform}:`))
  }

  async function chosenFirst(all: typeof known, { email }: Recipient): Promise<typeof known> {
    if (all.length < 2 || email === '') return all
    try {
      const chosen = await findChosenChat(email)
      return all.toSorted(([one], [other]) => Number(other === chosen) - Number(one === chosen))
    } catch (error) {
      log.warn({ err: error }, 'The chat that a person chose could not be looked up')
      return all
    }
  }

  return {
    redraw: async (message, card) => (await chats[message.platform]?.redraw?.(message, card)) ?? false,
    async send(recipient, compose, once) {
      // A chat knows people by the e-mail that they have today (DOM-4).
      const to = { ...recipient, email: names.presentName(recipient.email) }
      const faults: unknown[] = []
      const tell = async ([platform, chat]: (typeof known)[number]): Promise<boolean> => {
        try {
          return await chat.send(to, compose, once)
        } catch (error) {
          log.warn({ platform, err: error }, 'A person could not be written to in one of the chats')
          faults.push(error)
          return false
        }
      }
      const asked = known.filter(([platform]) => !to.without?.includes(platform))
      const linked = asked.filter(([platform]) => to.everywhere || isLinkedIn(platform, to))
      const told = await Promise.all(linked.map(tell))
      if (told.includes(true)) return true
      const others = asked.filter((chat) => !linked.includes(chat))
      for (const chat of await chosenFirst(others, recipient)) if (await tell(chat)) return true
      if (faults.length > 0) throw faults[0]
      return false
    },
  }
}
