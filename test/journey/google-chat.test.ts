import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Envelope } from '../../playground/gchat/local-options.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))

if (!chromium) it.skip('Google Chat: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else {
  journeyIn('classic')
  journeyIn('add-on')
}

function journeyIn(envelope: Envelope): void {
  describe(`a person's journey through the local Google Chat, with the ${envelope} envelope`, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-chat-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: true, envelope })
      browser = await openBrowser(chromium ?? '')
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(10_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const shot = (what: string, of: Page = page) =>
      of.screenshot({ path: join(screenshots, `google-chat-${envelope}-${what}.png`) })
    const dialog = (of: Page = page) => of.getByRole('dialog')

    async function be(of: Page, person: string, space: string): Promise<void> {
      await of.goto(`${local.slack.url}/?on=gchat&as=${person}`)
      await of.getByRole('link', { name: space }).first().click()
    }

    async function type(line: string): Promise<void> {
      await page.getByRole('textbox', { name: /^Message / }).fill(line)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
    }

    /** Types into a menu that the app fills, and picks what it offers. */
    async function find(field: string, typed: string, option: RegExp): Promise<void> {
      const box = dialog().getByRole('combobox', { name: field })
      await box.click()
      await box.pressSequentially(typed)
      await page.getByRole('option', { name: option }).first().click()
    }

    it('comes over from Slack by the switch at the edge, as the same person', async () => {
      await page.goto(`${local.slack.url}/?as=marcus.bell`)
      await page.getByRole('link', { name: 'Google Chat' }).click()
      await page.getByRole('link', { name: 'Northwind support' }).click()
      await page.getByTestId('me').getByText('Marcus Bell').waitFor()
      await shot('0-space')
    })

    it('opens a case with /case new, from the typing to the thread', async () => {
      await type('/case new')
      await dialog().waitFor()
      await shot('1-empty')
      await find('Customer', 'bright', /Brightwater/)
      await dialog().getByText('helpdesk@brightwater.example.com').waitFor()
      await find('Category', 'mail', /Gmail › Sending and receiving/)
      await dialog().getByText('Email Log Search').waitFor()
      await dialog().getByLabel('Message-ID of one example').fill('<one@mail.example.com>')
      await find('Who is affected', 'one', /One user/)
      await dialog().getByLabel('Description').fill('Every mail to one address comes back with error 550.')
      await shot('2-form')

      await dialog().getByRole('button', { name: 'Create case' }).click()
      await expect.poll(() => dialog().getByLabel('Title').getAttribute('aria-invalid')).toBe('true')
      await shot('3-title-missing')
      expect(await dialog().getByLabel('Description').inputValue()).toContain('error 550')

      await dialog().getByLabel('Title').fill('Mail to one address bounces')
      await dialog().getByRole('button', { name: 'Create case' }).click()
      await dialog().waitFor({ state: 'detached' })
      await page.getByText('Case 1001 is open').waitFor()
      await page.getByText('1001 · Mail to one address bounces').first().waitFor()
      await page.getByRole('button', { name: /1 reply/ }).click()
      await page.getByText('Every mail to one address comes back with error 550.').waitFor()
      await shot('4-thread')
    })

    it('answers from the desk’s card, and the answer arrives without a reload; Slack shows it, too', async () => {
      const desk = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      await be(desk, 'ben.carter', 'Support desk')
      await desk.getByRole('button', { name: 'Reply', exact: true }).first().click()
      await dialog(desk)
        .getByLabel(/^Message/)
        .fill('Please send the full bounce message.')
      await dialog(desk)
        .getByText(/Brightwater Foods, and the support desk will read this/)
        .first()
        .waitFor()
      await shot('5-reply', desk)
      await dialog(desk).getByRole('button', { name: 'Send', exact: true }).click()
      await dialog(desk).waitFor({ state: 'detached' })

      await page.getByText('Please send the full bounce message.').first().waitFor()
      await page.getByText('In progress').first().waitFor()
      await shot('6-desk-answered')

      await desk.getByRole('link', { name: 'Slack', exact: true }).click()
      await desk.getByRole('link', { name: 'support-desk' }).click()
      await desk.getByText('1001 · Mail to one address bounces').first().waitFor()
      await desk.close()
    })

    it('takes a command in the thread, and closes the case from its card', async () => {
      const inThread = page.getByRole('textbox', { name: 'Reply in the thread' })
      await inThread.fill('/case show 1001')
      await page.keyboard.press('Enter')
      await dialog().getByText('Please send the full bounce message.').waitFor()
      await shot('7-command-in-thread')
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Close thread' }).click()

      await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).first().click()
      await dialog()
        .getByLabel(/How it was solved/)
        .fill('A DNS record was mended.')
      await dialog().getByRole('button', { name: 'Close case' }).click()
      await dialog().waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Reopen' }).first().waitFor()
      await shot('8-closed')
    })

    it('is the same after a reload, on a small screen in the dark, and the home is in Japanese', async () => {
      await page.setViewportSize({ width: 400, height: 800 })
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.reload()
      await page.getByText('1001 · Mail to one address bounces').first().waitFor()
      await shot('9-narrow-dark')

      await page.setViewportSize({ width: 1280, height: 900 })
      await be(page, 'yui.suzuki', 'Casethread')
      await page.getByRole('button', { name: 'ホーム' }).click()
      await page.getByText('自分のケース').first().waitFor()
      await shot('10-home-ja-dark')
      await page.getByRole('button', { name: 'ケースを作成' }).click()
      await dialog().waitFor()
      await shot('11-form-ja-dark')
    })
  })
}
