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

if (!chromium) it.skip('queues: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each([
    ['Slack', ''],
    ['Google Chat', 'on=gchat&'],
  ])('OWN-1, OWN-2: a desk agent’s queues on %s', (chat, on) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-queues-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({
        port: 0,
        env: { DATA_DIR: dataDir },
        remember: true,
        sampleCases: true,
      })
      browser = await openBrowser(chromium)
      page = await browser.newPage({ viewport: { width: 1280, height: 1400 } })
      page.setDefaultTimeout(30_000)
    }, 120_000)
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const shot = (what: string) =>
      page.screenshot({ path: join(screenshots, `queues-${chat.replace(/\W+/g, '-')}-${what}.png`) })

    async function openHome(person: string): Promise<void> {
      await page.goto(`${local.slack.url}/?${on}as=${person}`)
      await page
        .getByRole('link', { name: 'Casethread' })
        .or(page.getByRole('button', { name: 'Casethread' }))
        .first()
        .click()
      await page
        .getByText(/^(Home|ホーム)$/)
        .first()
        .click()
    }

    it('are counted in the home, and a case is taken from there', async () => {
      await openHome('ben.carter')
      await page.getByRole('button', { name: /^Unassigned: \d+/ }).waitFor()
      await shot('1-home-desk')
      await page.getByRole('button', { name: 'Show', exact: true }).first().click()
      await page.getByRole('button', { name: 'Take', exact: true }).first().waitFor()
      await shot('2-case')
      await page.getByRole('button', { name: 'Take', exact: true }).first().click()
      await page
        .getByText(/Case \d+ is yours\./)
        .first()
        .waitFor()
      await shot('3-taken')
      expect(await page.getByText(/Case \d+ is yours\./).count()).toBeGreaterThan(0)
    }, 120_000)

    it('are a partner’s own, in their language', async () => {
      await openHome('yui.suzuki')
      await page
        .getByRole('button', { name: /対応中：\d+/ })
        .first()
        .waitFor()
      await shot('5-home-partner')
    }, 120_000)
  })
