import type { Audience, Envelope } from './local-options.ts'
import type { Tokens } from './tokens.ts'

/** What came back from the app in time, or why nothing did. */
export type BotAnswer =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly error: string; readonly message: string }

/** The only way to the app: POST to its endpoint, with the token that Google would send. */
export interface BotLink {
  readonly kind: Envelope
  readonly send: (event: object) => Promise<BotAnswer>
  readonly setUrl: (url: string) => void
  readonly close: () => void
}

const googleAnswerMs = 30_000

export function createBotLink(options: {
  readonly url: string
  readonly kind: Envelope
  readonly audience: Audience
  readonly tokens: Tokens
  readonly appName: string
  readonly answerMs?: number | undefined
}): BotLink {
  const { kind, audience, tokens, appName } = options
  const answerMs = options.answerMs ?? googleAnswerMs
  const closing = new AbortController()
  let endpoint = endpointOf(options.url)

  return {
    kind,
    async send(event) {
      const token = await tokens.forEvent(kind, endpoint, audience)
      const timeout = AbortSignal.timeout(answerMs)
      // An add-on's token stands in the body, too.
      const body =
        kind === 'add-on' ? { ...event, authorizationEventObject: { systemIdToken: token } } : event
      try {
        const response = await fetch(endpoint, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json; charset=UTF-8',
            'User-Agent': 'Google-Dynamite',
          },
          body: JSON.stringify(body),
          signal: AbortSignal.any([timeout, closing.signal]),
        })
        const text = await response.text()
        if (!response.ok) return failed(`HTTP_${response.status}`, `it answered ${response.status}`)
        return text.trim() === '' ? { kind: 'answer', body: {} } : parsed(text)
      } catch {
        return timeout.aborted
          ? failed('DEADLINE_EXCEEDED', `it did not answer within ${answerMs / 1000} seconds`)
          : failed('UNREACHABLE', 'it could not be reached')
      }
    },
    setUrl(url) {
      endpoint = endpointOf(url)
    },
    close: () => closing.abort(),
  }

  function parsed(text: string): BotAnswer {
    try {
      return { kind: 'answer', body: JSON.parse(text) }
    } catch {
      return failed('BAD_ANSWER', 'its answer is no JSON')
    }
  }

  function failed(error: string, why: string): BotAnswer {
    return { kind: 'failed', error, message: `${appName} is not responding: ${why}.` }
  }
}

function endpointOf(url: string): string {
  return `${url.replace(/\/$/, '')}/gchat/events`
}
