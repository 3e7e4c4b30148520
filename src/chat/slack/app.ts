import type { App, ReceiverEvent } from '@slack/bolt'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { ThreadTalk } from '../../../commands/thread-talk.ts'
import type { AddedMessages } from '../../cases/added-messages.ts'
import { doRegularly } from '../../config/do-regularly.ts'
import { isListed } from '../../config/listed-workspaces.ts'
import { composeHandlers } from '../../http/compose-handlers.ts'
import type { ChatPlatform } from '../chat-platform.ts'
import { answerCommand, answerInteraction, type Unserved } from './answer-unserved.ts'
import { capabilities } from './capabilities.ts'
import { createWorkspace, type Workspace, type WorkspaceParts } from './create-workspace.ts'
import { createInstallRoutes } from './install-routes.ts'
import { whoAmI } from './installation.ts'
import { createInstalledWorkspaces, isAboutTeams, type SharedOptions } from './installed-workspaces.ts'
import type { CommandCall } from './listeners/commands.ts'
import { createOrganisationTeams, type OrganisationTeams } from './organisation-teams.ts'
import { readTenants } from './read-tenants.ts'
import { createReceiver, type SlackConnection } from './receiver.ts'
import { boltLogger } from './slack-log.ts'
import { callMs, createWeb } from './web-client.ts'
import { createWorkspaces } from './workspaces.ts'

const teamsLookMs = { firstMs: 60_000, everyMs: 60_000 }

export interface SlackOptions extends WorkspaceParts {
  /** The one workspace that is in the settings; null where all of them install the app by themselves. */
  readonly botToken: string | null
  /** Whether its profiles' e-mails count as proved. */
  readonly trustEmail: boolean
  readonly connection: SlackConnection
  /** Workspaces that install the app by themselves; null: none do. */
  readonly shared?: SharedOptions | null
}

/** Slack: any number of workspaces, each with parts of its own, and one way in for the requests of all. */
export function createSlack(options: SlackOptions): ChatPlatform {
  const { log, apiUrl, connection, botToken, shared = null } = options
  const logger = boltLogger(log)
  const { parts, ...workspaces } = createWorkspaces(log, { alone: shared === null })
  let onInstallationChange: (tenant: string) => void = () => {}
  let listen: (workspace: Workspace) => void = () => {}
  let closeConnection = async () => {}

  /** The one in the settings. */
  let own: Workspace | undefined
  let ownTeams: OrganisationTeams | undefined
  let lookAtTeams: ReturnType<typeof doRegularly> | undefined
  const installed =
    shared &&
    createInstalledWorkspaces({
      ...options,
      ...shared,
      workspaces,
      listen: (workspace) => listen(workspace),
      isOwn: (tenant) => own?.installation.team === tenant,
      onInstallationChange: (tenant) => onInstallationChange(tenant),
    })

  async function connectOwn(token: string): Promise<Workspace> {
    const web = createWeb({ botToken: token, apiUrl: apiUrl ?? undefined, logger })
    const installation = await whoAmI(web)
    const { team, user } = installation
    const trustEmail = options.trustEmail || isListed(installation, shared?.trusted ?? [])
    log.info({ team, bot: user }, 'Slack is connected')
    return createWorkspace({
      ...options,
      installation,
      botToken: () => token,
      trustEmail,
      // Who is in the only one is the operator's own business.
      looksUpEmails: shared === null || trustEmail,
      onInstallationChange: (tenant) => onInstallationChange(tenant),
    })
  }

  async function findWorkspace(body: unknown): Promise<Workspace | Unserved> {
    // One workspace alone is asked for by everything that is signed for the app.
    if (!installed) return own ?? 'not-now'
    const tenants = readTenants(body)
    for (const tenant of tenants) {
      const workspace = workspaces.find(tenant)
      if (workspace) return workspace
    }
    const found = await installed.takeUp(tenants)
    if (found === 'not-served')
      log.warn({ tenants }, 'A request from a workspace that is not served; nothing was done')
    return found
  }

  async function processEvent(event: ReceiverEvent): Promise<void> {
    const workspace = await findWorkspace(event.body)
    if (typeof workspace === 'string') {
      if (await answerInteraction(workspace, event, log)) return
      // What is not acknowledged comes again.
      if (workspace === 'not-now') throw new Error('which workspace an event is for is not known yet')
      return event.ack()
    }
    await workspace.processEvent(event)
    if (workspace === own && isAboutTeams(event.body)) void ownTeams?.read()
    installed?.hear(workspace.installation.team, event.body)
  }

  async function takeCommand(call: CommandCall): Promise<void> {
    const workspace = await findWorkspace(call.command)
    return typeof workspace === 'string' ? answerCommand(workspace, call) : workspace.takeCommand(call)
  }

  return {
    ...parts,
    platform: 'slack',
    name: 'Slack',
    capabilities,

    onInstallationChange(listener) {
      onInstallationChange = listener
    },
    onTenants: (listener) => installed?.onTenants(listener),

    async connect() {
      if (botToken !== null && !own) {
        own = await connectOwn(botToken)
        ownTeams = createOrganisationTeams(own, options)
        await ownTeams.read()
        workspaces.add(own)
      }
      await installed?.load()
      return { tenants: workspaces.list().map(({ installation }) => installation.team) }
    },

    async listen(dispatcher: Dispatcher, added?: AddedMessages, talk?: ThreadTalk) {
      const { receiver, route, open, close } = await createReceiver(connection, {
        log,
        logger,
        clientOptions: { timeout: callMs, ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }) },
        takeCommand,
      })
      listen = (workspace) => workspace.listen(dispatcher, added, talk)
      for (const workspace of workspaces.list()) listen(workspace)
      // All that a receiver asks of Bolt's app.
      receiver.init({ processEvent } as App)
      installed?.start()
      lookAtTeams ??= doRegularly(async () => ownTeams?.isDue() && ownTeams.read(), teamsLookMs)
      await open()
      closeConnection = close
      if (!installed || !shared) return route
      return composeHandlers(route, createInstallRoutes({ ...shared, installed, apiUrl, log }))
    },

    async stop() {
      await lookAtTeams?.stop()
      await installed?.stop()
      await closeConnection()
      await Promise.all(workspaces.list().map((workspace) => workspace.stop()))
    },
  }
}
