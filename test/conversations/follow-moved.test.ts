import { expect, it } from 'vitest'
import { createFollowMoved } from '../../src/conversations/follow-moved.ts'
import { aNewCase, aThread } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'
import { eachStore } from '../support/stores.ts'

const from = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const

eachStore((_, open) => {
  it('a channel that could not be moved is tried again until it is, in the order of its moves', async () => {
    const store = await open()
    const { identities, conversations } = store
    await store.create(aNewCase({ number: 1001, subscriptions: [aThread(from)] }))
    let faults = 3
    const deliveries: Pick<typeof store, 'moveConversation'> = {
      async moveConversation(channel, to) {
        faults -= 1
        if (faults >= 0) throw new Error('no database')
        await store.moveConversation(channel, to)
      },
    }
    const moved: string[] = []
    const followMoved = createFollowMoved({
      stores: { identities, conversations, deliveries },
      onMoved: async (_from, { channel }) => void moved.push(channel),
      log: recordingLog(),
      waits: { firstMs: 5, longestMs: 10 },
    })

    followMoved.follow({ ...from, what: 'renamed-id', newChannel: 'C9' })
    followMoved.follow({ ...from, channel: 'C9', what: 'renamed-id', newChannel: 'C10' })

    await expect.poll(() => moved).toEqual(['C9', 'C10'])
    expect((await store.get(1001))?.subscriptions).toMatchObject([{ channel: 'C10' }])
    await followMoved.stop()
  })
})
