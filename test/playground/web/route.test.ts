import { describe, expect, it } from 'vitest'
import type { LocalChannel } from '../../../playground/protocol.ts'
import { resolveRoute } from '../../../playground/web/lib/route.ts'

const bot = 'UBOT'
const room = (id: string, changes: Partial<LocalChannel> = {}): LocalChannel => ({
  id,
  name: id,
  topic: '',
  is_im: false,
  members: ['U1', bot],
  ...changes,
})
const general = room('C1')
const own = room('C2', { starts_here: true })
const another = room('C3', { starts_here: true })
const withBot = room('D1', { is_im: true })
const nowhere = { channel: null, thread: null, home: false }

describe('where the page opens', () => {
  it('in the first channel of the person’s own', () => {
    expect(resolveRoute(nowhere, [general, own, another, withBot], bot)).toEqual({
      ...nowhere,
      channel: 'C2',
    })
  })

  it('in the direct messages with the app where no channel is the person’s own', () => {
    expect(resolveRoute(nowhere, [general, withBot], bot)).toEqual({ ...nowhere, channel: 'D1' })
  })

  it('where the person is already, with the thread', () => {
    const here = { channel: 'C1', thread: '1700.1', home: false }
    expect(resolveRoute(here, [general, own, withBot], bot)).toEqual(here)
  })

  it('in the first channel of their own where they are not in the one before, without its thread', () => {
    const before = { channel: 'C9', thread: '1700.1', home: false }
    expect(resolveRoute(before, [general, another, withBot], bot)).toEqual({ ...nowhere, channel: 'C3' })
  })
})
