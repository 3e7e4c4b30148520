import { expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { ConversationRef } from '../../src/cases/identity-store.ts'
import { createRecheckAccess } from '../../src/cases/recheck-access.ts'
import { createHeldBackReporter } from '../../src/chat/report-held-back.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aCase, aThread } from '../support/build-case.ts'
import { aMember, buildConversations } from '../support/build-conversations.ts'
import { aDirectory, anAccount } from '../support/build-directory.ts'

const domain = 'hoshi.example.com'
const desks = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const
const own = { platform: 'slack', tenant: 'T1', channel: 'CHOSHI' } as const

/** Aoi of hoshi.example.com opened the case; Mio works there too, Ben at the desk. */
async function aReporter({ suspended = false } = {}) {
  const store = await openSqliteStore({ file: ':memory:' })
  const { directory } = aDirectory({
    domains: [{ domain, name: 'Hoshi', superAdmin: `admin@${domain}`, language: 'en' }],
    accounts: [
      anAccount({ roles: ['Reseller Admin'], suspended }),
      anAccount({ email: `mio@${domain}`, roles: ['Reseller Admin'] }),
    ],
    desk: [{ email: 'ben@desk.example.org', name: 'Ben' }],
    people: [
      { person: 'slack:T1/UAOI', accounts: [`aoi@${domain}`] },
      { person: 'slack:T1/UMIO', accounts: [`mio@${domain}`] },
      { person: 'slack:T1/UBEN', accounts: ['ben@desk.example.org'] },
    ],
  })
  const mayWork: Parameters<typeof buildConversations>[0]['mayWork'] = async (actor) =>
    actor.party === 'partner' && actor.account.suspended
      ? { code: 'account-suspended', rule: 'ACC-4' }
      : undefined
  const now = () => new Date('2026-03-02T09:00:00Z')
  const { chats, readers } = buildConversations({ store, directory, mayWork, deskPlaces: [desks], now })
  const told: (readonly string[])[] = []
  const report = createHeldBackReporter({
    messages: {
      async send({ chatUsers }) {
        told.push(chatUsers)
        return true
      },
    },
    directory,
    conversations: store.conversations,
    store,
    readers,
    stillWorks: createRecheckAccess({ directory, mayWork }),
    trustsEmail: false,
    createTranslator: createTranslatorFactory(),
    now,
  })
  return {
    store,
    chats,
    async tellOf(
      channel: ConversationRef,
      reader: Reader,
      heldBack: { readonly why: 'present' | 'undeclared'; readonly users: readonly string[] },
    ): Promise<readonly (readonly string[])[]> {
      const author = { party: 'partner', email: `aoi@${domain}`, name: 'Aoi', domain } as const
      const thread = aThread({
        ...channel,
        reader,
        heldBack: { ...heldBack, since: now() },
      })
      await report(aCase({ createdBy: author, domain, subscriptions: [thread] }), thread)
      await store.close()
      return told
    },
  }
}

it('PLC-4: who is in the desk’s channel is told to the desk’s people there, not to the partner who opened the case', async () => {
  const { chats, tellOf } = await aReporter()
  chats.slack.setMembers('CDESK', [aMember({ user: 'UBEN' }), aMember({ user: 'UMIO' })])

  expect(await tellOf(desks, { party: 'desk' }, { why: 'present', users: ['UMIO'] })).toEqual([
    ['slack:T1/UBEN'],
  ])
})

it('PLC-4: whoever declared a channel and works there no longer is told nothing of it', async () => {
  const { chats, tellOf, store } = await aReporter({ suspended: true })
  const at = new Date('2026-03-01T09:00:00Z')
  const by = `aoi@${domain}`
  await store.identities.bind(own, { domain, by, at, declared: { by, at, confirmed: [] } })
  chats.slack.setMembers('CHOSHI', [
    aMember({ user: 'UMIO' }),
    aMember({ user: 'UGUEST', standing: 'guest' }),
  ])

  const told = await tellOf(own, { party: 'partner', domain }, { why: 'present', users: ['UGUEST'] })

  expect(told).toEqual([['slack:T1/UMIO']])
})

it('PLC-4: of a channel that nobody declared only the side that opened the case hears', async () => {
  const ours = await (await aReporter()).tellOf(
    own,
    { party: 'partner', domain },
    { why: 'undeclared', users: [] },
  )
  const theirs = await (await aReporter()).tellOf(
    own,
    { party: 'partner', domain: 'kita.example.com' },
    { why: 'undeclared', users: [] },
  )

  expect(ours).toEqual([['slack:T1/UAOI']])
  expect(theirs).toEqual([])
})
