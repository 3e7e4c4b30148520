/** Every workspace that the bot serves, for whoever looks once and listens to nothing. */
import type { WebClient } from '@slack/web-api'
import type { InstallationStore, TokenSeal } from '../../cases/installation-store.ts'
import { isListed } from '../../config/listed-workspaces.ts'
import type { Log } from '../../config/log.ts'
import type { SlackConfig } from '../../config/slack-settings.ts'
import { askWhoAmI, type Installation } from './installation.ts'
import { openSecrets } from './installation-secrets.ts'
import { listOrganisationTeams } from './organisation-teams.ts'
import { boltLogger } from './slack-log.ts'
import { createWeb } from './web-client.ts'

export interface OpenWorkspace {
  /** It is the one in the settings. */
  readonly isOwn: boolean
  readonly web: WebClient
  readonly installation: Installation
  /** Of an organisation: the workspaces that it gave the app to. */
  readonly teams: readonly string[]
  /** Whether its profiles' e-mails count as proved. */
  readonly trustsEmail: boolean
}

export interface OpenWorkspaces {
  readonly open: readonly OpenWorkspace[]
  /** Those that could not be asked, or that do not take their token; null: the one in the settings. */
  readonly unreached: readonly (string | null)[]
}

type OpenedBy = Pick<SlackConfig, 'botToken' | 'shared' | 'apiUrl' | 'trustEmail' | 'trustedWorkspaces'>

/** The one in the settings first. What keeps one from being asked hides no other. */
export async function openWorkspaces(
  { botToken, shared, apiUrl, trustEmail, trustedWorkspaces }: OpenedBy,
  installations: Pick<InstallationStore, 'list'> | undefined,
  { seal, log }: { readonly seal: TokenSeal | undefined; readonly log: Log },
): Promise<OpenWorkspaces> {
  const tokens: { readonly tenant: string | null; readonly token: string }[] = []
  const unreached: (string | null)[] = []
  if (botToken !== null) tokens.push({ tenant: null, token: botToken })
  if (shared && seal && installations)
    for (const stored of await installations.list('slack')) {
      const secrets = openSecrets(seal, stored)
      if (!secrets) unreached.push(stored.tenant)
      else if (isListed(secrets.installation, shared.workspaces))
        tokens.push({ tenant: stored.tenant, token: secrets.token })
    }

  async function open(token: string): Promise<OpenWorkspace> {
    const web = createWeb({ botToken: token, apiUrl: apiUrl ?? undefined, logger: boltLogger(log) })
    const installation = await askWhoAmI(web)
    const teams = installation.isOrganisation ? await listOrganisationTeams(web) : []
    const trustsEmail = isListed(installation, trustedWorkspaces) || (trustEmail && token === botToken)
    return { isOwn: token === botToken, web, installation, teams, trustsEmail }
  }

  const found = new Map<string, OpenWorkspace>()
  for (const { tenant, token } of tokens) {
    try {
      const workspace = await open(token)
      const { team } = workspace.installation
      if (!found.has(team)) found.set(team, workspace)
    } catch {
      unreached.push(tenant)
    }
  }
  return { open: [...found.values()], unreached }
}
