import type { WebClient } from '@slack/web-api'
import type { Log } from '../../config/log.ts'
import type { Workspace } from './create-workspace.ts'
import { describe } from './slack-log.ts'

const pageSize = 500
const maxTeams = 10_000
/** The event of a change reaches one instance alone, and may get lost. In ms. */
const freshMs = 5 * 60_000
const againMs = 60_000

/** Which workspaces an organisation gave the app to, as its `Workspace` goes by. */
export interface OrganisationTeams {
  /** Asks Slack, and lets the workspace know. Undefined where it could not be asked, and of what is no organisation. */
  read(): Promise<readonly string[] | undefined>
  /** What was read is old. */
  isDue(): boolean
  /** What was read may be wrong: it is due. */
  forget(): void
}

export function createOrganisationTeams(
  { installation, web, setTeams }: Pick<Workspace, 'installation' | 'web' | 'setTeams'>,
  { now, log }: { readonly now: () => Date; readonly log: Log },
): OrganisationTeams {
  let dueAt = 0

  return {
    async read() {
      if (!installation.isOrganisation) return undefined
      try {
        const teams = await listOrganisationTeams(web)
        setTeams(teams)
        dueAt = now().getTime() + freshMs
        return teams
      } catch (error) {
        dueAt = now().getTime() + againMs
        const { team } = installation
        log.warn(
          { team, error: describe(error) },
          'Which workspaces of an organisation have the app is not known',
        )
        return undefined
      }
    },
    isDue: () => installation.isOrganisation && dueAt <= now().getTime(),
    forget() {
      dueAt = 0
    },
  }
}

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
