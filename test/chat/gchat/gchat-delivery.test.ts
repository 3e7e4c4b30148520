import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createPacedWrites } from '../../../src/chat/gchat/paced-writes.ts'
import { createPublisher } from '../../../src/chat/gchat/publisher.ts'
import { listParties } from '../../../src/conversations/readership.ts'
import { createAudienceResolver } from '../../../src/conversations/thread-audience.ts'
import {
  createDeliveryWorker,
  type DeliveryWorker,
  type DeliveryWorkerOptions,
} from '../../../src/delivery/worker.ts'
import type { CasesAndFiles, Store } from '../../../src/store/store.ts'
import { openTo } from '../../support/audiences.ts'
import { aCase, aCommit, aNewCase, anAuthor, anEntry, noon } from '../../support/build-case.ts'
import { aThreadIn } from '../../support/delivery-fixture.ts'
import { aChatPlatform, type ChatPlatform } from '../../support/played-platform.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { eachStore } from '../../support/stores.ts'
import { aGchatThread, apiAt, plainRender, plainSplit, plainViews } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

const leaseMs = 30_000
let server: ChatServer
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())

let spaces = 0
eachStore((_name, open) => {
  let store: Store
  let slack: ChatPlatform
  let log: ReturnType<typeof recordingLog>
  let time: number
  let space: string
  beforeEach(async () => {
    server.clear()
    store = await open()
    slack = aChatPlatform()
    log = recordingLog()
    time = noon.getTime() + 3_600_000
    spaces += 1
    space = `spaces/N${spaces}`
  })

  const now = () => new Date(time)
  const budgetClock = {
    now: () => time,
    async sleep(ms: number) {
      time += ms
    },
  }

  /** As the product asks it; Slack's channel is bound as well. */
  function asBound() {
    return createAudienceResolver({
      readers: {
        async whoReads(channel) {
          const isSlack = channel.platform === 'slack'
          const binding = isSlack
            ? { domain: 'hoshi.example.com', by: 'aoi@hoshi.example.com', at: noon }
            : await store.identities.bindingOf(channel)
          if (!binding) return { kind: 'nobody', why: 'undeclared' }
          const [party = { party: 'desk' }, along] = listParties(binding)
          const declared = { kind: 'declared', binding, party, name: '', members: [], at: noon } as const
          return along ? { ...declared, along } : declared
        },
      },
      stillReads: async () => false,
    })
  }

  function notifier(over: Partial<DeliveryWorkerOptions> = {}): DeliveryWorker {
    const api = apiAt(server.apiUrl)
    const gchat = createPublisher({
      api,
      write: createPacedWrites(
        api,
        createBudgets(() => 1, budgetClock),
      ),
      views: plainViews,
      render: plainRender,
      split: plainSplit,
      log,
    })
    return createDeliveryWorker({
      store,
      publishers: { slack: slack.poster, gchat },
      routes: () => [
        { platform: 'slack', tenant: 'T1' },
        { platform: 'gchat', tenant: '' },
      ],
      resolveAudience: openTo(),
      now,
      log,
      leaseMs,
      random: () => 0.5,
      ...over,
    })
  }

  /** Until nothing is due but what waits for people, the clock moved on past each rest. */
  async function delivered(work: DeliveryWorker): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) {
      await work.idle()
      time += 6_000
    }
  }

  const inSpace = (name = space) => server.messagesIn(name).map(({ fallbackText }) => fallbackText ?? '')
  const entries = (...seqs: readonly number[]) => seqs.map((seq) => `Entry ${seq} of case 1001`)

  async function say(count = 1, entry: Partial<Parameters<typeof anEntry>[0]> = {}): Promise<void> {
    for (let turn = 0; turn < count; turn += 1) {
      const of = (await store.get(1001)) ?? aCase()
      await store.commit(aCommit(of, {}, { entries: [anEntry({ ...entry, seq: of.seq + 1 })] }))
    }
  }

  describe('a case with threads on both platforms', () => {
    it('shows each entry on both, once and in order, under one root card each', async () => {
      await store.create(
        aNewCase({ seq: 3, subscriptions: [aThreadIn('C1'), aGchatThread({ channel: space })] }),
      )
      const work = notifier()
      await delivered(work)
      await say(2)
      await delivered(work)

      expect(slack.entriesIn('C1')).toEqual([1, 2, 3, 4, 5])
      expect(inSpace().slice(1)).toEqual(entries(1, 2, 3, 4, 5))
      expect(new Set(server.messagesIn(space).map(({ thread }) => thread?.name)).size).toBe(1)
      expect(server.callsOf('patch').every(({ status }) => status === 200)).toBe(true)
    })

    it('VIS-7: keeps what one may not read out of its space, whatever the other shows', async () => {
      const desk = aGchatThread({ id: 'desk', channel: space, reader: { party: 'desk' } })
      await store.create(aNewCase({ subscriptions: [aThreadIn('C1'), desk] }))
      await say(1, { audience: 'internal' })
      await say(1, { audience: 'internal', author: anAuthor({ party: 'desk', email: 'b@desk.example.org' }) })
      await delivered(notifier())

      expect(slack.entriesIn('C1')).toEqual([1, 2])
      expect(inSpace().slice(1)).toEqual(entries(1, 3))
    })

    it('VIS-7: shows a space that a customer shares only what the customer may read, from any hand', async () => {
      const channel = { platform: 'gchat', tenant: '', channel: space } as const
      const binding = { domain: 'hoshi.example.com', by: 'aoi@hoshi.example.com', at: noon }
      const audience = { party: 'customer', customer: 'C-midori', name: 'みどり商会' } as const
      await store.identities.bind(channel, { ...binding, audience })
      await store.create(aNewCase({ subscriptions: [aThreadIn('C1'), aGchatThread({ channel: space })] }))
      const work = notifier({ resolveAudience: asBound() })
      const desk = { party: 'desk', email: 'b@desk.example.org', name: 'B' } as const
      for (const audience of ['internal', 'desk', 'customer', 'everyone'] as const) {
        await say(1, { audience })
        await say(1, { audience, author: desk })
      }
      await delivered(work)

      expect(slack.entriesIn('C1')).toEqual([1, 2, 4, 5, 6, 7, 8, 9])
      expect(inSpace()[0]).toBe('Case 1001 Mail bounces for customer')
      expect(inSpace().slice(1)).toEqual(entries(1, 6, 7, 8, 9))
    })

    it('VIS-7: a thread that waited for another customer in its space goes on when that ends', async () => {
      const channel = { platform: 'gchat', tenant: '', channel: space } as const
      const binding = { domain: 'hoshi.example.com', by: 'aoi@hoshi.example.com', at: noon }
      const audience = { party: 'customer', customer: 'C-other', name: 'Other' } as const
      await store.identities.bind(channel, { ...binding, audience })
      await store.create(aNewCase({ subscriptions: [aThreadIn('C1'), aGchatThread({ channel: space })] }))
      const work = notifier({ resolveAudience: asBound() })
      await delivered(work)
      expect(slack.entriesIn('C1')).toEqual([1])
      expect(inSpace()).toEqual([])

      await store.identities.bind(channel, binding)
      time += 600_000
      await delivered(work)
      expect(inSpace().slice(1)).toEqual(entries(1))
    })

    it('gets a long history into the space as fast as Google takes it, and no faster', async () => {
      await store.create(
        aNewCase({ seq: 30, subscriptions: [aThreadIn('C1'), aGchatThread({ channel: space })] }),
      )
      const begun = time
      const work = notifier()
      await work.idle()
      expect(slack.entriesIn('C1')).toHaveLength(30)
      expect(inSpace()).toHaveLength(31)
      // Five at once, then one each 1.1 s.
      expect(time - begun).toBeGreaterThanOrEqual(26 * 1_100)
      expect(time - begun).toBeLessThan(40_000)

      await delivered(work)
      expect(inSpace()).toHaveLength(31)
      expect(inSpace().slice(1)).toEqual(entries(...Array.from({ length: 30 }, (_, index) => index + 1)))
      expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([])
    })
  })

  describe('a crash between a post and its cursor', () => {
    it.each([
      ['the root', 0],
      ['an entry', 2],
    ])('of %s leads to no second post', async (_, after) => {
      await store.create(aNewCase({ seq: 3, subscriptions: [aGchatThread({ channel: space })] }))
      let moves = 0
      const dying: CasesAndFiles = {
        ...store,
        claim: (input) => store.claim(input),
        async saveProgress(input) {
          moves += 1
          if (moves > after) throw new Error('the process is killed here')
          return store.saveProgress(input)
        },
        async renew() {
          return false
        },
        releaseClaim: async () => false,
      }
      await notifier({ store: dying }).idle()
      expect(inSpace()).toHaveLength(after + 1)

      time += leaseMs + 1_000
      await delivered(notifier())

      expect(inSpace().slice(1)).toEqual(entries(1, 2, 3))
      expect(inSpace().filter((text) => text.startsWith('Case'))).toHaveLength(1)
    })

    it('whose answer was lost leads to none either', async () => {
      await store.create(aNewCase({ seq: 2, subscriptions: [aGchatThread({ channel: space })] }))
      server.substitute('create', { lost: true }, 7)
      const work = notifier()
      for (let turn = 0; turn < 10; turn += 1) {
        await work.idle()
        time += 3_600_000
      }

      expect(inSpace().slice(1)).toEqual(entries(1, 2))
      expect(inSpace()).toHaveLength(3)
    })
  })

  describe('a space', () => {
    it('that the app is not in waits until it is invited, and the other platform goes on meanwhile', async () => {
      await store.create(aNewCase({ subscriptions: [aThreadIn('C1'), aGchatThread({ channel: space })] }))
      server.substitute('create', { status: 403, body: refusal('PERMISSION_DENIED', 'not a member') })
      const work = notifier()
      await work.idle()
      await say()
      await work.idle()

      const of = await store.get(1001)
      expect(of?.subscriptions.find(({ platform }) => platform === 'gchat')).toMatchObject({
        suspended: null,
        fault: { scope: 'channel', code: 'PERMISSION_DENIED' },
      })
      expect(slack.entriesIn('C1')).toEqual([1, 2])
      expect(inSpace()).toEqual([])

      await work.wakeConversation({ platform: 'gchat', tenant: '', channel: space })
      await delivered(work)
      expect(inSpace().slice(1)).toEqual(entries(1, 2))
    })

    it('that must wait holds up no other space of the case', async () => {
      const other = `${space}-other`
      const subscriptions = [
        aGchatThread({ id: 'one', channel: space }),
        aGchatThread({ id: 'two', channel: other }),
      ]
      await store.create(aNewCase({ subscriptions }))
      const slowDown = { status: 429, headers: { 'retry-after': '60' } }
      const first = notifier()
      server.substitute('create', slowDown)
      await first.idle()

      const there = [inSpace(), inSpace(other)].map(({ length }) => length)
      expect(there.toSorted()).toEqual([0, 2])
      time += 70_000
      await first.idle()
      expect([inSpace(), inSpace(other)].map(({ length }) => length)).toEqual([2, 2])
    })
  })
})
