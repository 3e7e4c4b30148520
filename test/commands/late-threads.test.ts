import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Subscription } from '../../src/cases/case.ts'
import type { InstallationFaults } from '../../src/cases/thread-state.ts'
import type { DeliveryStore, SubscriptionProgressUpdate } from '../../src/delivery/delivery-store.ts'
import { aMember } from '../support/build-conversations.ts'
import { buttonsIn } from '../support/every-view.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const since = new Date('2026-03-02T08:00:00.000Z')
const archived = { fault: { scope: 'channel', code: 'is_archived', since } } as const
const own = { platform: 'slack', tenant: 'T1', channel: 'COWN', audience: 'actor', locale: 'en' } as const
const desks = { ...own, channel: 'CDESK', audience: 'desk' } as const

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number
  let outage: ReturnType<InstallationFaults>
  let retried: string[]

  beforeEach(async () => {
    const store = await open()
    retried = []
    world = await aWorld({
      ...store,
      async retrySubscription(of, thread) {
        retried.push(thread)
        await progress(store, of, thread, { suspended: null, fault: null, tries: 0, retryAt: null })
        return true
      },
    })
    outage = undefined
    runner = runnerOver(world, {
      installationFault: (platform) => (platform === 'slack' ? outage : undefined),
    })
  })

  async function opened(threads: readonly (typeof own | typeof desks)[] = [own, desks]): Promise<void> {
    const wish = aWish({ threads: threads as never })
    number = value(await world.service.create(await world.actor(marcus), wish, 'k')).number
  }

  const threadIn = async (channel: string): Promise<Subscription> => {
    const thread = (await world.store.get(number))?.subscriptions.find((one) => one.channel === channel)
    if (!thread) throw new Error(`no thread in ${channel}`)
    return thread
  }
  const set = async (channel: string, update: SubscriptionProgressUpdate) =>
    progress(world.store, number, (await threadIn(channel)).id, update)
  const at = (email: string, channel = 'C1'): Interaction => ({
    ...wishOf(email),
    person: { ...wishOf(email).person, user: `U-${email}` },
    place: { platform: 'slack', tenant: 'T1', channel },
  })
  const replied = async (email = marcus, values: Record<string, string> = {}, channel = 'C1') => {
    const form = asForm(await runner.commandLine(at(email, channel), `update ${number}`))
    const all = { text: 'Any news?', audience: 'everyone', ...values }
    return told(await runner.submission(at(email, channel), 'update', all, form.formState))
  }
  const shown = async (email = marcus, channel = 'C1') =>
    runner.commandLine(at(email, channel), `show ${number}`)

  describe('the answer to a reply', () => {
    it('says nothing of delivery where nothing stands in its way', async () => {
      await opened()

      expect(await replied()).not.toContain('later')
    })

    it('names the thread of one’s own side that is late, with why and what to do', async () => {
      await opened()
      await set('COWN', archived)

      const text = await replied()
      expect(text).toContain(
        'The thread in a channel gets this later: that channel is archived. Unarchive it.',
      )
      expect(text).not.toContain('is_archived')
    })

    it('names a channel only to whoever is in it, and “this” one where it is typed', async () => {
      await opened()
      await set('COWN', archived)
      const { slack } = world.conversations.chats
      slack.setInfo('COWN', { name: 'own-room' })
      await world.store.identities.bind(
        { platform: 'slack', tenant: 'T1', channel: 'COWN' },
        {
          domain: 'northwind-apps.example.com',
          by: marcus,
          at: world.now(),
          declared: { by: marcus, at: world.now(), confirmed: [] },
        },
      )
      expect(await replied()).not.toContain('own-room')

      slack.setMembers('COWN', [aMember({ user: `U-${marcus}`, email: marcus })])
      world.setNow(new Date(world.now().getTime() + 120_000))
      expect(await replied()).toContain('The thread in own-room gets this later')
      expect(await replied(marcus, {}, 'COWN')).toContain('The thread in this channel gets this later')
    })

    it('says of the other side only that it gets it later, and of an entry that they may not read nothing', async () => {
      await opened()
      await set('CDESK', archived)

      const text = await replied()
      expect(text).toContain('Others on this case get this later.')
      expect(text).not.toMatch(/CDESK|archived/)
      world.setNow(new Date(world.now().getTime() + 60_000))
      expect(await replied(marcus, { audience: 'internal' })).not.toContain('later')
      expect(await replied(ben)).toContain('archived')
    })

    it('tells of a workspace that takes no posts at all', async () => {
      await opened([own])
      outage = { scope: 'installation', code: 'token_revoked', since }

      const text = await replied()
      expect(text).toContain("Slack isn't accepting posts from Casethread.")
      expect(text).not.toContain('token_revoked')
    })

    it('tells of a thread that an operator stopped, and how to resume it', async () => {
      await opened([own])
      await set('COWN', { suspended: 'dropped by ops@example.com' })

      const text = await replied()
      expect(text).toContain(`your administrator stopped it. To resume it, type "/case show ${number}"`)
      expect(text).not.toContain('ops@')
    })

    it('is one plain sentence in Japanese too', async () => {
      await opened([own])
      await set('COWN', archived)
      const wish = at(marcus)
      const japanese = { ...wish, person: { ...wish.person, locale: 'ja' as const } }

      const form = asForm(await runner.commandLine(japanese, `reply ${number}`))
      const text = told(
        await runner.submission(
          japanese,
          'reply',
          { text: 'どうですか', audience: 'everyone' },
          form.formState,
        ),
      )

      expect(text).toContain(
        'チャンネルのスレッドには、後で表示されます：チャンネルがアーカイブされています。',
      )
    })
  })

  describe('the answer to', () => {
    const filled = {
      customer: 'C09brightwater',
      title: 'Mail bounces',
      description: 'All of it',
      product: 'google-workspace',
      category: 'gmail.delivery',
      'answer:message-id': '<x@mail.example.com>',
      'answer:scope': 'all',
      severity: 'P2',
      language: 'en',
      timeZone: 'Europe/London',
      confirmed: [],
    }

    it.each([
      ['says that its thread opens later, where its workspace takes no posts', true],
      ['says nothing of it, where nothing stands in the way', false],
    ])('a new case %s', async (_what, isDown) => {
      if (isDown) outage = { scope: 'installation', code: 'invalid_auth', since }

      const done = told(
        await runner.submission(at(marcus), 'new', filled, { in: 'northwind-apps.example.com' }),
      )

      expect(done).toMatch(/[Cc]ase \d{4}/)
      expect(done.includes("gets this later: Slack isn't accepting posts")).toBe(isDown)
    })

    it('a change that is typed says so too', async () => {
      await opened([own])
      await set('COWN', archived)

      expect(told(await runner.commandLine(at(marcus), `severity ${number} P1`))).toContain(
        'The thread in a channel gets this later',
      )
    })

    it('a wish to follow says so of the thread that it opens, and of no other', async () => {
      await opened([own])
      await set('COWN', archived)
      const follow = async () => told(await runner.commandLine(at(marcus), `follow ${number} me`))
      expect(await follow()).not.toContain('later')

      outage = { scope: 'installation', code: 'invalid_auth', since }
      const text = await follow()
      expect(text).toContain(
        "The thread in your direct messages gets this later: Slack isn't accepting posts",
      )
      expect(text.match(/later/g)).toHaveLength(1)
    })
  })

  describe('/case show', () => {
    it('counts the threads that are up to date, and says since when and why others are not', async () => {
      await opened([own])
      const { seq } = (await world.store.get(number)) ?? { seq: 0 }
      await set('COWN', { root: '1.1', cursor: seq })
      expect(told(await shown())).toContain('1 thread is up to date')

      await replied()
      expect(told(await shown())).toContain('being updated')
      await set('COWN', archived)
      expect(told(await shown())).toMatch(/"a channel".*"late since".*that channel is archived/)
    })

    it('tells of one’s own side alone', async () => {
      await opened()
      await set('COWN', archived)

      expect(told(await shown(ben))).not.toMatch(/late since|archived/)
      expect(told(await shown(amelia))).not.toMatch(/late since|archived/)
    })

    it('has a button that tries a late thread again', async () => {
      await opened()
      await set('COWN', archived)
      const { id } = await threadIn('COWN')
      const again = buttonsIn(await shown()).find(({ args }) => args.thread === id)

      const after = told(await runner.action(at(marcus), 'show', again?.args ?? {}))

      expect(retried).toEqual([id])
      expect(after).not.toContain('late since')
    })

    it('tries a late thread again where it is typed in its channel; one that was stopped goes on only by its button', async () => {
      await opened()
      await set('COWN', archived)
      await shown(marcus, 'COWN')
      expect(retried).toHaveLength(1)

      await set('COWN', { suspended: 'dropped' })
      const card = await shown(marcus, 'COWN')
      expect(retried).toHaveLength(1)
      expect(told(card)).toContain('stopped by your administrator')
      const again = buttonsIn(card).find(({ args }) => args.thread !== undefined)
      await runner.action(at(marcus), 'show', again?.args ?? {})
      expect(retried).toHaveLength(2)
    })

    it('tries nothing again for another side, whatever its button names', async () => {
      await opened()
      await set('COWN', archived)
      const { id } = await threadIn('COWN')

      for (const who of [ben, amelia])
        await runner.action(at(who), 'show', { number: String(number), thread: id })
      await shown(ben, 'COWN')

      expect(retried).toEqual([])
    })
  })
})

async function progress(
  store: Pick<DeliveryStore, 'claim' | 'saveProgress' | 'releaseClaim' | 'get'>,
  number: number,
  thread: string,
  update: SubscriptionProgressUpdate,
): Promise<void> {
  const claim = await store.claim({ number, thread, owner: 'test', now: new Date(), leaseMs: 1_000 })
  if (!claim) throw new Error('nothing to claim')
  const { token, pendingDeliveries } = claim
  await store.saveProgress({ number, thread, token, progress: update })
  await store.releaseClaim({ number, thread, token, pendingDeliveries, retryAt: new Date(0) })
}
