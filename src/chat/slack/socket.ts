import { setTimeout as sleep } from 'node:timers/promises'
import type { SocketModeReceiver } from '@slack/bolt'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import { appCredential, noSocket, socketModeIsOff, toUnavailable } from './unavailable.ts'

type Client = Pick<SocketModeReceiver['client'], 'start' | 'disconnect' | 'on'>

/** Slack renews a socket every few hours: at once. One that fails, or ends soon, is waited for, doubling. In ms. */
export interface SocketPatience {
  /** How long a socket may take to open. */
  readonly openMs: number
  readonly firstWaitMs: number
  readonly longestWaitMs: number
  /** A socket that held this long is not to blame for its end. */
  readonly steadyMs: number
}

export const usualPatience: SocketPatience = {
  openMs: 15_000,
  firstWaitMs: 1_000,
  longestWaitMs: 60_000,
  steadyMs: 10_000,
}

export interface Socket {
  /** Throws `ChatUnavailable` where Slack opens none. */
  open(): Promise<void>
  close(): Promise<void>
}

/**
 * Keeps a socket of Slack's open. Slack's client must not reconnect by itself: what it is refused then ends the process, and a socket that
 * is never greeted is tried for ever without a word.
 */
export function keepSocketOpen(client: Client, log: Log, patience: SocketPatience = usualPatience): Socket {
  const { openMs, firstWaitMs, longestWaitMs, steadyMs } = patience
  const closing = new AbortController()
  let isOpening = false
  let isReopening = false
  let openedAt = 0
  let waitMs = 0
  let lastError: unknown
  let tellOff = () => {}

  client.on('ws_message', (data: unknown) => {
    if (isTurnedOff(data)) tellOff()
  })
  client.on('error', (error: unknown) => {
    lastError = error
  })
  client.on('disconnected', () => {
    if (!isOpening && !isReopening && !closing.signal.aborted) startReopening()
  })

  async function connect(): Promise<void> {
    isOpening = true
    lastError = undefined
    const off = new Promise<never>((_resolve, reject) => {
      tellOff = () => reject(socketModeIsOff())
    })
    off.catch(() => undefined)
    try {
      const opened = await withTimeout(Promise.race([client.start(), off]), openMs)
      if (opened === timedOut) throw noSocket(lastError)
      openedAt = performance.now()
    } catch (error) {
      // A socket that never came to stand is closed without a reason.
      throw error === undefined ? noSocket(lastError) : toUnavailable(error, appCredential)
    } finally {
      isOpening = false
    }
  }

  /** Goes on until there is a socket again, or nobody wants one. Each new reason is told once. */
  async function reopen(): Promise<void> {
    let told: string | undefined
    waitMs = performance.now() - openedAt >= steadyMs ? 0 : nextWait(waitMs)
    while (!closing.signal.aborted) {
      try {
        // In Socket Mode nothing else may hold the process.
        await sleep(waitMs, undefined, { signal: closing.signal })
        await connect()
        if (told !== undefined) log.info({}, 'Slack’s socket is open again: requests arrive')
        return
      } catch (error) {
        if (closing.signal.aborted) return
        const why = error instanceof ChatUnavailable ? error.message : String(error)
        if (why !== told)
          log.error({ error: why }, 'Slack opens no socket: no request from Slack arrives; trying again')
        told = why
        waitMs = nextWait(waitMs)
      }
    }
  }

  function startReopening(): void {
    isReopening = true
    void reopen().finally(() => {
      isReopening = false
    })
  }

  function nextWait(ms: number): number {
    return Math.min(Math.max(2 * ms, firstWaitMs), longestWaitMs)
  }

  return {
    async open() {
      try {
        await connect()
      } catch (error) {
        // Nothing may go on trying behind the back of whoever was told.
        closing.abort()
        void client.disconnect()
        throw error
      }
    },
    async close() {
      closing.abort()
      void client.disconnect()
    },
  }
}

/** Slack's last word to a socket, once somebody turned Socket Mode off. */
function isTurnedOff(data: unknown): boolean {
  if (typeof data !== 'string' || !data.includes('link_disabled')) return false
  try {
    const message: unknown = JSON.parse(data)
    return (
      typeof message === 'object' &&
      message !== null &&
      'type' in message &&
      message.type === 'disconnect' &&
      'reason' in message &&
      message.reason === 'link_disabled'
    )
  } catch {
    return false
  }
}
