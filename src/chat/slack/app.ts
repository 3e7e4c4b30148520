import { App } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { IncomingFiles } from '../../cases/attachments.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure } from '../../delivery/publishers.ts'
import { type BudgetClock, createBudgets } from '../budgets.ts'
import type { ChatPlatform } from '../chat-platform.ts'
import { createRecentEvents } from '../recent-events.ts'
import type { ThreadViews } from '../thread-views.ts'
import { capabilities } from './capabilities.ts'
import { createChannelMessages } from './channel-messages.ts'
import type { ResponseDeadlines, SlackContext } from './context.ts'
import { createSlackConversations } from './conversations.ts'
import { toInstallationFailure } from './delivery-failure.ts'
import { createDirectMessages } from './direct-messages.ts'
import { createSlackAttachments } from './fetch-attachments.ts'
import { listenToActions } from './listeners/actions.ts'
import { createCommandTaker, listenToCommands } from './listeners/commands.ts'
import { listenToConversations } from './listeners/conversation-changes.ts'
import { listenToInstallation } from './listeners/installation-changes.ts'
import { createMessageChanges, listenToMessages } from './listeners/message-changes.ts'
import { listenToHome, listenToOptions, listenToShortcuts } from './listeners/others.ts'
import { listenToReactions } from './listeners/reactions.ts'
import { dropRepeatedEvents } from './listeners/repeated-events.ts'
import { listenToWhatIsSaid } from './listeners/said-to-app.ts'
import { listenToSubmissions } from './listeners/submissions.ts'
import { createThreadLines, hearBeforeAnswering } from './listeners/thread-lines.ts'
import { createLookInThread } from './look-in-thread.ts'
import { createLookThrough } from './look-through.ts'
import { createSlackProfiles } from './members.ts'
import { createPacedCalls } from './paced-calls.ts'
import { createPublisher } from './publisher.ts'
import { createReceiver, type SlackConnection } from './receiver.ts'
import { createResponder } from './responder.ts'
import { createSendFiles } from './send-files.ts'
import { createUploads } from './share-files.ts'
import { boltLogger, describe } from './slack-log.ts'
import { botCredential, toUnavailable } from './unavailable.ts'
import { callMs, createWeb } from './web-client.ts'

export interface SlackOptions {
  readonly botToken: string
  readonly connection: SlackConnection
  /** Where the Web API is, if not at Slack: `http://localhost:4003/api/`. */
  readonly apiUrl: string | null
  readonly threadViews: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'>
  /** The bytes of attachments, which are brought into the threads. */
  readonly files: Pick<FileStore, 'open'>
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly now: () => Date
  /** Whether the e-mail in a member's Slack profile counts as proved (the workspace signs in by the company's SSO). */
  readonly trustEmail: boolean
  /** How long to wait for an answer before Slack is answered without it; the defaults leave Slack's 3 s some room. */
  readonly deadlines?: Partial<ResponseDeadlines>
  /** What Slack's rates are kept by. */
  readonly budgetClock?: BudgetClock
}

/** Without it no post goes out. */
const postingScope = 'chat:write'

interface Installation {
  /** The workspace's own address. */
  readonly url: string | undefined
  readonly user: string
  readonly bot: string | undefined
  readonly team: string
  readonly enterprise: string | undefined
  readonly label: string
}

