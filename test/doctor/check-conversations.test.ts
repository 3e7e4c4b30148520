import { beforeEach, describe, expect, it } from 'vitest'
import type { ChannelBinding, ConversationRef, Declaration } from '../../src/cases/identity-store.ts'
import { denyCaseWork } from '../../src/cases/policy.ts'
import { confirmationMs } from '../../src/conversations/member-standing.ts'
import {
  type ConversationChecks,
  checkConversations,
  checkReadershipSettings,
} from '../../src/doctor/check-conversations.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { noon } from '../support/build-case.ts'
import { aMember, type BuiltConversations, buildConversations } from '../support/build-conversations.ts'
import { aCustomer, aDirectory, anAccount } from '../support/build-directory.ts'

const hoshi = 'hoshi.example.com'
const domains = [{ domain: hoshi, name: hoshi, superAdmin: `admin@${hoshi}`, language: 'en' }] as const
const aoi = anAccount({ roles: ['Reseller Admin'] })
const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const desk = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const
const dayMs = 24 * 3_600_000

let store: Store
let at: BuiltConversations

beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' })
  const { directory } = aDirectory({
    domains: [...domains],
    accounts: [aoi],
    people: [{ person: 'slack:T1/UAOI', accounts: [aoi.email] }],
  })
  at = buildConversations({
    store,
    directory,
    deskPlaces: [desk],
    mayWork: async (actor) => denyCaseWork(actor, 'admin'),
    now: () => noon,
  })
  at.chats.slack.setMembers('C1', [aMember({ user: 'UAOI' })])
})

const bare = { domain: hoshi, by: aoi.email, at: noon }
const declared = (more: Partial<Declaration> = {}): Declaration => ({
  by: aoi.email,
  at: noon,
  confirmed: [],
  ...more,
})

async function bind(more: Partial<ChannelBinding> = {}, where: ConversationRef = channel): Promise<void> {
  await store.identities.bind(where, { ...bare, declared: declared(), ...more })
}

async function told(more: Partial<ConversationChecks> = {}): Promise<string> {
  const findings = await checkConversations({
    readers: at.readers,
    conversations: store.conversations,
    known: { domains },
    connected: [{ platform: 'slack', tenant: 'T1' }],
    unreached: [],
    deskPlaces: [desk],
    now: noon,
    ...more,
  })
  return findings
    .map(({ level, message, remedy }) => `${level}: ${message}${remedy ? ` → ${remedy}` : ''}`)
    .join('\n')
}

describe('who can read, conversation by conversation', () => {
  it('says of a channel and of a home that the chat could not be asked, not that it is another’s', async () => {
    await bind()
    await store.conversations.setHome({ domain: hoshi, channel, by: aoi.email, at: noon })
    const fix = 'Fix what is named under "Slack", and run this again.'
    expect(await told({ connected: [], unreached: [{ platform: 'slack' }], deskPlaces: [] })).toBe(
      `by-hand: Slack C1 was not looked at: Slack could not be asked. → ${fix}\nby-hand: Slack C1, the home of ${hoshi}, was not looked at: Slack could not be asked. → ${fix}`,
    )
  })

  it('says so of the one workspace that could not be asked, and looks at the others', async () => {
    const elsewhere: ConversationRef = { platform: 'slack', tenant: 'T2', channel: 'C2' }
    await bind()
    await bind({}, elsewhere)
    const asked = await told({
      deskPlaces: [],
      connected: [{ platform: 'slack', tenant: 'T1' }],
      unreached: [{ platform: 'slack', tenant: 'T2' }],
    })
    expect(asked).toContain(`ok: Slack c1 (C1), for ${hoshi}: 1 staff.`)
    expect(asked).toContain('by-hand: Slack C2 was not looked at: Slack could not be asked.')
    expect(await told({ deskPlaces: [] })).toContain(
      "Slack C2 was not looked at: Casethread isn't connected to its workspace.",
    )
  })

  it('PLC-1: counts who is in each declared channel and the desk’s, by standing', async () => {
    await bind()
    at.chats.slack.join('C1', aMember({ user: 'UBOT', name: 'Standup', kind: 'app' }))
    await store.identities.bind(channel, {
      domain: hoshi,
      by: aoi.email,
      at: noon,
      declared: declared({
        confirmed: [{ user: 'UBOT', name: 'Standup', standing: 'app', by: aoi.email, at: noon }],
      }),
    })

    expect(await told()).toContain(`ok: Slack c1 (C1), for ${hoshi}: 1 staff, 1 app let in by name.`)
    expect(await told()).toContain('ok: Slack cdesk (CDESK), for the desk: nobody.')
    expect(await told()).not.toContain('let in by name ends')
  })

  it('PLC-4: names who keeps something from being posted, and whether they can be let in', async () => {
    await bind()
    at.chats.slack.join('C1', aMember({ user: 'UGUEST', name: 'Ines\n\u202eX', standing: 'guest' }))
    at.chats.slack.join('C1', aMember({ user: 'UNEW', name: 'Nora' }))

    const text = await told()

    expect(text).toContain('warning: Slack c1 (C1): held back')
    expect(text).toContain('(UGUEST, guest), Nora (UNEW, unknown). → These have to leave: Ines')
    expect(text).toContain('For the others: Let them in by name')
    expect(text).not.toContain('\u202e')
  })

  it.each<[string, () => Promise<void>, string, string]>([
    [
      'a binding of an earlier version',
      () => store.identities.bind(channel, bare),
      'nobody has looked',
      '/case domain here',
    ],
    [
      'one that the desk has to agree to',
      () => bind({ audience: { party: 'desk' } }),
      "the desk hasn't agreed",
      'Somebody from the desk',
    ],
    [
      'one that was opened',
      async () => {
        await bind()
        at.chats.slack.setInfo('C1', { access: 'open' })
      },
      "people who aren't in it can read it",
      'declare it anew then',
    ],
    [
      'one that was shared',
      async () => {
        await bind()
        at.chats.slack.setInfo('C1', { external: true })
      },
      'shared with another organization',
      'Declare it anew',
    ],
    [
      'one that Casethread left',
      async () => {
        await bind()
        at.chats.slack.answer('C1', { kind: 'not-in-it' })
      },
      "Casethread isn't in it",
      '/invite @Casethread',
    ],
    [
      'one that is too large',
      async () => {
        await bind()
        at.chats.slack.answer('C1', { kind: 'incomplete', why: 'too-many' })
      },
      "couldn't be learnt",
      'More than 500 people',
    ],
    [
      'one with a group',
      async () => {
        await bind()
        at.chats.slack.answer('C1', { kind: 'incomplete', why: 'groups' })
      },
      "couldn't be learnt",
      'add its people one by one',
    ],
  ])('tells of %s why it is shown nothing, and what to do', async (_what, given, why, next) => {
    await given()

    const line = (await told()).split('\n').find((each) => each.includes('C1'))

    expect(line).toMatch(/^warning: .*is shown nothing: /)
    expect(line).toContain(why)
    expect(line).toContain(next)
  })

  it('a missing permission is a fault, with the scope', async () => {
    await bind()
    at.chats.slack.answer('C1', { kind: 'not-permitted', scope: 'groups:read' })

    expect(await told()).toMatch(/fault: Slack C1.* → Install the app anew with the scope groups:read\./)
  })

  it('PLC-3: tells what was let in by name and ends within a fortnight, only of those who are there', async () => {
    const confirmation = (user: string, leftMs: number) => ({
      user,
      name: user.toLowerCase(),
      standing: 'app',
      by: aoi.email,
      at: new Date(noon.getTime() - confirmationMs + leftMs),
    })
    const confirmed = [
      confirmation('USOON', 13 * dayMs),
      confirmation('ULATER', 15 * dayMs),
      confirmation('UGONE', 2 * dayMs),
    ]
    await bind({ declared: declared({ confirmed }) })
    for (const user of ['USOON', 'ULATER']) at.chats.slack.join('C1', aMember({ user, kind: 'app' }))

    const text = await told()

    const day = new Date(noon.getTime() + 13 * dayMs).toISOString().slice(0, 10)
    expect(text).toContain(`letting in by name ends soon: usoon (USOON) on ${day}.`)
  })

  it('says so of a channel in a workspace that is not connected', async () => {
    await bind({}, { platform: 'gchat', tenant: '', channel: 'spaces/1' })

    expect(await told()).toContain('by-hand: Google Chat spaces/1 was not looked at')
    expect(at.chats.gchat.asked).toEqual([])
  })
})

