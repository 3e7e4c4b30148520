import type { WebClient } from '@slack/web-api'

const pageSize = 500
const maxTeams = 10_000

/** The workspaces that an organisation gave the app to. Throws what the client throws. */
export async function listOrganisationTeams(web: WebClient): Promise<readonly string[]> {
  const teams: string[] = []
  let cursor: string | undefined
  do {
    const page = await web.auth.teams.list({ limit: pageSize, ...(cursor ? { cursor } : {}) })
    teams.push(...(page.teams ?? []).flatMap(({ id }) => (id ? [id] : [])))
    cursor = page.response_metadata?.next_cursor || undefined
  } while (cursor && teams.length < maxTeams)
  return teams
}
