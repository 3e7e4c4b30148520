import { describe, expect, it } from 'vitest'
import type { Case, Locale } from '../../src/cases/case.ts'
import { createOwnerKeeper } from '../../src/cases/keep-owners.ts'
import type { ChannelMessages } from '../../src/chat/channel-post.ts'
import { createQueueSummaries, type QueueSummaries } from '../../src/chat/keep-summaries.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Card } from '../../views/view.ts'
import { aNewCase, aThread, minutesAfter } from '../support/build-case.ts'
import { aMember } from '../support/build-conversations.ts'
import { recordingLog } from '../support/recording-log.ts'
import { aWorld, ben } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const place = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const
const benThere = aMember({ user: 'UBEN', email: ben })
const stranger = aMember({ user: 'UEVE', name: 'Eve', standing: 'guest' })

interface Shown {
  readonly id: string
  card: Card
  edits: number
}

/** A channel in which messages are there until somebody deletes them; `fails` is thrown once what was sent has arrived. */
function aChannel() {
  const messages: Shown[] = []
  const calls: string[] = []
  let fails: Error | undefined
  const chat: ChannelMessages = {
    async post(_channel, card, { id, uncertain, mayGoOut }) {
      calls.push(uncertain ? 'post in doubt' : 'post')
      const before = uncertain && messages.findIndex((one) => one.id === id)
      if (typeof before === 'number' && before >= 0) return String(before)
      if (!mayGoOut()) throw new DeliveryFailure('taken over', { scope: 'passing', code: 'taken-over' })
      messages.push({ id, card, edits: 0 })
      const fault = fails
      fails = undefined
      if (fault) throw fault
      return String(messages.length - 1)
    },
    async edit(_channel, message, card) {
      calls.push('edit')
      const shown = messages[Number(message)]
      if (!shown || shown.id === 'deleted') return false
      shown.card = card
      shown.edits += 1
      return true
    },
  }
  return {
    chat,
    calls,
    there: () => messages.filter(({ id }) => id !== 'deleted'),
    failAfterPosting(error: Error) {
      fails = error
    },
    delete() {
      for (const [index, one] of messages.entries()) messages[index] = { ...one, id: 'deleted' }
    },
  }
}

