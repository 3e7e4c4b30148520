import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createGchat, type GchatOptions } from '../../../src/chat/gchat/app.ts'
import { withoutEmails } from '../../../src/chat/gchat/members.ts'
import type { ThreadViews } from '../../../src/chat/thread-views.ts'
import { fakeRunner } from '../../support/fake-runner.ts'
import { noIncoming } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { marcus } from '../../support/sample-world.ts'

const person = {
  platform: 'gchat',
  tenant: '',
  user: 'users/1',
  name: 'Marcus',
  email: marcus,
  profile: { handle: null, workspace: null, address: marcus },
  locale: 'en',
  timeZone: 'UTC',
} as const
const interaction = {
  person,
  place: { platform: 'gchat', tenant: '', channel: 'spaces/A' },
  key: 'gchat:1',
} as const

function aChat(requireLinking: boolean) {
  const keyFile = join(mkdtempSync(join(tmpdir(), 'casethread-key-')), 'key.json')
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const account = { client_email: 'casethread@p.iam.gserviceaccount.com', private_key: privateKey }
  writeFileSync(keyFile, JSON.stringify({ type: 'service_account', ...account }))
  return createGchat({
    projectNumber: '123456789012',
    audience: 'project-number',
    publicUrl: 'https://cases.example.com',
    requireLinking,
    keyFile,
    apiUrl: null,
    certsUrl: null,
    commands: [],
    threadViews: {} as ThreadViews,
    identities: {} as GchatOptions['identities'],
    findTerms: async () => undefined,
    incoming: noIncoming,
    log: recordingLog(),
    now: () => new Date(),
  })
}

describe('where Google Chat requires linking', () => {
  it('the e-mail that came with an event proves nothing, on whichever way it came; it stays to be shown', async () => {
    const runner = fakeRunner()
    const dispatcher = withoutEmails(runner)

    await dispatcher.commandLine(interaction, 'list')
    await dispatcher.action(interaction, 'list', {})
    await dispatcher.submission(interaction, 'new', {}, {})
    await dispatcher.refresh(interaction, 'new', {}, {})
    await dispatcher.options(interaction, 'customers', '', {})
    await dispatcher.home(interaction)
    await dispatcher.serves(interaction, 'new')

    expect(runner.asked.map(({ what }) => what).toSorted()).toEqual(Object.keys(dispatcher).toSorted())
    for (const { wish } of runner.asked) expect(wish.person).toEqual({ ...person, email: null })
  })

  it.each([
    [true, null],
    [false, marcus],
  ])('switched on: %s; a direct message is read by the e-mail %s', async (requireLinking, email) => {
    const { members } = aChat(requireLinking)

    expect(await members.findEmail({ tenant: '', user: 'users/1', email: marcus })).toBe(email)
  })
})
