/** DOM-5: the settings with what was chosen in chat, for what is looked at as a whole. The environment wins. */
import type { Config } from './config.ts'

export interface Chosen {
  readonly deskChannels: readonly {
    readonly platform: string
    readonly tenant: string
    readonly channel: string
  }[]
  readonly grantDefault: Config['grantDefault'] | null
}

export function withChosenSettings(config: Config, { deskChannels, grantDefault }: Chosen): Config {
  const { slack, gchat, given } = config
  const chosenIn = (platform: string) => deskChannels.find((one) => one.platform === platform)
  const inSlack = slack?.deskChannel ? undefined : chosenIn('slack')
  const isGiven = given.includes('GRANT_DEFAULT')
  return {
    ...config,
    slack:
      slack && inSlack ? { ...slack, deskChannel: inSlack.channel, deskWorkspace: inSlack.tenant } : slack,
    gchat: gchat && { ...gchat, deskSpace: gchat.deskSpace ?? chosenIn('gchat')?.channel ?? null },
    ...(isGiven || grantDefault === null ? {} : { grantDefault }),
  }
}
