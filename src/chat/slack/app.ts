import type { AddressInfo } from 'node:net'
import { App, type HTTPReceiver, type SocketModeReceiver } from '@slack/bolt'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { DirectMessages } from '../../../commands/define.ts'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { FileStore } from '../../cases/file-store.ts'
import type { Log } from '../../config/log.ts'
import type { ThreadPublisher } from '../../delivery/publishers.ts'
import type { Route } from '../../http/route.ts'
import { type CloseServer, createCloser, serverLimits } from '../../http/server-limits.ts'
import type { ThreadViews } from '../thread-views.ts'
import type { ResponseDeadlines, SlackContext } from './context.ts'
import { createDirectMessages } from './direct-messages.ts'
import { listenToActions } from './listeners/actions.ts'
import { listenToCommands } from './listeners/commands.ts'
import { listenToHome, listenToOptions, listenToShortcuts } from './listeners/others.ts'
import { listenToSubmissions } from './listeners/submissions.ts'
import { createPeople } from './members.ts'
import { createPublisher } from './publisher.ts'
import { httpReceiver, socketReceiver } from './receiver.ts'
import { createResponder } from './responder.ts'
import { boltLogger, describe } from './slack-log.ts'
import { SlackUnavailable } from './unavailable.ts'
import { createUploads } from './uploads.ts'
import { createWeb } from './web-client.ts'

export interface SlackOptions {
  readonly botToken: string
  /** HTTP mode: requests come to `POST /slack/events`. */
  readonly signingSecret?: string
  /** Socket Mode; goes before HTTP where both are given, as an app token is made for nothing else. */
  readonly appToken?: string
  /** Where the Web API is, if not at Slack: `http://localhost:4003/api/`. */
  readonly apiUrl?: string
  readonly port: number
  readonly host?: string
  /** What else the server answers, in HTTP mode; in Socket Mode there is none to answer at. */
  readonly route?: Route | undefined
  readonly runner: Dispatcher
  readonly threadViews: Pick<ThreadViews, 'root' | 'entry'>
  /** The bytes of attachments, which are brought into the threads. */
  readonly files: Pick<FileStore, 'open'>
  readonly log: Log
  readonly now: () => Date
  /** Whether the e-mail in a member's Slack profile counts as proved (the workspace signs in by the company's SSO). */
  readonly trustEmail: boolean
  /** How long to wait for the runner before Slack is answered without it; the defaults leave Slack's 3 s some room. */
  readonly patience?: Partial<ResponseDeadlines>
}

export interface Slack {
  /** Checks the token, then listens; `url` is where, in HTTP mode, `team` the workspace. Throws `SlackUnavailable`. */
  start(): Promise<{ readonly team: string; readonly url?: string }>
  /** Takes no more requests and sees those through that are under way; destroys connections when `cut` is aborted. */
  stop(cut?: AbortSignal): Promise<void>
  readonly publisher: ThreadPublisher
  readonly directMessages: DirectMessages
  /** The e-mail that the workspace vouches for, of one of its people; null where it vouches for none, or cannot be asked. */
  emailOf(user: string): Promise<string | null>
}

interface Self {
  readonly user: string
  readonly bot: string | undefined
  readonly team: string
  readonly enterprise: string | undefined
}

/** Slack: Bolt in, Web API out. Knows no command by name but `/case` and the shortcut; all else is the runner's. */
export function createSlack(options: SlackOptions): Slack {
  const { log, runner } = options
  const logger = boltLogger(log)
  const web = createWeb({ botToken: options.botToken, apiUrl: options.apiUrl, logger })
  let self: Self | undefined
  const me = (): Self => {
    if (!self) throw new Error('Slack has not been started')
    return self
  }

  const underway = new Set<Promise<void>>()
  const desk: SlackContext = {
    web,
    runner,
    log,
    people: createPeople({ web, log, now: options.now, trustEmail: options.trustEmail, home: me }),
    answers: createResponder({ web, log }),
    patience: { answerMs: 2_000, submitMs: 2_500, ...options.patience },
    team: () => me().team,
    run: (name, work) => {
      const running = work()
        .catch((error: unknown) => log.error({ error: describe(error) }, `${name} was not seen through`))
        .finally(() => underway.delete(running))
      underway.add(running)
      return running
    },
  }

  const receiver = receiverFor(options, logger)
  let close: CloseServer = async () => {
    await receiver.stop()
  }
  const app = new App({
    receiver,
    logger,
    convoStore: false,
    clientOptions: options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl },
    authorize: async () => {
      const { user, bot } = me()
      return { botToken: options.botToken, botUserId: user, ...(bot === undefined ? {} : { botId: bot }) }
    },
  })
  app.error(async (error) => log.error({ error: describe(error) }, 'A request from Slack was not understood'))
  listenToCommands(app, desk)
  listenToActions(app, desk)
  listenToSubmissions(app, desk)
  listenToOptions(app, desk)
  listenToHome(app, desk)
  listenToShortcuts(app, desk)

  return {
    emailOf: async (user) => (await desk.people.of(user, me().team)).email,
    directMessages: createDirectMessages({ web, people: desk.people, log, team: () => me().team }),
    publisher: createPublisher({
      web,
      log,
      views: options.threadViews,
      uploads: createUploads({ web, log, files: options.files, self: me }),
      self: me,
    }),

    async start() {
      const found = await whoAmI(web)
      self = found
      const started = await receiver.start(
        { port: options.port, ...(options.host ? { host: options.host } : {}) },
        serverLimits,
      )
      log.info({ team: found.team, bot: found.user }, 'Slack is connected')
      if (!('address' in started)) return { team: found.team }
      close = createCloser(started)
      const { port } = started.address() as AddressInfo
      const host =
        !options.host || options.host === '0.0.0.0' || options.host === '::' ? 'localhost' : options.host
      return { team: found.team, url: `http://${host}:${port}` }
    },

    async stop(cut) {
      await close(cut)
      await Promise.allSettled(underway)
    },
  }
}

function receiverFor(
  options: SlackOptions,
  logger: ReturnType<typeof boltLogger>,
): HTTPReceiver | SocketModeReceiver {
  const { appToken, signingSecret, apiUrl, route, log } = options
  if (appToken) return socketReceiver({ appToken, logger, apiUrl })
  if (signingSecret) return httpReceiver({ signingSecret, log, logger, route })
  throw new TypeError('Slack needs a signing secret (HTTP) or an app token (Socket Mode)')
}

async function whoAmI(web: WebClient): Promise<Self> {
  try {
    const told = await web.auth.test()
    if (!told.user_id || !told.team_id) throw new Error('Slack did not say whose token this is')
    return { user: told.user_id, bot: told.bot_id, team: told.team_id, enterprise: told.enterprise_id }
  } catch (cause) {
    const refused = cause instanceof WebAPIPlatformError
    const message = refused
      ? `Slack does not accept SLACK_BOT_TOKEN (${cause.data.error}): copy it again from "OAuth & Permissions" of your Slack app`
      : `Slack was not reached (${describe(cause)}): check the network, and SLACK_API_URL if it is set`
    throw new SlackUnavailable(message, { refused, cause })
  }
}
