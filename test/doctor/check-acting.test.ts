import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { type ActingWays, checkActing, checkDeskActing, toActingWays } from '../../src/doctor/check-acting.ts'
import type { Item } from '../../src/people/directory-schema.ts'
import { anAccount } from '../support/build-directory.ts'

const hoshi = 'hoshi.example.com'
const aoi = anAccount({ roles: ['Reseller Admin'] })
const mio = anAccount({ email: `mio@${hoshi}`, roles: ['Reseller Admin'] })
const idle = anAccount({ email: `idle@${hoshi}` })

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' }
const linking = {
  PUBLIC_URL: 'https://cases.example.com',
  GOOGLE_CLIENT_ID: '1234.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
}
const gchat = { GCHAT_PROJECT_NUMBER: '123456789012', PUBLIC_URL: linking.PUBLIC_URL }

function waysOf(env: Readonly<Record<string, string>>, linked: readonly string[] = []): ActingWays {
  return toActingWays(readConfig(env), {
    linkedTo: async (email) =>
      linked.includes(email) ? [{ platform: 'slack', tenant: 'T1', user: 'U1' }] : [],
  })
}

async function told(
  accounts: readonly Item<'accounts'>[],
  ways: ActingWays,
  people: readonly Item<'people'>[] = [],
): Promise<string> {
  const { level, kind, subject, message, remedy = '' } = await checkActing({ accounts, people }, hoshi, ways)
  expect([kind, subject]).toEqual(['who-can-act', hoshi])
  expect(remedy === '').toBe(level === 'ok')
  return `${level}: ${message} ${remedy}`
}

