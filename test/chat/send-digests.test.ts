import { describe, expect, it } from 'vitest'
import type { OnceSent, Recipient } from '../../commands/define.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { createDigests } from '../../src/chat/send-digests.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Card } from '../../views/view.ts'
import { aNewCase } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'
import { aWorld, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const priya = 'priya.nair@northwind-apps.example.com'
const domain = 'northwind-apps.example.com'
const owners = [{ domain, email: priya, name: 'Priya' }]
const partners = [{ domain, kind: 'reseller' as const }]

onSqlite((_name, open) => {
  interface Sent {
    readonly to: Recipient
    readonly card: Card
    readonly once: OnceSent | undefined
  }

  /** Several instances on one store; what was sent before under an id is found again. */
  async function aMorning(instances = 1) {
    const world: World = await aWorld(await open())
    const sent: Sent[] = []
    const faults: Error[] = []
    let paused = false
    const one = () =>
      createDigests({
        store: world.store,
        notifications: world.store.notifications,
        conversations: world.store.conversations,
        messages: {
          async send(to, compose, once) {
            const isThere = sent.some((other) => other.once?.id === once?.id)
            if (!isThere) sent.push({ to, card: compose('en', 'UTC'), once })
            const fault = faults.shift()
            if (fault) throw fault
            return true
          },
        },
        directory: world.directory,
        mayWork: (actor) => world.service.mayWork(actor),
        trustsEmail: true,
        createTranslator: createTranslatorFactory(),
        categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
        arePostsPaused: async () => paused,
        now: world.now,
        log: recordingLog(),
      })
    const all = Array.from({ length: instances }, one)
    let number = 1000
    return {
      world,
      sent,
      faults,
      pause: (is: boolean) => {
        paused = is
      },
      async at(moment: string) {
        world.setNow(new Date(moment))
        await Promise.all(all.map((digests) => digests.run()))
        return sent.length
      },
      async put(over: Parameters<typeof aNewCase>[0]) {
        number += 1
        await world.store.create(
          aNewCase({ number, owners, partners, domain, ...over }, { key: `k${number}` }),
        )
      },
    }
  }
  const waits = { status: 'action-required' } as const
  const wants = (scene: Awaited<ReturnType<typeof aMorning>>, timeZone = 'Asia/Tokyo') =>
    scene.world.store.notifications.choose({ email: priya, choice: 'digest', timeZone })

  describe('PLC-7: the summary of what waits', () => {
    it('comes at nine where the person is, on working days, once a day over all instances', async () => {
      const scene = await aMorning(4)
      await wants(scene)
      await scene.put(waits)

      // Monday, 8:59 and 9:00 in Tokyo.
      expect(await scene.at('2026-03-01T23:59:00Z')).toBe(0)
      expect(await scene.at('2026-03-02T00:00:00Z')).toBe(1)
      expect(await scene.at('2026-03-02T00:01:00Z')).toBe(1)
      expect(await scene.at('2026-03-02T08:59:00Z')).toBe(1)
      expect(await scene.at('2026-03-03T00:00:00Z')).toBe(2)
      // Saturday and Sunday, then Monday.
      expect(await scene.at('2026-03-07T01:00:00Z')).toBe(2)
      expect(await scene.at('2026-03-08T01:00:00Z')).toBe(2)
      expect(await scene.at('2026-03-09T01:00:00Z')).toBe(3)
    })

    it('keeps to the clock on the wall over a change to summer time', async () => {
      const scene = await aMorning()
      await wants(scene, 'Europe/London')
      await scene.put(waits)

      expect(await scene.at('2026-03-27T08:59:00Z')).toBe(0)
      expect(await scene.at('2026-03-27T09:00:00Z')).toBe(1)
      expect(await scene.at('2026-03-30T07:59:00Z')).toBe(1)
      expect(await scene.at('2026-03-30T08:00:00Z')).toBe(2)
    })

    it('comes later where nobody served at nine, but not in the evening', async () => {
      const scene = await aMorning()
      await wants(scene)
      await scene.put(waits)

      // 17:59 on Monday in Tokyo, 18:00 on Tuesday.
      expect(await scene.at('2026-03-02T08:59:00Z')).toBe(1)
      expect(await scene.at('2026-03-03T09:00:00Z')).toBe(1)
      expect(await scene.at('2026-03-04T00:00:00Z')).toBe(2)
    })

    it('lists what waits for the person’s side and is theirs, by due time; what is put aside is not', async () => {
      const scene = await aMorning()
      await wants(scene)
      const due = (at: string) => [{ side: { domain }, at: new Date(at) }]
      await scene.put({ ...waits, due: due('2026-03-05T00:00:00Z') })
      await scene.put({ ...waits, due: due('2026-03-01T00:00:00Z') })
      await scene.put({ ...waits })
      await scene.put({ status: 'in-progress' })
      await scene.put({
        ...waits,
        owners: [{ domain, email: 'marcus.bell@northwind-apps.example.com', name: 'M' }],
      })
      await scene.put({ ...waits, aside: [{ side: { domain }, until: new Date('2026-03-09T00:00:00Z') }] })

      await scene.at('2026-03-02T00:00:00Z')

      const [{ to, card } = { to: undefined, card: undefined }] = scene.sent
      const items = card?.blocks.flatMap((block) => (block.kind === 'item' ? [block] : [])) ?? []
      expect(to).toMatchObject({ email: priya })
      expect(card?.summary).toBe('3 cases are waiting for you')
      expect(items.map(({ title }) => title.slice(0, 4))).toEqual(['1002', '1001', '1003'])
      expect(items.map(({ detail }) => detail[1])).toEqual(['Overdue since', 'Due', 'No due time'])
    })

    it('does not come where nothing waits, and not later that day either', async () => {
      const scene = await aMorning()
      await wants(scene)
      expect(await scene.at('2026-03-02T00:00:00Z')).toBe(0)
      await scene.put(waits)

      expect(await scene.at('2026-03-02T03:00:00Z')).toBe(0)
    })

    it('whose end is in doubt is tried by whoever comes next, and there once', async () => {
      const scene = await aMorning(2)
      await wants(scene)
      await scene.put(waits)
      scene.faults.push(new Error('no answer'))

      expect(await scene.at('2026-03-02T00:00:00Z')).toBe(1)
      expect(await scene.at('2026-03-02T00:04:00Z')).toBe(1)
      expect(await scene.at('2026-03-02T00:05:00Z')).toBe(1)

      expect(scene.sent[0]?.once).toMatchObject({ uncertain: true })
      expect(await scene.world.store.notifications.find(priya)).toMatchObject({ digestedOn: '2026-03-02' })
    })

    it('waits while posts are paused, and is not for whoever lost the right', async () => {
      const scene = await aMorning()
      await wants(scene)
      await scene.put(waits)
      scene.pause(true)
      expect(await scene.at('2026-03-02T00:00:00Z')).toBe(0)
      scene.pause(false)
      scene.world.editDirectory((yaml) => yaml.replaceAll(priya, 'gone@northwind-apps.example.com'))

      expect(await scene.at('2026-03-02T00:10:00Z')).toBe(0)
    })

    it('begins the next morning for whoever chooses it in the course of a day', async () => {
      const scene = await aMorning()
      await scene.put(waits)
      scene.world.setNow(new Date('2026-03-02T02:00:00Z'))
      await scene.world.notifications.choose(priya, 'digest', { timeZone: 'Asia/Tokyo', platform: 'slack' })

      expect(await scene.at('2026-03-02T02:01:00Z')).toBe(0)
      expect(await scene.at('2026-03-03T00:00:00Z')).toBe(1)
    })
  })
})
