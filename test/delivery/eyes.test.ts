import { beforeEach, describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { ChannelBinding, GuestReader } from '../../src/cases/identity-store.ts'
import { createAudienceResolver } from '../../src/conversations/thread-audience.ts'
import { anAuthor, noon } from '../support/build-case.ts'
import { aNotifyDesk, aThreadIn, type NotifyDesk, upTo } from '../support/delivery-fixture.ts'

const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const heldBackMs = 600_000

describe('PLC-1, PLC-5: a thread shows nothing to those who may not read it', () => {
  let at: NotifyDesk
  let bound: Map<string, ChannelBinding>
  let desks: Set<string>
  let without: Set<string>

  beforeEach(async () => {
    at = await aNotifyDesk()
    bound = new Map()
    desks = new Set()
    without = new Set()
  })

  const bind = (channel: string, domain = 'hoshi.example.com', audience?: GuestReader) =>
    bound.set(channel, { domain, by: 'a', at: noon, ...(audience ? { audience } : {}) })
  const notifier = () =>
    at.notifier({
      resolveAudience: createAudienceResolver({
        isDesks: ({ channel }) => desks.has(channel),
        bindingOf: async ({ channel }) => bound.get(channel),
        stillReads: async ({ direct }) => !without.has(direct?.user ?? ''),
      }),
    })

  it('nothing at all in a channel that is bound to nobody; all of it once it is bound', async () => {
    await at.open([aThreadIn('C1')])
    await notifier().idle()
    expect(at.platform.calls).toEqual([])

    bind('C1')
    at.pass(heldBackMs)
    await notifier().idle()

    expect(at.platform.cardsIn('C1')).toHaveLength(1)
    expect(at.platform.entriesIn('C1')).toEqual([1])
    expect(await at.thread('C1')).toMatchObject({ suspended: null, tries: 0 })
  })

  it.each([
    ['another domain', () => bind('C1', 'other.example.com')],
    ['nobody', () => bound.delete('C1')],
  ])(
    'nothing more once the channel is bound to %s, and what was missed once it is bound back',
    async (_, rebind) => {
      bind('C1')
      await at.open([aThreadIn('C1')])
      await notifier().idle()
      rebind()
      await at.say(1001, { audience: 'internal' })
      await notifier().idle()
      expect(at.platform.entriesIn('C1')).toEqual([1])

      bind('C1')
      at.pass(heldBackMs)
      await notifier().idle()
      expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    },
  )

  it('nothing more from the post on before which the channel was bound to another domain', async () => {
    bind('C1')
    await at.open([aThreadIn('C1')], { seq: 5 })
    at.platform.after = ({ seq }) => {
      if (seq === 2) bind('C1', 'other.example.com')
    }

    await notifier().idle()

    expect(at.platform.entriesIn('C1')).toEqual([1, 2])
  })

  it('the desk’s channel reads as the desk, whoever opened the case there', async () => {
    desks.add('C1')
    bind('C1')
    await at.open([aThreadIn('C1')])
    const desk = { party: 'desk', email: 'b@desk.example.org', name: 'B' } as const
    for (const audience of ['internal', 'customer', 'desk', 'everyone'] as const) {
      await at.say(1001, { audience, author: anAuthor() })
      await at.say(1001, { audience, author: desk })
    }

    await notifier().idle()

    // 2 and 4, 5 are the partner's note and what is the customer's alone.
    expect(at.platform.entriesIn('C1')).toEqual([1, 3, 6, 7, 8, 9])
  })

  describe('a direct message', () => {
    const direct = { user: 'U1', email: 'a@hoshi.example.com' }

    it('stands in the person’s own channel once it is opened, and goes on there', async () => {
      await at.open([aThreadIn('U1', { direct, reader: hoshi })])
      await notifier().idle()
      await at.say(1001, { audience: 'internal' })
      await notifier().idle()

      expect(await at.thread('U1')).toMatchObject({ channel: 'D1', direct })
      expect(at.platform.entriesIn('D1')).toEqual([1, 2])
    })

    it('gets nothing more once the person has no access, and what was missed once they have it again', async () => {
      await at.open([aThreadIn('U1', { direct, reader: hoshi })])
      await notifier().idle()
      without.add('U1')
      await at.say(1001, { audience: 'internal' })
      await notifier().idle()
      at.pass(heldBackMs)
      await notifier().idle()
      expect(at.platform.entriesIn('D1')).toEqual([1])

      without.delete('U1')
      at.pass(heldBackMs)
      await notifier().idle()
      expect(at.platform.entriesIn('D1')).toEqual([1, 2])
    })

    it('gets nothing more from the post on before which the access ended', async () => {
      await at.open([aThreadIn('U1', { direct, reader: hoshi })], { seq: 40 })
      at.platform.after = ({ seq }) => {
        if (seq === 7) without.add('U1')
      }

      await notifier().idle()

      expect(at.platform.entriesIn('D1')).toEqual(upTo(7))
    })
  })
})
