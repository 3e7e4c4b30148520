import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { createClockKeeper } from '../../src/targets/clock-keeper.ts'
import { buildTargets } from '../support/build-targets.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const file = `
calendars:
  tokyo: { timeZone: Asia/Tokyo, hours: { mon-fri: 09:00-18:00 }, holidays: JP }
targets:
  - { side: desk, severity: P1, calendar: 24/7, firstResponse: 1h, nextResponse: 1h }
  - { side: desk, calendar: tokyo, firstResponse: 4h, nextResponse: 4h }
`
/** Tuesday evening in Tokyo, 21:00. */
const evening = new Date('2026-03-03T12:00:00Z')
const morning = new Date('2026-03-03T01:00:00Z')

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open(), undefined, { clocks: createClockKeeper(await buildTargets(file)) })
    world.setNow(evening)
    runner = runnerOver(world)
    number = value(
      await world.service.create(await world.actor(marcus), aWish({ severity: 'P2' }), 'create'),
    ).number
  })

  /** Everybody asks from Tokyo unless it is said from where. */
  const typed = (line: string, who = marcus, locale: 'en' | 'ja' = 'en', timeZone = 'Asia/Tokyo') => {
    const wish = wishOf(who, locale)
    return runner.commandLine({ ...wish, person: { ...wish.person, timeZone } }, line)
  }
  async function replied(audience: string, who = marcus) {
    const form = asForm(await typed(`update ${number}`, who))
    const values = { text: 'Any news?', audience, next: '', severity: '', status: '' }
    return told(await runner.submission(wishOf(who), 'update', values, form.formState))
  }

  describe('OWN-3: whoever writes while the desk is closed', () => {
    it('reads when it is back, in their own language and time zone', async () => {
      const escalate = `reopen ${number} still`
      await typed(`close ${number} done`)
      expect(told(await typed(escalate))).toContain(
        'The support desk is closed now. It is back Wed, Mar 4, 9:00 AM JST.',
      )
      await typed(`close ${number} done`)
      expect(told(await typed(escalate, marcus, 'ja'))).toContain(
        'サポート窓口は営業時間外です。3月4日(水) 9:00（JST）に再開します。',
      )
      await typed(`close ${number} done`)
      expect(told(await typed(escalate, marcus, 'en', 'America/New_York'))).toContain(
        'It is back 7:00 PM EST.',
      )
    })

    it('reads it where the desk can read what was written, and not of a note', async () => {
      expect(await replied('everyone')).toContain('The support desk is closed now')
      expect(await replied('desk')).toContain('The support desk is closed now')
      expect(await replied('customer')).not.toContain('closed now')
      expect(told(await typed(`reply ${number} a note`))).not.toContain('closed now')
    })

    it('reads nothing of it while the desk is there, nor where its target is never closed, nor on the desk itself', async () => {
      world.setNow(morning)
      expect(await replied('everyone')).not.toContain('closed now')
      world.setNow(evening)
      expect(await replied('everyone', ben)).not.toContain('closed now')
      await typed(`severity ${number} P1`)
      expect(await replied('everyone')).not.toContain('closed now')
    })
  })

  describe('OWN-3: a card and a list', () => {
    it('tell the desk alone what it owes, and when that is overdue', async () => {
      expect(told(await typed(`show ${number}`, ben))).toContain('First response due')
      expect(told(await typed('list', ben))).toContain('"due"')
      for (const line of [`show ${number}`, 'list']) {
        expect(told(await typed(line))).not.toContain('response due')
        expect(told(await typed(line))).not.toContain('"due"')
      }
      world.setNow(new Date('2026-03-04T05:00:00Z'))
      expect(told(await typed(`show ${number}`, ben))).toContain('First response overdue since')
      expect(told(await typed('list', ben))).toContain('overdue since')
    })
  })
})
