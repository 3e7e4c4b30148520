import { z } from 'zod'

const id = z.string().optional().catch(undefined)
const team = z.object({ id, enterprise_id: id }).optional().catch(undefined)

/** As much of a request as tells whose it is. */
const Body = z.object({
  authorizations: z
    .array(z.object({ team_id: id, enterprise_id: id, is_enterprise_install: z.unknown() }))
    .catch([]),
  context_team_id: id,
  context_enterprise_id: id,
  team_id: id,
  enterprise_id: id,
  team,
  enterprise: team,
  view: z.object({ app_installed_team_id: id }).optional().catch(undefined),
  message: z.object({ bot_id: id, team: id }).optional().catch(undefined),
})

/**
 * The workspaces and organisations that a request may be for, the likeliest first; of those that the app is in, the first is meant. Over
 * Slack Connect `team` may be the person's own workspace, so what names the app's comes before it.
 */
export function readTenants(body: unknown): readonly string[] {
  const { data } = Body.safeParse(body)
  if (!data) return []
  const [sentFor] = data.authorizations
  const found = [
    sentFor?.team_id,
    ...(sentFor?.is_enterprise_install ? [sentFor.enterprise_id] : []),
    data.context_team_id,
    data.context_enterprise_id,
    data.view?.app_installed_team_id,
    data.message?.bot_id === undefined ? undefined : data.message.team,
    data.team?.id,
    data.team_id,
    data.enterprise?.id,
    data.enterprise_id,
    data.team?.enterprise_id,
    sentFor?.enterprise_id,
  ]
  return [...new Set(found.filter((tenant) => tenant !== undefined && tenant !== ''))] as readonly string[]
}
