import { describe, expect, it } from 'vitest'
import type { ConversationRef } from '../../src/cases/identity-store.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aMember, buildConversations } from '../support/build-conversations.ts'
import { aDirectory, anAccount } from '../support/build-directory.ts'

const channel: ConversationRef = { platform: 'slack', tenant: 'T1', channel: 'C1' }
const change = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const ren = aMember({ user: 'UREN' })

function stateWith(suspended: boolean) {
  const domain = 'hoshi.example.com'
  return {
    domains: [{ domain, name: 'Hoshi', superAdmin: `admin@${domain}`, language: 'en' as const }],
    accounts: [
      anAccount({ roles: ['Reseller Admin'] }),
      anAccount({ email: `mio@${domain}`, roles: ['Reseller Admin'], suspended }),
    ],
    people: [
      { person: 'slack:T1/UAOI', accounts: [`aoi@${domain}`] },
      { person: 'slack:T1/UMIO', accounts: [`mio@${domain}`] },
    ],
  }
}

/** Aoi's and Mio's channel, declared for their domain, with Ren in it, whom nobody knows and Aoi let in. */
async function aDeclaredChannel() {
  const store = await openSqliteStore({ file: ':memory:' })
  const directory = aDirectory(stateWith(false))
  let time = Date.parse('2026-03-02T09:00:00Z')
  const conversations = buildConversations({
    store,
    directory: directory.directory,
    mayWork: async (actor) =>
      actor.party === 'partner' && actor.account.suspended
        ? { code: 'account-suspended', rule: 'ACC-4' }
        : undefined,
    now: () => new Date(time),
  })
  const { chats, readers, service } = conversations
  chats.slack.setMembers('C1', [aMember({ user: 'UAOI' }), aMember({ user: 'UMIO' }), ren])
  const account = anAccount({ roles: ['Reseller Admin'] })
  const declare = (confirm?: string) =>
    service.declare({ actor: { party: 'partner', account }, accounts: [account], channel, confirm })
  async function letIn() {
    const asked = await declare()
    if (!asked.ok || asked.value.kind !== 'preview') throw new Error('nobody has to be confirmed')
    return declare(asked.value.preview.digest)
  }
  await letIn()
  return {
    store,
    chats,
    readers,
    directory,
    declare,
    letIn,
    pass(seconds: number) {
      time += seconds * 1_000
    },
    async standingOf(user: string) {
      const readership = await readers.whoReads(channel)
      if (readership.kind === 'nobody') return readership.why
      const member = readership.members.find((one) => one.user === user)
      return member?.confirmed ? 'confirmed' : member?.standing
    },
  }
}

describe('PLC-4: while the chat cannot be asked who is there', () => {
  it('the last list serves', async () => {
    const { chats, pass, standingOf, store } = await aDeclaredChannel()
    await standingOf('UREN')
    chats.slack.answer('C1', { kind: 'unavailable', why: 'down' })
    pass(3_600)
    const standing = await standingOf('UREN')
    await store.close()

    expect(standing).toBe('confirmed')
  })

  it('it no longer serves once the chat told that somebody joined, whom nobody can look at', async () => {
    const { chats, readers, pass, standingOf, store } = await aDeclaredChannel()
    await standingOf('UREN')
    chats.slack.answer('C1', { kind: 'unavailable', why: 'down' })
    pass(120)
    readers.forget({ ...change, user: 'UKAI', what: 'joined' })
    const standing = await standingOf('UREN')
    await store.close()

    expect(standing).toBe('members-unknown')
  })

  it('it still serves when somebody left', async () => {
    const { chats, readers, pass, standingOf, store } = await aDeclaredChannel()
    await standingOf('UREN')
    chats.slack.answer('C1', { kind: 'unavailable', why: 'down' })
    pass(120)
    readers.forget({ ...change, user: 'UMIO', what: 'left' })
    const standing = await standingOf('UREN')
    await store.close()

    expect(standing).toBe('confirmed')
  })

  it('who the people on it are is looked up all the same: a suspended account reads no more', async () => {
    const { chats, directory, pass, standingOf, store } = await aDeclaredChannel()
    const before = await standingOf('UMIO')
    chats.slack.answer('C1', { kind: 'unavailable', why: 'down' })
    directory.replace(stateWith(true))
    pass(120)
    const after = await standingOf('UMIO')
    await store.close()

    expect([before, after]).toEqual(['staff', 'suspended'])
  })
})

describe('PLC-3: a confirmation', () => {
  it('ends for good when the person leaves, and this is recorded', async () => {
    const { chats, readers, standingOf, store } = await aDeclaredChannel()
    const before = await standingOf('UREN')
    chats.slack.leave('C1', 'UREN')
    readers.forget({ ...change, user: 'UREN', what: 'left' })
    await standingOf('UREN')
    chats.slack.join('C1', ren)
    readers.forget({ ...change, user: 'UREN', what: 'joined' })
    const after = await standingOf('UREN')
    const changes = await store.conversations.listChanges(channel)
    await store.close()

    expect([before, after]).toEqual(['confirmed', 'unknown'])
    expect(changes.at(-1)).toMatchObject({ what: 'withdrawn', by: 'casethread', people: [{ user: 'UREN' }] })
  })

  it('does not come back when the channel is declared again', async () => {
    const { chats, declare, standingOf, store } = await aDeclaredChannel()
    chats.slack.leave('C1', 'UREN')
    await declare()
    chats.slack.join('C1', ren)
    const again = await declare()
    const standing = await standingOf('UREN')
    await store.close()

    expect(again).toMatchObject({ ok: true, value: { kind: 'preview' } })
    expect(standing).not.toBe('confirmed')
  })

  it('ends for good as well when the channel is just then looked at for something else', async () => {
    const { chats, readers, standingOf, pass, store } = await aDeclaredChannel()
    chats.slack.leave('C1', 'UREN')
    await readers.inspect(channel, [{ party: 'desk' }])
    chats.slack.join('C1', ren)
    pass(120)
    const standing = await standingOf('UREN')
    await store.close()

    expect(standing).toBe('unknown')
  })

  it('can be given again to somebody who came back', async () => {
    const { chats, declare, letIn, standingOf, pass, store } = await aDeclaredChannel()
    chats.slack.leave('C1', 'UREN')
    await declare()
    chats.slack.join('C1', ren)
    pass(120)
    await letIn()
    const standing = await standingOf('UREN')
    await store.close()

    expect(standing).toBe('confirmed')
  })
})
