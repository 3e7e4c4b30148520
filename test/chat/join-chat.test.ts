import { beforeEach, describe, expect, it } from 'vitest'
import type { ChatPlatform } from '../../src/chat/chat-platform.ts'
import { createDeskChange, createJoin, type Served } from '../../src/chat/join-chat.ts'

const slack = { platform: 'slack', name: 'Slack' } as ChatPlatform
const here = { platform: 'slack', tenant: 'T1' }
const desk = { ...here, channel: 'C_DESK' }

let served: Served
let failing: string[]
let woken: unknown[]
let join: ReturnType<typeof createJoin>
beforeEach(() => {
  served = { tenants: [], first: new Map(), deskPlaces: [], routes: [] }
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
      expect(served).toMatchObject({ tenants: [], deskPlaces: [], routes: [] })

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
      findDeskChannel: ({ tenant }) => (tenant === served.first.get('slack') ? 'C_DESK' : undefined),
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

describe('DOM-5: the desk’s channel that was chosen in chat', () => {
  let chosen: string | undefined
  let told: string[]
  let change: () => Promise<void>
  beforeEach(() => {
    chosen = 'C_DESK'
    told = []
    change = createDeskChange({
      served,
      findDeskChannel: ({ tenant }) => (tenant === 'T1' ? chosen : undefined),
      async openDeskThreads({ channel }) {
        if (failing.includes('desk threads')) throw new Error('desk threads failed')
        told.push(`opened ${channel}`)
      },
      onChange: ({ channel }) => told.push(channel),
    })
    served.tenants.push({ platform: 'slack', tenant: 'T1' }, { platform: 'slack', tenant: 'T2' })
  })

  it('is taken up once, in the place of the one before, and given up', async () => {
    await change()
    await change()
    expect([served.deskPlaces, told]).toEqual([[desk], ['opened C_DESK', 'C_DESK']])

    told.length = 0
    chosen = 'C_NEXT'
    await Promise.all([change(), change()])
    expect(served.deskPlaces).toEqual([{ ...desk, channel: 'C_NEXT' }])
    expect(told).toEqual(['C_DESK', 'opened C_NEXT', 'C_NEXT'])

    chosen = undefined
    await change()
    expect(served.deskPlaces).toEqual([])
  })

  it('leaves another workspace’s, and is tried again where it could not be taken up', async () => {
    const other = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
    served.deskPlaces.push(other)
    failing.push('desk threads')
    await expect(change()).rejects.toThrow('desk threads failed')
    expect(served.deskPlaces).toEqual([other])

    failing.length = 0
    await change()
    expect(served.deskPlaces).toEqual([other, desk])
  })
})
