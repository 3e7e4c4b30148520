import type { InstallationStore } from '../cases/installation-store.ts'
import { type OpenWorkspaces, openWorkspaces } from '../chat/slack/open-workspaces.ts'
import type { Log } from '../config/log.ts'
import type { SlackConfig } from '../config/slack-settings.ts'
import { createTokenSeal } from '../store/seal-texts.ts'

/** Every workspace of the settings and of the database, for looking only. */
export function openSlack(
  slack: SlackConfig,
  installations: Pick<InstallationStore, 'list'> | undefined,
  log: Log,
): Promise<OpenWorkspaces> {
  const seal = slack.shared ? createTokenSeal(slack.shared.tokenKeys) : undefined
  return openWorkspaces(slack, installations, { seal, log })
}
