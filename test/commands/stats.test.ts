import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  const after = (minutes: number) => world.setNow(new Date(world.now().getTime() + minutes * 60_000))

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    const partner = await world.actor(marcus)
    const desk = await world.actor(ben)
    for (let index = 0; index < 6; index += 1) {
      const severity = index < 2 ? 'P1' : 'P2'
      const { number } = value(await world.service.create(partner, aWish({ severity }), `create ${index}`))
      const say = async (text: string, audience: 'internal' | 'everyone') =>
        value(
          await world.service.change(
            desk,
            number,
            { changes: [{ kind: 'message', text, audience }] },
            `${text} ${index}`,
          ),
        )
      await say('A note among us', 'internal')
      after(10 * (index + 1))
      expect((await world.store.get(number))?.firstResponseAt).toBeNull()
      await say('We look at it', 'everyone')
      const first = world.now()
      after(10)
      await say('Once more', 'everyone')
      expect((await world.store.get(number))?.firstResponseAt).toEqual(first)
    }
  })

  const stats = async (email: string, words = '', locale: 'en' | 'ja' = 'en') =>
    told(await runner.commandLine(wishOf(email, locale), `stats ${words}`))

  describe('REP-3: /case stats', () => {
    it('tells each side the figures of its own cases, and customers none', async () => {
      for (const email of [marcus, ben])
        expect(await stats(email)).toContain('Median 35m, 90% within 1h 0m (6)')
      expect(await stats(yui)).toContain('No case was opened')
      expect(await stats(amelia)).toContain('Statistics are for partners and the support desk')
    })

    it('tells a partner of a small group only that it is small', async () => {
      expect(await stats(ben, 'severity')).toContain('Opened 2')
      expect(await stats(marcus, 'by severity')).not.toContain('Opened 2')
      expect(await stats(marcus, 'by severity')).toContain('<5 cases')
      expect(await stats(marcus, '重大度別', 'ja')).toContain('5 件未満')
    })

    it('is of the period that is named, and says what it did not understand', async () => {
      expect(await stats(ben, '2026-02')).toContain('No case was opened')
      expect(await stats(ben, '2026-03 customer')).toContain('By customer')
      expect(await stats(ben, 'yesterday')).toContain('I didn\'t get "yesterday"')
    })
  })
})
