import { beforeEach, describe, expect, it } from 'vitest'
import type { ChatPlatform } from '../../src/chat/chat-platform.ts'
import { createJoin, type Served } from '../../src/chat/join-chat.ts'

const slack = { platform: 'slack', name: 'Slack' } as ChatPlatform
const here = { platform: 'slack', tenant: 'T1' }
const desk = { ...here, channel: 'C_DESK' }

let served: Served
let failing: string[]
let woken: unknown[]
let join: ReturnType<typeof createJoin>
beforeEach(() => {
  served = { tenants: [], deskPlaces: [], routes: [] }
  failing = []
  woken = []
  const step = async (name: string) => {
    if (failing.includes(name)) throw new Error(`${name} failed`)
  }
  join = createJoin({
    served,
    findDeskChannel: () => 'C_DESK',
    openDeskThreads: () => step('desk threads'),
    listen: async () => {
      await step('listen')
      return () => undefined
    },
    wake: async (place) => void woken.push(place),
  })
})

describe('a chat that joins', () => {
  it('is served, with its desk, and what waited there is tried at once', async () => {
    await join.chat(slack, ['T1'])

    expect(served).toMatchObject({ tenants: [here], deskPlaces: [desk], routes: [expect.any(Function)] })
    expect(woken).toEqual([here])
  })

  it.each(['desk threads', 'listen'])(
    'after its %s failed is served once, not twice, by the next try',
    async (what) => {
      failing.push(what)
      await expect(join.chat(slack, ['T1'])).rejects.toThrow(`${what} failed`)
      expect(served).toEqual({ tenants: [], deskPlaces: [], routes: [] })

      failing.length = 0
      await join.chat(slack, ['T1'])

      expect(served).toMatchObject({ tenants: [here], deskPlaces: [desk], routes: [expect.any(Function)] })
      expect(woken).toEqual([here])
    },
  )

  it('with several workspaces is listened to once, and each is served', async () => {
    let listened = 0
    join = createJoin({
      served,
      findDeskChannel: (_here, isFirst) => (isFirst ? 'C_DESK' : undefined),
      openDeskThreads: async () => undefined,
      listen: async () => {
        listened += 1
        return () => undefined
      },
      wake: async (place) => void woken.push(place),
    })
    const there = { platform: 'slack', tenant: 'T2' }

    await join.chat(slack, ['T1', 'T2'])

    expect(listened).toBe(1)
    expect(served).toMatchObject({ tenants: [here, there], deskPlaces: [desk] })
    expect(woken).toEqual([here, there])
  })

  it('without a workspace takes requests all the same; those that come and go are served while they are there', async () => {
    await join.chat(slack, [])
    expect(served).toMatchObject({ tenants: [], deskPlaces: [], routes: [expect.any(Function)] })

    await join.tenant({ platform: 'slack', tenant: 'T1' })
    await join.tenant({ platform: 'slack', tenant: 'T1' })
    expect(served).toMatchObject({ tenants: [here], deskPlaces: [desk] })
    expect(woken).toEqual([here, here])

    join.leave({ platform: 'slack', tenant: 'T2' })
    expect(served.tenants).toEqual([here])
    join.leave({ platform: 'slack', tenant: 'T1' })
    expect(served).toMatchObject({ tenants: [], deskPlaces: [] })
  })
})
