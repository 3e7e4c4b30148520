import { setTimeout } from 'node:timers/promises'
import type { ConversationChange } from '../cases/conversation.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import type { Log } from '../config/log.ts'
import { moveConversation } from './move-conversation.ts'

const waitsMs = { firstMs: 5_000, longestMs: 5 * 60_000 }

/**
 * Lets conversations that the platform calls by another id take along what is theirs. What could not be moved is tried again until it
 * is, or the process stops. `onMoved` runs after each move, and again if it fails.
 */
export function createFollowMoved(options: {
  readonly stores: Parameters<typeof moveConversation>[2]
  readonly onMoved: (from: ConversationRef, to: ConversationRef) => Promise<void>
  readonly log: Log
  readonly waits?: typeof waitsMs
}): { readonly follow: (change: ConversationChange) => void; readonly stop: () => Promise<void> } {
  const { stores, onMoved, log, waits = waitsMs } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let last: Promise<void> = Promise.resolve()

  async function move(from: ConversationRef, newChannel: string): Promise<void> {
    let waitMs = waits.firstMs
    while (!signal.aborted) {
      try {
        await onMoved(from, await moveConversation(from, newChannel, stores))
        log.info({ ...from, newChannel }, 'A channel has another id; what is its own went along')
        return
      } catch (err) {
        log.error(
          { ...from, newChannel, err, waitMs },
          'A channel has another id, and could not be moved yet',
        )
      }
      await setTimeout(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
      waitMs = Math.min(2 * waitMs, waits.longestMs)
    }
  }

  return {
    follow({ platform, tenant, channel, newChannel }) {
      if (channel === undefined || newChannel === undefined) return
      // One after the other, in the order in which they were told: a channel may be moved twice.
      last = last.then(() => move({ platform, tenant, channel }, newChannel))
    },
    async stop() {
      stopping.abort()
      await last
    },
  }
}
