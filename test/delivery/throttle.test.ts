import { beforeEach, describe, expect, it } from 'vitest'
import { createThrottle, type Throttle } from '../../src/delivery/throttle.ts'
import { aThread, noon } from '../support/build-case.ts'

const seconds = (count: number) => new Date(noon.getTime() + count * 1000)
const here = aThread({ channel: 'C1' })
const besides = aThread({ channel: 'C2' })
const otherTenant = aThread({ channel: 'C1', tenant: 'T2' })
const otherChat = aThread({ channel: 'C1', platform: 'gchat' })

let throttle: Throttle
beforeEach(() => {
  throttle = createThrottle()
})

const held = (at: Date) =>
  [here, besides, otherTenant, otherChat].map((thread) => throttle.blockedUntil(thread, at) !== null)

describe('NOT-1: who asked for a rest gets it, and nobody else', () => {
  it('nothing rests at first', () => {
    expect(held(noon)).toEqual([false, false, false, false])
  })

  it('a channel’s rest holds back that channel alone, until its moment', () => {
    throttle.pause(here, 'channel', seconds(10))

    expect(throttle.blockedUntil(here, noon)).toEqual(seconds(10))
    expect(held(noon)).toEqual([true, false, false, false])
    expect(held(seconds(10))).toEqual([false, false, false, false])
  })

  it('a workspace’s rest holds back all its channels, and no other workspace', () => {
    throttle.pause(here, 'workspace', seconds(10))

    expect(held(noon)).toEqual([true, true, false, false])
    expect(throttle.blockedUntil(besides, noon)).toEqual(seconds(10))
  })

  it.each([
    ['channel', 30, 'workspace', 10],
    ['workspace', 30, 'channel', 10],
  ] as const)('of two rests the longer counts: %s %i s, %s %i s', (one, long, other, short) => {
    throttle.pause(here, one, seconds(long))
    throttle.pause(here, other, seconds(short))

    expect(throttle.blockedUntil(here, noon)).toEqual(seconds(long))
    expect(throttle.blockedUntil(here, seconds(short))).toEqual(seconds(long))
    expect(throttle.blockedUntil(here, seconds(long))).toBeNull()
  })

  it('a rest is made longer by a second answer, never shorter', () => {
    throttle.pause(here, 'channel', seconds(10))
    throttle.pause(here, 'channel', seconds(5))
    expect(throttle.blockedUntil(here, noon)).toEqual(seconds(10))

    throttle.pause(here, 'channel', seconds(20))
    expect(throttle.blockedUntil(here, noon)).toEqual(seconds(20))
  })
})

describe('NOT-1: a workspace whose installation is at fault', () => {
  it('rests fifteen seconds, then twice as long each time, up to a minute', () => {
    const lengths: number[] = []
    let now = noon
    for (let time = 0; time < 5; time += 1) {
      const until = throttle.pauseInstallation(here, now)
      expect(throttle.blockedUntil(besides, now)).toEqual(until)
      lengths.push((until.getTime() - now.getTime()) / 1000)
      now = until
    }

    expect(lengths).toEqual([15, 30, 60, 60, 60])
    expect(throttle.blockedUntil(otherTenant, noon)).toBeNull()
  })

  it('rests once for threads that failed side by side', () => {
    const until = throttle.pauseInstallation(here, noon)

    expect(throttle.pauseInstallation(besides, seconds(14))).toEqual(until)
    expect(throttle.pauseInstallation(besides, seconds(15))).toEqual(seconds(45))
  })

  it('begins with the short rest again once a call succeeded, in its own workspace', () => {
    throttle.pauseInstallation(here, noon)
    throttle.pauseInstallation(otherTenant, noon)
    throttle.recordSuccess(besides)

    expect(throttle.pauseInstallation(here, seconds(100))).toEqual(seconds(115))
    expect(throttle.pauseInstallation(otherTenant, seconds(100))).toEqual(seconds(130))
  })

  it('a rest that was asked for by a 429 is no fault: the first of the installation is short', () => {
    throttle.pause(here, 'workspace', seconds(300))

    expect(throttle.pauseInstallation(here, noon)).toEqual(seconds(15))
  })
})
