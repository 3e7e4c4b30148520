import { beforeEach, describe, expect, it } from 'vitest'
import { createLanes, type Lanes } from '../../src/delivery/lanes.ts'
import { noon } from '../support/build-case.ts'

const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000)
const here = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const beside = { ...here, channel: 'C2' }
const otherTenant = { ...here, tenant: 'T2' }
const otherChat = { ...here, platform: 'gchat' } as const
const route = { platform: 'slack', tenant: 'T1' } as const
const places = [here, beside, otherTenant, otherChat]

let lanes: Lanes
beforeEach(() => {
  lanes = createLanes()
})

const rested = (now: Date) => places.map((place) => lanes.restsUntil(place, now) !== undefined)

/** Begins deliveries to channels of this place until there is no room, and answers how many. */
function fill(place: Parameters<Lanes['enter']>[0], prefix = 'F'): number {
  for (let count = 0; count < 1_000; count += 1) {
    const next = { ...place, channel: `${prefix}${count}` }
    if (!lanes.hasRoom(next, noon)) return count
    lanes.enter(next)
  }
  return Number.POSITIVE_INFINITY
}

describe('NOT-1: room', () => {
  it('is for one delivery at a time in a channel, and for others beside it', () => {
    const leave = lanes.enter(here)
    expect(places.map((place) => lanes.hasRoom(place, noon))).toEqual([false, true, true, true])

    leave()
    expect(lanes.hasRoom(here, noon)).toBe(true)
  })

  it('of one route is no other’s', () => {
    expect(fill(here)).toBe(24)
    expect(lanes.isOpen(route, noon)).toBe(false)

    expect(fill(otherTenant)).toBe(24)
    expect(fill(otherChat)).toBe(24)
    expect(fill({ platform: 'mail', tenant: '', channel: 'jo@example.com' })).toBe(4)
  })

  it('over all routes may be limited', () => {
    lanes = createLanes(2)
    lanes.enter(here)
    const leave = lanes.enter(otherTenant)

    expect(lanes.hasRoom(otherChat, noon)).toBe(false)
    leave()
    expect(lanes.hasRoom(otherChat, noon)).toBe(true)
  })

  it('is small for channels that gave no answer, however many there are, and takes nothing from the rest', () => {
    for (let count = 0; count < 100; count += 1) lanes.note({ ...here, channel: `silent${count}` }, false)

    expect(fill(here, 'silent')).toBe(4)
    expect(fill(here, 'sound')).toBe(24)
  })

  it('is as any other’s again once such a channel has answered', () => {
    lanes.note(here, false)
    expect(fill(here, 'sound')).toBe(24)
    expect(lanes.hasRoom(here, noon)).toBe(true)

    lanes.note(here, true)
    expect(lanes.hasRoom(here, noon)).toBe(false)
  })

  it('is given back where it was taken, though the channel became silent meanwhile', () => {
    const leave = lanes.enter(here)
    lanes.note(here, false)
    leave()

    expect(fill(here, 'sound')).toBe(24)
    expect(lanes.hasRoom(here, noon)).toBe(true)
  })
})

describe('NOT-1: who asked for a rest gets it, and nobody else', () => {
  it('nothing rests at first', () => {
    expect(rested(noon)).toEqual([false, false, false, false])
  })

  it('a channel’s holds back that channel alone, until its moment', () => {
    lanes.rest(here, { from: noon, until: at(10) })

    expect(lanes.restsUntil(here, noon)).toEqual(at(10))
    expect(rested(noon)).toEqual([true, false, false, false])
    expect(lanes.hasRoom(here, noon)).toBe(false)
    expect(lanes.isOpen(route, noon)).toBe(true)
    expect(rested(at(10))).toEqual([false, false, false, false])
    expect(lanes.hasRoom(here, at(10))).toBe(true)
  })

  it('a workspace’s holds back all its channels, and no other workspace', () => {
    lanes.rest(route, { from: noon, until: at(10) })

    expect(rested(noon)).toEqual([true, true, false, false])
    expect(lanes.isOpen(route, noon)).toBe(false)
    expect(lanes.isOpen(route, at(10))).toBe(true)
  })

  it.each([
    [here, 30, route, 10],
    [route, 30, here, 10],
  ])('of two the longer counts', (one, long, other, short) => {
    lanes.rest(one, { from: noon, until: at(long) })
    lanes.rest(other, { from: noon, until: at(short) })

    expect(lanes.restsUntil(here, noon)).toEqual(at(long))
    expect(lanes.restsUntil(here, at(short))).toEqual(at(long))
    expect(lanes.restsUntil(here, at(long))).toBeUndefined()
  })

  it('is made longer by a second answer, never shorter', () => {
    lanes.rest(here, { from: noon, until: at(10) })
    lanes.rest(here, { from: noon, until: at(5) })
    expect(lanes.restsUntil(here, noon)).toEqual(at(10))

    lanes.rest(here, { from: noon, until: at(20) })
    expect(lanes.restsUntil(here, noon)).toEqual(at(20))
  })

  it('a clock that is set back ends it: nobody waits for hours because of that', () => {
    lanes.rest(here, { from: noon, until: at(10) })

    expect(lanes.restsUntil(here, at(-3_600))).toBeUndefined()
  })
})

describe('what is busy', () => {
  it('are all channels without an answer while there is no room for one, that they hide nothing else', () => {
    for (let count = 0; count < 9; count += 1) lanes.note({ ...here, channel: `silent${count}` }, false)
    lanes.note({ ...otherTenant, channel: 'other' }, false)
    expect(lanes.listBusy(noon)).toEqual([])

    fill(here, 'silent')

    expect(new Set(lanes.listBusy(noon).map(({ channel }) => channel))).toEqual(
      new Set(Array.from({ length: 9 }, (_, index) => `silent${index}`)),
    )
  })

  it('is where something is under way or rests, by channel; a route’s rest is none of a channel', () => {
    lanes.enter(here)
    lanes.rest(beside, { from: noon, until: at(10) })
    lanes.rest({ platform: 'slack', tenant: 'T2' }, { from: noon, until: at(10) })

    expect(lanes.listBusy(noon)).toEqual([here, beside])
    expect(lanes.listBusy(at(10))).toEqual([here])
  })
})
