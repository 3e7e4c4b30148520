import type { Log } from '../config/log.ts'
import type { ChatPlatform } from './chat-platform.ts'

/** Chats that could not be reached are asked again after this long, doubling up to the longest. In ms. */
const firstWaitMs = 5_000
const longestWaitMs = 60_000

export interface JoiningPlatforms {
  /** The chats that are not there yet. */
  waiting(): readonly ChatPlatform[]
  stop(): Promise<void>
}

/**
 * Connects each chat and takes its requests. One that cannot be reached, or does not take its credentials, keeps no other one down: it
 * joins when it is back. Throws what kept them down only where none is there.
 */
export async function joinPlatforms(options: {
  readonly platforms: readonly ChatPlatform[]
  /** What a chat brings with it; called once for each, when it is there. */
  readonly join: (chat: ChatPlatform, tenants: readonly string[]) => Promise<void>
  readonly log: Log
  readonly firstMs?: number
}): Promise<JoiningPlatforms> {
  const { platforms, join, log, firstMs = firstWaitMs } = options
  const waiting = new Map<ChatPlatform, NodeJS.Timeout | undefined>(
    platforms.map((chat) => [chat, undefined]),
  )
  const underWay = new Set<Promise<unknown>>()
  let isStopped = false

  async function connect(chat: ChatPlatform): Promise<unknown> {
    try {
      const { tenants } = await chat.connect()
      if (isStopped) return undefined
      await join(chat, tenants)
      waiting.delete(chat)
      return undefined
    } catch (error) {
      return error ?? new Error('no reason given')
    }
  }

  function tryLater(chat: ChatPlatform, waitMs: number): void {
    if (isStopped) return
    const again = async () => {
      const error = await connect(chat)
      if (error === undefined) log.info({ chat: chat.name }, 'A chat that was not to be reached has joined')
      else tryLater(chat, Math.min(2 * waitMs, longestWaitMs))
    }
    const timer = setTimeout(() => {
      const trying = again().finally(() => underWay.delete(trying))
      underWay.add(trying)
    }, waitMs)
    waiting.set(chat, timer.unref())
  }

  const faults = await Promise.all(platforms.map(async (chat) => ({ chat, error: await connect(chat) })))
  const failed = faults.filter(({ error }) => error !== undefined)
  if (failed.length === platforms.length && failed[0]) throw failed[0].error
  for (const { chat, error } of failed) {
    log.error({ chat: chat.name, err: error }, 'A chat cannot be used; it joins when it can be')
    tryLater(chat, firstMs)
  }

  return {
    waiting: () => [...waiting.keys()],
    async stop() {
      isStopped = true
      for (const timer of waiting.values()) clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}
