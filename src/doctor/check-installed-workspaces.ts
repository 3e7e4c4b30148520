import type { InstallationStore, StoredInstallation } from '../cases/installation-store.ts'
import { isPassing, toInstallationFailure } from '../chat/slack/delivery-failure.ts'
import { installPath } from '../chat/slack/install-path.ts'
import { isListed, openSecrets } from '../chat/slack/installation-secrets.ts'
import { boltLogger } from '../chat/slack/slack-log.ts'
import { createWeb } from '../chat/slack/web-client.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import { createTokenSeal } from '../store/seal-texts.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** The workspaces that added the app by themselves, each with its token. */
export async function checkInstalledWorkspaces(
  { slack, publicUrl }: Pick<Config, 'slack' | 'publicUrl'>,
  installations: Pick<InstallationStore, 'list'>,
  log: Log,
): Promise<readonly Finding[]> {
  const shared = slack?.shared
  if (!slack || !shared) return []
  const seal = createTokenSeal(shared.tokenKeys)
  const address = `${publicUrl}${installPath}`

  async function check(stored: StoredInstallation): Promise<Finding> {
    const { tenant, name, sealedWith } = stored
    const about = { kind: 'slack', subject: tenant } as const
    const secrets = openSecrets(seal, stored)
    if (!secrets)
      return problem(
        { ...about, cause: 'settings' },
        `The token of ${name} (${tenant}) is encrypted with the key "${sealedWith}", which isn't in SLACK_TOKEN_KEYS.`,
        `Add that key again, or have an admin of the workspace add the app again at ${address}.`,
      )
    if (!isListed(secrets.installation, shared?.workspaces ?? []))
      return warning(
        about,
        `${name} (${tenant}) added the app but isn't in SLACK_WORKSPACES, so it isn't served.`,
        'Add its ID to SLACK_WORKSPACES, or ask its admins to remove the app.',
      )
    try {
      await createWeb({
        botToken: secrets.token,
        apiUrl: slack?.apiUrl ?? undefined,
        logger: boltLogger(log),
      }).auth.test()
      return ok(about, `Slack knows the bot in ${name} (${tenant}).`)
    } catch (error) {
      const failure = toInstallationFailure(error)
      if (isPassing(failure))
        return problem(
          { ...about, cause: 'unreachable' },
          `Slack can't be asked about ${name} (${tenant}): ${failure.message}.`,
          'Run this again once Slack can be reached.',
        )
      return problem(
        about,
        `Slack doesn't accept the token of ${name} (${tenant}): ${failure.code}.`,
        `Have an admin of the workspace add the app again at ${address}.`,
      )
    }
  }

  const stored = await installations.list('slack')
  if (stored.length === 0)
    return [
      byHand(
        { kind: 'slack', subject: 'SLACK_WORKSPACES' },
        'No workspace has added the app yet.',
        `Send an admin of each workspace to ${address}.`,
      ),
    ]
  return Promise.all(stored.map(check))
}
