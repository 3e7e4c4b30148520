import { expect, it } from 'vitest'
import { moveConversation } from '../../src/conversations/move-conversation.ts'
import { aNewCase, aThread, noon } from '../support/build-case.ts'
import { eachStore } from '../support/stores.ts'

const from = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const to = { ...from, channel: 'C9' }
const domain = 'northwind.example.com'

eachStore((_, open) => {
  it('a channel by another id is whose it was, with its threads; told twice it is moved once', async () => {
    const store = await open()
    const { identities, conversations } = store
    const binding = {
      domain,
      by: 'olivia@northwind.example.com',
      at: noon,
      declared: { by: 'olivia@northwind.example.com', at: noon, confirmed: [] },
    }
    await identities.bind(from, binding)
    await conversations.setHome({ domain, channel: from, by: binding.by, at: noon })
    const change = { channel: from, at: noon, by: binding.by, what: 'declared', domain } as const
    await conversations.recordChange(change)
    const priya = { user: 'UPRIYA', name: 'Priya', standing: 'own-staff' }
    await conversations.recordMembers(from, [priya], noon)
    const elsewhere = aThread({ id: 't-2', channel: 'C2' })
    await store.create(aNewCase({ number: 1001, subscriptions: [aThread(from), elsewhere] }))
    const move = () => moveConversation(from, 'C9', { identities, conversations, deliveries: store })

    expect(await move()).toEqual(to)
    expect(await move()).toEqual(to)

    expect(await identities.bindingOf(to)).toEqual(binding)
    expect(await identities.bindingOf(from)).toBeUndefined()
    expect(await conversations.listChanges(to)).toEqual([{ ...change, channel: to }])
    expect(await conversations.listStays(to, new Date(0))).toEqual([{ ...priya, from: noon, to: null }])
    expect((await conversations.listHomes(domain)).map(({ channel }) => channel)).toEqual([to])
    expect((await store.get(1001))?.subscriptions.map(({ channel }) => channel)).toEqual(['C9', 'C2'])
  })

  it('a channel that was nobody’s takes its threads along, and one that is somebody’s stays theirs', async () => {
    const store = await open()
    const { identities, conversations } = store
    const theirs = { domain: 'hoshi.example.com', by: 'kenji@hoshi.example.com', at: noon }
    await identities.bind(to, theirs)
    await identities.bind(from, { ...theirs, domain })
    await store.create(aNewCase({ number: 1001, subscriptions: [aThread(from)] }))

    await moveConversation(from, 'C9', { identities, conversations, deliveries: store })

    expect(await identities.bindingOf(to)).toMatchObject({ domain: theirs.domain })
    expect((await store.get(1001))?.subscriptions).toMatchObject([{ channel: 'C9' }])
  })
})
