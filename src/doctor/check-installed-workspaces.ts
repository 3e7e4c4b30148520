import type { InstallationStore, StoredInstallation } from '../cases/installation-store.ts'
import { askInstalled, type SlackFacts } from '../chat/slack/check.ts'
import { isPassing, toInstallationFailure } from '../chat/slack/delivery-failure.ts'
import { installPath } from '../chat/slack/install-path.ts'
import { type InstallationSecrets, openSecrets } from '../chat/slack/installation-secrets.ts'
import { renewBeforeMs } from '../chat/slack/installed-workspaces.ts'
import type { Config } from '../config/config.ts'
import { isListed } from '../config/listed-workspaces.ts'
import type { Log } from '../config/log.ts'
import { toOneLine } from '../config/one-line.ts'
import { createTokenSeal } from '../store/seal-texts.ts'
import { checkDesk, checkScopes, tellTrusted } from './check-slack-app.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** The bot looks every ten seconds: a token that had to be renewed this long ago, in ms, it could not renew, or it doesn't run. */
const overdueMs = 15 * 60_000

interface Looking {
  readonly log: Log
  readonly now: Date
  /** Whether the token in the settings speaks for that workspace, or that is not known. */
  mayBeOwn(tenant: string): boolean
}

/** The workspaces that added the app by themselves: each with its token, its scopes, whether its e-mails count, and the desk's channel if it is there. */
export async function checkInstalledWorkspaces(
  { slack, publicUrl }: Pick<Config, 'slack' | 'publicUrl'>,
  installations: Pick<InstallationStore, 'list'>,
  { log, now, mayBeOwn }: Looking,
): Promise<readonly Finding[]> {
  if (!slack?.shared) return []
  const { shared, apiUrl, trustedWorkspaces, deskChannel, deskWorkspace } = slack
  const seal = createTokenSeal(shared.tokenKeys)
  const address = `${publicUrl}${installPath}`

  async function check(stored: StoredInstallation): Promise<readonly Finding[]> {
    const { tenant, name, sealedWith } = stored
    const about = { kind: 'slack', subject: tenant } as const
    const secrets = openSecrets(seal, stored)
    if (!secrets)
      return [
        problem(
          { ...about, cause: 'settings' },
          `The token of ${name} (${tenant}) is encrypted with the key "${sealedWith}", which isn't in SLACK_TOKEN_KEYS.`,
          `Add that key again, or have an admin of the workspace add the app again at ${address}.`,
        ),
      ]
    if (!isListed(secrets.installation, shared?.workspaces ?? []))
      return [
        warning(
          about,
          `${name} (${tenant}) added the app but isn't in SLACK_WORKSPACES, so it isn't served.`,
          'Add its ID to SLACK_WORKSPACES, or ask its admins to remove the app.',
        ),
      ]
    let facts: SlackFacts
    try {
      facts = await askInstalled({ botToken: secrets.token, apiUrl, log })
    } catch (error) {
      return [tellRefused(stored, secrets, error)]
    }
    return [
      ...(facts.tenant === tenant
        ? [ok(about, `Slack knows the bot in ${name} (${tenant}).`)]
        : [
            problem(
              about,
              `The token of ${name} (${tenant}) is another workspace's (${facts.tenant}).`,
              `Have an admin of the workspace add the app again at ${address}.`,
            ),
          ]),
      ...(sealedWith === seal.current
        ? []
        : [
            warning(
              about,
              `The token of ${name} (${tenant}) is still encrypted with the key "${sealedWith}", and "${seal.current}" is the first of SLACK_TOKEN_KEYS.`,
              'Keep both keys, and restart the bot: it then encrypts the token with the first one.',
            ),
          ]),
      ...checkRenewal(stored, secrets),
      checkScopes(facts.scopes, { tenant, name, address }),
      ...(deskWorkspace === tenant ? [await checkDesk(facts, deskChannel)] : []),
      ...(isListed(secrets.installation, trustedWorkspaces)
        ? [tellTrusted(`SLACK_TRUST_EMAIL names ${name} (${tenant})`)]
        : []),
    ]
  }

  function tellRefused(
    { tenant, name, expiresAt }: StoredInstallation,
    { refreshToken }: InstallationSecrets,
    error: unknown,
  ): Finding {
    const about = { kind: 'slack', subject: tenant } as const
    const failure = toInstallationFailure(error)
    if (isPassing(failure))
      return problem(
        { ...about, cause: 'unreachable' },
        `Slack can't be asked about ${name} (${tenant}): ${failure.message}.`,
        'Run this again once Slack can be reached.',
      )
    const isOver = failure.code === 'token_expired' && refreshToken !== undefined && expiresAt !== null
    return problem(
      about,
      isOver
        ? `The token of ${name} (${tenant}) ran out on ${expiresAt.toISOString()} and was not renewed.`
        : `Slack doesn't accept the token of ${name} (${tenant}): ${failure.code}.`,
      `${isOver ? 'Start the bot, which renews it; if its log says that it could not, have' : 'Have'} an admin of the workspace add the app again at ${address}.`,
    )
  }

  /** Only the bot renews: who renews a token ends the one before. */
  function checkRenewal(
    { tenant, name, expiresAt }: StoredInstallation,
    { refreshToken }: InstallationSecrets,
  ): readonly Finding[] {
    if (expiresAt === null) return []
    const about = { kind: 'slack-renewal', subject: tenant } as const
    const [until, whose] = [expiresAt.toISOString(), `The token of ${name} (${tenant})`]
    if (refreshToken === undefined)
      return [
        problem(
          about,
          `${whose} is good until ${until}, and nothing is kept that renews it.`,
          `Have an admin of the workspace add the app again at ${address}.`,
        ),
      ]
    const overdue = now.getTime() - (expiresAt.getTime() - renewBeforeMs)
    if (overdue <= overdueMs) return [ok(about, `${whose} is good until ${until}; the bot renews it.`)]
    return [
      warning(
        about,
        `${whose} runs out on ${until}, and the bot should have renewed it ${Math.floor(overdue / 60_000)} minutes ago.`,
        'Check that the bot runs, and what its log says about renewing it.',
      ),
    ]
  }

  const kept = (await installations.list('slack')).map((row) => ({ ...row, name: toOneLine(row.name) }))
  const found = kept.length === 0 ? [tellNone(address)] : (await Promise.all(kept.map(check))).flat()
  if (deskWorkspace === null || mayBeOwn(deskWorkspace)) return found
  if (kept.some(({ tenant }) => tenant === deskWorkspace)) return found
  return [
    ...found,
    problem(
      { kind: 'desk-conversation', subject: deskChannel ?? 'SLACK_DESK_CHANNEL' },
      `SLACK_DESK_CHANNEL is in ${deskWorkspace}, which hasn't added the app.`,
      `Have an admin of it add the app at ${address}, or name a channel of another workspace.`,
    ),
  ]
}

function tellNone(address: string): Finding {
  return byHand(
    { kind: 'slack', subject: 'SLACK_WORKSPACES' },
    'No workspace has added the app yet.',
    `Send an admin of each workspace to ${address}.`,
  )
}
