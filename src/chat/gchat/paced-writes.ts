import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { Budget, Budgets } from '../budgets.ts'
import { ChatError } from './chat-error.ts'
import { readRestMs } from './delivery-failure.ts'
import type { CallOptions, ChatApi } from './google-chat-api.ts'

/** Google: 3,000 writes of messages a minute and project. */
const ofProject: Budget = {
  key: 'writes of the project',
  rate: { burst: 100, everyMs: 22 },
  limits: 'workspace',
}

/** Google: 60 writes a minute, by its newer pages one a second, shared by all apps of the space. */
function ofSpace(space: string, yields: boolean): Budget {
  return {
    key: `writes to ${space}`,
    rate: { burst: 5, everyMs: 1_100 },
    limits: yields ? 'thread' : 'channel',
    yields,
    seldomShared: true,
  }
}

/** A write within Google's quotas. Throws a `DeliveryFailure` where there is no room, else what the call throws. */
export type PacedWrite = <T>(
  space: string,
  ask: (chat: chat_v1.Chat, how: CallOptions) => Promise<{ readonly data: T }>,
  /** `yields`: what people wrote goes first. */
  how?: { readonly yields: boolean },
) => Promise<T>

export function createPacedWrites(api: ChatApi, budgets: Budgets): PacedWrite {
  return async (space, ask, { yields } = { yields: false }) => {
    const own = ofSpace(space, yields)
    await budgets.take(own, ofProject)
    try {
      return await api.call(ask)
    } catch (error) {
      if (error instanceof ChatError && error.status === 429)
        budgets.rest(error.ofProject ? ofProject : own, readRestMs(error))
      throw error
    }
  }
}
