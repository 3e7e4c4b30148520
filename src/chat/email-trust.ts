import type { SetupGuide } from '../cases/setup-guide.ts'
import type { Config } from '../config/config.ts'
import { isListed } from '../config/listed-workspaces.ts'
import type { ChatPlatform } from './chat-platform.ts'

/** What the setup card says of whether e-mails prove an account in a workspace: as its people are judged there. */
export function createEmailTrust(
  { slack, gchat }: Pick<Config, 'slack' | 'gchat'>,
  organisationOf: ChatPlatform['conversations']['organisationOf'],
): SetupGuide['findEmailTrust'] {
  return ({ platform, tenant }) => {
    if (platform === 'slack' && slack) {
      const enterprise = organisationOf?.(tenant)
      const value = slack.trustEmail || isListed({ team: tenant, enterprise }, slack.trustedWorkspaces)
      return { setting: 'SLACK_TRUST_EMAIL', value }
    }
    return platform === 'gchat' && gchat
      ? { setting: 'GCHAT_REQUIRE_LINKING', value: !gchat.requireLinking }
      : undefined
  }
}
