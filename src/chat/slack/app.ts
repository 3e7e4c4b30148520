import { App } from '@slack/bolt'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { IncomingFiles } from '../../cases/attachments.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import type { ChatPlatform } from '../chat-platform.ts'
import { ChatUnavailable } from '../chat-unavailable.ts'
import type { ThreadViews } from '../thread-views.ts'
import { capabilities } from './capabilities.ts'
import type { ResponseDeadlines, SlackContext } from './context.ts'
import { createSlackConversations } from './conversations.ts'
import { createDirectMessages } from './direct-messages.ts'
import { createSlackAttachments } from './fetch-attachments.ts'
import { listenToActions } from './listeners/actions.ts'
import { createCommandTaker, listenToCommands } from './listeners/commands.ts'
import { listenToConversations } from './listeners/conversation-changes.ts'
import { listenToHome, listenToOptions, listenToShortcuts } from './listeners/others.ts'
import { listenToSubmissions } from './listeners/submissions.ts'
import { createSlackProfiles } from './members.ts'
import { createPublisher } from './publisher.ts'
import { createReceiver, type SlackConnection } from './receiver.ts'
import { createResponder } from './responder.ts'
import { createUploads } from './share-files.ts'
import { boltLogger, describe } from './slack-log.ts'
import { createWeb } from './web-client.ts'

export interface SlackOptions {
  readonly botToken: string
  readonly connection: SlackConnection
  /** Where the Web API is, if not at Slack: `http://localhost:4003/api/`. */
  readonly apiUrl: string | null
  readonly threadViews: Pick<ThreadViews, 'root' | 'entry' | 'title'>
  /** The bytes of attachments, which are brought into the threads. */
  readonly files: Pick<FileStore, 'open'>
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly now: () => Date
  /** Whether the e-mail in a member's Slack profile counts as proved (the workspace signs in by the company's SSO). */
  readonly trustEmail: boolean
  /** How long to wait for an answer before Slack is answered without it; the defaults leave Slack's 3 s some room. */
  readonly deadlines?: Partial<ResponseDeadlines>
}

interface Installation {
  readonly user: string
  readonly bot: string | undefined
  readonly team: string
  readonly enterprise: string | undefined
  readonly label: string
}

/** Slack: Bolt in, Web API out. Knows no command by name but `/case` and the shortcut; all else is the dispatcher's. */
export function createSlack(options: SlackOptions): ChatPlatform {
  const { log, botToken, apiUrl, connection } = options
  const logger = boltLogger(log)
  const clientOptions = apiUrl === null ? {} : { slackApiUrl: apiUrl }
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

  return {
    platform: 'slack',
    name: 'Slack',
    capabilities,
    conversations,
    members: { findEmail: ({ user }) => profiles.findEmail(user) },
    directMessages: createDirectMessages({ web, people: profiles, log, team }),
    attachments: createSlackAttachments({
      botToken,
      log,
      incoming: options.incoming,
      ...(apiUrl === null ? {} : { apiUrl }),
    }),
    publisher: createPublisher({
      web,
      log,
      views: options.threadViews,
      uploads: createUploads({ web, log, files: options.files, self: installed }),
      self: installed,
    }),

    async connect() {
      installation = await whoAmI(web)
      log.info({ team: installation.team, bot: installation.user }, 'Slack is connected')
      return { tenant: installation.team }
    },

    async listen(dispatcher) {
      const context: SlackContext = {
        web,
        dispatcher,
        log,
        profiles,
        responder: createResponder({ web, log }),
        deadlines: { answerMs: 2_000, submitMs: 2_500, ...options.deadlines },
        team,
        run: (name, work) => {
          const running = work()
            .catch((error: unknown) => log.error({ error: describe(error) }, `${name} was not seen through`))
            .finally(() => underway.delete(running))
          underway.add(running)
          return running
        },
      }
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
      listenToCommands(app, takeCommand)
      listenToActions(app, context)
      listenToSubmissions(app, context)
      listenToOptions(app, context)
      listenToHome(app, context)
      listenToShortcuts(app, context)
      listenToConversations(app, conversations)
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
    }
  } catch (cause) {
    const refused = cause instanceof WebAPIPlatformError
    const message = refused
      ? `Slack does not accept SLACK_BOT_TOKEN (${cause.data.error}): copy it again from "OAuth & Permissions" of your Slack app`
      : `Slack was not reached (${describe(cause)}): check the network, and SLACK_API_URL if it is set`
    throw new ChatUnavailable(message, { refused, cause })
  }
}

/** `Northwind Apps (northwind.slack.com)` */
function toLabel(name: string, url: string | undefined): string {
  return url && URL.canParse(url) ? `${name} (${new URL(url).hostname})` : name
}
