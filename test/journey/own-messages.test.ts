import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe('one’s own message, on the page of Slack', { timeout: 60_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: false })
      browser = await openBrowser(chromium)
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(10_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const message = (text: string) => page.getByRole('article').filter({ hasText: text })

    async function choose(text: string, what: string): Promise<void> {
      await message(text).hover()
      await message(text).getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }

    it('is edited and deleted in its menu', async () => {
      await page.goto(`${local.slack.url}/?on=slack&as=marcus.bell`)
      await page.getByRole('link', { name: 'general' }).first().click()
      await page.getByRole('textbox', { name: /general/ }).fill('Lunch at one & a half?')
      await page.keyboard.press('Enter')

      await choose('Lunch at one & a half?', 'Edit message')
      const box = page.getByRole('dialog').getByRole('textbox')
      await box.and(page.getByText('Lunch at one & a half?')).waitFor()
      await page.screenshot({ path: join(screenshots, 'own-message-1-edit.png') })
      await box.fill('Lunch at two?')
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await message('Lunch at two?').getByText('(edited)').waitFor()

      await choose('Lunch at two?', 'Delete message')
      await message('Lunch at two?').waitFor({ state: 'detached' })
    })
  })
