import type { InstallationStore, TokenSeal } from '../../../../src/cases/installation-store.ts'
import { askWhoAmI } from '../../../../src/chat/slack/installation.ts'
import { sealSecrets } from '../../../../src/chat/slack/installation-secrets.ts'
import { boltLogger } from '../../../../src/chat/slack/slack-log.ts'
import { createWeb } from '../../../../src/chat/slack/web-client.ts'
import { recordingLog } from '../../../support/recording-log.ts'
import type { SlackCloud } from './slack-cloud.ts'

/** A workspace adds the app, and what it gave is kept as the bot keeps it, without a bot. Answers the workspace's id. */
export async function keepInstallation(
  store: InstallationStore,
  seal: TokenSeal,
  cloud: SlackCloud,
  name: string,
): Promise<string> {
  const answered = await fetch(`${cloud.apiUrl}oauth.v2.access`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: cloud.clientId,
      client_secret: cloud.clientSecret,
      code: cloud.consent(name),
    }),
  })
  const { access_token, refresh_token, expires_in } = (await answered.json()) as {
    readonly access_token: string
    readonly refresh_token?: string
    readonly expires_in?: number
  }
  const logger = boltLogger(recordingLog())
  const installation = await askWhoAmI(createWeb({ botToken: access_token, apiUrl: cloud.apiUrl, logger }))
  const kept = {
    platform: 'slack',
    tenant: installation.team,
    name,
    installedBy: 'U0ADMIN',
    installedAt: new Date(),
    expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000),
  } as const
  await store.put(sealSecrets(seal, kept, { token: access_token, refreshToken: refresh_token, installation }))
  return installation.team
}
