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
    await join(slack, 'T1')

    expect(served).toMatchObject({ tenants: [here], deskPlaces: [desk], routes: [expect.any(Function)] })
    expect(woken).toEqual([here])
  })

  it.each(['desk threads', 'listen'])(
    'after its %s failed is served once, not twice, by the next try',
    async (what) => {
      failing.push(what)
      await expect(join(slack, 'T1')).rejects.toThrow(`${what} failed`)
      expect(served).toEqual({ tenants: [], deskPlaces: [], routes: [] })

      failing.length = 0
      await join(slack, 'T1')

      expect(served).toMatchObject({ tenants: [here], deskPlaces: [desk], routes: [expect.any(Function)] })
      expect(woken).toEqual([here])
    },
  )
})
