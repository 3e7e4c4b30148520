import { expect, it } from 'vitest'
import { createEmailTrust } from '../../src/chat/email-trust.ts'
import { readConfig } from '../../src/config/config.ts'

it.each([
  ['T0100000', 'T0100000', true],
  ['T0100000', 'T0200000', false],
  ['E0100000', 'T0100000', true],
  ['E0100000', 'E0100000', true],
  ['E0200000', 'T0100000', false],
])(
  'SLACK_TRUST_EMAIL=%s: what is said of %s in the organisation E0100000 is what counts there: %s',
  (named, tenant, value) => {
    const config = readConfig({
      SLACK_SIGNING_SECRET: 'a'.repeat(32),
      SLACK_CLIENT_ID: '123.456',
      SLACK_CLIENT_SECRET: 'b'.repeat(32),
      SLACK_TOKEN_KEYS: `one:${Buffer.alloc(32, 1).toString('base64')}`,
      SLACK_WORKSPACES: 'E0100000,E0200000,T0100000,T0200000',
      SLACK_TRUST_EMAIL: named,
      PUBLIC_URL: 'https://cases.example.com',
    })

    const findTrust = createEmailTrust(config, (asked) => (asked === 'T0200000' ? undefined : 'E0100000'))

    expect(findTrust({ platform: 'slack', tenant })).toEqual({ setting: 'SLACK_TRUST_EMAIL', value })
  },
)
