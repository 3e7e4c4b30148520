import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../support/browser.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
const priya = 'priya.nair@northwind-apps.example.com'
/** More stops than any way through the page has. */
const maxStops = 120
/** As long as the page itself waits for something: on a slow machine a dialog goes and comes in its own time. */
const patient = { timeout: 15_000 }

if (!chromium) it.skip('by keyboard: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('a case is taken, answered and put aside by keyboard alone, on %s', (chat) => {
    const desk = chat === 'slack' ? 'support-desk' : 'Support desk'
    const messageBox = /^Message .*support.desk$/i
    let day: Day
    let me: Visitor
    let page: Page
    let number: number

    beforeAll(async () => {
      day = await openDay({ chat, name: 'keyboard', chromium })
      number = await day.open(priya, { customer: 'C09brightwater', title: 'Spaces are empty', hoursAgo: 3 })
      await day.open(priya, { customer: 'C10lakeside', title: 'Rooms are shown twice', hoursAgo: 2 })
      me = await day.visit('ben.carter', 'en')
      page = me.page
    }, 120_000)
    afterAll(() => day?.close())

    /** What has the focus: its words, and whether somebody sees that it has it. */
    async function focused(): Promise<{ readonly name: string; readonly isSeen: boolean }> {
      return page.evaluate(() => {
        const element = document.activeElement
        if (!element || element === document.body) return { name: '', isSeen: false }
        const labelledBy = element.getAttribute('aria-labelledby')?.split(' ')[0] ?? ''
        const label = document.getElementById(labelledBy) ?? (element as HTMLInputElement).labels?.[0]
        const name = element.getAttribute('aria-label') ?? label?.textContent ?? element.textContent ?? ''
        const hasOutline = (one: Element) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(one)
          return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
        }
        // The message box and a date have theirs around the whole.
        const box = element.closest('.composer-box')
        const date = element.closest('.input-date')
        const rings = [
          hasOutline(element),
          box !== null && getComputedStyle(box).boxShadow !== 'none',
          date !== null && hasOutline(date),
        ]
        return { name: name.trim(), isSeen: rings.includes(true) }
      })
    }

    /** Tab after Tab, until that has the focus. Answers the stops on the way; at each of them the focus is seen. */
    async function tabTo(name: string | RegExp, key = 'Tab'): Promise<readonly string[]> {
      const stops: string[] = []
      while (stops.length < maxStops) {
        await page.keyboard.press(key)
        const at = await focused()
        if (at.name !== '') expect(at, `stop ${stops.length + 1}`).toMatchObject({ isSeen: true })
        stops.push(at.name)
        if (typeof name === 'string' ? at.name === name : name.test(at.name)) return stops
      }
      throw new Error(`${key} never came to ${name}: ${stops.join(' · ')}`)
    }

    const press = (key: string) => page.keyboard.press(key)
    const isOpen = () => page.locator('.dialog-frame').count()

    it('the message box is one key away, and a command is typed there', async () => {
      await me.goTo(desk)
      await page.reload()
      await page.locator('.pane-title').filter({ hasText: desk }).waitFor()
      await tabTo('Skip to the message box')
      await press('Enter')
      expect((await focused()).name).toMatch(messageBox)
      await page.keyboard.type('/case list unassigned')
      await press('Escape')
      await press('Enter')
      await me.sees(me.t('list.range', { from: 1, to: 2, total: 2 }))
      await me.shot('1-list')
    }, 180_000)

    /** In the dialog that is open; else backwards from the message box, to which what came last is nearest. */
    async function reach(name: string): Promise<void> {
      if ((await isOpen()) > 0) await tabTo(name)
      else {
        await tabTo(messageBox)
        await tabTo(name, 'Shift+Tab')
      }
    }

    it('a case is opened from the list and taken', async () => {
      await tabTo(me.t('button.filter'), 'Shift+Tab')
      await tabTo(me.t('button.open'), 'Shift+Tab')
      await press('Enter')
      await me.button(me.t('button.take')).waitFor()
      await me.shot('2-case')
      await reach(me.t('button.take'))
      await press('Enter')
      await me.sees(me.t('assign.done.self', { number }))
    }, 180_000)

    it('the form of an answer begins in its text, goes down in order, and Escape leaves it', async () => {
      await reach(me.t('button.reply'))
      // The key is let go only when the form is there: on a slow machine that comes about by itself.
      await page.keyboard.down('Enter')
      await me
        .dialog()
        .getByLabel(/^Message/)
        .waitFor()
      await expect.poll(async () => (await focused()).name, patient).toMatch(/^Message/)
      await page.keyboard.up('Enter')
      await press('Escape')
      await expect.poll(isOpen, patient).toBe(0)
      // Back to where one was: Google Chat answers a command in dialogs, one in the place of the other.
      if (chat === 'slack')
        await expect.poll(async () => (await focused()).name, patient).toBe(me.t('button.reply'))
      else {
        await expect.poll(async () => (await focused()).name, patient).toMatch(messageBox)
        await page.keyboard.type(`/case reply ${number}`)
      }
      await press('Enter')
      await me
        .dialog()
        .getByLabel(/^Message/)
        .waitFor()
      await expect.poll(async () => (await focused()).name, patient).toMatch(/^Message/)
      await page.keyboard.type('Please try it in another browser.')
      expect(await tabTo(/^New status/)).not.toContain(me.t('reply.submit'))
      await press('ArrowDown')
      await page.getByRole('option', { name: me.t('status.action-required') }).waitFor()
      await me.shot('3-choices')
      const active = page.locator('[role="option"][data-focused]')
      for (let step = 0; step < 6; step += 1) {
        const [option = ''] = await active.allTextContents()
        if (option.includes(me.t('status.action-required'))) break
        await press('ArrowDown')
      }
      await press('Enter')
      await tabTo(me.t('reply.submit'))
      await me.shot('4-send')
      await press('Enter')
      await expect.poll(isOpen, patient).toBe(0)
      await expect
        .poll(async () => (await day.world.store.get(number))?.status, patient)
        .toBe('action-required')
    }, 180_000)

    it('a case is put aside with the arrow keys', async () => {
      await tabTo(messageBox)
      await page.keyboard.type(`/case later ${number}`)
      await press('Enter')
      await me.dialog().waitFor()
      await expect.poll(async () => (await focused()).name, patient).toContain(me.t('later.days'))
      await press('ArrowDown')
      expect((await focused()).name).toContain(me.t('later.week'))
      await me.shot('5-later')
      await tabTo(me.t('later.submit'))
      await press('Enter')
      await expect.poll(isOpen, patient).toBe(0)
      await expect.poll(async () => (await day.world.store.get(number))?.aside?.length ?? 0, patient).toBe(1)
    }, 180_000)
  })
