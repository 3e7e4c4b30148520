import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { LocalEvent } from '../protocol.ts'
import { createFileBytes } from '../shared/file-bytes.ts'
import { sendJson, sendText, TooLarge } from '../shared/http.ts'
import { createHub } from '../shared/hub.ts'
import { listen } from '../shared/listen.ts'
import { createStateFile, loadState } from '../shared/state-file.ts'
import { createBotLink } from './bot-link.ts'
import { serveChatApi } from './chat-api.ts'
import { createDialogs } from './dialogs.ts'
import { createFaults } from './faults.ts'
import { serveLocal, spreadNews } from './local-api.ts'
import type { ChatFailure, LocalChatOptions } from './local-options.ts'
import { createMessageStore, type Saved } from './message-store.ts'
import { loadCheck } from './protos.ts'
import { chatAccount, createTokens } from './tokens.ts'
import type { Workspace } from './workspace.ts'
import { channelsOf, createWorkspaceState } from './workspace-state.ts'

export type { ChatFailure, LocalChatOptions } from './local-options.ts'

export interface LocalChat {
  /** Where people go: `${url}/local-chat/`. */
  readonly url: string
  /** For the app, in the place of `https://chat.googleapis.com/`. */
  readonly apiUrl: string
  /** Below it stand Google's public keys, at the paths where Google has them; at itself all of them. */
  readonly certsUrl: string
  /** For the app's GOOGLE_APPLICATION_CREDENTIALS. */
  readonly keyFile: string
  readonly projectNumber: string
  /** `users/…` */
  readonly app: string
  /** Short name → `users/…` */
  readonly users: ReadonlyMap<string, string>
  /** Name → `spaces/…` */
  readonly spaces: ReadonlyMap<string, string>
  readonly setBotUrl: (url: string) => void
  /** Makes the next calls of a method (`spaces.messages.create`; `*`: of any) fail, for tests. */
  readonly fail: (method: string, failure: ChatFailure) => void
  /** Ends such failures, of one method or all. */
  readonly heal: (method?: string) => void
  readonly close: () => Promise<void>
}

const SavedFile = z.object({
  version: z.literal(1),
  messages: z.array(
    z.looseObject({
      id: z.string(),
      space: z.string(),
      thread: z.string(),
      at: z.number(),
      text: z.string(),
    }),
  ),
  files: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  // States of older versions have none.
  memberships: z.array(z.object({ space: z.string(), members: z.array(z.string()) })).default([]),
})

/**
 * Starts a Google Chat on this machine: the Chat API for one app, the events that Google would send it, and `/local-chat/*` for
 * the people. Throws a sentence for the person where the port is taken or the memory is damaged.
 */
export async function startLocalChat(options: LocalChatOptions): Promise<LocalChat> {
  const now = options.now ?? Date.now
  const nothing: Saved = { messages: [], files: [], memberships: [] }
  const saved = await loadState(options.stateFile, SavedFile, nothing, 'The local Google Chat')
  const state = createWorkspaceState(options, saved.memberships)
  const [tokens, check] = await Promise.all([createTokens(state.projectNumber, now), loadCheck()])
  const messageStore = createMessageStore(now, saved)
  const stateFile = createStateFile(options.stateFile, () => ({
    messages: messageStore.all(),
    files: [...messageStore.files.values()],
    memberships: [...state.spaces.values()]
      .filter((one) => one.moved)
      .map(({ id, members }) => ({ space: id, members })),
  }))
  const hub = createHub<LocalEvent>()
  const bot = createBotLink({
    url: options.bot.url,
    kind: options.envelope ?? 'classic',
    audience: options.audience ?? 'url',
    tokens,
    appName: state.app.real_name,
    answerMs: options.answerMs,
  })
  const space: Workspace = {
    state,
    messageStore,
    bot,
    hub,
    check,
    dialogs: createDialogs({
      onDialog: (user, dialog) => hub.tell(user, { type: 'dialog', dialog }),
      onHome: (user, card) => hub.tell(user, { type: 'home-card', card }),
    }),
    bytes: createFileBytes(options.stateFile && `${options.stateFile}.files`),
    welcome: options.welcome ?? {},
    platforms: options.platforms ?? ['gchat'],
    filesChanged: stateFile.changed,
    spacesChanged() {
      stateFile.changed()
      for (const { id } of state.people) hub.tell(id, { type: 'channels', channels: channelsOf(state, id) })
    },
  }
  messageStore.onChange(stateFile.changed)
  spreadNews(space)
  const faults = createFaults(now, options.rateLimit ?? false)
  const api = { space, faults, tokens, isOpen: options.authorization === 'off' }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://localhost')
    const { pathname } = address
    if (pathname.startsWith('/v1/')) return serveChatApi(api, request, response, address)
    if (pathname.startsWith('/local-chat/')) return serveLocal(space, request, response, address)
    if (!pathname.startsWith('/certs')) return sendText(response, 404, 'Not found')
    const { google, chat } = await tokens.certs()
    const known: Readonly<Record<string, object>> = {
      '/certs': { ...google, ...chat },
      '/certs/oauth2/v1/certs': google,
      [`/certs/service_accounts/v1/metadata/x509/${chatAccount}`]: chat,
    }
    const certs = known[decodeURIComponent(pathname)]
    return certs ? sendJson(response, 200, certs) : sendText(response, 404, 'Not found')
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => fail(response, error))
  })
  const url = await listen(server, options.port, options.host ?? '127.0.0.1').catch(
    async (error: unknown) => {
      hub.close()
      await tokens.close()
      throw error
    },
  )
  const named = [...state.spaces.values()].filter((one) => !one.isDirect)
  return {
    url,
    apiUrl: `${url}/`,
    certsUrl: `${url}/certs`,
    keyFile: tokens.keyFile,
    projectNumber: state.projectNumber,
    app: state.app.id,
    users: new Map(state.people.map((person) => [person.name, person.id])),
    spaces: new Map(named.map((one) => [one.displayName, `spaces/${one.id}`])),
    setBotUrl: bot.setUrl,
    fail: faults.fail,
    heal: faults.heal,
    async close() {
      bot.close()
      hub.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await stateFile.flush()
      await tokens.close()
    },
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof TooLarge ? 413 : 500
  sendJson(response, code, { ok: false, error: { code, status: 'INTERNAL', message }, message })
}
