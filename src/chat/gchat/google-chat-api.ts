import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type { KeyFile } from '../../config/google-key-file.ts'
import type { Log } from '../../config/log.ts'
import { toAgentOptions } from '../../config/proxy-agent.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { ChatError } from './chat-error.ts'
import { readChatKey } from './key-file.ts'
import { toUnavailable } from './unavailable.ts'

/** What an app may do without anybody's approval. */
export const botScope = 'https://www.googleapis.com/auth/chat.bot'

/** How long one try may take, and before the next two: together well within what a thread's pass waits for. In ms. */
export interface ApiRetry {
  readonly tryMs: number
  readonly pausesMs: readonly number[]
}

const usual: ApiRetry = { tryMs: 8_000, pausesMs: [400, 1_600] }
/** Google's client ends a call by itself, a little before we do. */
const graceMs = 300
/** A rest that is longer than this is the caller's to keep. */
const shortRestMs = 2_000

/** How a call goes out: handed on to Google's client as its last argument. */
export interface CallOptions {
  readonly timeout: number
  readonly retry: false
}

export interface ChatApi {
  /**
   * Calls the Chat API, and again after a short while where no answer came, the server failed, or it asks for a short rest. So
   * only what may be sent twice is called: reads, and writes that bear an id of their own. Throws a `ChatError`.
   */
  call<T>(ask: (chat: chat_v1.Chat, how: CallOptions) => Promise<{ readonly data: T }>): Promise<T>
  /** Whether Google takes the credentials: throws what Google says. */
  ask(): Promise<void>
  /** The same for a start: throws `ChatUnavailable`. */
  check(): Promise<void>
}

export interface ChatApiOptions {
  /** The service account's key; without one the machine's own credentials are looked for, or none where `apiUrl` is given. */
  readonly keyFile: string | null
  /** Where the Chat API is, if not at Google. */
  readonly apiUrl: string | null
  readonly log: Log
  readonly patience?: ApiRetry
}

/** The Chat API with the app's own credentials. Google's client is loaded with the first call. */
export function createChatApi(options: ChatApiOptions): ChatApi {
  const { log } = options
  const { tryMs, pausesMs } = options.patience ?? usual
  const key = options.keyFile === null ? undefined : readChatKey(options.keyFile)
  let loading: Promise<chat_v1.Chat> | undefined

  async function load(): Promise<chat_v1.Chat> {
    const [{ chat }, auth] = await Promise.all([
      import('googleapis/build/src/apis/chat/index.js'),
      authFor(key, options.apiUrl),
    ])
    const { apiUrl } = options
    return chat({
      version: 'v1',
      ...(auth ? { auth } : {}),
      ...(apiUrl === null ? {} : { rootUrl: apiUrl }),
      ...toAgentOptions(),
    })
  }

  function client(): Promise<chat_v1.Chat> {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }

  async function once<T>(
    ask: (chat: chat_v1.Chat, how: CallOptions) => Promise<{ readonly data: T }>,
  ): Promise<T> {
    const chat = await client()
    try {
      // Google's client keeps to the time once it has a token; to get one it may wait for ever.
      const answer = await withTimeout(ask(chat, { timeout: tryMs, retry: false }), tryMs + graceMs)
      if (answer === timedOut) throw new Error(`no answer within ${tryMs} ms`)
      return answer.data
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError(error)
    }
  }

  const call: ChatApi['call'] = async (ask) => {
    for (const pauseMs of pausesMs) {
      try {
        return await once(ask)
      } catch (error) {
        const wait = error instanceof ChatError ? waitFor(error, pauseMs) : undefined
        if (wait === undefined) throw error
        log.info({ error: (error as ChatError).message, wait }, 'A call of Google Chat is made again')
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
    return once(ask)
  }

  const ask: ChatApi['ask'] = async () => {
    await call((chat, how) => chat.spaces.list({ pageSize: 1 }, how))
  }

  return {
    call,
    ask,
    async check() {
      try {
        await ask()
      } catch (error) {
        throw toUnavailable(error)
      }
    },
  }
}

/** How long to wait before the same call; undefined where it is of no use, or where the wait is long. */
function waitFor(error: ChatError, pauseMs: number): number | undefined {
  const { status, retryAfterMs } = error
  if (status === 429)
    return retryAfterMs !== undefined && retryAfterMs <= shortRestMs ? retryAfterMs : undefined
  if (status !== undefined && status < 500) return undefined
  if (retryAfterMs !== undefined && retryAfterMs > shortRestMs) return undefined
  return retryAfterMs ?? Math.round(pauseMs * (0.5 + Math.random()))
}

/** A key signs its own tokens: Google's token server is not asked. Undefined: calls go out without credentials. */
async function authFor(key: KeyFile | undefined, apiUrl: string | null) {
  if (!key && apiUrl !== null) return undefined
  const { GoogleAuth, JWT } = await import('google-auth-library')
  const clientOptions = { transporterOptions: toAgentOptions() }
  if (!key) return new GoogleAuth({ scopes: [botScope], clientOptions })
  if (key.kind === 'lent')
    return new GoogleAuth({
      scopes: [botScope],
      credentials: key.credentials as { readonly type: string },
      clientOptions,
    })
  const jwt = new JWT({ email: key.email, key: key.key, scopes: [botScope] })
  jwt.useJWTAccessWithScope = true
  return jwt
}