eachStore((_name, open) => {
  async function aScene({ instances = 1, locale = 'en' as Locale } = {}) {
    const world = await aWorld(await open())
    const { store, directory, now, conversations } = world
    const channel = aChannel()
    let paused = false
    const instance = (): QueueSummaries =>
      createQueueSummaries({
        store,
        conversations: store.conversations,
        owners: createOwnerKeeper({ store, directory, now }),
        readers: conversations.readers,
        places: () => [place],
        messages: { slack: channel.chat },
        threadUrl: ({ root }) => `https://slack.example/${root}`,
        isDown: () => false,
        arePostsPaused: async () => paused,
        terms: { locale, timeZone: 'UTC' },
        createTranslator: createTranslatorFactory(),
        now,
        log: recordingLog(),
      })
    const all = Array.from({ length: instances }, instance)
    conversations.chats.slack.setMembers('CDESK', [benThere])
    let number = 1000
    return {
      world,
      channel,
      setPaused: (is: boolean) => {
        paused = is
      },
      /** Looks, `minutes` after the look before. */
      async look(minutes = 1) {
        world.setNow(minutesAfter(now(), minutes))
        await Promise.all(all.map((summaries) => summaries.run()))
        return channel.there()
      },
      async put(over: Partial<Case> = {}) {
        number += 1
        await store.create(aNewCase({ number, assignee: null, ...over }, { key: `k${number}` }))
        return number
      },
      members: (...members: Parameters<typeof aMember>[0][]) =>
        conversations.chats.slack.setMembers('CDESK', members.map(aMember)),
    }
  }
  type Scene = Awaited<ReturnType<typeof aScene>>

  const buttonsOf = ({ card }: Shown) =>
    card.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : [])).map(({ label }) => label)
  const itemsOf = ({ card }: Shown) => card.blocks.flatMap((block) => (block.kind === 'item' ? [block] : []))
  const only = (all: readonly Shown[]): Shown => {
    expect(all).toHaveLength(1)
    return all[0] as Shown
  }
  const due = ({ world }: Scene, minutes: number) => [
    { side: 'desk' as const, at: minutesAfter(world.now(), minutes) },
  ]

  describe('OWN-2: the summary of the queues in the desk’s channel', () => {
    it('is one message with the counts, and is changed in place', async () => {
      const scene = await aScene()
      await scene.put()
      await scene.put({ assignee: { email: ben, name: 'Ben' } })

      expect(buttonsOf(only(await scene.look()))).toEqual([
        'Unassigned: 1',
        'Waiting for us: 2',
        '⚠ Overdue: 0',
        'Put aside: 0',
        'All open: 2',
      ])
      await scene.put({ status: 'action-required' })
      const shown = only(await scene.look())
      expect(buttonsOf(shown)).toEqual([
        'Unassigned: 1',
        'Waiting for us: 2',
        '⚠ Overdue: 0',
        'Put aside: 0',
        'All open: 3',
      ])
      expect(shown.edits).toBe(1)
    })

    it('names what is P1, escalated or overdue by number, the soonest due first, with a link to its thread', async () => {
      const scene = await aScene()
      await scene.put({ title: 'Secret words' })
      const late = await scene.put({ severity: 'P3', due: due(scene, -30) })
      const escalation = { at: scene.world.now(), reason: 'business-impact' } as const
      const escalated = await scene.put({ severity: 'P2', escalation, due: due(scene, 60) })
      const thread = aThread({
        id: 't',
        tenant: 'T1',
        channel: 'CDESK',
        root: '17.1',
        reader: { party: 'desk' },
      })
      const worst = await scene.put({ severity: 'P1', due: due(scene, 30), subscriptions: [thread] })
      await scene.put({ severity: 'P1', status: 'closed', closedAt: scene.world.now() })

      const shown = only(await scene.look())

      expect(itemsOf(shown).map(({ title }) => title.replace(/ · .*/, ''))).toEqual([
        `‼ ${worst}`,
        `▲ ${escalated}`,
        `${late}`,
      ])
      expect(itemsOf(shown)[0]).toMatchObject({
        link: { url: 'https://slack.example/17.1' },
        button: { command: 'show', args: { number: String(worst), in: 'desk' } },
      })
      expect(JSON.stringify(shown.card)).not.toMatch(/Secret words|Mail bounces/)
    })

    it('lists ten of them at most, and says how many more there are', async () => {
      const scene = await aScene()
      for (let count = 0; count < 8; count += 1) await scene.put({ severity: 'P1' })
      for (let count = 0; count < 5; count += 1)
        await scene.put({ severity: 'P3', due: due(scene, -1 - count) })

      const shown = only(await scene.look())

      expect(itemsOf(shown)).toHaveLength(10)
      expect(JSON.stringify(shown.card)).toContain('3 more cases')
    })

    it('says in Japanese what it says in English', async () => {
      const scene = await aScene({ locale: 'ja' })
      await scene.put({ severity: 'P1' })

      expect(JSON.stringify(only(await scene.look()).card)).toMatch(/担当者なし：1.*P1、エスカレーション済み/)
    })

    it('is written at most about once a minute by all instances together', async () => {
      const scene = await aScene({ instances: 4 })
      await scene.put()
      await scene.look()
      for (let count = 0; count < 5; count += 1) {
        await scene.put()
        await scene.look(0.1)
      }

      expect(scene.channel.calls).toEqual(['post'])
      await scene.look()
      expect(scene.channel.calls).toEqual(['post', 'edit'])
    })

    it('is left alone while nothing changes, but for the moment at which it was read', async () => {
      const scene = await aScene()
      await scene.put()
      for (let minute = 0; minute < 15; minute += 1) await scene.look()
      expect(scene.channel.calls).toEqual(['post'])

      await scene.look()

      expect(scene.channel.calls).toEqual(['post', 'edit'])
    })

    it('tells that a case is overdue though nobody changed it', async () => {
      const scene = await aScene()
      await scene.put({ severity: 'P1', due: due(scene, 2) })
      expect(JSON.stringify(only(await scene.look()).card)).toContain('Overdue: 0')

      expect(JSON.stringify(only(await scene.look(2)).card)).toContain('Overdue: 1')
    })

    it('is posted again once where somebody deleted it', async () => {
      const scene = await aScene({ instances: 3 })
      await scene.put()
      await scene.look()
      scene.channel.delete()
      await scene.put()
      await scene.look()
      await scene.put()

      expect(only(await scene.look()).edits).toBe(1)
      expect(scene.channel.calls).toEqual(['post', 'edit', 'post', 'edit'])
    })

    it('is looked for first where the answer to its posting was lost, and is one message', async () => {
      const scene = await aScene({ instances: 2 })
      await scene.put()
      scene.channel.failAfterPosting(
        new DeliveryFailure('no answer', { scope: 'passing', code: 'no-answer' }),
      )
      await scene.look()
      await scene.put()
      await scene.look()

      expect(buttonsOf(only(await scene.look()))).toContain('All open: 2')
      expect(scene.channel.calls).toEqual(['post', 'post in doubt', 'edit'])
    })

    it('rests while posts are paused', async () => {
      const scene = await aScene()
      scene.setPaused(true)

      expect(await scene.look()).toEqual([])
    })
  })

  describe('PLC-4: the summary while somebody can read it who must not', () => {
    it('is not posted; what stands there shows no case, and comes back', async () => {
      const scene = await aScene()
      await scene.put({ severity: 'P1' })
      scene.members(benThere, stranger)
      expect(await scene.look()).toEqual([])
      scene.members(benThere)
      await scene.look(2)

      scene.members(benThere, stranger)
      const held = only(await scene.look(2))
      expect(JSON.stringify(held.card)).not.toMatch(/1001|Unassigned/)
      expect(JSON.stringify(held.card)).toContain('On hold')
      await scene.put()
      expect(only(await scene.look(2)).edits).toBe(1)

      scene.members(benThere)
      expect(itemsOf(only(await scene.look(2)))).toHaveLength(1)
    })

    it('is not posted in a channel that everybody in the workspace can read, nor where nobody can say who is there', async () => {
      const scene = await aScene()
      const { slack } = scene.world.conversations.chats
      slack.setInfo('CDESK', { access: 'open' })
      expect(await scene.look()).toEqual([])
      slack.setInfo('CDESK', { access: 'private' })
      slack.answer('CDESK', { kind: 'unavailable', why: 'down' })
      expect(await scene.look(2)).toEqual([])
      slack.answer('CDESK', undefined)
      expect(await scene.look(2)).toHaveLength(1)
    })
  })
})
