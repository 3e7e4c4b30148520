import { App, type Receiver, type ReceiverEvent } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Attachments, DirectMessages } from '../../../commands/define.ts'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../../commands/thread-talk.ts'
import type { AddedMessages } from '../../cases/added-messages.ts'
import type { IncomingFiles } from '../../cases/attachments.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../delivery/publishers.ts'
import { type BudgetClock, createBudgets } from '../budgets.ts'
import type { ChannelMessages } from '../channel-post.ts'
import { createRecentEvents } from '../recent-events.ts'
import type { ThreadViews } from '../thread-views.ts'
import { createChannelMessages } from './channel-messages.ts'
import type { ResponseDeadlines, SlackContext } from './context.ts'
import { createSlackConversations, type SlackConversations } from './conversations.ts'
import { toInstallationFailure } from './delivery-failure.ts'
import { createDirectMessages } from './direct-messages.ts'
import { createSlackAttachments } from './fetch-attachments.ts'
import type { Installation } from './installation.ts'
import { listenToActions } from './listeners/actions.ts'
import { type CommandCall, createCommandTaker, listenToCommands } from './listeners/commands.ts'
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
import { createSlackProfiles, type SlackProfiles } from './members.ts'
import { createPacedCalls } from './paced-calls.ts'
import { createPublisher } from './publisher.ts'
import { createResponder } from './responder.ts'
import { createSendFiles, type SendFilesHere } from './send-files.ts'
import { createUploads } from './share-files.ts'
import { boltLogger, describe } from './slack-log.ts'
import { callMs, createWeb } from './web-client.ts'

/** What all workspaces have in common. */
export interface WorkspaceParts {
  /** Where the Web API is, if not at Slack: `http://localhost:4003/api/`. */
  readonly apiUrl: string | null
  readonly threadViews: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'>
  /** The bytes of attachments, which are brought into the threads. */
  readonly files: Pick<FileStore, 'open'>
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly now: () => Date
  /** How long to wait for an answer before Slack is answered without it; the defaults leave Slack's 3 s some room. */
  readonly deadlines?: Partial<ResponseDeadlines>
  /** What Slack's rates are kept by. */
  readonly budgetClock?: BudgetClock
}

interface WorkspaceOptions extends WorkspaceParts {
  /** The bot's, as it is at that moment. */
  readonly botToken: () => string
  /** Whom the token speaks for. */
  readonly installation: Installation
  /** Whether the e-mail in a member's Slack profile counts as proved (the workspace signs in by the company's SSO). */
  readonly trustEmail: boolean
  /** Whether people are looked up by their e-mail to be written to directly. */
  readonly looksUpEmails: boolean
  /** Slack says that the app was taken away or its token revoked. */
  readonly onInstallationChange: (tenant: string) => void
}

/** One workspace, or one organisation, with all that is made for it alone: none of its parts knows that there are others. */
export interface Workspace {
  readonly installation: Installation
  readonly web: WebClient
  readonly profiles: SlackProfiles
  readonly conversations: SlackConversations
  readonly directMessages: DirectMessages
  readonly channelMessages: ChannelMessages
  readonly attachments: Attachments
  readonly sendFiles: SendFilesHere
  readonly publisher: ThreadPublisher
  /** Throws a `DeliveryFailure`. */
  check(): Promise<void>
  threadUrl(thread: { readonly channel: string; readonly root: string | null }): string | undefined
  setInstances(count: number): void
  /** Of an organisation: the workspaces that it gave the app to. */
  setTeams(teams: readonly string[]): void
  /** Its requests are understood from here on. */
  listen(dispatcher: Dispatcher, added?: AddedMessages, talk?: ThreadTalk): void
  /** Each of these once it listens. */
  processEvent(event: ReceiverEvent): Promise<void>
  takeCommand(call: CommandCall): Promise<void>
  /** Sees through what is under way. */
  stop(): Promise<void>
}

/** Without it no post goes out. */
const postingScope = 'chat:write'

/** Requests come by way of the receiver that all workspaces share. */
const noReceiver: Receiver = { init() {}, start: async () => {}, stop: async () => {} }

/** Bolt in, Web API out. Knows no command by name but `/case` and the shortcuts; all else is the dispatcher's. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { log, apiUrl, botToken, installation } = options
  const logger = boltLogger(log)
  const web = createWeb({ botToken, apiUrl: apiUrl ?? undefined, logger })
  let teams: readonly string[] = []
  const home = () => ({ ...installation, teams })
  const self = () => installation
  const team = () => installation.team
  const profiles = createSlackProfiles({
    web,
    log,
    now: options.now,
    trustEmail: options.trustEmail,
    home,
  })
  const conversations = createSlackConversations({ web, log, now: options.now, home })

  const underway = new Set<Promise<void>>()
  let instances = 1
  const calls = createPacedCalls(createBudgets(() => instances, options.budgetClock))
  const lookThrough = createLookThrough(calls, ({ user, bot_id }) => {
    const { user: me, bot } = installation
    return user === me || (bot !== undefined && bot_id === bot)
  })
  const lookInThread = createLookInThread(web, lookThrough)
  let listening: Pick<Workspace, 'processEvent' | 'takeCommand'> | undefined
  const listener = () => {
    if (!listening) throw new Error('the workspace does not listen yet')
    return listening
  }

  return {
    installation,
    web,
    profiles,
    conversations,
    directMessages: createDirectMessages({
      web,
      lookThrough,
      people: profiles,
      log,
      team,
      looksUpEmails: options.looksUpEmails,
    }),
    channelMessages: createChannelMessages({ web, calls, lookThrough }),
    attachments: createSlackAttachments({ web, botToken, log, incoming: options.incoming }),
    sendFiles: createSendFiles({ web, calls }),
    publisher: createPublisher({
      web,
      calls,
      lookThrough,
      lookInThread,
      log,
      views: options.threadViews,
      uploads: createUploads({ web, calls, lookInThread, log, files: options.files }),
      self,
    }),

    async check() {
      try {
        const { team_id, enterprise_id, response_metadata } = await web.auth.test()
        const told = installation.isOrganisation ? enterprise_id : team_id
        if (told !== installation.team)
          throw new DeliveryFailure(`the token is another workspace's (${told})`, {
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
    threadUrl({ channel, root }) {
      // https://docs.slack.dev/reference/methods/chat.getPermalink tells the same, one call for each.
      if (!installation.url || root === null) return undefined
      return new URL(`archives/${channel}/p${root.replace('.', '')}`, installation.url).href
    },
    setInstances(count) {
      instances = count
    },
    setTeams(given) {
      teams = given
    },

    listen(dispatcher, added, talk) {
      const basics: SlackContext = {
        web,
        dispatcher,
        log,
        profiles,
        responder: createResponder({ web, log }),
        deadlines: { answerMs: 2_000, submitMs: 2_500, ...options.deadlines },
        team,
        self,
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
      const app = new App({
        receiver: noReceiver,
        logger,
        convoStore: false,
        clientOptions: { timeout: callMs, ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }) },
        authorize: async () => {
          const { user, bot } = installation
          return { botToken: botToken(), botUserId: user, ...(bot === undefined ? {} : { botId: bot }) }
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
      listenToInstallation(app, log, () => options.onInstallationChange(team()))
      if (changes) listenToMessages(app, changes)
      if (lines) hearBeforeAnswering(app, context, lines)
      listening = { processEvent: (event) => app.processEvent(event), takeCommand }
    },
    processEvent: (event) => listener().processEvent(event),
    takeCommand: (call) => listener().takeCommand(call),

    async stop() {
      await Promise.allSettled(underway)
    },
  }
}