/** Slack: Bolt in, Web API out. Knows no command by name but `/case` and the shortcuts; all else is the dispatcher's. */
export function createSlack(options: SlackOptions): ChatPlatform {
  const { log, botToken, apiUrl, connection } = options
  const logger = boltLogger(log)
  const clientOptions = { timeout: callMs, ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }) }
  const web = createWeb({ botToken, apiUrl: apiUrl ?? undefined, logger })
  let installation: Installation | undefined
  const installed = (): Installation => {
    if (!installation) throw new Error('Slack has not been connected')
    return installation
  }
  const team = () => installed().team
  const profiles = createSlackProfiles({
    web,
    log,
    now: options.now,
    trustEmail: options.trustEmail,
    home: installed,
  })
  const conversations = createSlackConversations({ web, log, now: options.now, home: installed })

  const underway = new Set<Promise<void>>()
  let closeConnection = async () => {}
  let instances = 1
  let onInstallationChange = () => {}
  const calls = createPacedCalls(createBudgets(() => instances, options.budgetClock))
  const lookThrough = createLookThrough(calls, ({ user, bot_id }) => {
    const { user: me, bot } = installed()
    return user === me || (bot !== undefined && bot_id === bot)
  })
  const lookInThread = createLookInThread(web, lookThrough)

  return {
    platform: 'slack',
    name: 'Slack',
    capabilities,
    conversations,
    members: { findEmail: ({ user }) => profiles.findEmail(user) },
    directMessages: createDirectMessages({ web, lookThrough, people: profiles, log, team }),
    channelMessages: createChannelMessages({ web, calls, lookThrough }),
    attachments: createSlackAttachments({
      botToken,
      log,
      incoming: options.incoming,
      ...(apiUrl === null ? {} : { apiUrl }),
    }),
    sendFiles: createSendFiles({ web, calls }),
    publisher: createPublisher({
      web,
      calls,
      lookThrough,
      lookInThread,
      log,
      views: options.threadViews,
      uploads: createUploads({ web, calls, lookInThread, log, files: options.files }),
      self: installed,
    }),

    async check() {
      try {
        const { team_id, response_metadata } = await web.auth.test()
        if (installation && team_id !== installation.team)
          throw new DeliveryFailure(`the token is another workspace's (${team_id})`, {
            scope: 'installation',
            code: 'other_team',
          })
        if (response_metadata?.scopes?.includes(postingScope) === false)
          throw new DeliveryFailure(`the token lacks the scope ${postingScope}`, {
            scope: 'installation',
            code: 'missing_scope',
          })
      } catch (error) {
        throw toInstallationFailure(error)
      }
    },
    onInstallationChange(listener) {
      onInstallationChange = listener
    },
    threadUrl({ channel, root }) {
      // https://docs.slack.dev/reference/methods/chat.getPermalink tells the same, one call for each.
      if (!installation?.url || root === null) return undefined
      return new URL(`archives/${channel}/p${root.replace('.', '')}`, installation.url).href
    },
    setInstances(count) {
      instances = count
    },

    async connect() {
      installation = await whoAmI(web)
      log.info({ team: installation.team, bot: installation.user }, 'Slack is connected')
      return { tenant: installation.team }
    },

    async listen(dispatcher, added, talk) {
      const basics: SlackContext = {
        web,
        dispatcher,
        log,
        profiles,
        responder: createResponder({ web, log }),
        deadlines: { answerMs: 2_000, submitMs: 2_500, ...options.deadlines },
        team,
        self: installed,
        run: (name, work) => {
          const running = work()
            .catch((error: unknown) => log.error({ error: describe(error) }, `${name} was not seen through`))
            .finally(() => underway.delete(running))
          underway.add(running)
          return running
        },
      }
      const changes = added && createMessageChanges(basics, added)
      const watching = changes ? { ...basics, lookAgain: changes.lookAgain } : basics
      const lines = talk && createThreadLines(watching, talk)
      const context = lines ? { ...watching, lines } : watching
      const takeCommand = createCommandTaker(context)
      const { receiver, route, open, close } = await createReceiver(connection, {
        log,
        logger,
        clientOptions,
        takeCommand,
      })
      const app = new App({
        receiver,
        logger,
        convoStore: false,
        clientOptions,
        authorize: async () => {
          const { user, bot } = installed()
          return { botToken, botUserId: user, ...(bot === undefined ? {} : { botId: bot }) }
        },
      })
      app.error(async (error) =>
        log.error({ error: describe(error) }, 'A request from Slack was not understood'),
      )
      dropRepeatedEvents(app, createRecentEvents({ now: options.now }))
      listenToCommands(app, takeCommand)
      listenToActions(app, context)
      listenToSubmissions(app, context)
      listenToOptions(app, context)
      listenToHome(app, context)
      listenToShortcuts(app, context)
      listenToConversations(app, conversations)
      listenToWhatIsSaid(app, context)
      listenToReactions(app, context)
      listenToInstallation(app, log, () => onInstallationChange())
      if (changes) listenToMessages(app, changes)
      if (lines) hearBeforeAnswering(app, context, lines)
      await open()
      closeConnection = close
      return route
    },

    async stop() {
      await closeConnection()
      await Promise.allSettled(underway)
    },
  }
}

export async function whoAmI(web: WebClient): Promise<Installation> {
  try {
    const response = await web.auth.test()
    if (!response.user_id || !response.team_id) throw new Error('Slack did not say whose token this is')
    return {
      user: response.user_id,
      bot: response.bot_id,
      team: response.team_id,
      enterprise: response.enterprise_id,
      label: toLabel(response.team ?? response.team_id, response.url),
      url: response.url !== undefined && URL.canParse(response.url) ? response.url : undefined,
    }
  } catch (error) {
    throw toUnavailable(error, botCredential)
  }
}

/** `Northwind Apps (northwind.slack.com)` */
function toLabel(name: string, url: string | undefined): string {
  return url && URL.canParse(url) ? `${name} (${new URL(url).hostname})` : name
}
