import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { LocalEvent } from '../protocol.ts'
import { BadBody, sendJson, TooLarge } from '../shared/http.ts'
import { createHub } from '../shared/hub.ts'
import { listen } from '../shared/listen.ts'
import { anyMethod } from '../shared/planned-faults.ts'
import { createStateFile, loadState, type StateFile } from '../shared/state-file.ts'
import { createBotLink } from './bot-link.ts'
import { startEmulator } from './emulator.ts'
import { createFaults } from './faults.ts'
import { localView } from './formats.ts'
import { createTranslator } from './ids.ts'
import { createFiles } from './local-files.ts'
import { replay } from './local-messages.ts'
import type { Failure, LocalSlackOptions } from './local-options.ts'
import { createMessageStore } from './message-store.ts'
import { setArchived, tellRevoked } from './outside-the-api.ts'
import { publishChanges } from './publish-changes.ts'
import { createResponseUrls } from './response-urls.ts'
import { emptyState, SavedFile, type SavedState } from './saved-state.ts'
import { serve } from './serve.ts'
import { createTriggers } from './triggers.ts'
import { createViews } from './views.ts'
import type { Workspace } from './workspace.ts'
import { channelsOf, createWorkspaceState, type WorkspaceState } from './workspace-state.ts'

export type { Failure, LocalSlackOptions } from './local-options.ts'

export interface LocalSlack {
  /** Where people and the page go. */
  readonly url: string
  /** For the bot, in the place of `https://slack.com/api/`. */
  readonly apiUrl: string
  readonly users: ReadonlyMap<string, string>
  readonly channels: ReadonlyMap<string, string>
  readonly bot: { readonly user_id: string; readonly bot_id: string; readonly app_id: string }
  readonly team: { readonly id: string }
  readonly setBotUrl: (url: string) => void
  /** Makes the next calls of a Web API method (`*`: of any) fail, for tests. */
  readonly fail: (method: string, failure: Failure) => void
  /** Ends such failures, of one method or all. */
  readonly heal: (method?: string) => void
  /** An admin revokes the bot's token; `heal` stands for the new one. */
  readonly revoke: (error?: 'token_revoked' | 'account_inactive' | 'invalid_auth') => void
  /** An admin archives a channel, or restores it. */
  readonly setArchived: (channel: string, isArchived: boolean) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Starts a Slack workspace on this machine: the Web API for one bot, the events and interactions that Slack would send it,
 * and `/local/*` for the people in it. Throws a sentence for the person where the port is taken or the memory is damaged.
 */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const saved = await loadState(options.stateFile, SavedFile, emptyState, 'The local Slack')
  const state = createWorkspaceState(options, saved)
  const server = createServer()
  const url = await listen(server, options.port, options.host ?? '127.0.0.1')
  const opening = openWorkspace(options, state, saved, url)
  const faults = createFaults(options.now ?? Date.now, options.rateLimit)
  // A page that is still open from an earlier run asks at once: it waits until the workspace is there.
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { token } = options.bot
    opening
      .then(({ space }) =>
        serve(
          { space, faults, token, webRoot: options.webRoot, chatUrl: options.chatUrl },
          request,
          response,
        ),
      )
      .catch((error: unknown) => fail(response, error))
  })
  const closeServer = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const { space, stateFile } = await opening.catch(async (error: unknown) => {
    await closeServer()
    throw error
  })
  const named = [...state.channels.values()].filter((channel) => !channel.is_im)
  return {
    url,
    apiUrl: `${url}/api/`,
    users: new Map(state.people.map((person) => [person.name, person.id])),
    channels: new Map(named.map((channel) => [channel.name, channel.id])),
    bot: { user_id: state.bot.id, bot_id: state.bot.bot_id, app_id: state.bot.app_id },
    team: { id: state.team.id },
    setBotUrl: space.bot.setUrl,
    fail: faults.fail,
    heal: faults.heal,
    revoke(error = 'token_revoked') {
      faults.fail(anyMethod, { error, times: Number.POSITIVE_INFINITY })
      tellRevoked(space)
    },
    setArchived: (channel, isArchived) => setArchived(space, channel, isArchived),
    async close() {
      space.bot.close()
      space.hub.close()
      await closeServer()
      await space.emulator.close()
      await stateFile.flush()
    },
  }
}

async function openWorkspace(
  options: LocalSlackOptions,
  state: WorkspaceState,
  saved: SavedState,
  url: string,
): Promise<{ readonly space: Workspace; readonly stateFile: StateFile }> {
  const now = options.now ?? Date.now
  const messageStore = createMessageStore(now, saved)
  const stateFile = createStateFile(options.stateFile, () => ({
    messages: messageStore.all(),
    files: [...messageStore.files.values()],
    channels: [...state.channels.values()].filter((channel) => channel.made),
    memberships: [...state.channels.values()]
      .filter((channel) => channel.moved)
      .map(({ id, members }) => ({ channel: id, members })),
  }))
  const ids = createTranslator()
  const hub = createHub<LocalEvent>()
  const triggers = createTriggers(now)
  const { signingSecret } = options.bot
  const views = createViews({
    state,
    triggers,
    onStack: (user) => hub.tell(user, { type: 'views', stack: views.stack(user).map(localView) }),
    onHome: (user) => {
      const view = views.home(user)
      if (view) hub.tell(user, { type: 'home', view: localView(view) })
    },
  })
  const folder = options.stateFile && `${options.stateFile}.files`
  const space: Workspace = {
    state,
    ids,
    messageStore,
    views,
    triggers,
    hub,
    now,
    url,
    emulator: await startEmulator(state, ids, url),
    bot: createBotLink({ url: options.bot.url, signingSecret, state, retryDelays: options.retryDelays }),
    uploads: new Map(),
    welcome: options.welcome ?? {},
    platforms: options.chatUrl ? ['slack', 'gchat'] : ['slack'],
    files: createFiles({ state, messageStore, url, folder, changed: stateFile.changed }),
    responses: createResponseUrls(url, state.team.id, now),
    channelsChanged() {
      stateFile.changed()
      for (const { id } of state.people) hub.tell(id, { type: 'channels', channels: channelsOf(state, id) })
    },
  }
  await replay(space)
  messageStore.onChange(stateFile.changed)
  publishChanges(space)
  return { space, stateFile }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof BadBody) {
    sendJson(response, 200, { ok: false, error: error.message })
    return
  }
  const message = error instanceof Error ? error.message : String(error)
  sendJson(response, error instanceof TooLarge ? 413 : 500, { ok: false, error: 'internal_error', message })
}
