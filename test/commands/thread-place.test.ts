import { describe, expect, it } from 'vitest'
import { toThreadPlace } from '../../commands/thread-place.ts'

const place = { platform: 'slack', tenant: 'T_OURS', channel: 'C1' } as const
const person = {
  platform: 'slack',
  tenant: 'T_THEIRS',
  user: 'U1',
  name: 'Kenji',
  email: null,
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
} as const
const direct = { kind: 'direct', key: 'direct' } as const

describe('a thread in somebody’s direct messages', () => {
  it('is in their own workspace where the app is in it, though they act in another over Slack Connect', () => {
    const there = toThreadPlace(direct, { person, place, isServed: ({ tenant }) => tenant === 'T_THEIRS' })
    expect(there).toMatchObject({ tenant: 'T_THEIRS', channel: 'U1', direct: { user: 'U1', email: null } })
  })

  it.each([['nowhere else', () => false] as const, ['in one workspace', undefined] as const])(
    'is where they act where the app is %s',
    (_where, isServed) => {
      expect(toThreadPlace(direct, { person, place, isServed })).toMatchObject({ tenant: 'T_OURS' })
    },
  )
})
