/** DOM-5: the settings with what was chosen in chat, for what is looked at as a whole. The environment wins. */
import type { Config } from './config.ts'

export interface Chosen {
  readonly deskChannels: readonly { readonly platform: string; readonly channel: string }[]
  readonly grantDefault: Config['grantDefault'] | null
}

export function withChosenSettings(config: Config, { deskChannels, grantDefault }: Chosen): Config {
  const { slack, gchat, given } = config
  const chosenIn = (platform: string) =>
    deskChannels.find((one) => one.platform === platform)?.channel ?? null
  const isGiven = given.includes('GRANT_DEFAULT')
  return {
    ...config,
    slack: slack && { ...slack, deskChannel: slack.deskChannel ?? chosenIn('slack') },
    gchat: gchat && { ...gchat, deskSpace: gchat.deskSpace ?? chosenIn('gchat') },
    ...(isGiven || grantDefault === null ? {} : { grantDefault }),
  }
}
