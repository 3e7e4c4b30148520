import type { Budget, Budgets, Rate } from '../budgets.ts'
import { readRestMs, toDeliveryFailure } from './delivery-failure.ts'
import { slackError } from './slack-log.ts'

/** Slack's tiers by the minute and workspace (docs.slack.dev, rate limits), the burst taken off, so that no minute holds more. */
const tier3: Rate = { burst: 4, everyMs: 1_300 }
const tier4: Rate = { burst: 10, everyMs: 670 }

/**
 * By method. `conversations.replies` and `history` are Tier 3 for an app that an operator made for their own workspace; for one that
 * is distributed commercially they are a call a minute, which Slack tells by its 429.
 */
const rates = {
  'chat.delete': tier3,
  'chat.update': tier3,
  'conversations.history': tier3,
  'conversations.open': tier3,
  'conversations.replies': tier3,
  'files.completeUploadExternal': tier4,
  'files.delete': tier3,
  'files.getUploadURLExternal': tier4,
} as const satisfies Readonly<Record<string, Rate>>
type Method = keyof typeof rates

/** About one a second and channel; a few at once pass. */
const postRate: Rate = { burst: 4, everyMs: 1_000 }
/** Slack names no figure: several hundred a minute. */
const workspacePosts: Budget = { key: 'chat.postMessage', rate: null, limits: 'workspace' }
/** So many channels turned away one after another, none let through between them: it is the workspace that is limited. */
const maxLimitedInRow = 3

/** The Web API within its limits. Throws a `DeliveryFailure`; the client's own error is its cause. */
export interface PacedCalls {
  /** A method that counts by itself: where there is no room only the thread that asks waits. */
  call<T>(method: Method, ask: () => Promise<T>): Promise<T>
  /** A message. `yields`: what people wrote goes first. */
  post<T>(channel: string, ask: () => Promise<T>, how?: { readonly yields: boolean }): Promise<T>
}

export function createPacedCalls(budgets: Budgets): PacedCalls {
  /** The channels whose last post was limited, since any post went through. */
  const limitedInRow = new Set<string>()

  async function post<T>(channel: string, ask: () => Promise<T>, yields: boolean): Promise<T> {
    const own: Budget = {
      key: `chat.postMessage in ${channel}`,
      rate: postRate,
      limits: yields ? 'thread' : 'channel',
      yields,
      seldomShared: true,
    }
    await budgets.take(own, workspacePosts)
    try {
      const posted = await ask()
      limitedInRow.clear()
      return posted
    } catch (error) {
      const restMs = readRestMs(error)
      if (restMs === undefined) throw toDeliveryFailure(error)
      limitedInRow.add(channel)
      const isWorkspaces =
        slackError(error) === 'message_limit_exceeded' || limitedInRow.size >= maxLimitedInRow
      budgets.rest(isWorkspaces ? workspacePosts : own, restMs)
      throw toDeliveryFailure(error, isWorkspaces ? 'workspace' : own.limits)
    }
  }

  return {
    async call(method, ask) {
      const standsBack = method === 'chat.update'
      const own: Budget = { key: method, rate: rates[method], limits: 'thread', standsBack }
      await budgets.take(own)
      try {
        return await ask()
      } catch (error) {
        const restMs = readRestMs(error)
        if (restMs !== undefined) budgets.rest(own, restMs)
        throw toDeliveryFailure(error)
      }
    },
    post: (channel, ask, { yields } = { yields: false }) => post(channel, ask, yields),
  }
}
