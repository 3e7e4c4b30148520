import { expect, it } from 'vitest'
import { createChannelFaults } from '../../src/delivery/channel-faults.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { noon } from '../support/build-case.ts'

const at = (seconds: number) => new Date(noon.getTime() + seconds * 1000)
const here = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const beside = { ...here, channel: 'C2' }
const elsewhere = { ...here, tenant: 'T2' }
const archived = new DeliveryFailure('is_archived', { scope: 'channel', code: 'is_archived' })
const span = { from: noon, until: at(60) }

it('what one thread found out of a channel holds for its others until somebody tries again', () => {
  const faults = createChannelFaults()
  faults.note(here, archived, span)

  expect(faults.find(here, at(59))).toEqual({ failure: archived, until: at(60) })
  expect(faults.find(here, at(60))).toBeUndefined()
  expect(faults.find(beside, noon)).toBeUndefined()
  expect(faults.find(elsewhere, noon)).toBeUndefined()
})

it('a clock that is set back makes it last no longer', () => {
  const faults = createChannelFaults()
  faults.note(here, archived, span)

  expect(faults.find(here, at(-1))).toBeUndefined()
})

it('a channel that takes posts is news the first time, and each time after it did not', () => {
  const faults = createChannelFaults()
  expect(faults.clear(here)).toBe(true)
  expect(faults.clear(here)).toBe(false)

  faults.note(here, archived, span)

  expect(faults.clear(here)).toBe(true)
  expect(faults.find(here, noon)).toBeUndefined()
  expect(faults.clear(here)).toBe(false)
})

it('a workspace that was mended forgets its channels’ faults, and no other one does', () => {
  const faults = createChannelFaults()
  for (const place of [here, beside, elsewhere]) faults.note(place, archived, span)

  faults.clearRoute({ platform: 'slack', tenant: 'T1' })

  expect([here, beside, elsewhere].map((place) => faults.find(place, noon) !== undefined)).toEqual([
    false,
    false,
    true,
  ])
})

it('of channels known to be sound it keeps a bounded number', () => {
  const faults = createChannelFaults()
  for (let index = 0; index < 10_001; index += 1) faults.clear({ ...here, channel: `C${index}` })

  expect(faults.clear({ ...here, channel: 'C10000' })).toBe(false)
  expect(faults.clear({ ...here, channel: 'C0' })).toBe(true)
})
