import { beforeEach, describe, expect, it } from 'vitest'
import type { Recipient } from '../../commands/define.ts'
import type { Case, HeldBack, Reader, Subscription } from '../../src/cases/case.ts'
import type { Member } from '../../src/cases/conversation.ts'
import { type Actor, denyCaseWork } from '../../src/cases/policy.ts'
import { createRecheckAccess } from '../../src/cases/recheck-access.ts'
import { createHeldBackReporter } from '../../src/chat/report-held-back.ts'
import { createMissingHomeReporter } from '../../src/chat/report-missing-home.ts'
import { createSharingReporter } from '../../src/chat/report-sharing.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Card } from '../../views/view.ts'
import { aCase, anAuthor, anEntry, aThread, noon } from '../support/build-case.ts'
import { aMember, type BuiltConversations, buildConversations } from '../support/build-conversations.ts'
import { aDirectory, anAccount } from '../support/build-directory.ts'
import { memoryConversationStore } from '../support/memory-conversation-store.ts'
import { recordingLog } from '../support/recording-log.ts'

const hoshi = 'hoshi.example.com'
const aoi = anAccount({ roles: ['Reseller Admin'] })
const mio = anAccount({ roles: ['Reseller Admin'], email: 'mio@hoshi.example.com' })
const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const partner: Reader = { party: 'partner', domain: hoshi }
const mayWork = async (actor: Actor) => denyCaseWork(actor, 'admin')
const createTranslator = createTranslatorFactory()

let sent: { readonly to: Recipient; readonly card: Card }[]
let at: BuiltConversations
let time: Date
let report: (supportCase: Case, thread: Subscription) => Promise<void>
let trustsEmail: boolean
const messages = {
  async send(to: Recipient, compose: (locale: 'en' | 'ja', timeZone: string) => Card) {
    sent.push({ to, card: compose('en', 'UTC') })
    return true
  },
}
const { directory } = aDirectory({
  domains: [{ domain: hoshi, name: hoshi, superAdmin: `admin@${hoshi}`, language: 'en' }],
  accounts: [aoi, mio],
  customerUsers: [
    { email: 'it@midori.example.jp', name: '山田', customer: 'C-midori', admin: true, portal: true },
    { email: 'x@midori.example.jp', name: 'X', customer: 'C-midori', admin: false, portal: true },
  ],
  people: [
    { person: 'slack:T1/UAOI', accounts: [aoi.email] },
    { person: 'slack:T1/UMIO', accounts: [mio.email] },
  ],
})
const byMio = anEntry({ seq: 2, audience: 'internal', author: anAuthor({ email: mio.email, domain: hoshi }) })
const supportCase = aCase({
  seq: 2,
  domain: hoshi,
  createdBy: anAuthor({ email: aoi.email, domain: hoshi }),
  partners: [{ domain: hoshi, kind: 'reseller' }],
})

async function aScene(members: readonly Member[], declared = true): Promise<void> {
  const store = await openSqliteStore({ file: ':memory:' })
  sent = []
  time = noon
  at = buildConversations({ store, directory, mayWork, now: () => time })
  at.chats.slack.setMembers('C1', members)
  if (declared)
    await store.identities.bind(channel, {
      domain: hoshi,
      by: mio.email,
      at: noon,
      declared: { by: mio.email, at: noon, confirmed: [] },
    })
  report = createHeldBackReporter({
    messages,
    directory,
    conversations: store.conversations,
    store: {
      history: async (_, { after = 0 }) => [anEntry({ seq: 1 }), byMio].filter(({ seq }) => seq > after),
    },
    readers: at.readers,
    stillWorks: createRecheckAccess({ directory: directory as never, mayWork }),
    trustsEmail,
    createTranslator,
    now: () => time,
  })
}
const held = (over: Partial<HeldBack> = {}, thread: Partial<Subscription> = {}) =>
  aThread({
    reader: partner,
    channel: 'C1',
    cursor: 1,
    heldBack: { why: 'present', users: ['UNEW'], since: noon, ...over },
    ...thread,
  })
const shown = () =>
  sent.map(({ to, card }) => [to.email || to.chatUsers.join(), JSON.stringify(card)] as const)
const there = [aMember({ user: 'UAOI' }), aMember({ user: 'UMIO' }), aMember({ user: 'UNEW', name: 'Robin' })]

beforeEach(() => {
  trustsEmail = false
})

