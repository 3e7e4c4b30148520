import { beforeEach, describe, expect, it } from 'vitest'
import type { Reader } from '../../src/cases/case.ts'
import type { ChannelBinding, GuestReader } from '../../src/cases/identity-store.ts'
import type { PresentMember } from '../../src/conversations/member-standing.ts'
import { listParties, type Readership } from '../../src/conversations/readership.ts'
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
  let present: Map<string, readonly PresentMember[]>

  beforeEach(async () => {
    at = await aNotifyDesk()
    bound = new Map()
    desks = new Set()
    without = new Set()
    present = new Map()
  })

  const bind = (channel: string, domain = 'hoshi.example.com', audience?: GuestReader) =>
    bound.set(channel, { domain, by: 'a', at: noon, ...(audience ? { audience } : {}) })
  function whoReads(channel: string): Readership {
    const binding = desks.has(channel) ? { domain: 'desk', by: 'a', at: noon } : bound.get(channel)
    if (!binding) return { kind: 'nobody', why: 'undeclared' }
    const [party, along] = listParties(binding)
    if (!party) throw new Error('a binding is somebody’s')
    const members = present.get(channel) ?? []
    return { kind: 'declared', binding, party, ...(along ? { along } : {}), name: channel, members, at: noon }
  }
  const notifier = () =>
    at.notifier({
      resolveAudience: createAudienceResolver({
        readers: { whoReads: async ({ channel }) => whoReads(channel) },
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

  describe('PLC-4: while somebody is there who may not read it', () => {
    const somebody = (over: Partial<PresentMember> = {}): PresentMember => ({
      user: 'U9',
      name: 'Robin',
      standing: 'unknown',
      readers: [],
      confirmable: true,
      confirmed: false,
      ...over,
    })

    it('nothing is posted and why is written down; all of it in order once they have left', async () => {
      bind('C1')
      await at.open([aThreadIn('C1')])
      await notifier().idle()
      present.set('C1', [somebody()])
      await at.say(1001, { audience: 'internal' })
      await at.say(1001, { audience: 'everyone' })
      await notifier().idle()

      expect(at.platform.entriesIn('C1')).toEqual([1])
      expect((await at.thread('C1')).heldBack).toMatchObject({ why: 'present', users: ['U9'] })

      present.delete('C1')
      at.pass(heldBackMs)
      await notifier().idle()
      expect(at.platform.entriesIn('C1')).toEqual([1, 2, 3])
      expect((await at.thread('C1')).heldBack ?? null).toBeNull()
    })

    it('other threads of the case go on', async () => {
      bind('C1')
      bind('C2')
      present.set('C1', [somebody()])
      await at.open([aThreadIn('C1'), aThreadIn('C2')])
      await notifier().idle()

      expect(at.platform.entriesIn('C1')).toEqual([])
      expect(at.platform.entriesIn('C2')).toEqual([1])
    })

    it('an entry that they may read by themselves is posted, and the thread stops before the one that they may not', async () => {
      bind('C1')
      present.set('C1', [somebody({ standing: 'other-party', readers: [{ party: 'desk' }] })])
      await at.open([aThreadIn('C1')])
      await at.say(1001, { audience: 'desk' })
      await at.say(1001, { audience: 'internal' })
      await at.say(1001, { audience: 'desk' })
      await notifier().idle()

      expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    })

    it('whoever was let in by name reads what the party may read', async () => {
      bind('C1')
      present.set('C1', [somebody({ confirmed: true })])
      await at.open([aThreadIn('C1')])
      await at.say(1001, { audience: 'internal' })
      await notifier().idle()

      expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    })

    it('nothing more from the post on before which they came', async () => {
      bind('C1')
      await at.open([aThreadIn('C1')], { seq: 5 })
      at.platform.after = ({ seq }) => {
        if (seq === 2) present.set('C1', [somebody()])
      }

      await notifier().idle()

      expect(at.platform.entriesIn('C1')).toEqual([1, 2])
    })
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
