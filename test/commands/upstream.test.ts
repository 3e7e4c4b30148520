import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { redactFor } from '../../src/cases/audience.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const northwind = 'northwind-apps.example.com'

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
  })

  /** Where partners keep one too. */
  function partnersToo(): Dispatcher {
    const { store, directory } = world
    const service = createCaseService({
      store,
      directory,
      categories: readCategories(catalogueFile),
      findPersonalData,
      fileScanner: createFileScanner(),
      now: () => world.now(),
      newId: () => 'new',
      partnersKeepUpstream: true,
    })
    return runnerOver(world, { service })
  }

  const say = async (email: string, line: string, by = runner, locale: 'en' | 'ja' = 'en') =>
    told(await by.commandLine(wishOf(email, locale), line))

  describe('REP-4: the case at Google', () => {
    it('is recorded in a line or in the form, and shown on the card, in the history and in lists', async () => {
      expect(
        await say(ben, `upstream ${number} 12345678 https://support.google.com/c/1 waiting 3d`),
      ).toContain('Waiting for Google · follow up on Mar 5, 2026')
      for (const line of [`show ${number}`, 'list']) expect(await say(ben, line)).toContain('12345678')
      expect(await say(ben, `show ${number}`)).toContain('recorded case 12345678 at Google')
      const form = asForm(await runner.commandLine(wishOf(ben), `upstream ${number}`))
      const values = { number: '12345678', link: '', state: 'answered', followUp: '' }
      expect(told(await runner.submission(wishOf(ben), 'upstream', values, form.formState))).toContain(
        'Answered',
      )
      expect(await say(ben, `show ${number}`)).not.toContain('https://support.google.com/c/1')
      expect(await say(ben, `upstream ${number} none`)).toContain('no case at Google recorded any more')
      expect(await say(ben, `show ${number}`, runner, 'ja')).toContain('記録を削除しました')
    })

    it('VIS-7: is told to the desk and the partners of record, and to no customer anywhere', async () => {
      await say(ben, `upstream ${number} 12345678`)
      expect(await say(marcus, `show ${number}`)).toContain('12345678')
      for (const line of [`show ${number}`, 'list', 'list 12345678'])
        expect(await say(amelia, line)).not.toMatch(/12345678 ·|Case at Google/)
      expect(await say(amelia, 'list 12345678')).toContain('No cases match')
      const of = await world.store.get(number)
      const guest = { party: 'customer', customer: 'C09brightwater' } as const
      expect(of && redactFor(of, guest).upstream).toEqual([])
    })

    it('is in the help of those alone who would not be refused', async () => {
      const helpOf = async (email: string, by = runner) => told(await by.commandLine(wishOf(email), 'help'))
      expect(await helpOf(ben)).toContain('/case upstream')
      expect(await helpOf(marcus)).not.toContain('/case upstream')
      expect(await helpOf(marcus, partnersToo())).toContain('/case upstream')
      expect(await helpOf(amelia, partnersToo())).not.toContain('/case upstream')
      expect(told(await runner.commandLine(wishOf(marcus), 'upstrem 1'))).not.toContain('/case upstream')
    })

    it('is found by its number, as it is typed, as long as it is there', async () => {
      await say(ben, `upstream ${number} AB-1234567`)
      for (const words of ['AB-1234567', 'ab-1234567', 'ＡＢ-１２３４５６７'])
        expect(await say(marcus, `list ${words}`)).toContain(String(number))
      await say(ben, `upstream ${number} 99999999`)
      expect(await say(ben, 'list AB-1234567')).toContain('No cases match')
      expect(await say(ben, 'list 99999999')).toContain(String(number))
      expect(await say(ben, 'list bounces')).toContain(String(number))
    })

    it('puts the case aside while Google has to answer, and back when it did', async () => {
      await say(ben, `upstream ${number} 12345678 waiting 2026-03-10`)
      const until = new Date('2026-03-10T09:00:00Z')
      expect((await world.store.get(number))?.aside).toEqual([{ side: 'desk', until }])
      expect((await world.store.get(number))?.upstream).toMatchObject([{ followUp: until }])
      await say(ben, `upstream ${number} 12345678 answered`)
      expect((await world.store.get(number))?.aside).toEqual([])
    })

    it('of a partner is its own, where the operator lets partners keep one', async () => {
      expect(await say(marcus, `upstream ${number} 12345678`)).toContain('Only the support desk records')
      const both = partnersToo()
      expect(await say(marcus, `upstream ${number} 12345678`, both)).toContain('12345678 · Open')
      expect(await say(marcus, `show ${number}`, both)).toContain('Case at Google (own)')
      for (const line of [`show ${number}`, 'list', 'list 12345678'])
        expect(await say(ben, line, both)).not.toContain('12345678 ·')
      expect((await world.store.get(number))?.upstream).toMatchObject([{ side: { domain: northwind } }])
      expect(await say(marcus, 'list 12345678', both)).toContain(String(number))
    })

    it.each([
      ['12345678 http://insecure.example.com', 'begins with https://'],
      ['12345678 https://me:pw@x.example.com', 'begins with https://'],
      ['12345678 open 2026-03-10', 'goes with "waiting for Google"'],
      ['12345678 waiting 2026-03-01', 'must be in the future'],
      ['1234_5678', 'up to 40 letters'],
    ])('that is wrong says what to do: %s', async (words, told) => {
      const answer = JSON.stringify(await runner.commandLine(wishOf(ben), `upstream ${number} ${words}`))
      expect(answer).toContain(JSON.stringify(told).slice(1, -1))
      expect((await world.store.get(number))?.upstream).toBeUndefined()
    })

    it('that is not understood opens the form, with what was typed', async () => {
      const form = asForm(await runner.commandLine(wishOf(ben), `upstream ${number} what is this`))
      expect(JSON.stringify(form.parts)).toContain('what is this')
    })

    it('that is none, or the same again, changes nothing', async () => {
      expect(await say(ben, `upstream ${number} none`)).toContain('has no case at Google recorded')
      await say(ben, `upstream ${number} 12345678`)
      expect(await say(ben, `upstream ${number} 12345678 open`)).toContain('already recorded')
      expect(await say(yui, `upstream ${number} 1`)).not.toContain('recorded for')
    })
  })

  describe('REP-4: /case copy', () => {
    it('gives the text in the order of the form, without internal notes', async () => {
      const note = { kind: 'message', text: 'Between us', audience: 'internal' } as const
      const word = { kind: 'message', text: 'It still bounces', audience: 'everyone' } as const
      const of = await world.actor(marcus)
      value(await world.service.change(of, number, { changes: [note, word] }, 'words'))
      const text = await say(marcus, `copy ${number}`)
      const places = [
        'Brightwater Foods',
        'Mail to one address bounces',
        'Since this morning',
        'It still bounces',
      ].map((part) => text.indexOf(part))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(Math.min(...places)).toBeGreaterThan(0)
      expect(text).not.toContain('Between us')
      expect(await say(yui, `copy ${number}`)).toContain("There's no case")
    })
  })
})