describe('PLC-4: a thread that is held back', () => {
  it('is told to who declared the channel and who works there: who it is, and how to let them in', async () => {
    await aScene(there)
    await report(supportCase, held())

    const [first, second, third] = shown()
    expect([first?.[0], second?.[0]]).toEqual([mio.email, 'slack:T1/UAOI'])
    expect(first?.[1]).toContain('Robin (no account known)')
    expect(first?.[1]).toContain('"which":"allow"')
    // The opener gets what the thread cannot show, and nobody else what it says.
    expect(third?.[0]).toBe('slack:T1/UAOI')
    expect(third?.[1]).toContain('has something new that its thread in c1')
    expect(first?.[1]).not.toContain('has something new')
  })

  it('is told once, however often it is looked at, and again once others are there', async () => {
    await aScene(there)
    for (const _ of [1, 2, 3]) await report(supportCase, held())
    expect(sent).toHaveLength(3)

    await report(supportCase, held({ users: ['UNEW', 'UMORE'] }))
    expect(sent).toHaveLength(5)
  })

  it('offers nobody to let in who never may be', async () => {
    await aScene([aMember({ user: 'UAOI' }), aMember({ user: 'UNEW', name: 'Robin', standing: 'guest' })])
    await report(supportCase, held())

    expect(shown()[0]?.[1]).toContain('It is posted once the following have left: Robin (guest).')
    expect(shown()[0]?.[1]).not.toContain('"which":"allow"')
  })

  it('where nobody declared the channel it is told to the opener, with what to do', async () => {
    await aScene([], false)
    await report(supportCase, held({ why: 'undeclared', users: [] }))

    expect(shown()[0]?.[0]).toBe(aoi.email)
    expect(shown()[0]?.[1]).toContain('/case domain here')
  })

  it.each([
    ['an outage, which mends itself', { why: 'members-unknown' } as const, {}],
    [
      'a direct message, whose reader lost the right',
      { why: 'reader-without-access' } as const,
      { direct: { user: 'U1', email: null } },
    ],
  ])('is told to nobody in %s', async (_, over, thread) => {
    await aScene(there)
    await report(supportCase, held(over, thread))

    expect(sent).toEqual([])
  })

  it('what it cannot show goes to no chat user who is not known to be the opener, unless e-mails prove it', async () => {
    const createdBy = anAuthor({ email: 'sora@hoshi.example.com', domain: hoshi })
    const { directory: unlinked } = aDirectory({
      accounts: [anAccount({ roles: ['Reseller Admin'], email: createdBy.email })],
    })
    for (const trusts of [false, true]) {
      trustsEmail = trusts
      await aScene(there)
      const reportTo = createHeldBackReporter({
        messages,
        directory: unlinked,
        conversations: memoryConversationStore(),
        store: { history: async () => [byMio] },
        readers: at.readers,
        stillWorks: async () => true,
        trustsEmail,
        createTranslator,
        now: () => time,
      })
      await reportTo({ ...supportCase, createdBy }, held())

      const told = shown().filter(([, card]) => card.includes('has something new'))
      expect(told.map(([to]) => to)).toEqual(trusts ? [createdBy.email] : [])
    }
  })
})

describe('PLC-9: a channel that is shared with a customer', () => {
  it('is told to the customer’s admins alone, with the way to end it', async () => {
    sent = []
    const told = createSharingReporter({ messages, directory, createTranslator, log: recordingLog() })
    told(
      channel,
      {
        domain: hoshi,
        by: aoi.email,
        at: noon,
        audience: { party: 'customer', customer: 'C-midori', name: 'みどり商会' },
      },
      'c1',
    )
    await expect.poll(() => sent.length).toBe(1)

    expect(shown()[0]?.[0]).toBe('it@midori.example.jp')
    expect(shown()[0]?.[1]).toContain('"which":"end","at":"slack:T1:C1"')
    expect(shown()[0]?.[1]).not.toContain('goes into the case')
    expect(shown()[0]?.[1]).not.toContain('"to":"off"')
  })

  it('NOT-4: with two-way threads says where what they write goes, with the way to turn that off', async () => {
    sent = []
    const told = createSharingReporter({ messages, directory, createTranslator, log: recordingLog() })
    told(
      channel,
      {
        domain: hoshi,
        by: aoi.email,
        at: noon,
        audience: { party: 'customer', customer: 'C-midori', name: 'みどり商会' },
        talk: 'two-way',
      },
      'c1',
    )
    await expect.poll(() => sent.length).toBe(1)

    expect(shown().map(([to]) => to)).toEqual(['it@midori.example.jp'])
    expect(shown()[0]?.[1]).toContain(
      `goes into the case: to ${hoshi}, your organization, and the support desk`,
    )
    expect(shown()[0]?.[1]).toContain('"which":"talk","to":"off","at":"slack:T1:C1"')
  })
})

describe('PLC-6: a domain without a home', () => {
  it('has its super admin told once a day', async () => {
    sent = []
    const conversations = memoryConversationStore()
    let now = noon
    const told = createMissingHomeReporter({
      messages,
      directory,
      conversations,
      createTranslator,
      now: () => now,
      log: recordingLog(),
    })
    told(hoshi)
    await expect.poll(() => sent.length).toBe(1)
    told(hoshi)
    now = new Date(noon.getTime() + 24 * 3_600_000 + 1)
    told(hoshi)
    await expect.poll(() => sent.length).toBe(2)

    expect(shown().map(([to]) => to)).toEqual([`admin@${hoshi}`, `admin@${hoshi}`])
  })
})
