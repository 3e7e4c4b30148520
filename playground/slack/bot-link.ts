import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomId } from './ids.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** What came back from the bot within three seconds, or why nothing did. */
export type BotAnswer =
  | { readonly kind: 'answer'; readonly body: unknown; readonly text: string }
  | {
      readonly kind: 'failed'
      readonly error: 'operation_timeout' | 'dispatch_failed'
      readonly reason: string
      readonly noRetry: boolean
    }

/** The only way to the bot: signed requests to its one endpoint. */
export interface BotLink {
  readonly command: (fields: Readonly<Record<string, string>>) => Promise<BotAnswer>
  readonly interaction: (payload: object) => Promise<BotAnswer>
  /** Sends an event if the manifest subscribes to it, again as Slack does when the bot does not take it. */
  readonly event: (name: string, event: Readonly<Record<string, unknown>>) => void
  readonly setUrl: (url: string) => void
  readonly close: () => void
}

const ackMs = 3000
const slackRetryDelays = [0, 60_000, 300_000]

export function createBotLink(options: {
  readonly url: string
  readonly signingSecret: string
  readonly state: WorkspaceState
  readonly retryDelays?: readonly number[] | undefined
}): BotLink {
  const { state, signingSecret } = options
  const retryDelays = options.retryDelays ?? slackRetryDelays
  const closing = new AbortController()
  const isInteractive = state.manifest.settings?.interactivity?.is_enabled === true
  let url = options.url

  async function send(body: string, headers: Readonly<Record<string, string>>): Promise<BotAnswer> {
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    const timeout = AbortSignal.timeout(ackMs)
    try {
      const response = await fetch(`${url}/slack/events`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: {
          'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          Accept: 'application/json,*/*',
          'X-Slack-Request-Timestamp': timestamp,
          'X-Slack-Signature': `v0=${signature}`,
          ...headers,
        },
        signal: AbortSignal.any([timeout, closing.signal]),
      })
      const text = await response.text()
      const noRetry = response.headers.get('x-slack-no-retry') === '1'
      if (!response.ok) return { kind: 'failed', error: 'dispatch_failed', reason: `http_error`, noRetry }
      return { kind: 'answer', text, body: jsonOf(text) }
    } catch {
      if (timeout.aborted)
        return { kind: 'failed', error: 'operation_timeout', reason: 'http_timeout', noRetry: false }
      return { kind: 'failed', error: 'dispatch_failed', reason: 'connection_failed', noRetry: false }
    }
  }

  function sendForm(fields: Readonly<Record<string, string>>): Promise<BotAnswer> {
    return send(new URLSearchParams(fields).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
  }

  async function deliver(event: Readonly<Record<string, unknown>>): Promise<void> {
    const body = JSON.stringify({
      token: verificationToken,
      team_id: state.team.id,
      context_team_id: state.team.id,
      context_enterprise_id: null,
      api_app_id: state.bot.app_id,
      event,
      type: 'event_callback',
      event_id: randomId('Ev'),
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: state.team.id,
          user_id: state.bot.id,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: randomId('4-'),
    })
    let answer = await send(body, { 'Content-Type': 'application/json' })
    for (const [index, delay] of retryDelays.entries()) {
      if (answer.kind === 'answer' || answer.noRetry || closing.signal.aborted) return
      await sleep(delay, undefined, { signal: closing.signal, ref: false })
      answer = await send(body, {
        'Content-Type': 'application/json',
        'X-Slack-Retry-Num': String(index + 1),
        'X-Slack-Retry-Reason': answer.reason,
      })
    }
  }

  return {
    command: (fields) => sendForm({ token: verificationToken, ...fields }),
    interaction: async (payload) =>
      !isInteractive
        ? { kind: 'failed', error: 'dispatch_failed', reason: 'not_interactive', noRetry: true }
        : sendForm({ payload: JSON.stringify({ token: verificationToken, ...payload }) }),
    event(name, event) {
      if (!state.events.has(name)) return
      deliver(event).catch((error: unknown) => {
        if (!closing.signal.aborted) throw error
      })
    },
    setUrl(next) {
      url = next
    },
    close: () => closing.abort(),
  }
}

/** Slack still sends this old token beside the signature. */
const verificationToken = 'local-verification-token'

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
