import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
  })

  const typed = (line: string, who = marcus) => runner.commandLine(wishOf(who), line)
  const off = async () => (await world.store.get(number))?.unreminded ?? []

  describe('OWN-3: reminders of a case', () => {
    it('are turned off and on by each side for itself, as its history alone tells', async () => {
      expect(told(await typed(`reminders ${number} off`))).toContain('no more reminders')
      expect(await off()).toEqual([{ domain: 'northwind-apps.example.com' }])
      expect(told(await typed(`リマインダー ${number} オフ`, ben))).toContain('no more reminders')
      expect(await off()).toEqual([{ domain: 'northwind-apps.example.com' }, 'desk'])
      expect(told(await typed(`reminders ${number} ON`))).toContain('again')
      expect(await off()).toEqual(['desk'])

      expect(told(await typed(`show ${number}`))).toContain('turned reminders off')
      expect(told(await typed(`show ${number}`, ben)).split('turned reminders off')).toHaveLength(2)
    })

    it('that are so already are not turned again, and what is neither on nor off is not guessed', async () => {
      expect(told(await typed(`reminders ${number} on`))).toContain('on already')
      await typed(`reminders ${number} off`)
      expect(told(await typed(`reminders ${number} off`))).toContain('off already')
      expect(told(await typed(`reminders ${number} maybe`))).toContain("isn't on or off")
    })

    it('without a word are told as they are, with a button for the other way', async () => {
      const before = await typed(`reminders ${number}`)
      expect(told(before)).toContain('gets reminders')
      expect(buttonsIn(before)).toMatchObject([{ args: { number: String(number), on: 'off' } }])
      await typed(`reminders ${number} off`)
      const now = await typed(`reminders ${number}`)
      expect(told(now)).toContain('gets no reminders')
      expect(buttonsIn(now)).toMatchObject([{ args: { number: String(number), on: 'on' } }])
    })

    it('stay as they are for whoever does not see the case', async () => {
      expect(told(await typed('reminders 9999'))).toContain('9999')
      expect(told(await typed('reminders 9999 off'))).toContain('9999')
    })
  })
})