describe('can anyone act at all?', () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
    ['a chat user in the directory', slack, 'slack:T1/U1', '1 by "people" in the directory'],
  ])('yes, by %s', async (_what, env, person, expected) => {
    const people = person ? [{ person, accounts: [aoi.email] }] : []
    expect(await told([aoi], waysOf(env), people)).toContain(`ok: People of ${hoshi} can act: ${expected}`)
  })

  it.each<[string, Readonly<Record<string, string>>, 'slack' | 'gchat']>([
    ['Slack', { ...slack, SLACK_TRUST_EMAIL: 'true' }, 'slack'],
    ['Google Chat', gchat, 'gchat'],
  ])('by the e-mail that %s vouches for: yes where somebody is there with it', async (_what, env, chat) => {
    const asked: string[] = []
    const inChat = (there: readonly string[]): ActingWays => ({
      ...waysOf(env),
      isInChat: async (platform, email) => {
        asked.push(`${platform} ${email}`)
        return there.includes(email)
      },
    })
    expect(await told([aoi, mio], inChat([mio.email]))).toBe(
      `ok: People of ${hoshi} can act: 1 by the email that their chat vouches for, 1 by the email that their chat vouches for, once they are there. `,
    )
    expect(asked).toEqual([`${chat} ${aoi.email}`, `${chat} ${mio.email}`])
    expect(await told([aoi, mio], inChat([]))).toBe(
      `by-hand: Nobody of ${hoshi} was found in chat: 2 accounts may act (2 by the email that their chat vouches for, once they are there). Check that they are full members of your Slack workspace, or use the app in Google Chat, with these very emails.`,
    )
    const people = [{ person: 'aoi@home.example.org', accounts: [aoi.email] }]
    expect(await told([aoi], inChat(['aoi@home.example.org']), people)).toContain('ok: ')
  })

  it('says that a chat could not be asked, and not that nobody is there', async () => {
    expect(await told([aoi], { ...waysOf(gchat), isInChat: async () => undefined })).toBe(
      `by-hand: Nobody of ${hoshi} was found in chat: 1 account may act (1 by the email that their chat vouches for, if they are there: that could not be asked). Fix what is named under "Slack", "Google Chat" or "Database", and run this again.`,
    )
  })

  it('asks a chat for a few of many only', async () => {
    let asked = 0
    const isInChat = async () => {
      asked += 1
      return false
    }
    const many = Array.from({ length: 40 }, (_, at) => ({ ...aoi, email: `w${at}@${hoshi}` }))
    await told(many, { ...waysOf(gchat), isInChat })
    expect(asked).toBe(5)
  })

  it('not by a chat user of another workspace, for all that is known', async () => {
    const people = [{ person: 'slack:T2/U1', accounts: [aoi.email] }]
    const ways = { ...waysOf(slack), tenants: { slack: ['T1'] } }
    expect(await told([aoi], ways, people)).toBe(
      `by-hand: Nobody of ${hoshi} was found in chat: 1 account may act (1 from another workspace, in channels that it shares). Check the workspace (T…) in "people" of the directory: the bot is in another one.`,
    )
    expect(await told([aoi], { ...ways, tenants: { slack: ['T2'] } }, people)).toContain('ok: ')
  })

  it('says that who linked could not be read, and not that nobody did', async () => {
    const ways = { ...waysOf({ ...slack, ...linking }), linkedTo: undefined }
    expect(await told([aoi], ways)).toBe(
      `by-hand: Nobody of ${hoshi} was found in chat: 1 account may act (1 if they linked their account, which could not be read). Fix what is named under "Database", and run this again: linked accounts are kept there.`,
    )
  })

  it('not yet, where linking is set up and nobody has linked anything', async () => {
    expect(await told([aoi, mio], waysOf({ ...slack, ...linking }))).toBe(
      `by-hand: Nobody of ${hoshi} can act yet: 2 accounts may, and no one has linked any. Each person types /case link in chat once and signs in: see docs/linking.md.`,
    )
    expect(await told([aoi, mio], waysOf({ ...slack, ...linking }, [aoi.email]))).toContain(
      '1 by an account that they linked, 1 once they type /case link',
    )
  })

  it('yes, by a link from when linking was set up', async () => {
    expect(await told([aoi], waysOf(slack, [aoi.email]))).toContain('1 by an account that they linked')
  })

  it.each<[string, readonly Item<'accounts'>[], string]>([
    ['no account', [], 'it has no accounts'],
    ['none that may work', [idle], 'its only account may not work with cases (ACC-1)'],
    [
      'one that holds nothing and one that is suspended',
      [idle, { ...aoi, suspended: true }],
      'none of its 2 accounts may work with cases (ACC-1), and 1 of them is suspended',
    ],
    ['a suspended one', [{ ...aoi, suspended: true }], 'its only account is suspended'],
    [
      'only suspended ones',
      [aoi, mio].map((one) => ({ ...one, suspended: true })),
      'all of its accounts (2) are suspended',
    ],
  ])('no, with %s', async (_what, accounts, why) => {
    expect(await told(accounts, waysOf({ ...slack, ...linking }))).toContain(
      `fault: Nobody of ${hoshi} can act: ${why}. Give an active account the role Reseller Admin, or the privileges`,
    )
  })

  it('no, without a chat', async () => {
    expect(await told([aoi, mio], waysOf({}))).toMatch(
      /^fault: Nobody of hoshi\.example\.com can act: 2 accounts may, but neither Slack nor Google Chat is set up\. Set SLACK_BOT_TOKEN or/,
    )
  })

  it.each<[string, readonly Item<'people'>[]]>([
    ['nobody is listed', []],
    ['who is listed is in a chat that is not set up', [{ person: 'gchat:users/1', accounts: [aoi.email] }]],
    [
      'who is listed is so by an e-mail that no chat vouches for',
      [{ person: aoi.email, accounts: [aoi.email] }],
    ],
  ])('no, where %s and nobody could link: it says what is missing', async (_what, people) => {
    const text = await told([aoi], waysOf(slack), people)
    expect(text).toContain(
      `fault: Nobody of ${hoshi} can act: 1 account may, but "people" in the directory has no chat user for them, linking isn't set up (PUBLIC_URL, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET missing), and no chat's emails are trusted.`,
    )
    expect(text).toContain('Set PUBLIC_URL, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET')
  })

  it('names who cannot where others can', async () => {
    const people = [{ person: 'slack:T1/U1', accounts: [aoi.email] }]
    expect(await told([aoi, mio], waysOf(slack), people)).toContain(
      `warning: 1 account of ${hoshi} may act but can't: ${mio.email}.`,
    )
  })

  it('asks the same of the desk', async () => {
    const desk = [{ email: 'ben@desk.example.org', name: 'Ben' }]
    const ways = waysOf({ ...slack, ...linking })
    expect(await checkDeskActing({ desk, people: [] }, ways)).toMatchObject({
      level: 'by-hand',
      subject: 'desk',
    })
    expect(await checkDeskActing({ desk: [], people: [] }, ways)).toMatchObject({ level: 'fault' })
    expect(await checkDeskActing({ desk, people: [] }, waysOf(slack))).toMatchObject({
      level: 'fault',
      message: expect.stringContaining('Nobody of the desk can act: 1 account may, but'),
    })
  })
})