describe('PLC-2: homes', () => {
  it('a domain without one is told of', async () => {
    expect(await told()).toContain(`warning: ${hoshi} has no home`)
  })

  it('one that shows its cases is fine; one that can’t, or is shared, is told of', async () => {
    await bind()
    await store.conversations.setHome({ domain: hoshi, channel, by: aoi.email, at: noon })
    expect(await told()).toContain(`ok: Slack c1 (C1) is the home of ${hoshi}.`)

    await bind({ audience: { party: 'customer', customer: 'C-midori', name: 'Midori' } })
    expect(await told()).toContain(`warning: Slack C1 is the home of ${hoshi}, and can't show its cases.`)
  })
})

it('paused posts are told of first', async () => {
  await store.conversations.pausePosts({ since: noon, by: 'ops' })

  expect(await told()).toMatch(/^warning: Posts are paused since .* by ops/)
})

describe('what the settings name', () => {
  const known = { domains: [...domains], customers: [aCustomer()], desk: [] }
  const check = (settings: Partial<Parameters<typeof checkReadershipSettings>[0]>) =>
    checkReadershipSettings(
      { wholeWorkspace: {}, readsByEmail: {}, organisations: {}, ...settings },
      known,
    ).map(({ level, message }) => `${level}: ${message}`)

  it.each([
    ['ok', hoshi],
    ['ok', 'customer:C-midori'],
    ['fault', 'Hoshi.example.com'],
    ['fault', 'elsewhere.example.com'],
    ['fault', 'customer:C-none'],
    ['fault', 'desk'],
  ])('%s: %s', (level, key) => {
    expect(check({ wholeWorkspace: { slack: key } })[0]).toContain(`${level}: SLACK_BELONGS_TO names ${key}`)
    expect(check({ wholeWorkspace: { gchat: key } })[0]).toContain(`${level}: GCHAT_BELONGS_TO names`)
  })

  it('ORGANIZATIONS takes a domain in capitals, too, and nobody unknown', () => {
    expect(check({ organisations: { T9: 'Hoshi.example.com' } })[0]).toContain('ok: ORGANIZATIONS (T9) names')
    expect(check({ organisations: { T9: 'customer:C-none' } })[0]).toContain(
      'fault: ORGANIZATIONS (T9) names',
    )
  })

  it('emails that tell who reads are to be looked at by hand', () => {
    expect(check({ readsByEmail: { slack: true } })[0]).toMatch(/^by-hand: Full members/)
    expect(check({})).toEqual([])
  })
})
