import { expect, it } from 'vitest'
import { isDesks } from '../../src/cli/audit-command.ts'
import { readConfig } from '../../src/config/config.ts'

const channel = { platform: 'slack', tenant: 'T0100000', channel: 'C0123456789' } as const
const there = { ...channel, tenant: 'T0200000' }
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'a'.repeat(32) }

it('PLC-8: a channel chosen in chat is read as the desk’s, in its own workspace alone', () => {
  const config = readConfig(slack)

  expect(isDesks(config, [channel], channel)).toBe(true)
  expect(isDesks(config, [channel], there)).toBe(false)
  expect(isDesks(config, [], channel)).toBe(false)
})

it('PLC-8: a channel that the settings name in one workspace is the desk’s there alone', () => {
  const config = readConfig({ ...slack, SLACK_DESK_CHANNEL: channel.channel })
  const named = { ...config, slack: config.slack && { ...config.slack, deskWorkspace: channel.tenant } }

  expect([isDesks(named, [], channel), isDesks(named, [], there)]).toEqual([true, false])
  expect(isDesks(config, [], channel)).toBe(true)
})
