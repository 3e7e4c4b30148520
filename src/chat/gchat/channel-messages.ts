import { createHash } from 'node:crypto'
import { type ChannelMessages, takenOver } from '../channel-post.ts'
import { ChatError } from './chat-error.ts'
import { isOfInstallation, toDeliveryFailure } from './delivery-failure.ts'
import type { PacedWrite } from './paced-writes.ts'
import type { Render } from './publisher.ts'

/** What people wrote goes first. */
const yielding = { yields: true } as const

/** Messages of the app's own in spaces. Each bears an id of its own, so what is sent twice is there once. */
export function createChannelMessages(options: {
  readonly write: PacedWrite
  readonly render: Render
}): ChannelMessages {
  const { write, render } = options

  return {
    post(space, card, { id, mayGoOut, ...how }) {
      const messageId = toMessageId(space, id)
      return telling(async () => {
        if (!mayGoOut()) throw takenOver()
        try {
          const requestBody = render(card, how)
          const create = { parent: space, messageId, requestId: messageId, requestBody }
          await write(space, (chat, options) => chat.spaces.messages.create(create, options), yielding)
        } catch (error) {
          // One of this id was made before.
          if (!(error instanceof ChatError) || error.status !== 409) throw error
        }
        return `${space}/messages/${messageId}`
      })
    },
    edit(space, name, card, how) {
      const requestBody = { cardsV2: render(card, how).cardsV2 }
      const patch = { name, updateMask: 'text,cardsV2', requestBody }
      return telling(async () => {
        try {
          await write(space, (chat, options) => chat.spaces.messages.patch(patch, options), yielding)
          return true
        } catch (error) {
          if (isMissing(error)) return false
          throw error
        }
      })
    },
  }
}

async function telling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toDeliveryFailure(error, 'thread')
  }
}

function toMessageId(space: string, id: string): string {
  return `client-${createHash('sha256').update(`${space} ${id}`).digest('hex').slice(0, 40)}`
}

/** Somebody deleted it; where the space is gone as well, posting it anew finds that out. A project without its Chat app says nothing of it. */
function isMissing(error: unknown): boolean {
  return error instanceof ChatError && error.status === 404 && !isOfInstallation(error)
}
