import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
const secret = 'Every mail to one address comes back with error 550.'
const note = 'Only for our own people.'

const chats = {
  slack: { on: 'slack', everyone: 'general', desk: 'support-desk', shared: 'brightwater-shared' },
  'google-chat': {
    on: 'gchat',
    everyone: 'Everyone',
    desk: 'Support desk',
    shared: 'Brightwater and Northwind',
  },
} as const

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else for (const chat of ['slack', 'google-chat'] as const) journeyIn(chat)

function journeyIn(chat: keyof typeof chats): void {
  const { on, everyone, desk, shared } = chats[chat]

  describe(`PLC-1, PLC-2: who reads a case, in ${chat}`, { timeout: 60_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: true })
      browser = await openBrowser(chromium ?? '')
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(10_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const shot = (what: string) =>
      page.screenshot({ path: join(screenshots, `who-reads-${chat}-${what}.png`) })
    const dialog = () => page.getByRole('dialog')

    async function be(person: string, place: string): Promise<void> {
      await page.goto(`${local.slack.url}/?on=${on}&as=${person}`)
      await page
        .getByRole('link', { name: place })
        .or(page.getByRole('button', { name: place }))
        .first()
        .click()
    }

    async function type(line: string): Promise<void> {
      await page
        .getByRole('textbox', { name: /^Message |へのメッセージ|メッセージ/ })
        .first()
        .fill(line)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
    }

    /** Google Chat shows the answer to a command in a dialog. */
    async function addNote(number: number): Promise<void> {
      await type(`/case reply ${number} ${note}`)
      if (chat !== 'google-chat') return
      await dialog().waitFor()
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
    }

    async function find(field: string, typed: string, option: RegExp): Promise<void> {
      const box = dialog().getByRole('combobox', { name: field })
      await box.click()
      await box.pressSequentially(typed)
      await page.getByRole('option', { name: option }).first().click()
    }

    /** Opens a case of Brightwater from where the person is; `where` is what the form says of its thread. */
    async function openCase(title: string, where: RegExp, picture: string): Promise<void> {
      await type('/case new')
      await find('Customer', 'bright', /Brightwater/)
      await dialog().getByText(where).waitFor()
      await find('Category', 'mail', /Gmail › Sending and receiving/)
      await dialog().getByLabel('Message-ID of one example').fill('<one@mail.example.com>')
      await find('Who is affected', 'one', /One user/)
      await dialog().getByLabel('Title').fill(title)
      await dialog().getByLabel('Description').fill(secret)
      await dialog().getByText(where).scrollIntoViewIfNeeded()
      await shot(`${picture}-form`)
      await dialog().getByRole('button', { name: 'Create case' }).click()
      await dialog().waitFor({ state: 'detached' })
    }

    /** What stands before the person there, once their own view of it has come. */
    async function sees(person: string, place: string): Promise<string> {
      await be(person, place)
      await page.getByRole('main').waitFor()
      await page.waitForLoadState('networkidle')
      return (await page.getByRole('main').textContent()) ?? ''
    }

    it('a case that is opened where everybody is stands in the opener’s direct messages, and nowhere else', async () => {
      await be('marcus.bell', everyone)
      await openCase(
        'Mail bounces',
        /In your direct messages with Casethread, visible only to you/,
        '1-everyone',
      )
      await page.getByText('Its thread will appear in your direct messages').waitFor()
      await shot('2-answer')

      await be('marcus.bell', 'Casethread')
      await page.getByText('1001 · Mail bounces').first().waitFor()
      await addNote(1001)
      await page
        .getByRole('button', { name: /2 replies/ })
        .first()
        .waitFor()
      await page
        .getByRole('button', { name: /2 replies/ })
        .first()
        .click()
      await page.getByText(note).first().waitFor()
      await shot('3-direct')

      for (const person of ['amelia.stone', 'yui.suzuki', 'jordan.lee', 'ben.carter', 'priya.nair'])
        expect(await sees(person, everyone), person).not.toContain('Mail bounces')
      expect(await sees('amelia.stone', 'Casethread')).not.toContain('Mail bounces')
    })

    it('the desk’s thread shows no internal note', async () => {
      expect(await sees('ben.carter', desk)).toContain('1001 · Mail bounces')
      await page
        .getByRole('button', { name: /1 reply/ })
        .first()
        .click()
      await page.getByText(secret).first().waitFor()
      expect(await page.getByText(note).count()).toBe(0)
    })

    it('a channel that is shared with the customer shows it its case, and no internal note', async () => {
      await be('marcus.bell', shared)
      await openCase('Shared from the start', /shared with Brightwater Foods/, '4-shared')
      await page.getByText('1002 · Shared from the start').first().waitFor()
      await addNote(1002)

      expect(await sees('amelia.stone', shared)).toContain('1002 · Shared from the start')
      await page
        .getByRole('button', { name: /1 reply/ })
        .first()
        .click()
      await page.getByText(secret).first().waitFor()
      expect(await page.getByText(note).count()).toBe(0)
      await shot('5-customer')
    })
  })
}
