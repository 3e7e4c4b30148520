import { describe, expect, it } from 'vitest'
import { noCase } from '../../src/cases/case-store.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aNotifyDesk, aThreadIn, type NotifyDesk } from '../support/delivery-fixture.ts'

const hour = 3_600_000

async function aShownCase(): Promise<NotifyDesk> {
  const at = await aNotifyDesk()
  await at.open([aThreadIn('C1'), aThreadIn('C2')])
  await at.open([aThreadIn('C1')], { number: 1002 })
  for (const number of [1001, 1002]) await at.say(number)
  await at.notifier().idle()
  expect(at.platform.entriesIn('C1')).toHaveLength(2)
  return at
}

async function remove({ store, now }: NotifyDesk): Promise<void> {
  await store.removeCases([1001], { of: 'customer', customer: 'C-midori', at: now() })
  await store.purge(noCase)
}

describe('the posts of a case that is gone', () => {
  it('are taken away wherever they stand, and nobody else’s are; then nothing is left of the case', async () => {
    const at = await aShownCase()
    await remove(at)
    const before = at.platform.calls.length

    await at.notifier({ resolveAudience: () => Promise.reject(new Error('nobody is asked')) }).idle()

    expect(
      at.platform.calls
        .slice(before)
        .map(({ kind, channel }) => `${kind} ${channel}`)
        .toSorted(),
    ).toEqual(['withdraw C1', 'withdraw C2'])
    for (const channel of ['C1', 'C2']) {
      expect(at.platform.entriesIn(channel)).toEqual([])
      expect(at.platform.cardsIn(channel)).toEqual([])
    }
    expect(at.platform.entriesIn('C1', 1002)).toHaveLength(2)
    expect(await at.store.get(1001)).toBeUndefined()
    expect(await at.store.get(1002)).toBeDefined()
  })

  it('wait where the channel takes nothing, and go once it does', async () => {
    const at = await aShownCase()
    await remove(at)
    at.platform.before = ({ channel }) => {
      if (channel !== 'C2') return
      throw new DeliveryFailure('is_archived', { scope: 'channel', code: 'is_archived' })
    }
    await at.notifier().idle()
    expect((await at.store.get(1001))?.subscriptions).toMatchObject([
      { id: 'C2', fault: { code: 'is_archived' } },
    ])

    at.platform.before = () => {}
    const notifier = at.notifier()
    await notifier.wakeConversation({ platform: 'slack', tenant: 'T1', channel: 'C2' })
    await notifier.idle()

    expect(at.platform.entriesIn('C2')).toEqual([])
    expect(await at.store.get(1001)).toBeUndefined()
  })

  it('are gone on with where a turn left some, from where that one came to', async () => {
    const at = await aShownCase()
    await remove(at)
    const asked: number[] = []
    const { poster } = at.platform
    const slow = {
      ...poster,
      async withdraw(...given: Parameters<typeof poster.withdraw>) {
        const { channel, cursor } = given[1]
        if (channel === 'C2') return poster.withdraw(...given)
        asked.push(cursor)
        return cursor > 0 ? cursor - 1 : poster.withdraw(...given)
      },
    }
    await at.notifier({ publishers: { slack: slow } }).idle()

    expect(asked).toEqual([2, 1, 0])
    expect(await at.store.get(1001)).toBeUndefined()
  })

  it('that an opening left in doubt are looked for', async () => {
    const at = await aNotifyDesk()
    await at.open([aThreadIn('C1')])
    // The card is posted, and its process dies before it can write that down.
    const dying = {
      ...at.store,
      saveProgress: () => Promise.reject(new Error('killed')),
      releaseClaim: () => Promise.reject(new Error('killed')),
    }
    await at.notifier({ store: dying }).idle()
    expect(at.platform.cardsIn('C1')).toHaveLength(1)
    await remove(at)
    at.pass(hour)

    await at.notifier().idle()

    expect(at.platform.calls.at(-1)).toMatchObject({ kind: 'withdraw', uncertain: true })
    expect(at.platform.cardsIn('C1')).toEqual([])
    expect(await at.store.get(1001)).toBeUndefined()
  })
})

describe('a withdrawal that a kill breaks off', () => {
  function dyingAt({ store, platform }: NotifyDesk, nth: number, when: 'before' | 'after') {
    let acts = 0
    const { poster } = platform
    const act =
      <P extends readonly unknown[], R>(work: (...given: P) => Promise<R>) =>
      async (...given: P): Promise<R> => {
        acts += 1
        if (acts > nth || (acts === nth && when === 'before')) throw new Error('killed')
        const answer = await work(...given)
        if (acts === nth) throw new Error('killed')
        return answer
      }
    return {
      acts: () => acts,
      publisher: { ...poster, withdraw: act(poster.withdraw) },
      store: {
        ...store,
        saveProgress: act(store.saveProgress),
        removeSubscription: act(store.removeSubscription),
        releaseClaim: act(store.releaseClaim),
      } satisfies CasesAndFiles,
    }
  }

  it.each(['before', 'after'] as const)(
    '%s any of its acts is carried through by the next process',
    async (when) => {
      let lived = false
      let nth = 0
      while (!lived) {
        nth += 1
        const at = await aShownCase()
        await remove(at)
        const dying = dyingAt(at, nth, when)
        await at.notifier({ store: dying.store, publishers: { slack: dying.publisher } }).idle()
        lived = dying.acts() < nth

        at.pass(hour)
        await at.notifier().idle()

        for (const channel of ['C1', 'C2']) expect(at.platform.entriesIn(channel)).toEqual([])
        expect(at.platform.entriesIn('C1', 1002)).toHaveLength(2)
        expect(await at.store.get(1001)).toBeUndefined()
        await at.store.close()
      }
      expect(nth).toBeGreaterThan(6)
    },
  )
})
