import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../support/browser.ts'
import { type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
const shared = 'brightwater-shared'
const own = 'hoshi-support'
const title = 'Spaces are empty since this morning'
const titleJa = '請求書が届かない'

if (!chromium) it.skip('plain text in threads: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe('NOT-4: plain text in threads, on the local Slack', { timeout: 120_000 }, () => {
    let day: Day
    let marcus: Visitor
    let amelia: Visitor
    let yui: Visitor
    let number: number
    let numberJa: number

    beforeAll(async () => {
      day = await openDay({ chat: 'slack', name: 'two-way', chromium })
      const by = {
        marcus: 'marcus.bell@northwind-apps.example.com',
        yui: 'yui.suzuki@hoshi-cloud.example.com',
      }
      number = await day.open(by.marcus, { customer: 'C09brightwater', title, hoursAgo: 1 })
      numberJa = await day.open(by.yui, { customer: 'C01aoba', title: titleJa, hoursAgo: 1 })
      marcus = await day.visit('marcus.bell', 'en')
      amelia = await day.visit('amelia.stone', 'en')
      yui = await day.visit('yui.suzuki', 'ja')
    }, 120_000)
    afterAll(() => day?.close())

    async function openThread(person: Visitor, place: string, called: string): Promise<void> {
      const { page } = person
      await person.goTo(place)
      await page.locator('article').filter({ hasText: called }).locator('button.replies').last().click()
      await page.locator('.thread-pane').waitFor()
    }

    async function reply({ page }: Visitor, text: string): Promise<void> {
      await page.locator('.thread-pane textarea').fill(text)
      await page.keyboard.press('Enter')
    }

    const messagesOf = async (of: number) =>
      (await day.world.store.history(of, { limit: 50 })).flatMap(({ event, audience }) =>
        event.type === 'message' ? [{ text: event.text, audience }] : [],
      )

    it('a partner switches two-way threads on where a customer reads along; the card says so', async () => {
      await marcus.goTo(shared)
      await marcus.send('/case domain')
      await marcus.press(marcus.t('talk-button.two-way'))
      await marcus.sees(/From now on, what is written in a case's thread/)
      await marcus.shot('switched-on')
      await marcus.send(`/case follow ${number}`)
      await openThread(marcus, shared, title)
      await marcus.sees(/What is written here goes to/)
      await marcus.shot('card')
    })

    it('what the customer writes there is in the case, and it is told so once', async () => {
      await openThread(amelia, shared, title)
      await reply(amelia, 'It is all rooms on the second floor.')
      await amelia.sees(/You are told this once in this thread/)
      await amelia.shot('customer-line')

      expect(await messagesOf(number)).toEqual([
        { text: 'It is all rooms on the second floor.', audience: 'everyone' },
      ])
    })

    it('personal data comes back to its author alone; changed in the form, it is added', async () => {
      await openThread(marcus, shared, title)
      await reply(marcus, 'Call me: my card is 4111 1111 1111 1111')
      await marcus.sees(/Your message isn't in case/)
      await marcus.shot('personal-data')
      await marcus.page
        .locator('.thread-pane')
        .getByRole('button', { name: 'Edit', exact: true })
        .last()
        .click()
      await marcus.dialog().waitFor()
      await marcus.shot('edit-form')
      await marcus.page.keyboard.press('Escape')

      expect(await messagesOf(number)).toHaveLength(1)
    })

    it('where only a hint is wanted, whoever writes plain text is told once how to add it', async () => {
      await yui.goTo(own)
      await yui.send('/case domain')
      await yui.press(yui.t('talk-button.hint'))
      await yui.sees(/本人のみに 1 回お知らせします/)
      await yui.shot('hint-switched-on')
      await yui.send(`/case follow ${numberJa}`)
      await openThread(yui, own, titleJa)
      await reply(yui, '先方に確認しました。')
      await yui.sees(/履歴に含まれていません/)
      await yui.shot('hint')
      await yui.page
        .locator('.thread-pane')
        .getByRole('button', { name: yui.t('button.talk.add') })
        .last()
        .click()
      await yui.dialog().waitFor()
      await yui.shot('hint-form')

      expect(await messagesOf(numberJa)).toEqual([])
    })
  })
