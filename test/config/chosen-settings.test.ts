import { describe, expect, it } from 'vitest'
import { withChosenSettings } from '../../src/config/chosen-settings.ts'
import { readConfig } from '../../src/config/config.ts'

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }
const chosen = {
  deskChannels: [{ platform: 'slack', tenant: 'T1', channel: 'C1' }],
  grantDefault: 'assume',
} as const

describe('DOM-5: settings that were chosen in chat', () => {
  it('count where the environment gives none', () => {
    const config = withChosenSettings(readConfig(slack), chosen)
    expect([config.slack?.deskChannel, config.grantDefault, config.gchat]).toEqual(['C1', 'assume', null])
  })

  it('do not win over the environment, also where it says what goes without saying', () => {
    const given = readConfig({ ...slack, SLACK_DESK_CHANNEL: 'C0', GRANT_DEFAULT: 'ask' })
    const config = withChosenSettings(given, chosen)
    expect([config.slack?.deskChannel, config.grantDefault]).toEqual(['C0', 'ask'])
  })

  it('leave all as it is where nothing was chosen', () => {
    const config = readConfig(slack)
    expect(withChosenSettings(config, { deskChannels: [], grantDefault: null })).toEqual(config)
  })
})
