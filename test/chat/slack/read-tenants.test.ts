import { expect, it } from 'vitest'
import { readTenants } from '../../../src/chat/slack/read-tenants.ts'

/** As Slack sends them, shortened to what tells whose they are; the first is what is meant where the app is in all of these. */
it.each([
  ['a command', { team_id: 'T1', enterprise_id: 'E1', user_id: 'U1' }, ['T1', 'E1']],
  [
    'an event',
    { team_id: 'T1', authorizations: [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }] },
    ['T1'],
  ],
  [
    'an event of a channel that is shared with another workspace, where it happened',
    {
      team_id: 'T_THEIRS',
      context_team_id: 'T_OURS',
      authorizations: [{ team_id: 'T_OURS', enterprise_id: null, is_enterprise_install: false }],
    },
    ['T_OURS', 'T_THEIRS'],
  ],
  [
    'an event of an organisation',
    {
      team_id: 'T1',
      context_enterprise_id: 'E1',
      authorizations: [{ team_id: null, enterprise_id: 'E1', is_enterprise_install: true }],
    },
    ['E1', 'T1'],
  ],
  [
    'a button over Slack Connect, pressed by somebody from outside',
    {
      team: { id: 'T_THEIRS' },
      user: { id: 'U1', team_id: 'T_THEIRS' },
      message: { bot_id: 'B1', team: 'T_OURS' },
    },
    ['T_OURS', 'T_THEIRS'],
  ],
  [
    'a shortcut on what a person said, whose team tells nothing of the app',
    { team: { id: 'T_OURS' }, message: { team: 'T_THEIRS' } },
    ['T_OURS'],
  ],
  [
    'a dialog that was opened in another workspace',
    { team: { id: 'T_THEIRS' }, view: { app_installed_team_id: 'T_OURS' } },
    ['T_OURS', 'T_THEIRS'],
  ],
  [
    'a button in an organisation',
    { team: null, enterprise: { id: 'E1' }, is_enterprise_install: true, user: { id: 'U1', team_id: 'T1' } },
    ['E1'],
  ],
  ['nothing of the kind', { team: 'T1', authorizations: 'none' }, []],
  ['no object', null, []],
])('reads whose %s is', (_what, body, tenants) => {
  expect(readTenants(body)).toEqual(tenants)
})
