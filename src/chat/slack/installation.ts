import type { WebClient } from '@slack/web-api'
import { botCredential, toUnavailable } from './unavailable.ts'

/** Whom a bot token speaks for, and where. */
export interface Installation {
  /** The workspace; of an organisation's own installation the organisation. */
  readonly team: string
  readonly enterprise: string | undefined
  /** The token is good in all workspaces of the organisation that were given the app. */
  readonly isOrganisation: boolean
  readonly user: string
  readonly bot: string | undefined
  /** `Northwind Apps (northwind.slack.com)` */
  readonly label: string
  /** The workspace's own address. */
  readonly url: string | undefined
}

/** Asks Slack. Throws `ChatUnavailable`. */
export async function whoAmI(web: WebClient): Promise<Installation> {
  try {
    return await askWhoAmI(web)
  } catch (error) {
    throw toUnavailable(error, botCredential)
  }
}

/** As `whoAmI`; throws what the client throws. */
export async function askWhoAmI(web: WebClient): Promise<Installation> {
  const response = await web.auth.test()
  const isOrganisation = response.is_enterprise_install === true
  const team = isOrganisation ? response.enterprise_id : response.team_id
  if (!response.user_id || !team) throw new Error('Slack did not say whose token this is')
  return {
    team,
    enterprise: response.enterprise_id,
    isOrganisation,
    user: response.user_id,
    bot: response.bot_id,
    label: toLabel(response.team ?? team, response.url),
    url: response.url !== undefined && URL.canParse(response.url) ? response.url : undefined,
  }
}

function toLabel(name: string, url: string | undefined): string {
  return url && URL.canParse(url) ? `${name} (${new URL(url).hostname})` : name
}
